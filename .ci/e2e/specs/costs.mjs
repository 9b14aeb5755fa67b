// Costs of sessions, exceeded budgets, and the notice on every page until it is dismissed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { commit, seeded } from "../database.mjs";
import { accessible, launch, photograph, settle, until, visit } from "../harness.mjs";
import { event, session } from "../rows.mjs";
import { Server } from "../server.mjs";

const evil = `</p><script>window.__pwned=1</script><img src=x onerror="window.__pwned=1">`;
const now = () => new Date().toISOString().replace("Z", "000+00:00");
const spent = (id, session_id, model, cost_usd, fields = {}) => ({
  event_id: id, session_id, timestamp: now(), model, input_tokens: 1200, output_tokens: 300, total_tokens: 1500, cost_usd, ...fields,
});

let browser, server, db;
before(async () => {
  db = seeded("costs", 500);
  commit(db, "sessions", session("cost-root", { metadata: JSON.stringify({ cwd: "/home/dev/shop" }) }),
    session("cost-child", { parent_session_id: "cost-root" }));
  commit(db, "agent_events", event("cost-event", { session_id: "cost-root", model: "claude-opus-4-1" }), event("cost-below", { session_id: "cost-child" }));
  server = await Server.start(db, "--budget-session", "5", "--budget-project", "20/day");
  browser = await launch();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const notice = (page) => page.locator("#cost-notice [data-alert]:not([hidden])");

test("an exceeded budget is shown on every page until it is dismissed", () => visit(browser, server.base, "/", async (page) => {
  await settle(page);
  commit(db, "cost_events", spent("cost-1", "cost-root", "claude-opus-4-1", 3), spent("cost-2", "cost-child", "gpt-5-codex", 2.5),
    spent("cost-3", "cost-root", "in-house-7b", null));
  commit(db, "agent_events", event("cost-told", { session_id: "cost-root" }));
  await notice(page).waitFor({ timeout: 5000 });
  assert.match(await notice(page).textContent(), /Cost at 110 % of budget: \$5\.50 of \$5\.00/);
  await accessible(page, "the notice");
  await photograph(page, "cost-notice");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("link", { name: "Sessions", exact: true }).click();
  await page.locator(".sessions-view").waitFor();
  assert.ok(await notice(page).isVisible(), "the notice stays on other pages");
  await notice(page).getByRole("button", { name: "Dismiss" }).click();
  assert.match(await notice(page).textContent(), /may pass the budget within the hour/); // the other one
  await notice(page).getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await notice(page).count(), 0);
  await Promise.all([page.waitForResponse(/cost-notice/), page.reload()]);
  await settle(page);
  assert.equal(await notice(page).count(), 0, "a dismissed notice stays hidden");
}));

test("a session shows its alerts and the costs of its child sessions", () => visit(browser, server.base, "/views/session?session_id=cost-root&view=usage", async (page) => {
  await settle(page);
  const text = await page.locator("#session").textContent();
  for (const part of ["Cost at 110 % of budget", "unknown", "Child sessions", "$5.50"]) assert.ok(text.includes(part), part);
  assert.ok(!text.includes("$0.00"), "an unknown price is not shown as zero");
  await accessible(page, "a session with costs");
  await page.locator("#usage-title").scrollIntoViewIfNeeded();
  await photograph(page, "cost-session");
}));

test("the metrics show costs and budgets", () => visit(browser, server.base, "/views/metrics", async (page) => {
  await settle(page);
  const text = await page.locator("#metrics").textContent();
  for (const part of ["110.0 %", "/home/dev/shop", "in-house-7b"]) assert.ok(text.includes(part), part);
  await accessible(page, "metrics with costs");
  await photograph(page, "cost-metrics");
  await page.emulateMedia({ colorScheme: "dark" });
  await photograph(page, "cost-metrics-dark");
}));

test("hostile alerts are text", () => visit(browser, server.base, "/views/metrics", async (page) => {
  commit(db, "cost_events", { event_id: evil, session_id: evil, timestamp: now(), alert_type: evil, message: evil, severity: evil });
  await until("the alert is shown", async () => {
    await page.reload();
    return (await page.locator("#metrics .alerts").textContent()).includes("<script>");
  });
  await notice(page).waitFor();
  assert.equal(await page.evaluate(() => window.__pwned), undefined);
}));
