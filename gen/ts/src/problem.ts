import type { components } from "./schema.js";

/** Problem says what was wrong with a request (RFC 9457). */
export type Problem = components["schemas"]["Problem"];

/** ProblemError is thrown for each response with a status of 400 or more. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    /** The status of the response. */
    readonly status: number,
    /** The body. Where a server in between responded, and the body is no problem, it has the status alone. */
    readonly problem: Problem,
    /** The response. Its body was read. */
    readonly response: Response,
  ) {
    const fields = (problem.errors ?? []).map((field) => `; ${field.loc.join(".")}: ${field.msg}`);
    super(`${status} ${problem.title}${problem.detail ? `: ${problem.detail}` : ""}${fields.join("")}`);
  }
}

/** problemOf reads the problem of a response. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const { status, statusText, headers } = response;
  let problem: Problem = { type: "about:blank", title: statusText || "Error", status, detail: "", request_id: headers.get("X-Request-ID") ?? "" };
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null && "title" in body) problem = body as Problem;
  } catch {
    // The body is no JSON: the status says what is known.
  }
  return new ProblemError(status, problem, response);
}
