// The search in all sessions: what is typed, what is found, and where a hit leads.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Conversation } from "../conversation.mjs";
import { absent, commit, commitAll } from "../database.mjs";
import { accessible, launch, photograph, settle, until, visit } from "../harness.mjs";
import { session } from "../rows.mjs";
import { Server } from "../server.mjs";

const evil = `retry </p><script>window.__pwned=1</script><img src=x onerror="window.__pwned=1"> </mark>`;

let browser, server;
before(async () => {
  const db = absent("search");
  server = await Server.start(db);
  const api = new Conversation("api");
  api.prompt("Why does the retry hit the rate limit twice?");
  api.call("Bash", { command: "go test ./internal/retry" }, "FAIL: got 429, retry after 2 s");
  api.answer("The retry does not wait. See parseRetryAfter.", { type: "reasoning", text: "Perhaps the retry is too early" });
  for (let i = 0; i < 80; i++) api.answer(`Nothing new in step ${i}`);
  const hostile = new Conversation("hostile");
  hostile.prompt(evil);
  hostile.call("Bash", { command: evil }, evil);
  const many = Array.from({ length: 30 }, (_, i) => new Conversation(`many-${i}`));
  many.forEach((talk, i) => talk.prompt(`Many sessions ask for pagination, this is number ${i}`));
  commit(db, "sessions",
    session("api", { agent_assigned: "codex", metadata: JSON.stringify({ cwd: "/srv/api", title: "Fix the backoff" }) }),
    session("hostile", { metadata: JSON.stringify({ cwd: evil, title: evil, gitBranch: evil }) }),
    ...many.map((_, i) => session(`many-${i}`)));
  for (const talk of [api, hostile, ...many]) commitAll(db, talk.take());
  browser = await launch();
  await until("everything is indexed", async () => {
    const answer = await (await fetch(`${server.base}/api/search?q=pagination`)).json();
    return answer.indexed.share === 1 && answer.total === 30;
  }, 30_000);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const open = (path, work, options) => visit(browser, server.base, path, async (page) => {
  await settle(page);
  await work(page, page.locator("#content-area"));
}, options);
const field = (page) => page.locator(".search-form [data-search]");
const query = (page) => new URL(page.url()).searchParams;

test("typing searches, and keeps the field", () => open("/views/search", async (page, content) => {
  await page.keyboard.press("/");
  await page.keyboard.type("retry rate", { delay: 10 });
  await content.getByText("Fix the backoff").waitFor();
  await until("both words are marked", async () => (await content.locator(".found mark").allTextContents()).join(" ") === "retry rate");
  await until("the query is part of the address", () => query(page).get("q") === "retry rate");
  assert.ok(await field(page).evaluate((input) => input === document.activeElement));
  await page.keyboard.press("Backspace");
  await page.keyboard.type("x-nothing-has-this");
  await content.getByText("Nothing found").waitFor();
  await content.getByText("Pictures and the middle of long outputs were not searched").waitFor();
}));

test("every page leads to the search", () => open("/views/usage", async (page, content) => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("parseRetryAfter");
  await page.keyboard.press("Enter");
  await content.locator(".found mark").getByText("parseRetryAfter").waitFor();
}));

test("a narrow page leads to the search too", () => open("/views/usage", async (page) => {
  await page.keyboard.press("Control+k");
  await page.waitForURL(/views\/search/);
}, { viewport: { width: 380, height: 800 } }));

test("fields are named, and can be taken away", () => open("/views/search?q=retry+agent:codex+in:output+colour:red", async (page, content) => {
  await content.getByText("Not a field here").waitFor();
  await page.goto(`${server.base}/views/search?q=retry+agent:codex+in:output`);
  assert.equal(await content.locator(".found .where").count(), 1);
  await content.getByRole("link", { name: /in:output/ }).click();
  await until("more is found", async () => (await content.locator(".found .where").count()) > 1);
}));

test("a hit opens the session at its message", () => open("/views/search?q=429", async (page, content) => {
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/views\/session\?/);
  assert.equal(query(page).get("session_id"), "api");
  await content.getByText("FAIL: got 429, retry after 2 s").first().waitFor();
}));

test("the newest come first on request, and pages lead both ways", () => open("/views/search?q=pagination", async (page, content) => {
  const shown = () => content.locator(".found h2").allTextContents();
  await page.locator("select[name=sort]").selectOption("new");
  await until("the order is part of the address", () => query(page).get("sort") === "new");
  const first = await shown();
  assert.equal(first.length, 20);
  await content.getByRole("link", { name: "More" }).click();
  await until("the second page", async () => (await shown()).length === 10);
  await content.getByRole("link", { name: "Previous" }).click();
  await until("the first page again", async () => JSON.stringify(await shown()) === JSON.stringify(first));
}));

test("what is found is text, whatever it contains", () => open(`/views/search?q=${encodeURIComponent("onerror pwned")}`, async (page, content) => {
  await content.locator(".found mark").first().waitFor();
  assert.ok((await content.textContent()).includes("<script>window.__pwned=1</script>"));
  assert.equal(await page.evaluate(() => window.__pwned), undefined);
  assert.equal(await content.locator("script, img").count(), 0);
  await photograph(page, "search-hostile");
}));

test("the page can be read by all", () => open("/views/search?q=retry", async (page) => {
  await accessible(page, "search");
  await photograph(page, "search");
  await page.setViewportSize({ width: 380, height: 800 });
  await accessible(page, "search on a narrow page");
}));
