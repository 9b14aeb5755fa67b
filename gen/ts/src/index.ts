export { HtmlGraph, type Options } from "./client.js";
export type { EventFilter, StreamedEvent } from "./events.js";
export { ProblemError } from "./problem.js";
export type { components, operations, paths } from "./schema.js";
