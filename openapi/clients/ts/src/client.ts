import createClient, { type Client } from "openapi-fetch";

import { type EventFilter, queryOf, serverSentEvents, type StreamedEvent } from "./events.js";
import { follow, RefusedError } from "./follow.js";
import { lines } from "./lines.js";
import { walk } from "./pages.js";
import { patiently } from "./retries.js";
import type { components, operations, paths } from "./schema.js";
import { messages, type Socket } from "./sockets.js";

type Schemas = components["schemas"];
type Query<Operation extends keyof operations> = operations[Operation]["parameters"] extends { query?: infer Q } ? NonNullable<Q> : never;

/** Options of a client. */
export interface Options {
  /** The token with which the server was started: `htmlgraph serve --token`. */
  token?: string;
  /** How often a request is sent at most, if the server asks for patience; 4 by default, 1 for no repetition. */
  attempts?: number;
  /** The longest time to wait between two attempts, in milliseconds; 30,000 by default. */
  longestWait?: number;
  /** The fetch to use instead of the global one. */
  fetch?: typeof fetch;
  /** Opens a WebSocket. By default the global one, which Node has from version 22 on, and which cannot send a token. */
  openSocket?: (url: string, token: string | undefined) => Socket;
}

/** HtmlGraph is a client of one server. */
export class HtmlGraph {
  /** The operations of the OpenAPI document. They throw a ProblemError for each status of 400 or more. */
  readonly api: Client<paths>;

  readonly #base: string;
  readonly #send: (request: Request) => Promise<Response>;
  readonly #open: (url: string) => Socket;

  /** server is an address such as http://127.0.0.1:8000. Nothing is sent yet. */
  constructor(server: string, options: Options = {}) {
    const { token } = options;
    const send = options.fetch ?? fetch;
    this.#base = new URL(server).href.replace(/\/$/, "");
    const authorized: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      if (token !== undefined) request.headers.set("Authorization", `Bearer ${token}`);
      return send(request);
    };
    this.#send = patiently(authorized, { attempts: options.attempts ?? 4, longestWait: options.longestWait ?? 30_000 });
    this.#open = (url) => (options.openSocket ?? openGlobal)(url, token);
    this.api = createClient<paths>({ baseUrl: this.#base, fetch: this.#send });
  }

  /** events yields all events that match, newest first. It asks for a page when it gets there. */
  events(query: Query<"listEvents"> = {}): AsyncGenerator<Schemas["Event"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/events", { params: { query }, ...at(next) });
      return { items: data ?? [], response };
    });
  }

  /** activity yields events, spikes and handoffs in one list, newest first. */
  activity(query: Query<"listActivity"> = {}): AsyncGenerator<Schemas["ActivityItem"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/complete-activity-feed", { params: { query }, ...at(next) });
      return { items: data?.events ?? [], response };
    });
  }

  /** turns yields prompts and what followed each of them, newest first. */
  turns(query: Query<"listTurns"> = {}): AsyncGenerator<Schemas["Turn"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/events-grouped-by-prompt", { params: { query }, ...at(next) });
      return { items: data?.conversation_turns ?? [], response };
    });
  }

  /** eventTraces yields delegations with their children, newest first. */
  eventTraces(query: Query<"listEventTraces"> = {}): AsyncGenerator<Schemas["EventTrace"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/event-traces", { params: { query }, ...at(next) });
      return { items: data?.traces ?? [], response };
    });
  }

  /** sessions yields sessions, newest first. */
  sessions(query: Query<"listSessions"> = {}): AsyncGenerator<Schemas["Session"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/sessions", { params: { query }, ...at(next) });
      return { items: data?.sessions ?? [], response };
    });
  }

  /** workItems yields work items. */
  workItems(query: Query<"listWorkItems"> = {}): AsyncGenerator<Schemas["WorkItem"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/work-items", { params: { query }, ...at(next) });
      return { items: data?.work_items ?? [], response };
    });
  }

  /** spawnerActivities yields what spawners did, newest first. */
  spawnerActivities(query: Query<"listSpawnerActivities"> = {}): AsyncGenerator<Schemas["SpawnerActivity"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/spawner-activities", { params: { query }, ...at(next) });
      return { items: data?.spawner_activities ?? [], response };
    });
  }

  /** taskNotifications yields notifications of background tasks, newest first. */
  taskNotifications(query: Query<"listTaskNotifications"> = {}): AsyncGenerator<Schemas["TaskNotification"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/task-notifications", { params: { query }, ...at(next) });
      return { items: data?.notifications ?? [], response };
    });
  }

  /** requests yields requests to models, newest first. */
  requests(query: Query<"listRequests"> = {}): AsyncGenerator<Schemas["ModelRequest"], void, undefined> {
    return walk(async (next) => {
      const { data, response } = await this.api.GET("/api/requests", { params: { query }, ...at(next) });
      return { items: data ?? [], response };
    });
  }

  /** export yields all events that match, newest first, from one response that is read line by line. */
  async *export(query: Omit<Query<"exportEvents">, "format"> = {}, signal?: AbortSignal): AsyncGenerator<Schemas["Event"], void, undefined> {
    const { data } = await this.api.GET("/api/events/export", {
      params: { query: { ...query, format: "ndjson" } }, parseAs: "stream", ...(signal && { signal }),
    });
    for await (const line of lines(data as ReadableStream<Uint8Array>)) yield JSON.parse(line) as Schemas["Event"];
  }

  /**
   * followEvents yields stored events since filter.since, at most 1,000, and then each new event and each change of one, in order and once, by
   * Server-Sent Events. A message of the type gap says that messages were lost, because the cursor was too old.
   */
  followEvents(filter: EventFilter = {}, signal?: AbortSignal): AsyncGenerator<StreamedEvent, void, undefined> {
    return follow(filter.cursor, signal, (cursor, signal) =>
      serverSentEvents(this.#send, `${this.#base}/api/events/stream?${queryOf(filter, cursor)}`, signal),
    );
  }

  /**
   * followEventsOverWebSocket yields each new event and each change of one, in order and once, over a WebSocket. It begins after
   * filter.cursor, or else now: for stored events use followEvents.
   */
  followEventsOverWebSocket(filter: EventFilter = {}, signal?: AbortSignal): AsyncGenerator<StreamedEvent, void, undefined> {
    return follow(filter.cursor, signal, (cursor, signal) =>
      messages<StreamedEvent>(() => this.#socket(`/ws/events?${queryOf({ ...filter, onlyNew: true }, cursor)}`), signal),
    );
  }

  /** followPresence yields what all agents do now, and again after each change. */
  followPresence(signal?: AbortSignal): AsyncGenerator<Schemas["PresenceStreamMessage"], void, undefined> {
    return follow(undefined, signal, (_, signal) => messages(() => this.#socket("/ws/presence"), signal));
  }

  /** followBroadcasts yields each broadcast from now on. Those sent while the connection was interrupted are lost. */
  followBroadcasts(signal?: AbortSignal): AsyncGenerator<Schemas["BroadcastStreamMessage"], void, undefined> {
    return follow(undefined, signal, (_, signal) => messages(() => this.#socket("/ws/broadcasts"), signal));
  }

  /** followQuery yields the rows of a reactive query, and its new rows whenever they differ. */
  followQuery(queryID: string, signal?: AbortSignal): AsyncGenerator<Schemas["QueryStreamMessage"], void, undefined> {
    return follow(undefined, signal, (_, signal) => messages(() => this.#socket(`/ws/query/${encodeURIComponent(queryID)}`), signal));
  }

  /** followCosts yields the alerts, the costs and the predicted costs of a session, and then what changes of them. */
  followCosts(sessionID: string, severity: "info" | "warning" | "critical" = "warning", signal?: AbortSignal): AsyncGenerator<Schemas["CostStreamMessage"], void, undefined> {
    return follow(undefined, signal, (_, signal) =>
      messages(() => this.#socket(`/ws/cost-alerts/${encodeURIComponent(sessionID)}?min_severity=${severity}`), signal),
    );
  }

  #socket(path: string): Socket {
    return this.#open(this.#base.replace(/^http/, "ws") + path);
  }
}

/** at directs a request of openapi-fetch to the query of a page. */
function at(next: URLSearchParams | undefined): { querySerializer?: () => string } {
  return next ? { querySerializer: () => next.toString() } : {};
}

function openGlobal(url: string, token: string | undefined): Socket {
  if (typeof WebSocket === "undefined") {
    throw new RefusedError("this version of Node has no WebSocket: pass openSocket, for example with the package ws, or use followEvents");
  }
  if (token !== undefined && typeof document === "undefined") {
    throw new RefusedError("a global WebSocket cannot send the token: pass openSocket, for example with the package ws");
  }
  return new WebSocket(url) as Socket;
}
