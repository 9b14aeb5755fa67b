import { type Received, RefusedError } from "./follow.js";

/** Socket is what is used of a WebSocket. Those of browsers, of Node 22 and of the package ws are such. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  close(code?: number): void;
}

/** policyViolation is the code with which the server closes streams of what does not exist. */
const policyViolation = 1008;

/** mostWaiting is how many messages wait for a slow reader. With more, the connection ends, and a stream with cursors goes on after the last one. */
const mostWaiting = 10_000;

/** messages yields the messages of one WebSocket. It closes the WebSocket when its caller leaves or aborts. */
export async function* messages<M extends object>(open: () => Socket, signal: AbortSignal): AsyncGenerator<Received<M>, void, undefined> {
  const socket = open();
  const waiting: Received<M>[] = [];
  let wake = () => {};
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    wake();
  };
  const abort = () => end(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
  socket.onmessage = ({ data }) => {
    if (ended) return;
    if (waiting.length >= mostWaiting) return end(new Error("messages arrive faster than they are read"));
    const message = JSON.parse(String(data)) as M & { cursor?: string };
    waiting.push({ message, cursor: message.cursor });
    wake();
  };
  socket.onclose = ({ code, reason }) => {
    end(code === policyViolation ? new RefusedError(`the server closed the stream: ${reason}`) : new Error(`the stream was interrupted: ${code} ${reason}`));
  };
  socket.onerror = (event) => end(new Error("the stream was interrupted", { cause: event }));
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (signal.aborted) abort();
    for (;;) {
      const next = waiting.shift();
      if (next) yield next;
      else if (ended) throw ended;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener("abort", abort);
    socket.close(1000);
  }
}
