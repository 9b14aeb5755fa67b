// Every page, with a sample, an empty database and real ones: without errors, accessible, and without horizontal scrolling in small and
// large windows.
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { absent, copied, real, seeded } from "../database.mjs";
import { accessible, launch, photograph, settle, visit } from "../harness.mjs";
import { Server } from "../server.mjs";

const paths = [
  "/", "/views/now", "/views/activity-feed", "/views/orchestration", "/views/work-items", "/views/agents", "/views/metrics",
  "/views/sessions", "/views/usage", "/views/requests", "/views/spawners", "/views/presence-widget",
];
const databases = {
  sample: () => seeded("sample", 2000),
  empty: () => absent("empty"),
  ...Object.fromEntries(real().map((file) => [basename(file, ".db"), () => copied(file)])),
};

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const [name, database] of Object.entries(databases)) {
  test(`over ${name}`, async (t) => {
    const server = await Server.start(database());
    for (const path of paths) {
      const title = `${name}${path.replaceAll("/", "-")}`;
      await t.test(path, () => visit(browser, server.base, path, async (page) => {
        await settle(page);
        await accessible(page, path);
        await photograph(page, title);
      }));
    }
    await server.stop();
  });
}
