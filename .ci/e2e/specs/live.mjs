// Commits of other processes appear without a reload: soon, once, and also after a server failure.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { commit, seeded } from "../database.mjs";
import { Dashboard } from "../dashboard.mjs";
import { launch, until, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

// soon is the longest time in which a row may appear: usually it takes a fraction of a second, but machines differ.
const soon = 5000;
let browser, server, db;
before(async () => {
  db = seeded("live", 500);
  commit(db, "sessions", session());
  [browser, server] = await Promise.all([launch(), Server.start(db)]);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

// live opens the dashboard, marks the page so that a reload would be detected, and runs work.
const live = (work) => visit(browser, server.base, "/views/activity-feed", async (page, faults) => {
  const dashboard = new Dashboard(page);
  await dashboard.live();
  await page.evaluate(() => { window.unloaded = false; });
  await work(dashboard, faults);
  assert.equal(await page.evaluate(() => window.unloaded), false, "the page was not loaded anew");
});

test("a turn appears within a second of its commit", () => live(async (dashboard) => {
  commit(db, "agent_events", turn("live-turn", "A turn that appears"));
  await dashboard.turn("live-turn").waitFor({ timeout: soon });
}));

test("a row appears below its turn, which stays open", () => live(async (dashboard) => {
  commit(db, "agent_events", turn("live-parent", "A turn with rows"), event("live-first", { parent_event_id: "live-parent" }));
  await dashboard.turn("live-parent").waitFor({ timeout: soon });
  await dashboard.expand(dashboard.turn("live-parent"));
  await dashboard.row("live-first").waitFor();
  commit(db, "agent_events", event("live-second", { parent_event_id: "live-parent" }));
  await dashboard.row("live-second").waitFor({ timeout: soon });
  assert.ok(await dashboard.row("live-first").isVisible());
}));

test("the text and the caret of the search stay while rows arrive", () => live(async (dashboard) => {
  await dashboard.search.focus();
  commit(db, "agent_events", turn("live-while-typing", "A turn while somebody types"));
  await dashboard.turn("live-while-typing").waitFor({ timeout: soon });
  assert.ok(await dashboard.search.evaluate((input) => input === document.activeElement), "the search keeps the focus");
}));

test("rows are not shown while updates are paused", () => live(async (dashboard) => {
  await dashboard.pause();
  const witness = await browser.newPage();
  commit(db, "agent_events", turn("live-held", "A turn that is held back"));
  await witness.goto(`${server.base}/views/activity-feed`);
  await new Dashboard(witness).turn("live-held").waitFor();
  await witness.close();
  await dashboard.page.waitForTimeout(soon); // only time shows that nothing comes
  assert.equal(await dashboard.turn("live-held").count(), 0, "it is held back");
  await dashboard.pause();
  await dashboard.turn("live-held").waitFor({ timeout: soon });
}));

test("the first visible row stays in place while rows are added above it", () => live(async (dashboard) => {
  const page = dashboard.page;
  await page.mouse.move(640, 500);
  await page.mouse.wheel(0, 1200);
  await until("the page is scrolled", () => page.evaluate(() => scrollY > 1000));
  const place = () => page.evaluate(() => {
    const rows = [...document.querySelectorAll("#content-area [data-row]")];
    window.read ??= rows.find((row) => row.getBoundingClientRect().top > 100);
    return Math.round(window.read.getBoundingClientRect().top);
  });
  const before = await place();
  commit(db, "agent_events", turn("live-above-1", "Above"), turn("live-above-2", "Above too"), turn("live-above-3", "And above"));
  await dashboard.turn("live-above-3").waitFor({ state: "attached", timeout: soon });
  const moved = Math.abs(await place() - before);
  assert.ok(moved <= 2, `the row moved by ${moved} px`);
}));

test("a hidden page does no work, and is up to date when it is visible again", () => live(async (dashboard) => {
  const hide = (hidden) => dashboard.page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  const clients = async () => /^htmlgraph_stream_clients (\d+)$/m.exec(await (await fetch(server.base + "/metrics")).text())[1];
  await hide(true);
  await until("nobody follows", async () => (await clients()) === "0");
  let asked = 0;
  dashboard.page.on("request", () => { asked++; });
  commit(db, "agent_events", turn("live-unseen", "A turn that nobody sees"));
  await dashboard.page.waitForTimeout(soon); // only time shows that nothing is asked
  assert.equal(asked, 0, "requests of a hidden page");
  await hide(false);
  await dashboard.turn("live-unseen").waitFor({ timeout: soon });
}));

test("a server failure is shown, and nothing is lost or duplicated after it", () => live(async (dashboard, faults) => {
  await faults.excuse(async () => {
    await server.kill();
    await until("the indicator leaves Live", async () => (await dashboard.connection.innerText()).trim() !== "Live");
    commit(db, "agent_events", turn("live-meanwhile", "A turn while the server was away"));
    await server.restart();
    await dashboard.live(15_000);
  });
  await dashboard.turn("live-meanwhile").waitFor();
  commit(db, "agent_events", turn("live-afterwards", "A turn after the server came back"));
  await dashboard.turn("live-afterwards").waitFor({ timeout: soon });
  const ids = await dashboard.turns.evaluateAll((turns) => turns.map((turn) => turn.dataset.turnId));
  assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), [], "duplicated turns");
}));
