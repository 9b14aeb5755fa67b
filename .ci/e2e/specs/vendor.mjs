// The vendored libraries work under the content security policy of the pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "../harness.mjs";
import { document, serve } from "../strict.mjs";

const head = `<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>
<link rel="stylesheet" href="/vendor/uPlot.min.css">
<script src="/vendor/htmx.min.js" defer></script><script src="/vendor/uPlot.min.js" defer></script><script src="/vendor/dagre.min.js" defer></script>`;
const body = `<button hx-get="/part" hx-target="#target" hx-trigger="click">Ask</button><div id="target"></div><div id="chart"></div>`;

let browser, server;
before(async () => {
  const files = { "/": document(body, head), "/part": `<p id="swapped">Swapped</p>` };
  [browser, server] = await Promise.all([launch(), serve(files)]);
});
after(async () => { server?.close(); await browser?.close(); });

test("htmx swaps a part into the page", () => visit(browser, server.base, "/", async (page) => {
  await page.getByRole("button", { name: "Ask" }).click();
  await page.locator("#target > #swapped").waitFor();
}));

test("uPlot draws a chart", () => visit(browser, server.base, "/", async (page) => {
  await page.evaluate(() => {
    const options = { width: 400, height: 200, series: [{}, { label: "Events", stroke: "navy" }] };
    new window.uPlot(options, [[1, 2, 3], [4, 5, 6]], document.getElementById("chart"));
  });
  await page.locator("#chart .uplot canvas").waitFor();
  assert.equal(await page.locator("#chart .u-legend .u-label").count(), 2);
}));

test("dagre lays out a graph from top to bottom", () => visit(browser, server.base, "/", async (page) => {
  const at = await page.evaluate(() => {
    const graph = new window.dagre.graphlib.Graph().setGraph({}).setDefaultEdgeLabel(() => ({}));
    for (const name of ["parent", "child"]) graph.setNode(name, { width: 80, height: 30 });
    graph.setEdge("parent", "child");
    window.dagre.layout(graph);
    return { parent: graph.node("parent").y, child: graph.node("child").y };
  });
  assert.ok(at.parent < at.child, JSON.stringify(at));
}));
