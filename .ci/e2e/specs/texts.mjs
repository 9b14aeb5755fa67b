// Texts of events are shown as what they are: Markdown, terminals, trees, differences; sessions have titles and positions, unknown pages a way back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { absent, commit } from "../database.mjs";
import { Dashboard } from "../dashboard.mjs";
import { accessible, launch, settle, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

const widths = [380, 1440];
const answer = "## Done\n\n- **one**\n- `two`\n\n```go\nfunc main() {}\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n![a cat](https://example.com/cat.png)";
let browser, server;
before(async () => {
  const db = absent("texts");
  server = await Server.start(db);
  commit(db, "sessions", session("long"), session("notified", { last_user_query: "<task-notification> <task-id>b1</task-id>" }));
  const input = { file_path: "/src/a.go", old_string: "a\nb\nc\n", new_string: "a\nB\nc\n" };
  commit(db, "agent_events",
    turn("prompt", "<task-notification> <summary>Build finished</summary>", { session_id: "notified" }),
    event("answer", { tool_name: "Message", input_summary: "Done", output_summary: answer, session_id: "notified" }),
    event("said", { tool_name: "Message", input_summary: "The same text", output_summary: "The same text", session_id: "notified" }),
    event("colours", { tool_name: "Bash", input_summary: "npm test", output_summary: "\u001b[31mfailed\u001b[0m\n\u001b[38;5;22mdark\u001b[0m \u001b[48;5;226mground\u001b[0m\n10 %\r\u001b[2K100 %", session_id: "notified" }),
    event("large", { tool_name: "Query", output_summary: JSON.stringify({ list: Array.from({ length: 3000 }, (_, i) => ({ i })) }), session_id: "notified" }),
    event("edit", { tool_name: "Edit", input_summary: "/src/a.go", output_summary: "ok", session_id: "notified", timestamp: "2026-03-18 15:00:00" }),
    event("refused", { tool_name: "Edit", input_summary: "/src/a.go", output_summary: "File has not been read yet", status: "failed", session_id: "notified", timestamp: "2026-03-18 15:00:01" }),
    ...Array.from({ length: 450 }, (_, i) => event(`row-${String(i).padStart(3, "0")}`, { session_id: "long", timestamp: new Date(Date.UTC(2026, 2, 18, 10, 0, i)).toISOString().replace("Z", "000") })));
  const call = (id, start) => ({ tool_use_id: id, trace_id: "t", session_id: "notified", tool_name: "Edit", tool_input: JSON.stringify(input), start_time: start, status: "completed" });
  commit(db, "tool_traces", call("call-1", "2026-03-18 15:00:00"), call("call-2", "2026-03-18 15:00:01"));
  browser = await launch();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

// open opens a page at both widths and checks it.
const open = (path, work) => visit(browser, server.base, path, async (page) => {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await settle(page);
    await work(new Dashboard(page).content, page, width);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `beyond a window of ${width} px`);
    await accessible(page, path);
  }
});

test("an answer is Markdown, and its image a link", () => open("/views/event?event_id=answer", async (content) => {
  const prose = content.locator(".prose");
  await prose.getByRole("heading", { name: "Done" }).waitFor();
  assert.equal(await prose.locator("li").count(), 2);
  assert.equal(await prose.locator("pre .kd").textContent(), "func");
  assert.equal(await prose.getByRole("link", { name: "Image: a cat" }).getAttribute("href"), "https://example.com/cat.png");
  assert.equal(await content.locator("img").count(), 0);
}));

test("a message is shown once, and as it is stored on request", () => open("/views/event?event_id=said", async (content) => {
  assert.equal(await content.getByText("The same text").filter({ visible: true }).count(), 1);
  assert.equal(await content.locator("[data-field=input_summary]").count(), 0);
  await content.getByText("Raw", { exact: true }).first().waitFor();
}));

test("the colours of a terminal are classes", () => open("/views/event?event_id=colours", async (content) => {
  const terminal = content.locator("pre.terminal");
  assert.equal(await terminal.locator(".term-fg31").textContent(), "failed");
  const text = await terminal.textContent();
  assert.ok(text.includes("100 %") && !text.includes("10 %\r") && !text.includes("\u001b"), text);
}));

test("a large value is a tree that says what it leaves out", () => open("/views/event?event_id=large", async (content) => {
  const tree = content.locator(".tree").first();
  await tree.getByText("The first 2,000 values are shown.").waitFor();
  assert.ok(await tree.locator("li").count() <= 2000);
}));

test("an edit shows what it changed, a failed one in grey with its error", async () => {
  await open("/views/event?event_id=edit", async (content) => {
    assert.deepEqual(await content.locator(".diff tr").evaluateAll((rows) => rows.map((row) => `${row.dataset.kind} ${row.cells[3].textContent}`)), ["same a", "removed b", "added B", "same c"]);
    assert.match(await content.locator(".lines").first().textContent(), /\+1 −1/);
  });
  await open("/views/event?event_id=refused", async (content) => {
    await content.locator(".edit.failed").getByText("not made").waitFor();
    await content.locator("[data-field=output_summary]").getByText("File has not been read yet").waitFor();
  });
});

test("a notice of a program is no title", () => open("/views/sessions", async (content) => {
  assert.ok(!(await content.textContent()).includes("task-notification"));
  assert.equal(await content.locator("[data-session-id=long] a.open").textContent(), "450 events of e2e-agent");
  await content.locator("[data-session-id=notified] a.open").getByText("Task notification").waitFor();
}));

test("a session says where its page is, and leads to its first and its last one", () => open("/views/session?session_id=long&view=timeline", async (content, page) => {
  await content.getByText("Rows 1 to 200 of 450").first().waitFor();
  await content.getByRole("link", { name: "Last", exact: true }).first().click();
  await content.getByText("Rows 401 to 450 of 450").first().waitFor();
  await content.getByRole("link", { name: "Earlier", exact: true }).first().click();
  await content.getByText("Rows 201 to 400 of 450").first().waitFor();
  await content.getByRole("link", { name: "First", exact: true }).first().click();
  await content.getByText("Rows 1 to 200 of 450").first().waitFor();
}));

test("the filters offer what there is", () => open("/views/activity-feed", async (content, page) => {
  assert.deepEqual(await page.locator("select[name=status] option").allTextContents(), ["All", "failed", "recorded"]);
  await page.locator("input[name=session_id]").fill("long");
  await page.locator("input[name=session_id]").press("Enter");
  await page.waitForURL(/session_id=long/);
  await page.goto(`${server.base}/views/activity-feed`);
}));

test("an unknown page has a way back", () => visit(browser, server.base, "/", async (page, faults) => {
  await faults.excuse(async () => {
    await page.goto(`${server.base}/views/nothing`);
    await page.getByRole("link", { name: "To the dashboard" }).click();
    await page.locator(".now-view").waitFor();
  });
  const response = await fetch(`${server.base}/views/nothing`);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
}));
