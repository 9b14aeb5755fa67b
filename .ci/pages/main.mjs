// Runs the snippets of pages: blocks of the language "sh", in one shell for each page, and of "js", each in a Node of its own. A block "text"
// that follows is what the snippet prints, where "…" stands for any text.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const binary = resolve("bin/htmlgraph");
const scratch = mkdtempSync(join(tmpdir(), "htmlgraph-pages-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

// blocks returns the snippets of a page, each with its line and the output that follows it.
function blocks(text) {
  const found = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w+)$/.exec(lines[i]);
    if (!fence) continue;
    const end = lines.indexOf("```", i + 1);
    const content = lines.slice(i + 1, end).join("\n");
    if (fence[1] === "text" && found.length > 0) found.at(-1).output = content;
    else found.push({ language: fence[1], content, line: i + 1 });
    i = end;
  }
  return found;
}

// matches compares a text with one in which "…" stands for any text.
function matches(pattern, text) {
  const expression = pattern.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*");
  return new RegExp(`^${expression}$`).test(text);
}

async function serve(folder) {
  const db = join(folder, "pages.db");
  spawnSync(binary, ["seed", "--events", "300", "--db", db]);
  const server = spawn(binary, ["serve", "--db", db, "--addr", "127.0.0.1:0", "--log-level", "warn"], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((found, failed) => {
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    server.stdout.on("data", (chunk) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk);
      if (address) found(address[0]);
    });
  });
  return { url, db, stop: () => server.kill("SIGTERM") };
}

// run runs the snippets of a page one after the other, and returns what is wrong.
function run(page, snippets, folder, { url, db }) {
  const environment = { ...process.env, HTMLGRAPH_URL: url, HTMLGRAPH_DB: db, PATH: `${resolve("bin")}:${process.env.PATH}` };
  const wrong = [];
  let before = "";
  for (const { language, content, line, output } of snippets) {
    const [program, args, input] = language === "js"
      ? [process.execPath, ["--no-warnings", "--experimental-websocket", "--input-type=module"], content]
      : ["bash", ["-eo", "pipefail"], `${before}${content}\n`];
    // Programs that a snippet leaves behind keep the file of errors open, but nobody waits for its end.
    const errors = openSync(join(folder, "errors.txt"), "w");
    const ended = spawnSync(program, args, { cwd: folder, env: environment, input, encoding: "utf8", timeout: 60_000, stdio: ["pipe", "pipe", errors] });
    closeSync(errors);
    const printed = ended.stdout.replaceAll("\r", "").trim();
    if (ended.status !== 0) wrong.push(`${page}:${line}: ends with ${ended.status ?? ended.signal}: ${readFileSync(join(folder, "errors.txt"))}`);
    else if (output !== undefined && !matches(output, printed)) wrong.push(`${page}:${line}: prints\n${printed}\nand the page shows\n${output}`);
    if (language === "sh" && /^\w+=\S+$/.test(content)) before += `${content}\n`; // what the page sets at its beginning
  }
  return wrong;
}

const pages = process.argv.length > 2 ? process.argv.slice(2) : readdirSync("docs/api").map((name) => join("docs/api", name));
let failed = 0;
for (const page of pages) {
  const folder = mkdtempSync(join(scratch, "page-"));
  const server = await serve(folder);
  const snippets = blocks(readFileSync(page, "utf8"));
  const wrong = run(page, snippets, folder, server);
  server.stop();
  for (const text of wrong) console.error(text);
  console.log(`${page}: ${snippets.length} snippets, ${wrong.length} wrong`);
  failed += wrong.length;
}
process.exit(failed > 0 ? 1 : 0);
