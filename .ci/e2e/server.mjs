// Starts and stops servers: the built binary, each with its own database.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export const binary = "bin/htmlgraph";

export class Server {
  #process;
  #db;
  #flags;

  // start starts the server and returns when it prints its address.
  static async start(db, ...flags) {
    const server = new Server();
    server.#db = db;
    server.#flags = flags;
    await server.#listen("127.0.0.1:0");
    return server;
  }

  async #listen(address) {
    const flags = ["serve", "--db", this.#db, "--addr", address, "--log-level", "warn", ...this.#flags];
    this.#process = spawn(binary, flags, { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: this.#process.stdout })) {
      this.base = line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      if (this.base) break;
    }
    if (!this.base) throw new Error(`the server over ${this.#db} does not start`);
    this.#process.stdout.resume();
  }

  // kill ends the server with SIGKILL.
  kill() { return this.#end("SIGKILL"); }

  // stop ends the server with SIGTERM.
  stop() { return this.#end("SIGTERM"); }

  async #end(signal) {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill(signal);
    await once(this.#process, "exit");
  }

  // restart starts the server again with the same database and address.
  async restart() {
    const { host } = new URL(this.base);
    this.base = undefined;
    await this.#listen(host);
  }
}
