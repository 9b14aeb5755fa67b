// Names and ids of 500 characters without a space. They widen no page, in small and in large windows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { absent, commit } from "../database.mjs";
import { accessible, launch, settle, visit } from "../harness.mjs";
import { event, session, turn } from "../rows.mjs";
import { Server } from "../server.mjs";

const widths = [380, 1440];
const long = (what) => what + "m".repeat(500 - what.length);
const ids = Object.fromEntries(
  ["agent", "model", "tool", "session", "project", "feature", "turn", "call", "task", "spawner", "status", "track", "title"].map((what) => [what, long(what)]));
const project = "/home/" + ids.project;

const everywhere = {
  agent_id: ids.agent, session_id: ids.session, feature_id: ids.feature, model: ids.model, subagent_type: ids.agent, claude_task_id: ids.task,
  input_summary: ids.title, output_summary: ids.title, status: ids.status,
  context: JSON.stringify({ spawner_type: ids.spawner, spawned_agent: ids.agent, cost_usd: 0.5, cwd: project, [ids.title]: [ids.title] }),
};

const paths = [
  "/", "/views/now", "/views/activity-feed", "/views/orchestration", "/views/work-items", "/views/agents", "/views/metrics", "/views/sessions", "/views/usage", "/views/usage?stack=session", "/views/requests", "/views/spawners",
  "/views/presence-widget", `/views/session?session_id=${ids.session}`, `/views/session?session_id=${ids.session}&view=timeline`, `/views/session?session_id=${ids.session}&view=usage`, `/views/event?event_id=${ids.call}`,
  `/views/children?event_id=${ids.turn}`, `/views/work-item?work_item_id=${ids.feature}`, `/views/activity-feed?agent_id=${ids.agent}&session_id=${ids.session}`,
  `/views/orchestration?agent_id=${ids.agent}`, `/views/spawners?spawner_type=${ids.spawner}`, `/views/activity-feed?status=${ids.status}`,
];

let browser, server;
before(async () => {
  const db = absent("long-names");
  server = await Server.start(db);
  commit(db, "sessions", session(ids.session, { agent_assigned: ids.agent, start_commit: long("commit"), last_user_query: ids.title,
    metadata: JSON.stringify({ cwd: project, title: ids.title, model: ids.model }) }), session(long("other"), { agent_assigned: ids.agent, status: "failed" }));
  commit(db, "features", ...["todo", "in-progress", "blocked", "done", "stale"].map((status, i) => ({
    id: i ? ids.feature + i : ids.feature, type: "feature", title: ids.title, description: ids.title, status, priority: "high", assigned_to: ids.agent,
    track_id: ids.track, parent_feature_id: i ? ids.feature : null, tags: JSON.stringify([ids.title]),
  })));
  commit(db, "agent_collaboration", { handoff_id: long("handoff"), from_agent: ids.agent, to_agent: long("to"), handoff_type: "delegation", status: "pending",
    session_id: ids.session, reason: ids.title, context: ids.title });
  commit(db, "agent_presence", { agent_id: ids.agent, status: "active", last_tool_name: ids.tool, current_feature_id: ids.feature, session_id: ids.session });
  commit(db, "agent_events",
    turn(ids.turn, ids.title, everywhere),
    event(ids.call, { ...everywhere, tool_name: ids.tool, parent_event_id: ids.turn }),
    event(long("below"), { ...everywhere, tool_name: ids.tool, parent_event_id: ids.call }),
    event(ids.task, { ...everywhere, tool_name: "Task", event_type: "task_delegation", subagent_type: long("to"), parent_event_id: ids.turn }));
  commit(db, "cost_events", { event_id: long("cost"), session_id: ids.session, timestamp: new Date().toISOString(), tool_name: ids.tool, model: ids.model,
    agent_id: ids.agent, input_tokens: 1000, output_tokens: 1000, total_tokens: 2000, cost_usd: 0.5 });
  browser = await launch();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

// widest returns how much wider the page is than the window, and the elements that reach beyond it and scroll with the page.
const widest = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const scrolls = (element) => element && (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const wide = scrollWidth <= clientWidth ? [] : [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1 && !scrolls(element.parentElement))
    .map((element) => `${element.tagName} ${element.id} ${element.className}`);
  return { over: Math.max(0, scrollWidth - clientWidth), wide };
});

for (const path of paths) {
  test(path.replaceAll(/m{10,}/g, "…"), () => visit(browser, server.base, path, async (page) => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await settle(page);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      await settle(page);
      assert.deepEqual(await widest(page), { over: 0, wide: [] }, `beyond a window of ${width} px`);
    }
    await accessible(page, path);
  }));
}
