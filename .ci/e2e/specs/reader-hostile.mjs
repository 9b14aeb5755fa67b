// Texts that try to run something, in every kind of part of a conversation: they are shown as text, load nothing, and break no policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Conversation } from "../conversation.mjs";
import { absent, commit, commitAll } from "../database.mjs";
import { launch, settle, until, visit } from "../harness.mjs";
import { session } from "../rows.mjs";
import { Server } from "../server.mjs";

const run = "window.__pwned=1;alert(1)";
const away = "https://evil.example/x.png";
const attacks = [
  `<script>${run}</script>`, `"><img src=${away} onerror="${run}">`, `'><svg onload='${run}'>`, `javascript:${run}`, `</template></title></textarea><script>${run}</script>`,
  `{{.}}\${${run}}`, `" hx-get="/docs" hx-trigger="load" hx-on:load="${run}" autofocus onfocus="${run}" x="`, `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<style>*{display:none}</style><base href="${away}"><meta http-equiv="refresh" content="0;url=${away}">`, `[a](javascript:${run}) ![b](${away}) [c](data:text/html,<script>${run}</script>)`,
  `<a href="${away}" ping="${away}">a</a><form action="${away}"><button autofocus>b</button></form>`, `\u001b]1338;url=${away};alt=x\u0007\u001b]8;;javascript:${run}\u001b\\l\u001b]8;;\u001b\\`,
  `\u001b[31m<img src=${away}>\u001b[0m`, `\u202e${run}\u2066`, "```html\"><script>\n</pre><img src=x onerror=alert(1)>\n```", `| <svg onload="${run}"> |\n|---|\n| <b> |`,
  "[".repeat(2000), "> ".repeat(300) + "x", `<details open ontoggle="${run}">`, `--><!--<script>${run}</script>`,
];

// random returns numbers that are the same in each run.
function random(seed) {
  return () => { seed = (seed * 1664525 + 1013904223) % 2 ** 32; return seed / 2 ** 32; };
}

// texts returns attacks that are cut, joined and wrapped at random.
function texts(count) {
  const next = random(7);
  const pick = () => attacks[Math.floor(next() * attacks.length)];
  const ways = [(a) => a, (a, b) => a + b, (a, b) => a.slice(0, Math.floor(next() * a.length)) + b, (a) => `<${a}>`, (a) => `"${a}"`, (a, b) => `${a}\n\n${b}`, (a) => `\`${a}\``, (a) => `# ${a}`];
  return Array.from({ length: count }, () => ways[Math.floor(next() * ways.length)](pick(), pick()));
}

let browser, server;
before(async () => {
  const db = absent("reader-hostile");
  server = await Server.start(db);
  const talk = new Conversation("hostile");
  texts(200).forEach((text, i) => {
    talk.prompt(text, { type: "htmlgraph.reminder", text }, { type: "uri", text });
    talk.answer(text, { type: "reasoning", text });
    const kinds = [
      () => talk.call("Bash", { command: text }, text, { status: "failed", meta: { stderr: text, exit_code: 1 } }),
      () => talk.call("Edit", { file_path: `${text}.html`, old_string: text, new_string: `${text}\n${text}` }, text, { meta: i % 2 ? { filePath: text, structuredPatch: [{ oldStart: 1, newStart: 1, lines: [`+${text}`] }] } : null }),
      () => talk.call("Read", { file_path: `/p/${text}.html` }, text),
      () => talk.call("TodoWrite", { todos: [{ content: text, status: text }, { content: "b", status: "pending" }] }, text),
      () => talk.call("Task", { subagent_type: text, description: text, prompt: text, model: text }, text, { task: text }),
      () => talk.call(`mcp__${text}__${text}`, { [text]: [text, { __proto__: text }] }, JSON.stringify({ [text]: text })),
      () => talk.call(text, text, text, { status: "rejected" }),
    ];
    kinds[i % kinds.length]();
    const others = [
      () => talk.say("compaction", "user", { type: "compaction", text, meta: JSON.stringify({ trigger: text, preTokens: 1 }) }),
      () => talk.say("error", "assistant", { type: "text", text, meta: JSON.stringify({ retryAttempt: text, maxRetries: text }) }),
      () => talk.say("queued", "user", { type: "htmlgraph.queued", text }),
      () => talk.say("notice", "system", { type: "htmlgraph.permission", name: text, call_id: text, text: JSON.stringify({ command: text }) }),
      () => talk.say("reminder", "user", { type: "htmlgraph.reminder", text }),
      () => talk.say("notice", "system", { type: "blob", text: "", meta: JSON.stringify({ mime_type: text, bytes: 5 }) }),
    ];
    others[i % others.length]();
  });
  commit(db, "sessions", session("hostile", { status: "completed" }));
  commitAll(db, talk.take());
  browser = await launch();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

for (const width of [380, 1440]) {
  test(`nothing of it runs or loads anything in a window of ${width} px`, () => visit(browser, server.base, "/views/session?session_id=hostile", async (page, faults) => {
    const edge = page.locator('#reader > [data-edge="after"]');
    for (let shown = ""; ;) {
      await page.evaluate(() => { for (const fold of document.querySelectorAll("#reader .window:last-of-type details:not([data-branch])")) fold.open = true; });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `the page is ${wide} px wide`);
      if (!(await edge.count())) break;
      shown = await page.locator("#reader [data-message]").last().getAttribute("id");
      await edge.scrollIntoViewIfNeeded();
      await until("more has come", async () => (await page.locator("#reader [data-message]").last().getAttribute("id")) !== shown);
    }
    // What is loaded when it is opened.
    for (const fold of await page.locator("#reader details[data-branch]:not([open]) > summary").all()) await fold.click().catch(() => {});
    await settle(page);
    assert.equal(await page.evaluate(() => window.__pwned), undefined);
    assert.equal(await page.locator("#reader :is(script, iframe, form, svg, style, base, meta, object, [onload], [onerror], [onfocus], [ontoggle], [ping])").count(), 0);
    assert.deepEqual(faults.list(), []);
  }, { viewport: { width, height: 900 } }));
}

test("nothing of it runs in a file", () => visit(browser, server.base, "/views/sessions", async (page) => {
  const text = (await (await fetch(`${server.base}/api/sessions/hostile/export?format=html`)).text()).replace(/<style>[^]*?<\/style>/, "");
  assert.ok(text.length > 500_000);
  const found = await page.evaluate((file) => [...new DOMParser().parseFromString(file, "text/html").querySelectorAll(
    "script, iframe, form, svg, base, meta[http-equiv=refresh], object, img:not([src^='data:']), [onload], [onerror], [onfocus], [ontoggle], [ping], [style]")].map((each) => each.outerHTML.slice(0, 200)), text);
  assert.deepEqual(found, [], "elements came from texts");
  await settle(page);
}));
