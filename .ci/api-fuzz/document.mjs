// Reads the document that a server serves. Nothing here knows this project: what is checked is what the document says.
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const methods = ["get", "head", "post", "put", "patch", "delete", "options", "trace"];

export class Document {
  #root;
  #ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  #compiled = new Map();

  constructor(root) {
    this.#root = root;
    addFormats(this.#ajv);
    // Formats that this document describes in words.
    this.#ajv.addFormat("id", (text) => !text.includes("\0"));
    this.#ajv.addFormat("instant", (text) => /^\d{4}-\d{2}-\d{2}/.test(text));
    this.#ajv.addFormat("time-zone", true);
    this.#ajv.addSchema(root, "document:");
    this.operations = Object.entries(root.paths).flatMap(([template, item]) =>
      methods.filter((method) => item[method]).map((method) => this.#operation(template, method, item)));
    this.templates = Object.keys(root.paths);
  }

  // resolve follows references, and returns what they name with its place in the document.
  resolve(node, place) {
    while (node?.$ref) {
      place = node.$ref.slice(1);
      node = place.split("/").slice(1).reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], this.#root);
    }
    return { node, place };
  }

  #operation(template, method, item) {
    const operation = item[method];
    const place = `/paths/${escaped(template)}/${method}`;
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((p) => this.resolve(p, "").node);
    const responses = {};
    for (const [status, response] of Object.entries(operation.responses)) {
      const { node, place: at } = this.resolve(response, `${place}/responses/${status}`);
      responses[status] = { ...node, place: at };
    }
    const body = operation.requestBody && this.resolve(operation.requestBody, `${place}/requestBody`).node;
    return {
      id: operation.operationId, description: operation.description, method: method.toUpperCase(), template, parameters, responses, body,
      open: (operation.security ?? this.#root.security ?? []).length === 0,
      ttl: operation["x-cache-ttl"], upgrades: "101" in responses,
      streams: Object.values(responses).some((r) => r.content?.["text/event-stream"]),
    };
  }

  // methodsOf returns the methods that the document states for a path.
  methodsOf(template) { return methods.filter((method) => this.#root.paths[template][method]).map((method) => method.toUpperCase()); }

  // schema returns the schema that a node is or refers to.
  schema(node) { return this.resolve(node, "").node ?? {}; }

  // complaint validates a value against the schema at a place, and returns what is wrong, or undefined.
  complaint(place, value) {
    if (!this.#compiled.has(place)) this.#compiled.set(place, this.#ajv.compile({ $ref: `document:#${encoded(place)}` }));
    const validate = this.#compiled.get(place);
    if (validate(value)) return undefined;
    const [error] = validate.errors;
    return `${error.instancePath || "/"} ${error.message} (${error.schemaPath.slice(-80)})`;
  }
}

// escaped makes a key part of a JSON pointer.
export const escaped = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");

const encoded = (pointer) => pointer.split("/").map((part) => encodeURIComponent(part)).join("/");
