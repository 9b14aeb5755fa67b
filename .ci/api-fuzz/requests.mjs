// Makes requests. Each states what it is: `valid` if the document permits all of it, `forbidden` if the document forbids one thing in it,
// and neither if it is just odd.
import { gzipSync } from "node:zlib";
import { any, body, broken, invalid, valid } from "./values.mjs";

// request returns a random request for an operation. token is the one that the server asks for, if any.
export function request(random, document, operation, pool, token) {
  const made = { operation, method: operation.method, headers: {}, valid: true, authorised: true };
  path(random, document, operation, pool, made);
  if (operation.body) content(random, document, operation, pool, made);
  if (token) authorise(random, token, made);
  if (random.chance(0.05)) oddity(random, document, operation, made);
  return made;
}

function path(random, document, operation, pool, made) {
  const query = [];
  let target = operation.template;
  const breakable = operation.parameters.filter((p) => p.in === "query" || p.in === "path");
  const victim = breakable.length > 0 && random.chance(0.3) ? random.pick(breakable) : undefined;
  for (const parameter of operation.parameters) {
    const schema = document.schema(parameter.schema);
    const present = parameter.required || parameter === victim || random.chance(Math.min(0.5, 2 / operation.parameters.length));
    if (!present) continue;
    if (/\b(opaque|a filter|the time range)\b/i.test(parameter.description)) made.valid = false; // which of these texts are right, the document does not say, or in words alone
    const texts = parameter === victim ? spoiled(random, document, schema, made, parameter) : values(random, document, schema, parameter, pool);
    if (texts.length === 0 && parameter.required) made.valid = false;
    switch (parameter.in) {
      case "path":
        // These are steps of a path, and name another place.
        if ([".", "..", "/"].includes(texts[0])) made.odd = made.elsewhere = true;
        target = target.replace(`{${parameter.name}}`, encoded(texts[0] ?? random.word(5)));
        break;
      case "query": query.push(...texts.map((text) => `${encoded(parameter.name)}=${encoded(text)}`)); break;
      case "header":
        // HTTP trims values, and not every text can be one.
        if (texts[0] && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(texts[0])) made.headers[parameter.name] = texts[0];
        else made.valid = false;
        break;
    }
  }
  if (contradicts(operation, query)) made.valid = false;
  if (random.chance(0.1)) query.push(`${random.word(6)}=${encoded(any(random))}`);
  made.path = target + (query.length > 0 ? `?${query.join("&")}` : "");
}

// contradicts reports whether a query has several of the parameters of which the document says in words that at most one may be given.
function contradicts(operation, query) {
  const rule = /At most one of ([^.]*) may be given/.exec(operation.description ?? "");
  const names = [...(rule?.[1].matchAll(/`([^`]+)`/g) ?? [])].map((match) => match[1]);
  return names.filter((name) => query.some((part) => part.startsWith(`${name}=`))).length > 1;
}

function values(random, document, schema, parameter, pool) {
  const items = schema.type === "array" ? document.schema(schema.items) : schema;
  const count = schema.type === "array" ? random.between(1, Math.min(3, schema.maxItems ?? 3)) : 1;
  return Array.from({ length: count }, () => valid(random, items, parameter.name, pool)).filter((text) => text !== undefined);
}

// spoiled returns the text of a parameter that the document forbids, or, where it forbids nothing, some text.
function spoiled(random, document, schema, made, parameter) {
  made.valid = false;
  const items = schema.type === "array" ? document.schema(schema.items) : schema;
  const text = random.chance(0.8) ? invalid(random, items) : undefined;
  if (text === undefined) return [any(random)];
  made.forbidden = `${parameter.in} parameter ${parameter.name}=${text.slice(0, 60)}`;
  return [text];
}

function content(random, document, operation, pool, made) {
  const types = Object.keys(operation.body.content);
  const type = random.pick(types);
  made.headers["Content-Type"] = type;
  if (!type.includes("json")) {
    made.valid = false;
    made.body = Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)));
    return;
  }
  const schema = document.schema(operation.body.content[type].schema);
  if (schema.type === "object" && !schema.properties) made.valid = false; // the document does not say what has to be in it
  let value = body(random, document, schema, pool);
  if (random.chance(0.4)) {
    made.valid = false;
    value = broken(random, value);
  }
  let text = JSON.stringify(value);
  if (random.chance(0.15)) {
    made.valid = false;
    text = random.pick([
      text.slice(0, -1), `${text}${text}`, "", "null", "[".repeat(20000), `\uFEFF${text}`, text.replace("{", '{"a":1,"a":2,'), text.replace(/"/, "'"),
      "1".repeat(400), '"\\ud800"', `{"a":${"1".repeat(400)}}`,
    ]);
  }
  made.body = Buffer.from(text);
  encode(random, made);
}

// encode compresses a body, or sends it as something that it is not.
function encode(random, made) {
  if (random.chance(0.1)) {
    made.body = gzipSync(made.body);
    made.headers["Content-Encoding"] = "gzip";
    made.valid = false; // not every operation takes it
  } else if (random.chance(0.05)) {
    made.headers[random.pick(["Content-Encoding", "Content-Type"])] = random.pick(["gzip", "br", "text/plain", "application/xml", "x", "application/json; charset=latin1"]);
    made.valid = false;
  }
}

function authorise(random, token, made) {
  if (random.chance(0.85)) {
    made.headers.Authorization = random.chance(0.8) ? `Bearer ${token}` : `Basic ${Buffer.from(`any:${token}`).toString("base64")}`;
    return;
  }
  made.authorised = false;
  const wrong = random.pick([undefined, "Bearer", "Bearer ", `Bearer ${token}x`, `bearer${token}`, "Basic !!!", `Basic ${Buffer.from("any:").toString("base64")}`, token]);
  if (wrong !== undefined) made.headers.Authorization = wrong;
}

// oddity changes the method, a header, or the path to something that no document has.
function oddity(random, document, operation, made) {
  made.valid = false;
  made.odd = true;
  delete made.forbidden;
  switch (random.below(5)) {
    case 0: made.method = random.pick(["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "POST", "GET"]); break;
    case 1: made.headers.Accept = random.pick(["*/*", "", "text/html", "application/xml", "application/json;q=0", "x/".repeat(2000)]); break;
    case 2: made.headers.Host = random.pick(["evil.example", "127.0.0.1.evil.example", "localhost:1", "[::1]", "127.0.0.1"]); break;
    case 3: made.headers.Origin = random.pick(["https://evil.example", "null", "http://127.0.0.1:1", "x"]); break;
    case 4: made.path = random.pick(["/api", "/api/", "//api/events", "/api/events/", "/api/../api/events", "/api/events/%2e%2e", "/%00", "/%ff", "/api/events?%zz=%", "/api/events?limit=%", `/api/events/${"a".repeat(4000)}`]); break;
  }
  made.elsewhere ||= !made.path.startsWith(operation.template.split("{")[0]);
}

const encoded = (text) => encodeURIComponent(text.toWellFormed());
