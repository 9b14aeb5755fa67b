import { ProblemError } from "./problem.js";
import { sleep } from "./retries.js";

/** silence is how long a stream may be silent, in milliseconds. The server sends something every 20 seconds. */
export const silence = 60_000;

const firstPause = 100;
const longestPause = 10_000;

/** RefusedError says why to connect again is of no use. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** Received is a message, and the cursor after which a stream goes on, if messages have one. */
export interface Received<M> {
  message: M;
  cursor?: string | undefined;
}

/**
 * follow yields the messages of a stream. When a connection ends, it connects again after the last message. It ends when its caller leaves or
 * aborts, and throws only if the server refuses.
 */
export async function* follow<M>(
  cursor: string | undefined,
  signal: AbortSignal | undefined,
  connect: (cursor: string | undefined, signal: AbortSignal) => AsyncGenerator<Received<M>, void, undefined>,
): AsyncGenerator<M, void, undefined> {
  const leaving = new AbortController();
  const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal;
  try {
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        for await (const received of connect(cursor, either)) {
          cursor = received.cursor ?? cursor;
          pause = firstPause;
          yield received.message;
        }
      } catch (error) {
        if (either.aborted) return;
        if (isRefusal(error)) throw error;
      }
      await sleep(pause, either);
    }
  } catch (error) {
    if (!either.aborted) throw error;
  } finally {
    leaving.abort();
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof RefusedError || (error instanceof ProblemError && error.status < 500 && error.status !== 429);
}
