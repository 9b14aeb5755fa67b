// The drawer beside a page: it stands in the address, Back closes it, j and k go on, and what was open stays open.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { commit, seeded } from "../database.mjs";
import { Dashboard } from "../dashboard.mjs";
import { accessible, launch, until, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

let browser, server;
before(async () => {
  const db = seeded("drawer", 300);
  commit(db, "sessions", session());
  commit(db, "features", { id: "feat-open", type: "feature", title: "Open me", status: "todo", priority: "high" });
  commit(db, "agent_events", turn("open-turn", "A prompt"),
    ...["a", "b", "c"].map((id) => event(`open-${id}`, { parent_event_id: "open-turn", input_summary: `${id}.go`, feature_id: "feat-open" })));
  [browser, server] = await Promise.all([launch(), Server.start(db)]);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const open = (work, path = "/views/activity-feed?session_id=e2e-session") => visit(browser, server.base, path, (page) => work(new Dashboard(page), page));
const opened = (page) => new URL(page.url()).searchParams.get("open");
const shows = (dashboard, id) => dashboard.field("event_id").filter({ hasText: id }).waitFor();
const closed = (dashboard) => dashboard.drawer.waitFor({ state: "hidden" });

test("opening details names them in the address, and Back closes them without touching the page", () => open(async (dashboard, page) => {
  await dashboard.expand(dashboard.turn("open-turn"));
  await dashboard.details(dashboard.row("open-a"));
  assert.equal(opened(page), "open-a");
  await page.evaluate(() => { window.kept = true; });
  await page.goBack();
  await closed(dashboard);
  assert.equal(opened(page), null);
  assert.ok(await dashboard.row("open-a").isVisible(), "the turn is still open");
  assert.ok(await page.evaluate(() => window.kept), "the page was not loaded again");
  await page.goForward();
  await shows(dashboard, "open-a");
}));

test("an address with details opens them, and closing them leaves the page", () => open(async (dashboard, page) => {
  await shows(dashboard, "open-b");
  await accessible(page, "the drawer");
  await page.keyboard.press("Escape");
  await closed(dashboard);
  await until("the address is that of the page", () => opened(page) === null);
  assert.ok(await dashboard.turn("open-turn").isVisible());
}, "/views/activity-feed?session_id=e2e-session&open=open-b"));

test("closing leaves a page that was opened with details, also after other details", () => open(async (dashboard, page) => {
  await shows(dashboard, "open-b");
  await dashboard.drawer.locator("a.neighbour").first().click();
  await until("other details are open", () => opened(page) !== "open-b");
  await page.goBack();
  await shows(dashboard, "open-b");
  await dashboard.drawer.locator("a.neighbour").first().click();
  await until("other details are open", () => opened(page) !== "open-b");
  await page.keyboard.press("Escape");
  await closed(dashboard);
  await until("the address is that of the page", () => opened(page) === null);
}, "/views/activity-feed?session_id=e2e-session&open=open-b"));

test("j and k go on while details are open, and Back closes them", () => open(async (dashboard, page) => {
  await dashboard.expand(dashboard.turn("open-turn"));
  await dashboard.row("open-c").waitFor();
  for (let i = 0; i < 20 && !(await dashboard.current.getAttribute("data-event-id").catch(() => null)); i++) await page.keyboard.press("j");
  await page.keyboard.press("o");
  await shows(dashboard, "open-a");
  await page.keyboard.press("j");
  await shows(dashboard, "open-b");
  assert.equal(opened(page), "open-b");
  await page.keyboard.press("k");
  await shows(dashboard, "open-a");
  await page.goBack();
  await closed(dashboard);
}));

test("details of a work item stand in the address too", () => open(async (dashboard, page) => {
  await dashboard.expand(dashboard.turn("open-turn"));
  await dashboard.turn("open-turn").locator("a.work-item").first().click();
  await dashboard.drawer.getByText("Open me").first().waitFor();
  assert.equal(new URL(page.url()).searchParams.get("open_item"), "feat-open");
  await page.reload();
  await dashboard.drawer.getByText("Open me").first().waitFor();
}));

test("an opened turn is open again after Back from another page", () => open(async (dashboard, page) => {
  await dashboard.expand(dashboard.turn("open-turn"));
  await dashboard.row("open-a").waitFor();
  await dashboard.tab("Sessions").click();
  await page.waitForURL(/views\/sessions/);
  await page.goBack();
  await dashboard.row("open-a").waitFor();
  await dashboard.turn("open-turn").locator("a[href*='/session']").first().click();
  await page.waitForURL(/views\/session\?/);
  await page.goBack();
  await dashboard.row("open-a").waitFor();
}));
