// Prints a document for generators of Go: without headers that are marked with x-server: none, which middleware reads and sends.
// Usage: document.mjs DOCUMENT.json
import { readFileSync } from "node:fs";

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const resolve = (node) => (node.$ref ? node.$ref.split("/").slice(1).reduce((inner, key) => inner[key], document) : node);
const isOutside = (node) => resolve(node)["x-server"] === "none";

// withoutHeaders removes headers of responses in a part of the document, and parameters.
function withoutHeaders(node) {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node.parameters)) node.parameters = node.parameters.filter((parameter) => !isOutside(parameter));
  if (node.parameters?.length === 0) delete node.parameters;
  for (const [name, header] of Object.entries(node.headers ?? {})) if (isOutside(header)) delete node.headers[name];
  if (Object.keys(node.headers ?? { some: 1 }).length === 0) delete node.headers;
  Object.values(node).forEach(withoutHeaders);
}
const { headers, parameters } = document.components;
withoutHeaders(document.paths);
withoutHeaders(document.components.responses);
for (const shared of [headers, parameters]) for (const [name, node] of Object.entries(shared)) if (node["x-server"] === "none") delete shared[name];
process.stdout.write(JSON.stringify(document));
