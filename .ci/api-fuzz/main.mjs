// Starts the built server over golden, empty and real databases, writable and read-only, with and without a token, and sends each random
// requests. Prints a line for each server, and each complaint with the request that led to it. Ends with 1 if there is any.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { cut, send } from "./client.mjs";
import { Document } from "./document.mjs";
import { Pool } from "./pool.mjs";
import { Random } from "./random.mjs";
import { relations } from "./relations.mjs";
import { request } from "./requests.mjs";
import { complaints, parsed } from "./verdicts.mjs";

const binary = "bin/htmlgraph";
const count = Number(process.env.REQUESTS ?? 1200), seed = Number(process.env.SEED ?? 1);
const most = Number(process.env.MOST ?? 20); // complaints that are printed
const scratch = mkdtempSync(join(tmpdir(), "htmlgraph-fuzz-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

// databases returns the files to serve: one of the fixtures, an empty one, and the real ones beside the project.
async function databases() {
  const empty = join(scratch, "empty.db"), golden = join(scratch, "golden.db");
  const creator = await start(empty, false);
  await creator.stop();
  copyFileSync(empty, golden);
  execFileSync("sqlite3", [golden], { input: readFileSync("fixtures/http/scenario.sql") });
  const real = "../shared/real";
  return [golden, empty, ...(existsSync(real) ? readdirSync(real).filter((name) => name.endsWith(".db")).map((name) => join(real, name)) : [])];
}

// copied returns a copy of a database.
function copied(file) {
  const db = join(scratch, "served.db");
  for (const suffix of ["", "-wal", "-shm", ".local"]) rmSync(db + suffix, { recursive: true, force: true });
  copyFileSync(file, db);
  chmodSync(db, 0o644);
  return db;
}

// start starts the server over a database; a missing one is created.
async function start(db, readOnly, token) {
  const flags = ["serve", "--db", db, "--addr", "127.0.0.1:0", "--log-level", "warn", ...(readOnly ? ["--read-only"] : [])];
  const child = spawn(binary, flags, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HTMLGRAPH_TOKEN: token ?? "" } });
  const log = [];
  child.stderr.on("data", (chunk) => log.push(chunk));
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(code ?? signal)));
  const base = await new Promise((resolve, reject) => {
    let printed = "";
    child.stdout.on("data", (chunk) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec((printed += chunk));
      if (address) resolve(address[0]);
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}: ${Buffer.concat(log)}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    return { code: await ended, log: Buffer.concat(log).toString() };
  };
  return { base, stop };
}

// fuzz sends random requests to a server, and returns the complaints.
async function fuzz(random, base, token) {
  const document = new Document(parsed((await send(base, { method: "GET", path: "/openapi.json", headers: {} })).body));
  const pool = new Pool(), found = [];
  const statuses = {};
  for (let i = 0; i < count; i++) {
    // Each operation comes once before any comes again.
    const operation = i < document.operations.length ? document.operations[i] : random.pick(document.operations);
    const made = request(random, document, operation, pool, token);
    if (made.body && random.chance(0.02)) {
      await cut(base, made);
      continue;
    }
    let wrong;
    try {
      const response = await send(base, made, { stream: operation.streams, upgrade: operation.upgrades && random.chance(0.8) });
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      wrong = complaints(document, made, response);
      if (response.headers["content-type"]?.includes("json")) pool.learn(parsed(response.body), response.headers.link);
      if (random.chance(0.2)) wrong.push(...(await relations(random, base, made, response)));
    } catch (error) {
      wrong = [error.message];
    }
    found.push(...wrong.map((text) => `${operation.id}: ${text}\n    ${shown(made)}`));
  }
  return { found, statuses };
}

// shown writes a request so that it can be sent again.
function shown({ method, path, headers, body }) {
  const flags = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  if (body) flags.push(`--data-raw '${body.toString().slice(0, 400)}'${body.length > 400 ? " (cut)" : ""}`);
  return `curl -X ${method} ${flags.join(" ")} 'BASE${path.slice(0, 600)}'`;
}

const digest = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

let failed = 0, servers = 0;
const report = (texts) => {
  for (const text of texts) if (failed++ < most) console.error(text);
};
for (const file of await databases()) {
  for (const readOnly of [false, true]) {
    for (const token of [undefined, "fuzz-secret"]) {
      const db = copied(file), before = digest(db);
      const server = await start(db, readOnly, token);
      const { found, statuses } = await fuzz(new Random(seed + servers++), server.base, token);
      const { code, log } = await server.stop();
      if (code !== 0) found.push(`the server ended with ${code}`);
      found.push(...log.split("\n").filter((line) => /level=ERROR|panic|DATA RACE/.test(line)).map((line) => `the log: ${line.slice(0, 500)}`));
      if (readOnly && before !== digest(db)) found.push("the read-only file changed");
      const kind = `${basename(file)}, ${readOnly ? "read-only" : "writable"}, ${token ? "with" : "without"} a token`;
      console.log(`${kind}: ${count} requests, ${Object.entries(statuses).map(([status, n]) => `${status}: ${n}`).join(", ")}, ${found.length} complaints`);
      report(found);
    }
  }
}
if (failed > most) console.error(`and ${failed - most} more`);
console.log(`${servers} servers, ${servers * count} requests, seed ${seed}, ${failed} complaints`);
process.exit(failed > 0 ? 1 : 0);
