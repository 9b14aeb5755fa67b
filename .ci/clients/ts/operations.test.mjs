// Calls each operation that clients carry with each recorded request, and compares what was sent, and what was decoded.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { HtmlGraph, ProblemError } from "@htmlgraph/client";

import { respond } from "./built/server.js";

const root = process.env.HTMLGRAPH_ROOT;
const document = JSON.parse(await readFile(join(root, "gen/openapi.json"), "utf8"));

/** carried yields the operations that clients carry. */
function* carried() {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) if (operation["x-client"] !== "none") yield { path, method: method.toUpperCase(), operation };
  }
}

/** argumentsOf returns the parameters of a call for a recorded target. */
function argumentsOf(path, target) {
  const url = new URL(target, "http://golden");
  const parts = url.pathname.split("/");
  const names = path.split("/").map((part, i) => [/^\{(.*)\}$/.exec(part)?.[1], parts[i]]).filter(([name]) => name);
  const query = {};
  for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name).length > 1 ? url.searchParams.getAll(name) : url.searchParams.get(name);
  return { url, params: { path: Object.fromEntries(names.map(([name, value]) => [name, decodeURIComponent(value ?? "")])), query } };
}

/** expressible tells whether a client can ask for a target: the bytes of a path that are no text it cannot. */
function expressible(target) {
  try {
    decodeURIComponent(target.split("?")[0]);
    return true;
  } catch {
    return false;
  }
}

async function bodyOf({ response }) {
  if (response.file) return readFile(join(root, response.file), "utf8");
  if (response.lines) return "{}";
  return response.text ?? (response.body === undefined ? "" : JSON.stringify(response.body));
}

for (const { path, method, operation } of carried()) {
  test(operation.operationId, async (t) => {
    const folder = join(root, "fixtures/http", operation.operationId);
    const missing = new Set(Object.keys(operation.responses).filter((status) => status !== "default"));
    for (const file of await readdir(folder)) {
      const golden = JSON.parse(await readFile(join(folder, file), "utf8"));
      missing.delete(String(golden.response.status));
      if (expressible(golden.request.target)) await t.test(file, (t) => callAsRecorded(t, path, method, golden));
    }
    assert.deepEqual([...missing], [], "each documented status has a golden");
  });
}

async function callAsRecorded(t, path, method, golden) {
  const { url, params } = argumentsOf(path, golden.request.target);
  const body = await bodyOf(golden);
  let got;
  const { base } = await respond(t, async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    got = { method: request.method, url: new URL(request.url, "http://golden"), headers: request.headers, body: text };
    response.writeHead(golden.response.status, golden.response.headers).end(body);
  });
  const kind = golden.response.headers["Content-Type"] ?? "";
  const isJSON = /json$/.test(kind) && !kind.includes("ndjson");
  const headers = golden.request.headers ?? {};
  const agent = Object.fromEntries(Object.entries(headers).filter(([name]) => /^x-(agent|session)-id$/i.test(name)));
  const sent = golden.request.body === undefined ? {} : { body: golden.request.body };
  const call = new HtmlGraph(base, { attempts: 1 }).api[method](path, { params: { ...params, header: agent }, ...sent, parseAs: isJSON ? "json" : "text" });

  if (golden.response.status >= 400) {
    const error = await call.then(() => assert.fail("no problem was thrown"), (error) => error);
    assert.ok(error instanceof ProblemError, String(error));
    assert.equal(error.status, golden.response.status);
    if (kind === "application/problem+json") assert.deepEqual(error.problem, golden.response.body);
  } else {
    const { data, response } = await call;
    assert.equal(response.status, golden.response.status);
    if (response.status !== 204 && response.status !== 304) assert.deepEqual(data, isJSON ? JSON.parse(body) : body);
  }
  assert.equal(got.method, method);
  assert.equal(got.url.pathname, url.pathname);
  assert.deepEqual([...got.url.searchParams].sort(), [...url.searchParams].sort());
  for (const [name, value] of Object.entries(agent)) assert.equal(got.headers[name.toLowerCase()], value);
  if (golden.request.body !== undefined) assert.deepEqual(JSON.parse(got.body), golden.request.body);
}
