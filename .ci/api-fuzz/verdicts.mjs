// Says what is wrong with a response, by what the document states for the operation.
import { mark } from "./values.mjs";

// complaints returns what is wrong, as texts; none for a response that the document permits.
export function complaints(document, request, response) {
  const found = [];
  const say = (text) => found.push(text);
  if (response.status >= 500 && !(response.status === 503 && response.headers["retry-after"])) say(`status ${response.status}`);
  if (response.headers["x-injected"]) say("a header came from a parameter");
  problem(response, say);
  const operation = asked(document, request);
  if (!operation) {
    if (!request.elsewhere) undeclared(document, request, response, say);
    return found;
  }
  authority(request, operation, response, say);
  if (request.elsewhere) return found;
  validity(request, response, say);
  declared(document, operation, request, response, say);
  return found;
}

// asked is the operation of the request's method and path.
function asked(document, request) {
  if (request.method === request.operation.method) return request.operation;
  return document.operations.find((o) => o.template === request.operation.template && o.method === request.method);
}

// undeclared judges the response to a method that the path does not have.
function undeclared(document, request, response, say) {
  if (response.status === 403 || request.method === "OPTIONS") return;
  if (response.status !== 405) return say(`status ${response.status} for a method that the path does not have`);
  const allowed = (response.headers.allow ?? "").split(/, */);
  const missing = document.methodsOf(request.operation.template).filter((method) => !allowed.includes(method));
  if (missing.length > 0) say(`Allow lacks ${missing}`);
}

function authority(request, operation, response, say) {
  if (request.authorised || operation.open || request.odd) return;
  if (response.status !== 401) say(`status ${response.status} without the token`);
  else if (!response.headers["www-authenticate"]) say("401 without WWW-Authenticate");
}

function validity(request, response, say) {
  if (!request.authorised || request.odd) return;
  const { status } = response;
  if (request.forbidden && (status < 400 || status >= 500)) say(`status ${status}, although the document forbids ${request.forbidden}`);
  if (request.valid && [400, 405, 406, 415, 422].includes(status)) say(`status ${status} for a request that the document permits: ${response.body.toString().slice(0, 300)}`);
}

// problem judges a body of application/problem+json.
function problem(response, say) {
  const type = media(response);
  if (response.status >= 400 && type === "") return; // of a request without a body in the answer, such as HEAD
  if (type !== "application/problem+json") return;
  const value = parsed(response.body);
  if (value?.status !== response.status) say(`the problem's status is ${value?.status}, that of the response ${response.status}`);
  if (/\bpanic\b|goroutine|\.go:\d+|sqlite3?\b|SQLITE_/i.test(`${value?.detail} ${value?.title}`)) say(`the problem tells of the inside: ${value.detail}`);
}

// declared holds status, headers, content type and body against the document.
function declared(document, operation, request, response, say) {
  const stated = operation.responses[response.status] ?? operation.responses.default;
  if (!stated) return say(`the document states no status ${response.status}`);
  if (!operation.responses[response.status] && response.status < 400) say(`the document states no status ${response.status}`);
  headers(document, stated, response, say);
  if (request.method === "HEAD" || response.status === 304 || response.status === 101) {
    if (response.body.length > 0) say("a body where none may be");
    return;
  }
  const content = stated.content ?? {};
  const type = media(response);
  if (Object.keys(content).length === 0) {
    if (response.body.length > 0) say("a body where the document states none");
    return;
  }
  if (!(type in content)) return say(`content type ${type}; the document states ${Object.keys(content)} for ${response.status}`);
  bodies(document, stated, operation, type, response, say);
}

function headers(document, stated, response, say) {
  for (const [name, header] of Object.entries(stated.headers ?? {})) {
    const { node } = document.resolve(header, "");
    const value = response.headers[name.toLowerCase()];
    if (value === undefined) {
      if (node.required) say(`the header ${name} is missing`);
      continue;
    }
    const schema = document.schema(node.schema);
    if (schema.type === "integer" && !/^-?\d+$/.test(value)) say(`the header ${name} is no integer: ${value}`);
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) say(`the header ${name} does not match ${schema.pattern}: ${value}`);
  }
}

function bodies(document, stated, operation, type, response, say) {
  const schema = `${stated.place}/content/${type.replaceAll("~", "~0").replaceAll("/", "~1")}/schema`;
  if (type === "text/html") {
    if (response.body.includes(mark)) say("a page contains an element that came from stored text or a parameter");
    return;
  }
  if (operation.streams && type === "text/event-stream") return;
  if (type.endsWith("json") && type !== "application/x-ndjson") {
    const value = parsed(response.body);
    if (value === undefined) return say("the body is no JSON");
    const complaint = stated.content[type].schema && document.complaint(schema, value);
    if (complaint) say(`the body: ${complaint}`);
  } else if (type === "application/x-ndjson") {
    for (const line of response.body.toString().split("\n").filter(Boolean).slice(0, 20)) {
      const value = parsed(line);
      if (value === undefined) return say("a line is no JSON");
    }
  }
}

const media = (response) => (response.headers["content-type"] ?? "").split(";")[0].trim();

// parsed returns the value of JSON in UTF-8, or undefined.
export function parsed(bytes) {
  try {
    return JSON.parse(typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
