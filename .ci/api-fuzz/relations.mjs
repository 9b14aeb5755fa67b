// Checks what the document's introduction states about pairs of requests.
import { send } from "./client.mjs";

// relations returns what is wrong with the responses to variants of a GET that was answered with 200 and an ETag.
export async function relations(random, base, request, response) {
  if (request.operation.method !== "GET" || response.status !== 200 || !response.headers.etag || request.odd) return [];
  if (request.operation.ttl !== "5m") return []; // others depend on the time
  const found = await compared(random, base, request, response);
  // The server itself changes data now and then: it ends sessions that are silent. Only what is the same before and after tells something.
  const after = await send(base, request);
  return after.body.equals(response.body) ? found : [];
}

async function compared(random, base, request, response) {
  const { etag } = response.headers;
  const found = [];
  const separator = request.path.includes("?") ? "&" : "?";
  const same = async (what, path) => {
    const other = await send(base, { ...request, path });
    if (other.status !== 200 || !other.body.equals(response.body)) found.push(`${what} changes the response: ${path}`);
  };
  await same("an unknown parameter", `${request.path}${separator}fuzz-unknown=1`);
  const absent = request.operation.parameters.filter((p) => p.in === "query" && !p.required && !request.path.includes(`${p.name}=`));
  if (absent.length > 0) await same("an empty parameter", `${request.path}${separator}${random.pick(absent).name}=`);
  for (const condition of [etag, `"other", ${etag}`, `W/${etag}`, "*"]) {
    const other = await send(base, { ...request, headers: { ...request.headers, "If-None-Match": condition } });
    if (other.status !== 304 || other.body.length > 0) found.push(`status ${other.status} with If-None-Match: ${condition}`);
  }
  const head = await send(base, { ...request, method: "HEAD" });
  if (head.status !== 200 || head.body.length > 0 || head.headers["content-length"] !== response.headers["content-length"]) found.push(`HEAD differs: status ${head.status}, length ${head.headers["content-length"]} and ${response.headers["content-length"]}`);
  return found;
}
