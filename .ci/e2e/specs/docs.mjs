// The API documentation shows the document and sends no requests to other hosts.
import { after, before, test } from "node:test";
import { absent } from "../database.mjs";
import { launch, photograph, visit } from "../harness.mjs";
import { Server } from "../server.mjs";

let browser, server;
before(async () => { [browser, server] = await Promise.all([launch(), Server.start(absent("docs"))]); });
after(() => Promise.all([browser?.close(), server?.stop()]));

test("the API documentation shows every operation, and loads only from this server", () =>
  visit(browser, server.base, "/docs", async (page) => {
    await page.getByRole("heading", { name: "HtmlGraph" }).first().waitFor({ timeout: 20_000 });
    await page.locator("[data-section-id*='listEvents']").first().waitFor({ state: "attached" });
    await photograph(page, "docs");
  }));
