// The first page: what sessions do now. It shows who waits, follows changes, and says how to begin where nothing was heard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { absent, commit, seeded } from "../database.mjs";
import { Dashboard } from "../dashboard.mjs";
import { accessible, launch, photograph, settle, until, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

// soon is the longest time in which a change may appear.
const soon = 8000;
let browser, server, empty, db;
before(async () => {
  db = seeded("now", 200);
  [browser, server, empty] = await Promise.all([launch(), Server.start(db), Server.start(absent("nothing"))]);
});
after(() => Promise.all([browser?.close(), server?.stop(), empty?.stop()]));

const group = (page, id) => page.locator(`#${id}`);
const row = (page, group, id) => page.locator(`#${group} [data-session-id="${id}"]`);

// asked stores a session whose agent asks its user something.
function asked(id, fields = {}) {
  commit(db, "sessions", session(id, { metadata: JSON.stringify({ title: `Title of ${id}`, cwd: "/srv/shop" }), ...fields }));
  commit(db, "agent_events", turn(`${id}-turn`, "Add a dark theme", { session_id: id, status: "started" }),
    event(`${id}-call`, { session_id: id, tool_name: "AskUserQuestion", status: "started", input_summary: JSON.stringify({ questions: [{ question: "Which scale?" }] }) }));
}

test("the first page shows who waits, and a click leads to the session", () => visit(browser, server.base, "/", async (page) => {
  asked("now-asks");
  await row(page, "needs-you", "now-asks").waitFor({ timeout: soon });
  assert.match(await row(page, "needs-you", "now-asks").innerText(), /Title of now-asks[\s\S]*shop[\s\S]*asks: Which scale\?/);
  await accessible(page, "what sessions do now");
  await photograph(page, "now");
  await page.setViewportSize({ width: 1280, height: 900 });
  await row(page, "needs-you", "now-asks").locator("a.open").click();
  await page.waitForURL(/views\/session\?session_id=now-asks/);
}));

test("an answer moves the session without a reload", () => visit(browser, server.base, "/views/now", async (page) => {
  asked("now-answered");
  await row(page, "needs-you", "now-answered").waitFor({ timeout: soon });
  await page.evaluate(() => { window.unloaded = false; });
  commit(db, "agent_events", event("now-answered-stop", { session_id: "now-answered", tool_name: "Stop", event_type: "completion" }));
  await row(page, "your-turn", "now-answered").waitFor({ timeout: soon });
  assert.equal(await row(page, "needs-you", "now-answered").count(), 0);
  assert.equal(await page.evaluate(() => window.unloaded), false, "the page was not loaded anew");
}));

test("the keyboard moves through the sessions and opens one", () => visit(browser, server.base, "/", async (page) => {
  asked("now-keys");
  await row(page, "needs-you", "now-keys").waitFor({ timeout: soon });
  await page.keyboard.press("j");
  const current = page.locator("#now [aria-current=true]");
  assert.equal(await current.count(), 1);
  await page.keyboard.press("Enter");
  await page.waitForURL(/views\/session\?/);
}));

test("the menu holds the other views, and closes", () => visit(browser, server.base, "/", async (page) => {
  const dashboard = new Dashboard(page);
  await settle(page);
  assert.ok(!await dashboard.tab("Metrics").isVisible());
  await page.locator("#more-tabs > summary").click();
  await dashboard.tab("Metrics").waitFor();
  await page.keyboard.press("Escape");
  await dashboard.tab("Metrics").waitFor({ state: "hidden" });
  await dashboard.go("Metrics");
  await until("the menu is closed", async () => !await dashboard.tab("Agents").isVisible());
}));

test("the sessions that ended are counted since the last visit", () => visit(browser, server.base, "/", async (page) => {
  await settle(page);
  await page.evaluate(() => localStorage.setItem("now-left", String(Date.now() - 60_000)));
  const ended = new Date().toISOString();
  commit(db, "sessions", session("now-done", { status: "completed", completed_at: ended }));
  commit(db, "agent_events", turn("now-done-turn", "Done", { session_id: "now-done", status: "completed" }));
  await page.goto(`${server.base}/`);
  await page.evaluate(() => localStorage.setItem("now-left", String(Date.now() - 60_000)));
  await page.goto(`${server.base}/views/now`);
  await until("the count is shown", async () => /\d+ since \d\d:\d\d/.test(await group(page, "done").locator("h2").innerText()), soon);
}));

test("where nothing was heard, the page says how to begin", () => visit(browser, empty.base, "/", async (page) => {
  await page.getByText("htmlgraph init").waitFor();
  await page.getByText("htmlgraph import --watch").waitFor();
  await accessible(page, "the page without sessions");
  await photograph(page, "now-empty");
}));
