// Opens pages of a running server in a browser that reaches nothing else, and tells what goes wrong in them.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { violations } from "./accessibility.mjs";
import { Faults } from "./faults.mjs";

export const widths = [380, 1280, 2560];
const screenshots = "bin/screenshots";

// launch starts the browser. It runs as root in containers, where it can have no sandbox, and opens our own pages alone.
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromiumSandbox: false,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"],
  });
}

// visit opens a page at a path of the server, runs work on it, and fails if anything in it went wrong.
export async function visit(browser, base, path, work, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  let faults;
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    faults = await Faults.watch(page, base);
    await page.goto(base + path);
    await work(page, faults);
    await settle(page); // what went wrong last is told before this ends
    assert.deepEqual(faults.list(), [], `what went wrong at ${path}`);
  } catch (error) {
    // Work often fails because something went wrong before.
    if (error.code !== "ERR_ASSERTION") error.stack += ["", ...(faults?.list() ?? [])].join("\n  in the page: ");
    throw error;
  } finally {
    await context.close();
  }
}

// settle waits until the page has loaded and painted. It does not wait for the network, which a live page never leaves.
export async function settle(page) {
  await page.waitForLoadState("load");
  await page.locator(".htmx-request").waitFor({ state: "hidden" }).catch(() => {});
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

// accessible fails on serious findings, in the light and in the dark.
export async function accessible(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await settle(page);
    assert.deepEqual(await violations(page), [], `the accessibility of ${name}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

// photograph keeps what the page shows at each width, and fails where it is wider than the window.
export async function photograph(page, name) {
  mkdirSync(screenshots, { recursive: true });
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await settle(page);
    // Without these, the driver adds a style of its own, which the policy of the page forbids.
    await page.screenshot({ path: `${screenshots}/${name}-${width}.png`, caret: "initial", animations: "allow" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name} is ${wide} px wide in a window of ${width} px`);
  }
}

// until waits until condition holds, and fails when that takes longer.
export async function until(what, condition, milliseconds = 5000) {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) assert.fail(`not within ${milliseconds} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
