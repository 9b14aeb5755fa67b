// The conversation of a session: it opens where a link says, goes on in both directions without moving what is read, and stays small and up to date.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Conversation, long } from "../conversation.mjs";
import { absent, commit, commitAll, execute } from "../database.mjs";
import { accessible, launch, photograph, settle, until, visit } from "../harness.mjs";
import { session } from "../rows.mjs";
import { Server } from "../server.mjs";

const messages = 20_000;
let browser, server, db;
const talks = {};
before(async () => {
  db = absent("reader");
  server = await Server.start(db);
  talks.long = long("long", messages);
  talks.live = long("live", 150);
  talks.parts = everyPart();
  talks.helper = new Conversation("parts", "helper");
  talks.helper.prompt("Map the readers");
  talks.helper.call("Read", { file_path: "/p/a.go" }, "     1→package p\n");
  talks.helper.answer("There are **three** readers.");
  commit(db, "sessions", session("long", { status: "completed" }), session("parts", { status: "completed", agent_assigned: "claude-code" }),
    session("live", { status: "active" }));
  for (const talk of Object.values(talks)) store(talk);
  browser = await launch();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

// store commits what is new of a conversation, all of it at once, as the program does.
function store(talk) { commitAll(db, talk.take()); }

// everyPart returns a conversation with every kind of part.
function everyPart() {
  const talk = new Conversation("parts");
  talk.prompt("Make the nightly import take one hour.\nPlease.", { type: "htmlgraph.reminder", text: "The list of tasks is empty." });
  talk.say("reminder", "user", { type: "htmlgraph.reminder", text: "A hint" });
  talk.answer("The import reads each file **twice**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```go\nfunc f() {}\n```", { type: "reasoning", text: "The index is slow.\nMore." }, { type: "reasoning", text: "", meta: '{"encrypted":true}' });
  talk.call("Read", { file_path: "/p/import.go", offset: 1, limit: 80 }, "     1→package p\n     2→func g() {}\n");
  talk.call("Grep", { pattern: "Open(" }, "a.go:1", { meta: { numLines: 14 } });
  talk.call("Edit", { file_path: "/p/import.go", old_string: "a\n", new_string: "b\n" }, "ok",
    { meta: { filePath: "/p/import.go", structuredPatch: [{ oldStart: 41, newStart: 41, lines: [" x", "-for _, f := range files {", "+g.Go(func() error {"] }] } });
  talk.call("Edit", { file_path: "/p/other.go", old_string: "c", new_string: "d" }, "File has not been read yet.", { status: "failed" });
  talk.call("Bash", { command: "go test ./...\n# all", description: "Test" }, `Exit code 1\n${"\u001b[32mok\u001b[0m line\n".repeat(60)}FAIL internal/import`, { status: "failed" });
  talk.call("TodoWrite", { todos: [{ content: "Read", status: "completed" }, { content: "Test", status: "in_progress" }] }, "ok",
    { meta: { oldTodos: [{ content: "Read", status: "pending" }, { content: "Gone", status: "pending" }] } });
  talk.call("Task", { subagent_type: "Explore", description: "Map the readers", prompt: "Map the readers" }, "There are **three** readers.", { task: "helper" });
  talk.call("mcp__github__search", { query: "bug", deep: { list: [1, 2, { x: null }] } }, '{"hits":[{"title":"a"}]}');
  talk.say("queued", "user", { type: "htmlgraph.queued", text: "also the docs" });
  talk.say("compaction", "user", { type: "compaction", text: "Conversation compacted", meta: '{"trigger":"auto","preTokens":155000,"postTokens":22000}' }, { type: "compaction", text: "We made it **faster**." });
  talk.say("error", "assistant", { type: "text", text: "529 overloaded", meta: '{"retryAttempt":1,"maxRetries":10}' });
  talk.call("Bash", { command: "rm -rf build" }, null, { status: "running", id: "parts-waiting" });
  talk.say("notice", "system", { type: "htmlgraph.permission", name: "Bash", call_id: "toolu_parts-waiting", text: '{"command":"rm -rf build"}' });
  return talk;
}

const open = (work, path, options) => visit(browser, server.base, path, work, { viewport: { width: 1440, height: 900 }, ...options });
const windows = (page) => page.locator("#reader > .window").count();
const nodes = (page) => page.evaluate(() => document.querySelectorAll("*").length);
const block = (page, id) => page.locator(`[data-message]:has(a.permalink[href*="at=${id}&"])`);
const topOf = (locator) => locator.evaluate((each) => each.getBoundingClientRect().top);
const armed = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));

test("every kind of part, in both themes and at all widths", () => open(async (page) => {
  await accessible(page, "the conversation");
  for (const text of ["You", "Thinking", "2 reads", "exit 1", "not made", "Explore", "github · search", "Queued by you", "Compacted, 155,000 → 22,000 tokens", "Request failed", "Waits for a permission"]) {
    await page.getByText(text).first().waitFor();
  }
  assert.equal(await page.locator(".diff tr[data-kind=removed] td.no").first().textContent(), "42");
  await photograph(page, "reader-parts");
}, "/views/session?session_id=parts"));

test("the first message stands near the top of a small window", () => open(async (page) => {
  await settle(page);
  const top = await topOf(page.locator("[data-message]").first());
  assert.ok(top <= 220, `it stands at ${top} px`);
  await page.getByRole("button", { name: "Outline" }).click();
  await page.locator("#outline a").first().waitFor();
  await accessible(page, "the outline");
}, "/views/session?session_id=parts", { viewport: { width: 380, height: 800 } }));

test("what a session changed stands by file", () => open(async (page) => {
  const file = page.locator(".changed-file");
  assert.equal(await file.count(), 1, "the edit that failed changed nothing");
  await file.getByText("/p/import.go").first().waitFor();
  await accessible(page, "the changes");
  await file.getByRole("link").first().click();
  await page.waitForURL(/at=parts-call/);
}, "/views/session?session_id=parts&view=changes"));

test("words are found in all of a session, one match after the other", () => open(async (page) => {
  await armed(page);
  await page.keyboard.press("f");
  await page.keyboard.type("Prompt 16000");
  await page.keyboard.press("Enter");
  await page.waitForURL(/hit=1/);
  await page.getByText("Match 1").waitFor();
  assert.ok(await block(page, "long-prompt-16000").isVisible());
}, "/views/session?session_id=long"));

test("a subagent shows its answer at once, and its messages when it is opened", () => open(async (page) => {
  const call = page.locator(".delegation");
  await call.getByText("There are three readers.").first().waitFor();
  await call.getByText("What it did").click();
  await call.locator(".window .reads").waitFor();
  await call.locator(".last-answer").waitFor();
  await accessible(page, "the messages of a subagent");
}, "/views/session?session_id=parts"));

test("what a tool returned is loaded when it is opened", () => open(async (page) => {
  await page.getByText("github · search").click();
  await page.locator(".tree").getByText("hits").waitFor();
  await page.getByText("2 reads").click();
  await page.locator(".reads li summary").first().click();
  await page.locator(".reads pre.code").getByText("package").waitFor();
}, "/views/session?session_id=parts"));

test("all of it can be read without scripts", async () => {
  const read = async (path) => (await fetch(server.base + path)).text();
  const link = (page, text) => page.match(new RegExp(`<a href="([^"]*)">${text}</a>`))[1].replaceAll("&amp;", "&");
  const first = await read("/views/session?session_id=long");
  assert.match(first, /Prompt 0:/);
  const later = await read(link(first, "Later messages"));
  assert.match(later, /Prompt 64:/);
  assert.match(await read(link(later, "Earlier messages")), /Prompt 0:/);
});

for (const [place, id] of [["the beginning", "long-prompt-0"], ["the middle", "long-call-10004"], ["the end", `long-answer-${messages - 1}`]]) {
  test(`a link to a message at ${place} lands on it`, () => open(async (page) => {
    await armed(page);
    const target = block(page, id);
    await target.waitFor();
    await page.waitForTimeout(500); // windows beside it may come
    const top = await topOf(target);
    assert.ok(top > -5 && top < 900, `it stands at ${top} px`);
    assert.ok(await windows(page) <= 5);
  }, `/views/session?session_id=long&at=${id}`));
}

test("an event leads to its message", () => open(async (page) => {
  assert.match(page.url(), /at=long-call-10004&session_id=long#m-/);
  const top = await topOf(block(page, "long-call-10004"));
  assert.ok(top > 0 && top < 300, `it stands at ${top} px`);
}, "/views/session?session_id=long&event_id=long-call-10004"));

for (const anchoring of ["auto", "none"]) {
  test(`messages that come before what is read do not move it, with overflow-anchor ${anchoring}`, () => open(async (page) => {
    await page.evaluate((value) => { document.documentElement.style.overflowAnchor = value; }, anchoring);
    await armed(page);
    for (let i = 0; i < 4; i++) {
      const before = await windows(page);
      // The place of the block in view is noted in the task that brings the edge near, and read once the window has come.
      await page.evaluate(() => {
        document.querySelector('#reader > [data-edge="before"]').scrollIntoView({ block: "start", behavior: "instant" });
        scrollBy({ top: -60, behavior: "instant" });
        const at = [...document.querySelectorAll("#reader [data-message]")].find((each) => each.getBoundingClientRect().bottom > 60);
        window.watched = { at, top: at.getBoundingClientRect().top, first: document.querySelector("#reader [data-message]").id };
      });
      await until("a window has come", () => page.evaluate(() => document.querySelector("#reader [data-message]").id !== window.watched.first));
      await armed(page);
      const drift = await page.evaluate(() => window.watched.at.getBoundingClientRect().top - window.watched.top);
      assert.ok(Math.abs(drift) <= 1, `it moved by ${drift} px`);
      assert.ok(await windows(page) <= 5 && (await windows(page)) >= Math.min(before, 5));
    }
  }, "/views/session?session_id=long&at=long-call-10004"));
}

test("a long way through the session leaves the page small", () => open(async (page) => {
  await armed(page);
  for (let i = 0; i < 12; i++) {
    const last = await page.locator("#reader [data-message]").last().getAttribute("id");
    await page.locator('#reader > [data-edge="after"]').scrollIntoViewIfNeeded();
    await until("more has come", async () => (await page.locator("#reader [data-message]").last().getAttribute("id")) !== last);
  }
  await armed(page);
  assert.ok(await windows(page) <= 5, `${await windows(page)} windows`);
  assert.ok(await nodes(page) <= 15_000, `${await nodes(page)} elements`);
  // Back to the beginning, through what was taken out.
  for (let i = 0; i < 40 && !(await block(page, "long-prompt-0").count()); i++) {
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    await page.waitForTimeout(150);
  }
  await block(page, "long-prompt-0").waitFor();
}, "/views/session?session_id=long"));

test("keys lead to prompts, failures and edits", () => open(async (page) => {
  await armed(page);
  const current = () => page.locator("#reader [aria-current=true]");
  await page.keyboard.press("J");
  await current().and(page.locator("[data-prompt]")).waitFor();
  await page.keyboard.press("d");
  await current().and(page.locator("[data-edits]")).waitFor();
  await page.keyboard.press("e");
  await current().and(page.locator("[data-failed]")).waitFor();
  await page.keyboard.press("z");
  await page.locator("#reader.focused").waitFor();
  assert.equal(await page.locator("#reader .call:visible").count(), 0);
}, "/views/session?session_id=long"));

test("the end of a session that goes on is followed", () => open(async (page) => {
  await armed(page);
  const isAtEnd = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY < 80);
  assert.ok(await isAtEnd(), "an active session opens at its end");
  talks.live.answer("This is new.");
  store(talks.live);
  await page.getByText("This is new.").waitFor();
  await until("the page follows", isAtEnd);
}, "/views/session?session_id=live"));

test("who reads above the end is told what is new, and what is open stays open", () => open(async (page) => {
  await armed(page);
  await page.evaluate(() => scrollBy({ top: -600, behavior: "instant" }));
  await page.waitForTimeout(300);
  const fold = page.locator("#reader details[data-fold^='t-']:not([open])").last();
  const key = await fold.getAttribute("data-fold");
  await page.evaluate((name) => { document.querySelector(`[data-fold="${name}"]`).open = true; }, key);
  const watched = page.locator("#reader [data-message]").nth(20);
  const top = await topOf(watched);
  talks.live.answer("One more.");
  talks.live.answer("And another one.");
  store(talks.live);
  await page.locator("#newer").getByText("2 new").waitFor();
  assert.ok(Math.abs(await topOf(watched) - top) <= 1);
  assert.ok(await page.locator(`[data-fold="${key}"]`).evaluate((each) => each.open));
  await page.locator("#newer").click();
  await page.getByText("And another one.").waitFor();
  await page.locator("#newer").waitFor({ state: "hidden" });
}, "/views/session?session_id=live"));

test("a call that ends is brought up to date where it stands", () => open(async (page) => {
  await armed(page);
  talks.live.call("Bash", { command: "sleep 5" }, null, { status: "running", id: "live-running" });
  store(talks.live);
  await block(page, "live-running").and(page.locator("[data-running]")).waitFor();
  commit(db, "parts", { message_id: "live-running", section: "response", number: 0, type: "tool_call_response", name: "Bash", source: "transcript", cut: 0, bytes: 4, digest: 1, text: "over" });
  execute(db, "UPDATE agent_events SET status = 'completed' WHERE event_id = 'live-running';");
  await block(page, "live-running").and(page.locator(":not([data-running])")).waitFor();
  assert.equal(await block(page, "live-running").count(), 1);
}, "/views/session?session_id=live"));

test("while many messages come, the page stays small", () => open(async (page) => {
  await armed(page);
  const end = Date.now() + 20_000;
  let stored = 0;
  while (Date.now() < end) {
    for (let i = 0; i < 5; i++) talks.live.answer(`Fast ${stored++} with **words**`);
    store(talks.live);
    await page.waitForTimeout(900);
  }
  await page.getByText(`Fast ${stored - 1} with`).waitFor();
  assert.ok(await windows(page) <= 5, `${await windows(page)} windows`);
  assert.ok(await nodes(page) <= 15_000, `${await nodes(page)} elements`);
}, "/views/session?session_id=live"));
