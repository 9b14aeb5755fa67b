// Rows that try to run something in the page. They are shown as text, run nothing, and their links work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { absent, commit } from "../database.mjs";
import { Dashboard, tabs } from "../dashboard.mjs";
import { launch, settle, until, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

const run = "window.__pwned=1;alert(1)";
const attacks = [
  `<script>${run}</script>`,
  `"><img src=x onerror="${run}">`,
  `'><svg onload='${run}'>`,
  `javascript:${run}`,
  `</textarea></title></script><script>${run}</script>`,
  `{{.}}\${${run}}<%= 1 %>`,
  `" hx-get="/docs" hx-on:load="${run}" autofocus onfocus="${run}" x="`,
  `<a href="javascript:${run}">a</a><iframe srcdoc="<script>parent.${run}</script>"></iframe><style>*{display:none}</style>`,
];
// Texts that attack what renders them: Markdown, terminals, trees and differences.
const rendered = [
  `[a](javascript:${run}) [b](JaVaScRiPt&#58;${run}) [c](data:text/html,<script>${run}</script>) ![d](x "onerror=${run}")`,
  `\`\`\`html"><script>${run}</script>\n</pre><img src=x onerror="${run}">\n\`\`\``,
  `| <svg onload="${run}"> |\n|---|\n| "><script>${run}</script> |`,
  `# <img src=x onerror="${run}">\n<a href="javascript:${run}">x</a>\n\n[x]: javascript:${run}\n[x]`,
  `\u001b[31m<img src=x onerror="${run}">\u001b[0m`,
  `\u001b]1338;url=https://evil.example/x.png;alt=x\u0007 \u001b]1337;File=inline=1:AAAA\u0007 \u001b]8;;javascript:${run}\u001b\\link\u001b]8;;\u001b\\`,
  JSON.stringify({ [`<script>${run}</script>`]: [`"><img src=x onerror="${run}">`, { __proto__: `<svg onload="${run}">` }] }),
  "[".repeat(20_000), "> ".repeat(5_000), "*a_".repeat(20_000), "\u202e".repeat(50) + "</template></textarea>",
];
// Ids with special characters: the text after # or ? must not get lost, and .. must not change the path.
const names = ["../../etc/passwd", "a/b?c=d#e%2Ff g", "..", "%", "100%&x=<y>", " spaces  within ", "ü ☃ 𝄞 \u202e", "quote\" and ' and \\ and `"];

// hostile returns a turn with one row below it. All their texts and ids are the attack.
function hostile(text, i) {
  const everywhere = {
    agent_id: text, tool_name: text, input_summary: text, output_summary: text, session_id: text, feature_id: text, subagent_type: text,
    parent_agent_id: text, model: text, status: text, claude_task_id: text,
    context: JSON.stringify({ spawner_type: text, spawned_agent: text, cost_usd: text, [text]: [text] }),
  };
  const id = `${text} turn`;
  return [turn(id, text, { ...everywhere, tool_name: "UserQuery", timestamp: at(i) }), event(`${text} row`, { ...everywhere, parent_event_id: id, timestamp: at(i) })];
}

// at returns timestamps in the order of numbers.
function at(i) { return new Date(Date.now() - 60_000 + i * 1000).toISOString().replace("Z", "000+00:00"); }

// edited returns the time of an edit and of its call.
function edited(i) { return `2026-03-18 15:00:${String(i).padStart(2, "0")}`; }

const texts = [...attacks, ...names];
let browser, server, db;
before(async () => {
  db = absent("hostile");
  server = await Server.start(db);
  commit(db, "sessions", ...texts.map((text) => session(text, { agent_assigned: text, status: "active", start_commit: text })));
  commit(db, "features", ...texts.map((text) => ({
    id: text, type: "feature", title: text, description: text, status: "todo", priority: "high", assigned_to: text, track_id: text, tags: JSON.stringify([text]),
  })));
  commit(db, "agent_collaboration", ...texts.map((text) => ({
    handoff_id: text, from_agent: text, to_agent: `${text} other`, handoff_type: "delegation", status: "pending", session_id: text, reason: text, context: text,
  })));
  commit(db, "agent_presence", ...texts.map((text) => ({ agent_id: text, status: "active", last_tool_name: text, current_feature_id: text, session_id: text })));
  commit(db, "agent_events", ...texts.flatMap(hostile));
  commit(db, "agent_events", ...texts.map((text, i) => event(`${text} task`, { tool_name: "Task", event_type: "task_delegation", agent_id: text,
    subagent_type: `${text} other`, input_summary: text, session_id: text, timestamp: at(i) })));
  commit(db, "agent_events", ...rendered.flatMap((text, i) => [
    event(`rendered message ${i}`, { tool_name: "Message", input_summary: "x", output_summary: text, session_id: "rendered", timestamp: edited(i) }),
    event(`rendered command ${i}`, { tool_name: "Bash", input_summary: text, output_summary: text, session_id: "rendered", timestamp: edited(i) }),
    event(`rendered file ${i}`, { tool_name: "Read", input_summary: "a.html", output_summary: text, session_id: "rendered", timestamp: edited(i) }),
    event(`rendered edit ${i}`, { tool_name: "Edit", input_summary: text, output_summary: text, session_id: "rendered", timestamp: edited(i),
      context: JSON.stringify({ error: text }), status: i % 2 ? "failed" : "completed" }),
  ]));
  commit(db, "tool_traces", ...rendered.map((text, i) => ({ tool_use_id: `rendered ${i}`, trace_id: "t", session_id: "rendered", tool_name: "Edit",
    tool_input: JSON.stringify({ file_path: `${text}.html`, old_string: text, new_string: `${text}\n${text}` }), start_time: edited(i), status: "completed" })));
  browser = await launch();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const open = (path, work) => visit(browser, server.base, path, async (page) => {
  await settle(page);
  await work(new Dashboard(page), page);
  await settle(page);
  assert.equal(await page.evaluate(() => window.__pwned), undefined, "nothing of the rows has run");
  const handlers = await page.evaluate(() => [...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes].filter(({ name, value }) => /^(on|hx-on)/.test(name) || /^\s*javascript:/i.test(value) && /^(href|src|action|hx-get)$/.test(name))
      .map(({ name, value }) => `${element.tagName} ${name}=${value}`)));
  assert.deepEqual(handlers, [], "handlers in the page");
});

for (const name of tabs) {
  test(`${name} shows them as text`, () => open("/", async (dashboard) => {
    await dashboard.go(name);
  }));
}

for (const path of ["/views/spawners", "/views/presence-widget"]) {
  test(`${path} shows them as text`, () => open(path, async () => {}));
}

for (const text of texts) {
  test(`the row, the drawer and the session of ${JSON.stringify(text)}`, () => open("/views/activity-feed", async (dashboard, page) => {
    const entry = dashboard.turn(`${text} turn`);
    await dashboard.expand(entry);
    const row = dashboard.row(`${text} row`);
    await row.waitFor();
    await dashboard.details(row);
    assert.ok((await dashboard.field("event_id").textContent()).includes(`${text} row`), "its own details are shown");
    await page.keyboard.press("Escape");
    await dashboard.drawer.waitFor({ state: "hidden" });
    await entry.locator("a[href*='/session']").first().click();
    await page.waitForURL(/\/session/);
    await until("its own session is shown", async () => (await dashboard.content.textContent()).includes(text.trim()));
  }));
}

for (const [i, text] of rendered.entries()) {
  test(`as a message, a command, a file and an edit: ${JSON.stringify(text.slice(0, 60))}`, async () => {
    for (const kind of ["message", "command", "file", "edit"]) {
      await open(`/views/event?event_id=${encodeURIComponent(`rendered ${kind} ${i}`)}`, async (dashboard, page) => {
        for (const width of [380, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
          await settle(page);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `beyond a window of ${width} px`);
        }
        assert.equal(await dashboard.content.locator("img, script, iframe, form, [style]").count(), 0);
      });
    }
  });
}

test("live updates show them as text too", () => open("/views/activity-feed", async (dashboard) => {
  await dashboard.live();
  const text = `${attacks[1]} live`;
  commit(db, "agent_events", turn(text, text, { agent_id: text, session_id: text }));
  await dashboard.turn(text).waitFor();
}));
