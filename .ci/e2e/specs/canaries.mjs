// Pages with one fault each. The harness must detect every fault.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, photograph, until, visit } from "../harness.mjs";
import { document, serve } from "../strict.mjs";

const script = (name) => document("", `<script src="/${name}.js"></script>`);
const faults = {
  "a script in the page": [document("<script>window.ran = 1</script>"), /violation: script-src/],
  "a handler in the page": [document(`<img src="data:," alt="" onerror="window.ran = 1">`), /violation: script-src/],
  "a style in the page": [document(`<p style="color: red">Red</p>`), /violation: style-src/],
  "a file that is not there": [document(`<img src="/none.png" alt="">`), /404: .*none\.png/],
  "a picture of another host": [document(`<img src="https://example.org/a.png" alt="">`), /foreign request: https:\/\/example\.org/],
  "a logged error": [script("logs"), /console: it is broken/],
  "an error that nobody catches": [script("throws"), /error: Error: it is broken/],
  "a promise that nobody catches": [script("rejects"), /error: Error: it is broken/],
  "a dialog": [script("asks"), /dialog: are you there/],
  "a socket to another host": [script("connects"), /violation: connect-src wss:\/\/example\.org/],
};
const scripts = {
  "/logs.js": `console.error("it is broken")`, "/throws.js": `throw new Error("it is broken")`,
  "/rejects.js": `Promise.reject(new Error("it is broken"))`, "/asks.js": `alert("are you there")`,
  "/connects.js": `new WebSocket("wss://example.org/")`,
};

let browser, server;
before(async () => {
  const pages = Object.entries(faults).map(([, [page]], i) => [`/${i}`, page]);
  const good = { "/good": document("<p>Nothing is wrong.</p>"), "/pale": document(`<p class="pale">Pale</p>`, `<link rel="stylesheet" href="/pale.css">`),
    "/pale.css": "@media (prefers-color-scheme: dark) { .pale { color: #eee; background: #fff } }",
    "/wide": document(`<p class="wide">Wide</p>`, `<link rel="stylesheet" href="/wide.css">`), "/wide.css": ".wide { width: 900px }" };
  [browser, server] = await Promise.all([launch(), serve({ ...good, ...scripts, ...Object.fromEntries(pages) })]);
});
after(async () => { server?.close(); await browser?.close(); });

Object.entries(faults).forEach(([name, [, expected]], i) => test(`${name} is found`, () =>
  assert.rejects(visit(browser, server.base, `/${i}`, (_, faults) => until("the fault is told", () => expected.test(faults.list().join("\n")))),
    { message: /what went wrong at/ })));

test("a correct page passes, and the checks and screenshots do not change it", () =>
  visit(browser, server.base, "/good", async (page) => {
    await accessible(page, "good");
    await photograph(page, "canary");
  }));

test("text that is unreadable only in the dark theme is detected", () =>
  assert.rejects(visit(browser, server.base, "/pale", (page) => accessible(page, "pale")), /pale, dark/));

test("a page that is wider than a narrow window is detected", () =>
  assert.rejects(visit(browser, server.base, "/wide", (page) => photograph(page, "canary")), /900|wide in a window of 380 px/));
