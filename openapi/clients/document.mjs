// Prints the document of clients: the bundled one without operations and parameters that are marked with x-client: none.
// Usage: document.mjs BUNDLE.json
import { readFileSync } from "node:fs";

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const resolve = (node) => (node.$ref ? node.$ref.split("/").slice(1).reduce((inner, key) => inner[key], document) : node);
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    if (operation["x-client"] === "none") delete item[method];
    operation.parameters = operation.parameters?.filter((parameter) => resolve(parameter)["x-client"] !== "none");
    if (operation.parameters?.length === 0) delete operation.parameters;
    // The generator for Go decodes what has "json" in its type as the default response, which fails for lines of JSON.
    if (operation.responses[200]?.content?.["application/x-ndjson"]) delete operation.responses.default;
  }
  if (Object.keys(item).length === 0) delete document.paths[path];
}
const { parameters } = document.components;
for (const [name, parameter] of Object.entries(parameters)) if (parameter["x-client"] === "none") delete parameters[name];

// withoutNull takes null out of enumerations whose type permits it beside them: generators make a member of it.
function withoutNull(node) {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node.type) && node.type.includes("null") && Array.isArray(node.enum)) node.enum = node.enum.filter((value) => value !== null);
  Object.values(node).forEach(withoutNull);
}
withoutNull(document.components.schemas);
process.stdout.write(JSON.stringify(document));
