// Pool contains values that the server returned, by the name of the member or parameter that they are for, so that requests name things
// that exist.
export class Pool {
  #values = new Map();

  // any returns one of the values with a name.
  any(random, name) {
    const values = this.#values.get(name);
    return values && random.pick([...values]);
  }

  add(name, value) {
    if (!this.#values.has(name)) this.#values.set(name, new Set());
    const values = this.#values.get(name);
    if (values.size < 50) values.add(value);
  }

  // learn takes the texts of a JSON value and the cursors of a Link header.
  learn(value, link) {
    for (const [, cursor] of (link ?? "").matchAll(/[?&]cursor=([^&>]+)/g)) this.add("cursor", decodeURIComponent(cursor));
    this.#learn(value, 0);
  }

  #learn(value, depth) {
    if (value === null || typeof value !== "object" || depth > 5) return;
    for (const [name, member] of Object.entries(value).slice(0, 40)) {
      if (typeof member === "string" && member.length > 0 && member.length < 200) {
        if (!Array.isArray(value)) this.add(name, member);
        if (name === "id") this.add("work_item_id", member);
      } else this.#learn(member, depth + 1);
    }
  }
}
