// The list of sessions with its filter, order and pages, and usage with its chart, down to the requests behind a sum.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { absent, commit } from "../database.mjs";
import { accessible, launch, photograph, settle, until, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

const evil = `</p><script>window.__pwned=1</script><img src=x onerror="window.__pwned=1">`;
const minutes = (ago) => new Date(Date.now() - ago * 60_000).toISOString().replace("Z", "000+00:00");
const asked = (id, session_id, ago, model, cost_usd, fields = {}) => ({
  event_id: id, session_id, timestamp: minutes(ago), agent_id: "e2e-agent", model, input_tokens: 1000, output_tokens: 200, total_tokens: 1200, cost_usd, ...fields,
});

let browser, server, db;
before(async () => {
  db = absent("lists");
  server = await Server.start(db);
  commit(db, "sessions",
    session("api", { created_at: minutes(50), metadata: JSON.stringify({ cwd: "/srv/api", gitBranch: "main" }) }),
    session("below-api", { created_at: minutes(40), parent_session_id: "api", agent_assigned: "codex", status: "completed" }),
    session("web", { created_at: minutes(26 * 60), status: "failed", metadata: JSON.stringify({ cwd: "/srv/web", title: "Dark theme", title_by: "user" }) }),
    session("robot", { created_at: minutes(30), status: "completed", metadata: JSON.stringify({ cwd: "/srv/api", entrypoint: "sdk-cli" }) }),
    session(evil, { created_at: minutes(60 * 24 * 9), metadata: JSON.stringify({ cwd: `/srv/${evil}`, gitBranch: evil, title: evil }) }),
    ...Array.from({ length: 120 }, (_, i) => session(`old-${i}`, { created_at: minutes(60 * 24 * 20 + i), status: "completed" })));
  commit(db, "agent_events",
    turn("api-1", "Import in one hour", { session_id: "api", timestamp: minutes(50) }),
    event("api-2", { session_id: "api", tool_name: "Edit", input_summary: "/srv/api/import.go", timestamp: minutes(45) }),
    event("api-3", { session_id: "api", tool_name: "Bash", status: "error", timestamp: minutes(44) }),
    event("below-1", { session_id: "below-api", agent_id: "codex", timestamp: minutes(39) }),
    turn("robot-1", "Review the last commit", { session_id: "robot", timestamp: minutes(30) }),
    turn("web-1", "Make it dark", { session_id: "web", timestamp: minutes(26 * 60) }));
  commit(db, "cost_events",
    asked("cost-1", "api", 45, "claude-opus-4-1", 4), asked("cost-2", "below-api", 39, "gpt-5", 2), asked("cost-3", "web", 26 * 60, "claude-opus-4-1", 3),
    asked("cost-4", "api", 44, "in-house-7b", null), asked("cost-5", evil, 20, evil, 1, { agent_id: evil }));
  browser = await launch();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const open = (path, work, options) => visit(browser, server.base, path, async (page) => {
  await settle(page);
  await work(page, page.locator("#content-area"));
}, options);
const rows = (page) => page.locator(".sessions-view tr[data-session-id]");
const shownIDs = (page) => rows(page).evaluateAll((all) => all.map((row) => row.dataset.sessionId));
const query = (page) => new URL(page.url()).searchParams;

test("sessions have titles, days and sums, and those below others are folded", () => open("/views/sessions", async (page, content) => {
  const api = content.locator("[data-session-id=api]");
  assert.equal(await api.locator("a.open").textContent(), "Import in one hour");
  const text = await api.textContent();
  for (const part of ["1 failed", "with 1 subagent", "$6.00 + 1 unknown", "main"]) assert.ok(text.includes(part), `${part} in ${text}`);
  await content.locator("[data-session-id=web] a.open").getByText("Dark theme").waitFor();
  assert.ok(!(await shownIDs(page)).includes("below-api"));
  const below = api.getByRole("link", { name: "1 event of codex" });
  assert.ok(!(await below.isVisible()));
  await api.locator("summary").click();
  await below.waitFor();
  assert.equal(await content.locator(".day time").first().textContent(), "Today");
  await accessible(page, "sessions");
  await photograph(page, "lists-sessions");
}));

test("automated sessions are counted, and shown on request", () => open("/views/sessions", async (page, content) => {
  await content.getByText("1 automated session is hidden").waitFor();
  assert.ok(!(await shownIDs(page)).includes("robot"));
  await content.getByRole("link", { name: "show", exact: true }).click();
  await content.locator("[data-session-id=robot]").getByText("automated").waitFor();
  assert.equal(query(page).get("automated"), "show");
}));

test("a filter is typed, is part of the address, and survives a reload", () => open("/views/sessions", async (page, content) => {
  await page.keyboard.press("/");
  await page.keyboard.type("project:api tool:Edit");
  await until("the list is filtered", async () => JSON.stringify(await shownIDs(page)) === '["api"]');
  await until("the filter stands in the address", () => query(page).get("q") === "project:api tool:Edit");
  await page.reload();
  assert.equal(await page.locator("#search").inputValue(), "project:api tool:Edit");
  assert.deepEqual(await shownIDs(page), ["api"]);
  await page.locator("#search").fill("colour:red");
  await content.getByText("Not a field here: colour").waitFor();
  await page.locator("#search").fill('say "when');
  await content.getByRole("alert").getByText("character 5: the quote has no end").waitFor();
  await page.locator("#search").fill("file:import.go");
  await until("the list is filtered by file", async () => JSON.stringify(await shownIDs(page)) === '["api"]');
}));

test("the order is chosen, and pages lead both ways", () => open("/views/sessions", async (page, content) => {
  const first = await shownIDs(page);
  assert.equal(first.length, 50);
  await content.getByRole("link", { name: "Older" }).click();
  await until("the second page", async () => (await shownIDs(page))[0] !== first[0]);
  await content.getByRole("link", { name: "Newer" }).click();
  await until("the first page again", async () => JSON.stringify(await shownIDs(page)) === JSON.stringify(first));
  await page.locator("select[name=sort]").selectOption("cost");
  await until("the dearest first, without days", async () => (await content.locator(".day").count()) === 0);
  assert.deepEqual((await shownIDs(page)).slice(0, 2), ["api", "web"]);
}));

test("a status in the address goes on to work", () => open("/views/sessions?status=failed", async (page, content) => {
  assert.deepEqual(await shownIDs(page), ["web"]);
  await content.getByRole("link", { name: /status: failed/ }).click();
  await until("all sessions", async () => (await shownIDs(page)).length === 50);
}));

test("the keyboard moves through sessions and opens one", () => open("/views/sessions", async (page) => {
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/views\/session\?/);
}));

test("a session that changes moves to the top", () => open("/views/sessions", async (page) => {
  commit(db, "agent_events", event("web-2", { session_id: "web" }));
  await until("the session is the first", async () => (await shownIDs(page))[0] === "web");
}));

test("usage shows sums, a chart, and what has no price", () => open("/views/usage", async (page, content) => {
  const text = await content.textContent();
  for (const part of ["$10.00", "in-house-7b", "nothing in the time before", "Dark theme"]) assert.ok(text.includes(part), part);
  assert.ok(await content.locator("svg.stacked > a").count() >= 2);
  assert.ok(await content.locator("svg.stacked rect[fill='url(#hatch)']").count() <= 1);
  assert.match(await content.locator("svg.stacked rect title").first().textContent(), /: \$\d/);
  await accessible(page, "usage");
  await photograph(page, "lists-usage");
  await page.emulateMedia({ colorScheme: "dark" });
  await photograph(page, "lists-usage-dark");
}));

test("the numbers of usage are stacked and filtered, and lead to their requests", () => open("/views/usage?from=30d", async (page, content) => {
  await page.locator("select[name=stack]").selectOption("project");
  await content.getByRole("row", { name: /^ ?api/ }).waitFor();
  assert.equal(query(page).get("stack"), "project");
  await page.locator("input[name=filter]").fill("model:opus");
  await page.locator("input[name=filter]").press("Enter");
  await until("the sum is that of the filter", async () => (await content.locator(".sum strong").textContent()) === "$7.00");
  await content.getByRole("row", { name: /^ ?web/ }).first().getByRole("link", { name: "1", exact: true }).click();
  await page.waitForURL(/views\/requests/);
  await content.getByText("$3.00 for 1 request").waitFor();
  assert.equal(await content.locator("tbody tr").count(), 1);
  await page.goBack();
  await page.waitForURL(/views\/usage/);
}));

test("a day is one of the reader's calendar", () => open("/views/usage?from=2026-03-29&to=2026-03-29&by=hour", async (page, content) => {
  commit(db, "cost_events", { ...asked("cost-night", "web", 0, "gpt-5", 9), timestamp: "2026-03-28 23:30:00" }); // half past midnight in Berlin
  await until("the zone of the browser is asked for", async () => (await page.locator("#usage").getAttribute("data-days-in")) === "Europe/Berlin");
  await until("the request is of that day", async () => (await content.locator(".sum strong").textContent()) === "$9.00");
  await page.locator(".numbers summary").click();
  await content.getByRole("rowheader", { name: "Sun 29 Mar 00:00" }).waitFor();
  assert.equal(await content.locator(".numbers tbody tr").count(), 23, "the clocks went forward");
}, { timezoneId: "Europe/Berlin" }));

for (const path of ["/views/sessions", "/views/usage", "/views/usage?stack=agent", "/views/usage?stack=project", "/views/requests"]) {
  test(`hostile names are text on ${path}`, () => open(path, async (page, content) => {
    await until("the names are shown", async () => (await content.textContent()).includes("<script>"));
    assert.equal(await page.evaluate(() => window.__pwned), undefined);
    for (const width of [380, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await settle(page);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than ${width} px`);
    }
  }));
}
