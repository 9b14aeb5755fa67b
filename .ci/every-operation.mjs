// Requests every GET operation of a running server's document, with ids from its lists, and fails unless each returns 200.
// Usage: every-operation.mjs BASE
const base = process.argv[2];

const get = async (path) => {
  const response = await fetch(base + path);
  if (response.headers.get("content-type") === "text/event-stream") {
    await response.body.cancel(); // it has no end
    return { status: response.status, text: "" };
  }
  const text = await response.text();
  return { status: response.status, text };
};
const json = async (path) => JSON.parse((await get(path)).text);

// messages returns messages of the session that other operations are asked for.
const messages = async () => {
  const id = await firsts.session_id();
  return id === undefined ? [] : (await json(`/api/sessions/${encodeURIComponent(id)}/messages`)).messages;
};

// An id for each required parameter, from the list that contains such ids; none if the list is empty.
const firsts = {
  event_id: async () => (await json("/api/events?limit=1"))[0]?.event_id,
  session_id: async () => (await json("/api/sessions?limit=1")).sessions[0]?.session_id,
  request_id: async () => (await json("/api/requests?limit=1"))[0]?.request_id,
  work_item_id: async () => (await json("/api/work-items?limit=1")).work_items[0]?.id,
  agent_id: async () => (await json("/api/presence")).agents[0]?.agent_id,
  message_id: async () => (await messages())[0]?.message_id,
  part_id: async () => (await messages()).flatMap((message) => message.parts)[0]?.part_id,
  sha256: async () => (await messages()).flatMap((message) => message.parts).find((part) => part.blob)?.blob.sha256,
  q: async () => "a",
  query_id: async () => (await json("/api/queries")).queries[0]?.query_id,
  version: async () => "any",
  file: async () => "app.js",
};

const document = await json("/openapi.json");
// resolve returns a parameter, or the shared one to which it refers.
const resolve = (p) => (p.$ref ? p.$ref.split("/").slice(1).reduce((node, key) => node[key], document) : p);
let asked = 0, skipped = 0, failed = 0;
for (const [template, item] of Object.entries(document.paths)) {
  if (!item.get || item.get.responses["101"]) continue; // a WebSocket is no request for an answer
  const needed = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path" }));
  needed.push(...(item.get.parameters ?? []).map(resolve).filter((p) => p.required && p.in === "query"));
  let path = template;
  for (const { name, in: place } of needed) {
    if (!firsts[name]) throw new Error(`no way to find a ${name} for ${template}`);
    const id = await firsts[name]();
    if (id === undefined) path = undefined;
    else if (place === "path") path = path?.replace(`{${name}}`, encodeURIComponent(id));
    else path &&= `${path}${path.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(id)}`;
  }
  if (path === undefined) { skipped++; continue; }
  const { status, text } = await get(path);
  asked++;
  if (status !== 200) {
    failed++;
    console.error(`GET ${path}: ${status} ${text.slice(0, 300)}`);
  }
}
console.log(`${asked} operations asked, ${failed} failed, ${skipped} without anything to ask for`);
process.exit(failed > 0 ? 1 : 0);
