// Compares the tokens and costs of Claude Code transcripts with those that ccusage counts, by day, session and month in two time zones.
// Usage: compare.mjs HTMLGRAPH FOLDER. It exits with 1 if tokens differ, or if costs differ by more than rounding explains.
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const [program, folder] = process.argv.slice(2);
const zones = ["UTC", "America/New_York"];
const run = promisify(execFile);
const scratch = await mkdtemp(join(tmpdir(), "htmlgraph-ccusage-"));

// transcripts returns the records of a folder's transcripts by session. ccusage takes a file for a session, and skips records whose JSON
// has spaces, which Claude Code does not write.
async function transcripts() {
  const sessions = new Map();
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".jsonl")).sort();
  for (const file of files) {
    for (const line of (await readFile(join(folder, file), "utf8")).split("\n")) {
      let record;
      try { record = JSON.parse(line); } catch { continue; }
      if (!record?.sessionId) continue;
      sessions.set(record.sessionId, (sessions.get(record.sessionId) ?? "") + JSON.stringify(record) + "\n");
    }
  }
  return sessions;
}

// ccusage returns what it counts: by period (daily, session, monthly), the figures of each name.
async function ccusage(period, zone) {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "node_modules/ccusage/src/cli.js"),
    "claude", period, "--json", "--offline", "--timezone", zone], {
    env: { ...process.env, CLAUDE_CONFIG_DIR: join(scratch, "claude") }, maxBuffer: 1 << 28,
  });
  const list = Object.values(JSON.parse(stdout)).find(Array.isArray);
  return new Map(list.map((one) => [one.date ?? one.month ?? one.sessionId, {
    input: one.inputTokens, output: one.outputTokens, written: one.cacheCreationTokens, read: one.cacheReadTokens, cost: one.totalCost,
  }]));
}

// serve imports the transcripts into a new database, and returns the address of a server over it.
async function serve() {
  const database = join(scratch, "compared.db");
  await run(program, ["import", "--db", database, "--no-archive", join(scratch, "claude")], { maxBuffer: 1 << 28 });
  const server = spawn(program, ["serve", "--db", database, "--addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  const base = await new Promise((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (chunk) => {
      printed += chunk;
      const address = printed.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) resolve(address[0]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { base, stop: () => server.kill("SIGTERM") };
}

const empty = () => ({ input: 0, output: 0, written: 0, read: 0, cost: 0, requests: 0, unpriced: 0 });

// htmlgraph returns what the server counts, in the form of ccusage().
async function htmlgraph(base, period, zone) {
  const by = period === "session" ? "session" : "day";
  const response = await fetch(`${base}/api/analytics/costs?group_by=${by}&tz=${encodeURIComponent(zone)}`);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const sums = new Map();
  for (const group of (await response.json()).groups) {
    const name = period === "monthly" ? group.name.slice(0, 7) : group.name;
    const sum = sums.get(name) ?? empty();
    sum.input += group.input_tokens; sum.output += group.output_tokens;
    sum.written += group.cache_write_tokens; sum.read += group.cache_read_tokens;
    sum.cost += group.cost_usd ?? 0; sum.requests += group.requests; sum.unpriced += group.unpriced_requests;
    sums.set(name, sum);
  }
  return sums;
}

// differences returns a line for each figure of a name that differs. Each request is rounded to a millionth of a dollar here.
function differences(name, theirs, ours) {
  const lines = ["input", "output", "written", "read"].filter((kind) => theirs[kind] !== ours[kind])
    .map((kind) => `${name}: ${kind} ${theirs[kind]} by ccusage, ${ours[kind]} here`);
  if (Math.abs(theirs.cost - ours.cost) > ours.requests * 0.5e-6 + 1e-9) {
    lines.push(`${name}: cost ${theirs.cost} by ccusage, ${ours.cost} here, ${ours.unpriced} requests without a price here`);
  }
  return lines;
}

let differ = 0;
let server;
try {
  const project = join(scratch, "claude/projects/compared");
  await mkdir(project, { recursive: true });
  const sessions = await transcripts();
  for (const [name, text] of sessions) await writeFile(join(project, `${name}.jsonl`), text);
  server = await serve();
  for (const zone of zones) {
    for (const period of ["daily", "session", "monthly"]) {
      const [theirs, ours] = [await ccusage(period, zone), await htmlgraph(server.base, period, zone)];
      const names = [...new Set([...theirs.keys(), ...ours.keys()])].sort();
      const lines = names.flatMap((name) => differences(name, theirs.get(name) ?? empty(), ours.get(name) ?? empty()));
      lines.forEach((line) => console.log(`  ${line}`));
      differ += lines.length;
      const total = [...ours.values()].reduce((sum, one) => sum + one.input + one.output + one.written + one.read, 0);
      console.log(`${period} in ${zone}: ${names.length} compared, ${total} tokens, ${lines.length} differ`);
    }
  }
} finally {
  server?.stop();
  await rm(scratch, { recursive: true, force: true });
}
process.exit(differ ? 1 : 0);
