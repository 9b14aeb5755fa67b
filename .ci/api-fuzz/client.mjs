// Sends requests as they are: no library changes their paths or headers.
import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const largest = 64 << 20;
const patience = 60_000;

// send returns the status, headers and body of the response. Of a stream it returns what arrived first, and ends it.
export function send(base, { method, path, headers, body }, { stream = false, upgrade = false } = {}) {
  return new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(base);
    const all = { Host: host, ...headers, ...(upgrade ? { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" } : {}) };
    if (body) all["Content-Length"] = body.length;
    const sent = request({ hostname, port, method, path, headers: all, agent: upgrade || stream ? undefined : agent, setHost: false, timeout: patience });
    sent.on("timeout", () => sent.destroy(new Error(`no response in ${patience / 1000} s`)));
    sent.on("error", reject);
    sent.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.alloc(0) });
    });
    sent.on("response", (response) => {
      const answered = (chunks) => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
      if (stream && response.statusCode === 200) {
        answered([]);
        response.destroy();
        return;
      }
      const chunks = [];
      let size = 0;
      response.on("data", (chunk) => {
        chunks.push(chunk);
        if ((size += chunk.length) > largest) response.destroy(new Error(`a body of more than ${largest} bytes`));
      });
      response.on("end", () => answered(chunks));
      response.on("error", reject);
    });
    sent.end(body);
  });
}

// cut sends half of a request, and closes the connection.
export function cut(base, { method, path, headers, body }) {
  return new Promise((resolve) => {
    const { hostname, port, host } = new URL(base);
    const length = body?.length ?? 0;
    const sent = request({ hostname, port, method, path, headers: { Host: host, ...headers, "Content-Length": length + 10 }, setHost: false });
    sent.on("error", () => resolve());
    sent.on("response", (response) => response.resume().on("close", resolve));
    sent.write(body?.subarray(0, length / 2) ?? Buffer.from("x"), () => sent.destroy());
    sent.on("close", resolve);
  });
}
