// Ten calls through openapi-fetch, with the types that openapi-typescript generated.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { paths } from "./built/openapi-typescript/schema";

const client = createClient<paths>({ baseUrl: process.env["HTMLGRAPH_URL"]! });
const body = { event_id: "types/1", session_id: "types", agent_id: "tests", event_type: "tool_call" as const, tool_name: "Bash" };
const posted = await client.POST("/api/events", { body });
assert.deepEqual(posted.data?.results, [{ event_id: "types/1", outcome: "created" }]);
const event = await client.GET("/api/events/{event_id}", { params: { path: { event_id: "types/1" } } });
assert.equal(event.data?.tool_name, "Bash");
const events = await client.GET("/api/events", { params: { query: { session_id: "types", limit: 5 } } });
assert.equal(events.data?.[0]?.event_id, "types/1");
assert.equal(events.response.headers.get("X-Total-Count"), "1");
await client.POST("/api/sessions", { body: { session_id: "types", agent: "tests", title: "Generated" } });
const patched = await client.PATCH("/api/sessions/{session_id}", { params: { path: { session_id: "types" } }, body: { status: "completed" } });
assert.equal(patched.data?.outcome, "updated");
const session = await client.GET("/api/sessions/{session_id}", { params: { path: { session_id: "types" } } });
assert.equal(session.data?.status, "completed");
assert.ok((await client.GET("/api/sessions", { params: { query: { limit: 1 } } })).data!.total >= 1);
const costs = await client.GET("/api/analytics/costs", { params: { query: { group_by: "day", tz: "Europe/Berlin" } } });
assert.equal(costs.data?.group_by, "day");
assert.ok((await client.GET("/api/initial-stats")).data!.total_events >= 1);
assert.ok((await client.GET("/api/agents")).data!.agents.length >= 1);
const refused = await client.GET("/api/events/{event_id}", { params: { path: { event_id: "none" } } });
assert.equal(refused.error?.status, 404);
