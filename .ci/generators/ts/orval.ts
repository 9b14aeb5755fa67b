// Ten calls through a client that orval generated. It asks for paths, so they are completed here.
import assert from "node:assert/strict";
import { getCosts, getEvent, getInitialStats, getSession, listAgents, listEvents, listSessions, patchSession, postEvents, postSession } from "./built/orval/index";

const fetchURL = globalThis.fetch;
globalThis.fetch = (path, init) => fetchURL(new URL(String(path), process.env["HTMLGRAPH_URL"]), init);
const posted = await postEvents({ event_id: "orval-1", session_id: "orval", agent_id: "tests", event_type: "tool_call", tool_name: "Bash" });
assert.equal(posted.status, 200);
const event = await getEvent("orval-1");
assert.ok(event.status === 200 && event.data.tool_name === "Bash");
const events = await listEvents({ session_id: "orval", limit: 5 });
assert.ok(events.status === 200 && events.data[0]?.event_id === "orval-1");
assert.equal(events.headers.get("X-Total-Count"), "1");
assert.equal((await postSession({ session_id: "orval", agent: "tests", title: "Generated" })).status, 200);
const patched = await patchSession("orval", { status: "completed" });
assert.ok(patched.status === 200 && patched.data.outcome === "updated");
const session = await getSession("orval");
assert.ok(session.status === 200 && session.data.status === "completed");
const sessions = await listSessions({ limit: 1 });
assert.ok(sessions.status === 200 && sessions.data.total >= 1);
const costs = await getCosts({ group_by: "day", tz: "Europe/Berlin" });
assert.ok(costs.status === 200 && costs.data.group_by === "day");
const stats = await getInitialStats();
assert.ok(stats.status === 200 && stats.data.total_events >= 1);
const agents = await listAgents();
assert.ok(agents.status === 200 && agents.data.agents.length >= 1);
const refused = await getEvent("none");
assert.equal(refused.status, 404);
