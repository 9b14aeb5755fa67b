// Ten calls through a client that @hey-api/openapi-ts generated.
import assert from "node:assert/strict";
import { getCosts, getEvent, getInitialStats, getSession, listAgents, listEvents, listSessions, patchSession, postEvents, postSession } from "./built/hey-api/index";
import { client } from "./built/hey-api/client.gen";

client.setConfig({ baseUrl: process.env["HTMLGRAPH_URL"]! });
const event = { event_id: "hey/1", session_id: "hey", agent_id: "tests", event_type: "tool_call" as const, tool_name: "Bash" };
const posted = await postEvents({ body: event, throwOnError: true });
assert.deepEqual(posted.data.results, [{ event_id: "hey/1", outcome: "created" }]);
assert.equal((await getEvent({ path: { event_id: "hey/1" }, throwOnError: true })).data.tool_name, "Bash");
const events = await listEvents({ query: { session_id: "hey", limit: 5 }, throwOnError: true });
assert.equal(events.data[0]?.event_id, "hey/1");
assert.equal(events.response.headers.get("X-Total-Count"), "1");
await postSession({ body: { session_id: "hey", agent: "tests", title: "Generated" }, throwOnError: true });
assert.equal((await patchSession({ path: { session_id: "hey" }, body: { status: "completed" }, throwOnError: true })).data.outcome, "updated");
assert.equal((await getSession({ path: { session_id: "hey" }, throwOnError: true })).data.status, "completed");
assert.ok((await listSessions({ query: { limit: 1 }, throwOnError: true })).data.total >= 1);
assert.equal((await getCosts({ query: { group_by: "day", tz: "Europe/Berlin" }, throwOnError: true })).data.group_by, "day");
assert.ok((await getInitialStats({ throwOnError: true })).data.total_events >= 1);
assert.ok((await listAgents({ throwOnError: true })).data.agents.length >= 1);
const refused = await getEvent({ path: { event_id: "none" } });
assert.equal(refused.error?.status, 404);
