// Makes values: such that a schema permits, such that it forbids, and such that are meant to do harm.

// mark stands in each text that would be an element if a page did not escape it.
export const mark = "<fuzz-mark";

const harmful = [
  `${mark} onload=x>`, `"'>${mark}>`, `</script>${mark}>`, `{{7*7}}\${7*7}`, "' OR 1=1 --", "%", "_", "*", "\\", "a\tb", "a\nb", "a\r\nX-Injected: 1",
  "\u0000", "\u202Eabc", "\uFEFF", "\uD83D\uDE00".repeat(50), "e\u0301", "../../etc/passwd", "..%2f", "/", "//host", ".", "..", "?", "#", "&", "=", "+", " ",
  "0", "-0", "1e400", "NaN", "null", "undefined", "true", "[]", "{}", "=1+1", "@x", "a".repeat(5000),
];
const wrongNumbers = ["x", "1.5", "1e3", "0x10", " 1", "1 ", "٣", "99999999999999999999", "-99999999999999999999", "NaN", "Infinity", "1,2", "null"];
const wrongBooleans = ["yes", "2", "TRUE!", "null", "t r u e"];

// valid returns a value, as text of a parameter, that the schema permits; undefined if none is known. Ids come from the pool, which
// contains what the server itself returned.
export function valid(random, schema, name, pool) {
  if (schema.enum) return String(random.pick(schema.enum));
  switch (schema.type) {
    case "integer": return String(integer(random, schema));
    case "number": return String(random.between(schema.minimum ?? 0, Math.min(schema.maximum ?? 1000, 100000)));
    case "boolean": return random.pick(["true", "false"]);
  }
  if (name === "cursor") return pool.any(random, "cursor");
  if (schema.format === "time-zone") return random.pick(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Chatham"]);
  if (schema.pattern) return matching(random, schema);
  const known = random.chance(0.7) ? pool.any(random, name) : undefined;
  const text = known ?? (random.chance(0.5) ? random.pick(harmful.filter((t) => !t.includes("\0"))) : random.word(12));
  return fits(schema, text) ? text : fits(schema, "ab") ? "ab" : undefined;
}

// invalid returns a text that the schema forbids; undefined if it forbids none.
export function invalid(random, schema) {
  const choices = [];
  if (schema.enum) choices.push(`${random.pick(schema.enum)}x`, random.word(9).toUpperCase());
  else if (schema.type === "integer") choices.push(...wrongNumbers);
  else if (schema.type === "number") choices.push("x", "--1", "1..2", "null");
  else if (schema.type === "boolean") choices.push(...wrongBooleans);
  if (!schema.enum && schema.minimum !== undefined) choices.push(String(schema.minimum - 1));
  if (!schema.enum && schema.maximum !== undefined) choices.push(String(schema.maximum + 1));
  if (schema.maxLength !== undefined && schema.maxLength < 20000) choices.push("é".repeat(schema.maxLength + 1));
  if (schema.pattern) choices.push("§", "2026-13-45x", "x y");
  return choices.length > 0 ? random.pick(choices) : undefined;
}

// any returns some text.
export const any = (random) => random.pick([...harmful, ...wrongNumbers, random.word(20)]);

function integer(random, schema) {
  const low = schema.minimum ?? 0, high = Math.min(schema.maximum ?? 1000, Number.MAX_SAFE_INTEGER);
  return random.pick([low, high, Math.min(high, low + 1), random.between(low, Math.min(high, low + 100))]);
}

function fits(schema, text) {
  const length = [...text].length;
  return length <= (schema.maxLength ?? Infinity) && length >= (schema.minLength ?? 0) && !(schema.pattern && !new RegExp(schema.pattern, "u").test(text));
}

// matching returns a text that matches the pattern, from texts of the kinds that documents have patterns for.
function matching(random, schema) {
  const kinds = [
    "2026-03-18", "2026-01-01T00:00:00Z", "2026-03-18 15:29:06", "2026-03-18T15:29:06.561929", "2026-03-18T15:29:06.561929Z", "1999-12-31T23:59:59Z",
    "2026-03-18T15:29Z", "2026-03-18T15:29:06.5+00:00", random.word(10), String(random.below(1000)), `${random.below(100)}:todo`,
  ].filter((text) => fits(schema, text));
  return kinds.length > 0 ? random.pick(kinds) : undefined;
}

// body returns a value that follows the schema of a body, to a depth.
export function body(random, document, node, pool, name = "", depth = 0) {
  const schema = document.schema(node);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return body(random, document, random.pick(choices), pool, name, depth);
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type;
  switch (type) {
    case "object": return object(random, document, schema, pool, depth);
    case "array": {
      const length = depth > 4 ? 0 : random.between(schema.minItems ?? 0, Math.min(schema.maxItems ?? 4, 4));
      return Array.from({ length }, () => body(random, document, schema.items ?? {}, pool, name, depth + 1));
    }
    case "integer": return integer(random, { minimum: schema.minimum ?? -5, maximum: schema.maximum });
    case "number": return random.pick([0, 0.5, 1e-9, random.below(1000), schema.maximum ?? 12.25]);
    case "boolean": return random.chance(0.5);
    case "null": return null;
    case "string": return string(random, schema, name, pool);
  }
  return random.pick([null, "text", 1, true, { a: [1, { b: "c" }] }, []]);
}

function object(random, document, schema, pool, depth) {
  const value = {};
  const only = schema.maxProperties === 1 ? random.pick(Object.keys(schema.properties)) : undefined;
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const required = schema.required?.includes(name);
    if (only ? name === only : required || (depth < 6 && random.chance(0.5))) value[name] = body(random, document, member, pool, name, depth + 1);
  }
  if (schema.additionalProperties !== false && random.chance(0.2)) value[random.word(8)] = random.pick([1, "x", null, [mark], { deep: {} }]);
  return value;
}

function string(random, schema, name, pool) {
  if (schema.format === "instant" || schema.format === "date-time") {
    return random.pick(["2026-03-18T15:29:06Z", "2026-03-18T15:29:06.561929+02:00", "2026-11-01T00:00:00.1Z", "1970-01-01T00:00:00Z"]);
  }
  const text = valid(random, { ...schema, type: "string" }, name, pool);
  return text ?? "";
}

// broken changes one place of a value to something else.
export function broken(random, value) {
  const junk = () => random.pick([null, -1, 1e308, 1.5, "", "x".repeat(100000), [], {}, [[[[[]]]]], true, mark, "2026-99-99", { $ref: "#" }]);
  if (value === null || typeof value !== "object" || random.chance(0.2)) return junk();
  const copy = structuredClone(value);
  const keys = Object.keys(copy);
  if (keys.length === 0) return junk();
  const key = random.pick(keys);
  if (random.chance(0.2) && !Array.isArray(copy)) delete copy[key];
  else copy[key] = broken(random, copy[key]);
  return copy;
}
