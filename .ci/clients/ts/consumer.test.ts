// A program of somebody else: ten calls and a stream, checked by the compiler in strict mode.
import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";

import { HtmlGraph, ProblemError, type StreamedEvent } from "@htmlgraph/client";
import WebSocket from "ws";

import { respond, serve } from "./server.js";

const openSocket = (url: string, token: string | undefined) =>
  new WebSocket(url, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }) as never;

const event = (i: number) => ({
  event_id: `evt-${String(i).padStart(4, "0")}`, agent_id: "typescript", session_id: "a/b", event_type: "tool_call" as const,
  timestamp: `2026-03-18T15:${String(Math.floor(i / 60)).padStart(2, "0")}:${String(i % 60).padStart(2, "0")}`,
});

const store = (client: HtmlGraph, from: number, to: number) =>
  client.api.POST("/api/events", { body: Array.from({ length: to - from }, (_, i) => event(from + i)) });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test("ten calls", async (t) => {
  const client = new HtmlGraph(await serve(t));
  const posted = await store(client, 0, 25); // 1
  assert.equal(posted.data?.results.length, 25);
  const listed = await client.api.GET("/api/events", { params: { query: { limit: 3 } } }); // 2
  assert.equal(listed.data?.length, 3);
  assert.equal(listed.response.headers.get("X-Total-Count"), "25");
  const one = await client.api.GET("/api/events/{event_id}", { params: { path: { event_id: "evt-0003" } } }); // 3
  assert.equal(one.data?.agent_id, "typescript");
  const session = await client.api.GET("/api/sessions/{session_id}", { params: { path: { session_id: "a/b" } } }); // 4
  assert.equal(session.data?.session_id, "a/b");
  const costs = await client.api.GET("/api/analytics/costs", { params: { query: { group_by: "model" } } }); // 5
  assert.equal(costs.data?.total.requests, 0);
  assert.equal((await client.api.GET("/healthz")).data?.status, "ok"); // 6
  await client.api.POST("/api/hooks/{agent}", {
    params: { path: { agent: "claude-code" } }, body: { session_id: "s", hook_event_name: "UserPromptSubmit", prompt: "Hello" } as never,
  }); // 7
  const ids = (await all(client.events({ limit: 10, session_id: "a/b" }))).map((e) => e.event_id); // 8
  assert.deepEqual(ids, Array.from({ length: 25 }, (_, i) => event(24 - i).event_id));
  assert.equal((await all(client.export({ session_id: "a/b" }))).length, 25); // 9
  assert.deepEqual((await all(client.sessions())).map((s) => s.session_id).sort(), ["a/b", "s"]); // 10
});

test("problems are thrown", async (t) => {
  const client = new HtmlGraph(await serve(t, "--token", "secret"), { token: "secret" });
  await assert.rejects(client.api.GET("/api/events/{event_id}", { params: { path: { event_id: "no/such" } } }), (error) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.status, 404);
    assert.equal(error.problem.detail, "Event not found");
    return true;
  });
  await assert.rejects(all(client.events({ limit: -1 })), /422 .*query\.limit/);
});

test("without the token, lists and streams end with 401", async (t) => {
  const base = await serve(t, "--token", "secret");
  for (const client of [new HtmlGraph(base), new HtmlGraph(base, { token: "wrong" })]) {
    await assert.rejects(all(client.events()), /401/);
    await assert.rejects(all(client.followEvents()), /401/);
  }
  const stream = new HtmlGraph(base, { token: "secret", openSocket }).followPresence();
  assert.equal((await stream.next()).value?.type, "presence_state");
  await stream.return(undefined);
});

test("requests are repeated when the server asks for it", async (t) => {
  for (const { retryAfter, refusals, want, fails } of [
    { retryAfter: "0", refusals: 2, want: 3, fails: false },
    { retryAfter: "0", refusals: 9, want: 4, fails: true },
    { retryAfter: "3600", refusals: 1, want: 1, fails: true },
    { retryAfter: undefined, refusals: 1, want: 1, fails: true },
  ]) {
    let requests = 0;
    const { base } = await respond(t, (_, response) => {
      if (++requests > refusals) return response.setHeader("Content-Type", "application/json").end("[]");
      if (retryAfter !== undefined) response.setHeader("Retry-After", retryAfter);
      return response.writeHead(503).end();
    });
    const call = new HtmlGraph(base).api.POST("/api/events", { body: [] });
    await (fails ? assert.rejects(call, ProblemError) : call);
    assert.equal(requests, want);
  }
});

/** relay passes connections on to a server, and cuts them all on request. */
async function relay(t: TestContext, to: string): Promise<{ base: string; cut: () => void }> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(to).port), "127.0.0.1");
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => { open.delete(one); other.destroy(); });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => open.forEach((socket) => socket.destroy());
  t.after(() => { cut(); server.close(); });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}

test("a stream goes on where it was interrupted", async (t) => {
  const direct = await serve(t);
  const client = new HtmlGraph(direct);
  await store(client, 0, 1);
  const stored = client.followEvents({ since: "2026-01-01T00:00:00" });
  const begin: StreamedEvent = (await stored.next()).value!;
  await stored.return(undefined);
  assert.ok(begin.cursor);

  const { base, cut } = await relay(t, direct);
  const through = new HtmlGraph(base, { openSocket });
  for (const stream of [through.followEvents({ cursor: begin.cursor }), through.followEventsOverWebSocket({ cursor: begin.cursor })]) {
    await store(client, 1, 11);
    const ids: string[] = [];
    for await (const message of stream) {
      assert.equal(message.type, "event");
      if (message.type !== "event") continue;
      ids.push(message.event_id);
      if (ids.length === 60) break;
      if (ids.length % 10 === 0) {
        cut();
        await store(client, 1 + ids.length, 11 + ids.length);
      }
    }
    assert.deepEqual(ids, Array.from({ length: 60 }, (_, i) => event(i + 1).event_id));
  }
});

test("a stream ends when it is aborted", async (t) => {
  const client = new HtmlGraph(await serve(t), { openSocket });
  for (const stream of [client.followEvents({ onlyNew: true }, AbortSignal.timeout(200)), client.followBroadcasts(AbortSignal.timeout(200))]) {
    assert.deepEqual(await all<unknown>(stream), []);
  }
});
