import { problemOf } from "./problem.js";

/** Patience is how often a request is sent at most, and the longest time to wait between two attempts, in milliseconds. */
export interface Patience {
  attempts: number;
  longestWait: number;
}

/**
 * patiently returns a fetch that sends a request again when the server asks for that, with the status 429 or 503 and Retry-After. The server
 * has then done nothing with the request. It throws a ProblemError for each other status of 400 or more.
 */
export function patiently(send: typeof fetch, patience: Patience): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const response = await send(request.clone());
      if (response.status < 400) return response;
      const pause = retryAfter(response, Date.now());
      if (pause === undefined || pause > patience.longestWait || attempt >= patience.attempts) throw await problemOf(response);
      await response.body?.cancel();
      await sleep(pause, request.signal);
    }
  };
}

/** retryAfter returns the milliseconds after which the server wants the same request, or undefined. */
export function retryAfter(response: Response, now: number): number | undefined {
  const header = response.headers.get("Retry-After");
  if (header === null || (response.status !== 429 && response.status !== 503)) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** sleep waits for milliseconds, or throws the reason of a signal when that aborts. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", abort, { once: true });
  });
}
