// Creates databases in a temporary folder, and commits rows to them from another process than the server.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { binary } from "./server.mjs";

const scratch = mkdtempSync(join(tmpdir(), "htmlgraph-e2e-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

// seeded creates a sample database with a number of events. The same name is the same file.
export function seeded(name, events) {
  const db = join(scratch, `${name}.db`);
  execFileSync(binary, ["seed", "--events", String(events), "--db", db], { stdio: ["ignore", "ignore", "inherit"] });
  return db;
}

// copied copies a database and makes the copy writable.
export function copied(file) {
  const db = join(scratch, basename(file));
  copyFileSync(file, db);
  chmodSync(db, 0o644);
  return db;
}

// absent returns the path of a database that does not exist.
export function absent(name) { return join(scratch, `${name}.db`); }

// real lists the real databases beside the project.
export function real() {
  const folder = "../shared/real";
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".db")).map((name) => join(folder, name)) : [];
}

// commit stores rows in one transaction from another process, and returns when they are committed.
export function commit(db, table, ...rows) { commitAll(db, [[table, rows]]); }

// commitAll stores rows of several tables in one transaction.
export function commitAll(db, tables) {
  const statements = tables.flatMap(([table, rows]) => rows.map((row) =>
    `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.values(row).map(literal).join(", ")});`));
  execute(db, ["BEGIN IMMEDIATE;", ...statements, "COMMIT;"].join("\n"));
}

// execute runs statements from another process.
export function execute(db, input) {
  execFileSync("sqlite3", ["-batch", "-bail", "-cmd", ".timeout 5000", db], { input, stdio: ["pipe", "ignore", "inherit"] });
}

function literal(value) {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}
