// Starts servers for tests: the built one, and one that responds as recorded.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** serve starts the built server with a new database, and returns its address. */
export async function serve(t: TestContext, ...flags: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "htmlgraph-client-"));
  const server = spawn(process.env["HTMLGRAPH_BINARY"]!, ["serve", "--db", join(folder, "client.db"), "--addr", "127.0.0.1:0", ...flags]);
  const ended = new Promise((resolve) => server.on("exit", resolve));
  t.after(async () => {
    server.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (chunk: Buffer) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec((printed += chunk));
      if (address) resolve(address[0]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${printed}`)));
  });
}

/** respond starts a server of one function, and returns its address and a function that cuts all connections. */
export async function respond(t: TestContext, handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ base: string; cut: () => void }> {
  const server = createServer(handle);
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => open.forEach((socket) => socket.destroy());
  t.after(() => {
    cut();
    server.close();
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}
