// Navigation by tabs, search, links, keyboard, and back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { commit, seeded } from "../database.mjs";
import { Dashboard, tabs } from "../dashboard.mjs";
import { launch, until, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

let browser, server, db;
before(async () => {
  db = seeded("navigation", 500);
  commit(db, "sessions", session());
  commit(db, "agent_events", turn("nav-turn", "Find the zebra in the code"), event("nav-row", { parent_event_id: "nav-turn", input_summary: "zebra.go" }));
  [browser, server] = await Promise.all([launch(), Server.start(db)]);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const open = (work, path = "/views/activity-feed") => visit(browser, server.base, path, (page) => work(new Dashboard(page), page));
const query = (page) => new URL(page.url()).searchParams;

test("each tab shows its view without reloading the page, and back returns", () => open(async (dashboard, page) => {
  await page.evaluate(() => { window.unloaded = false; });
  const visited = [];
  for (const name of tabs) {
    await dashboard.go(name);
    await dashboard.content.getByRole("heading").first().waitFor({ state: "attached" });
    visited.push(page.url());
  }
  assert.equal(new Set(visited).size, tabs.length, "each tab has an address of its own");
  assert.equal(await page.evaluate(() => window.unloaded), false, "the page was not loaded anew");
  await page.goBack();
  await dashboard.at(tabs.at(-2));
  assert.equal(page.url(), visited.at(-2));
}));

test("back from another document shows the whole page, as it is now", () => open(async (dashboard, page) => {
  await dashboard.tab("Sessions").click(); // the browser stores its content alone, under the same address
  await page.waitForURL(/views\/sessions/);
  await dashboard.content.getByText("e2e-session").first().waitFor();
  await page.goto(new URL("/docs", server.base).href);
  commit(db, "sessions", session("meanwhile"));
  await page.goBack();
  await page.waitForURL(/views\/sessions/);
  await dashboard.at("Sessions");
  await dashboard.live();
  await dashboard.content.getByText("meanwhile").first().waitFor();
}));

test("a turn opens and shows its rows", () => open(async (dashboard) => {
  assert.ok(!(await dashboard.row("nav-row").isVisible()));
  await dashboard.expand(dashboard.turn("nav-turn"));
  await dashboard.row("nav-row").waitFor();
}));

test("a search filters the feed, is part of the URL, and survives a reload", () => open(async (dashboard, page) => {
  await dashboard.turns.nth(1).waitFor();
  await dashboard.search.fill("zebra");
  await dashboard.search.press("Enter");
  await until("the search stands in the address", () => query(page).get("q") === "zebra");
  await until("only what fits is left", async () => (await dashboard.feed.innerText()).includes("zebra") && (await dashboard.turns.count()) <= 1);
  const before = await dashboard.feed.innerText();
  await page.reload();
  assert.equal(await dashboard.search.inputValue(), "zebra");
  await until("the same is shown", async () => withoutTimes(await dashboard.feed.innerText()) === withoutTimes(before));
}));

test("a filter by agent filters the feed", () => open(async (dashboard, page) => {
  await page.locator("#filters select[name=agent_id]").selectOption("e2e-agent");
  await until("the filter stands in the address", () => query(page).get("agent_id") === "e2e-agent");
  await until("no turn of others is left", async () => (await dashboard.turns.count()) <= 1);
  assert.match(await dashboard.feed.innerText(), /zebra/);
}));

test("a row leads to its details and to its session, and back restores the position", () => open(async (dashboard, page) => {
  await dashboard.expand(dashboard.turn("nav-turn"));
  await dashboard.details(dashboard.row("nav-row"));
  assert.match(await dashboard.field("event_id").innerText(), /nav-row/);
  assert.match(await dashboard.field("input_summary").first().innerText(), /zebra\.go/);
  await page.keyboard.press("Escape");
  await dashboard.drawer.waitFor({ state: "hidden" });
  const before = page.url();
  await dashboard.turn("nav-turn").locator("a[href*='/session']").first().click();
  await page.waitForURL(/\/session.*e2e-session/);
  await dashboard.content.locator("#reader[data-session='e2e-session']").waitFor();
  await page.goBack();
  await dashboard.turn("nav-turn").waitFor();
  assert.equal(page.url(), before);
}));

test("keyboard shortcuts reach the search, the rows, their details and the help", () => open(async (dashboard, page) => {
  await dashboard.expand(dashboard.turn("nav-turn"));
  await dashboard.row("nav-row").waitFor();
  await page.keyboard.press("/");
  await until("the search has the focus", () => dashboard.search.evaluate((input) => input === document.activeElement));
  await dashboard.search.blur();
  await page.keyboard.press("j");
  const first = await dashboard.current.evaluate(idOf);
  await page.keyboard.press("j");
  assert.notEqual(await dashboard.current.evaluate(idOf), first, "j moves on");
  await page.keyboard.press("k");
  assert.equal(await dashboard.current.evaluate(idOf), first, "k moves back");
  for (let i = 0; i < 50 && (await dashboard.current.evaluate(idOf)) !== "nav-row"; i++) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await dashboard.field("event_id").filter({ hasText: "nav-row" }).waitFor();
  await page.keyboard.press("Escape");
  await dashboard.drawer.waitFor({ state: "hidden" });
  await page.keyboard.press("?");
  await dashboard.help.waitFor();
  await page.keyboard.press("Escape");
  await dashboard.help.waitFor({ state: "hidden" });
}));

// idOf returns the id of the turn or the event of a row. It runs in the page.
function idOf(row) { return row.dataset.turnId ?? row.dataset.eventId; }

// withoutTimes removes texts that change with time.
function withoutTimes(text) { return text.replaceAll(/\d+ ?(s|m|h|seconds?|minutes?|hours?)( ago)?|just now|now/g, ""); }
