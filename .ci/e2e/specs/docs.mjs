// The API documentation shows the document and sends no requests to other hosts.
import assert from "node:assert/strict";
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

// variants returns the schemas that a schema is one of, or itself.
function variants(schema, schemas) {
  const at = schema.$ref ? schemas[schema.$ref.split("/").pop()] : schema;
  return at.oneOf || at.anyOf ? (at.oneOf ?? at.anyOf).flatMap((part) => variants(part, schemas)) : [at];
}

test("the API documentation shows the messages of every stream", () =>
  visit(browser, server.base, "/docs", async (page) => {
    const { paths, components } = await (await fetch(`${server.base}/openapi.json`)).json();
    for (const { get } of Object.values(paths)) {
      if (!get?.responses["101"]) continue;
      const section = page.locator(`[data-section-id$="/operation/${get.operationId}"]`).first();
      await section.waitFor({ state: "attached", timeout: 20_000 });
      const types = variants(get.responses["101"].content["application/json"].schema, components.schemas).flatMap((s) => s.properties.type.enum);
      assert.ok(types.length > 0, get.operationId);
      const text = await section.textContent();
      assert.ok(types.some((type) => text.includes(type)), `${get.operationId} shows none of ${types}`);
    }
  }));
