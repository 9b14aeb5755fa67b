// Opens pages of a running server in a browser without access to other hosts, and reports faults.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { violations } from "./accessibility.mjs";
import { Faults } from "./faults.mjs";

export const widths = [380, 1280, 2560];
const screenshots = "bin/screenshots";

// launch starts the browser. In containers it runs as root without a sandbox; it opens only our own pages.
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromiumSandbox: false,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"],
  });
}

// visit opens a page of the server, runs work on it, and fails if the page has any fault.
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
    // Work often fails because of an earlier fault.
    if (error.code !== "ERR_ASSERTION") error.stack += ["", ...(faults?.list() ?? [])].join("\n  in the page: ");
    throw error;
  } finally {
    await context.close();
  }
}

// settle waits until the page is loaded and painted. It does not wait for the network to become idle, which a live page never does.
export async function settle(page) {
  await page.waitForLoadState("load");
  await page.locator(".htmx-request").waitFor({ state: "hidden" }).catch(() => {});
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

// accessible fails on serious findings in the light or the dark theme.
export async function accessible(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await settle(page);
    assert.deepEqual(await violations(page), [], `the accessibility of ${name}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

// photograph takes a screenshot at each width, and fails if the page is wider than the window.
export async function photograph(page, name) {
  mkdirSync(screenshots, { recursive: true });
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await settle(page);
    // Without these options the driver adds a style, which the policy of the page forbids.
    await page.screenshot({ path: `${screenshots}/${name}-${width}.png`, caret: "initial", animations: "allow" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name} is ${wide} px wide in a window of ${width} px`);
  }
}

// until waits until condition holds, and fails after a timeout.
export async function until(what, condition, milliseconds = 5000) {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) assert.fail(`not within ${milliseconds} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
