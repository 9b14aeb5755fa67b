import { type Received, RefusedError, silence } from "./follow.js";
import { lines } from "./lines.js";
import type { components } from "./schema.js";

/** EventFilter selects events of a stream. */
export interface EventFilter {
  sessionID?: string;
  agentID?: string;
  eventType?: string;
  toolName?: string;
  /** The time from which on stored events come first, such as 2026-03-18T15:29:06; by default 24 hours ago. */
  since?: string;
  /** The cursor of the last message that was received. The stream goes on after it, whatever `since` says. */
  cursor?: string;
  /** Leaves out the events that are stored already. A cursor takes precedence. */
  onlyNew?: boolean;
}

/** StreamedEvent is a message of the stream of events, and the cursor with which a later stream goes on after it. */
export type StreamedEvent = components["schemas"]["EventStreamMessage"] & { cursor?: string };

/** queryOf returns the parameters with which a stream of events begins after a cursor. */
export function queryOf(filter: EventFilter, cursor: string | undefined): URLSearchParams {
  const query = new URLSearchParams();
  const set = (name: string, value: string | undefined) => value && query.set(name, value);
  set("session_id", filter.sessionID);
  set("agent_id", filter.agentID);
  set("event_type", filter.eventType);
  set("tool_name", filter.toolName);
  set("since", filter.since);
  set("cursor", cursor);
  if (!cursor && filter.onlyNew) query.set("cursor", "");
  return query;
}

/** serverSentEvents yields the messages of one connection. send is a fetch that throws problems. */
export async function* serverSentEvents(
  send: (request: Request) => Promise<Response>,
  url: string,
  signal: AbortSignal,
): AsyncGenerator<Received<StreamedEvent>, void, undefined> {
  // The alarm ends a connection whose other end is gone without a word.
  const quiet = new AbortController();
  let alarm = setTimeout(() => quiet.abort(), silence);
  try {
    const response = await send(new Request(url, { headers: { Accept: "text/event-stream" }, signal: AbortSignal.any([signal, quiet.signal]) }));
    if (!response.body || !response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
      throw new RefusedError(`the response is no stream: ${response.status} ${response.headers.get("Content-Type")}`);
    }
    let data = "";
    let cursor: string | undefined;
    for await (const line of lines(response.body)) {
      clearTimeout(alarm);
      alarm = setTimeout(() => quiet.abort(), silence);
      const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (name === "data") data += value;
      else if (name === "id") cursor = value;
      else if (line === "" && data !== "") {
        const message = JSON.parse(data) as StreamedEvent;
        data = "";
        yield { message: cursor === undefined ? message : { ...message, cursor }, cursor };
      }
    }
  } finally {
    clearTimeout(alarm);
    quiet.abort();
  }
}
