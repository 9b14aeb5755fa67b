// Prints a bundled document with the examples that its sources only name: x-example-from: OPERATION/CASE is the response of a golden case, the
// body of fixtures/http, or the first message of a stream in fixtures/ws. A case without a response yet is left out.
// Usage: examples.mjs BUNDLE.json FIXTURES
import { existsSync, readFileSync } from "node:fs";

const [bundle, fixtures] = process.argv.slice(2);
const document = JSON.parse(readFileSync(bundle, "utf8"));

// recorded returns the example of a case, undefined where it has none.
function recorded(name) {
  const http = `${fixtures}/http/${name}.json`, stream = `${fixtures}/ws/${name}.jsonl`;
  if (existsSync(http)) {
    const { body, text } = JSON.parse(readFileSync(http, "utf8")).response;
    return body ?? text;
  }
  if (!existsSync(stream)) return undefined;
  const steps = readFileSync(stream, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  return steps.find((step) => step.receive?.type)?.receive;
}

function insert(node) {
  if (typeof node !== "object" || node === null) return;
  const name = node["x-example-from"];
  if (name !== undefined) {
    const example = recorded(name);
    delete node["x-example-from"];
    if (example !== undefined) node.example = example;
    return;
  }
  Object.values(node).forEach(insert);
}
insert(document);
process.stdout.write(JSON.stringify(document));
