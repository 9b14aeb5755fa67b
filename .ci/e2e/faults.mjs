// Collects faults of a page: errors, violations of its policy, failed requests, and requests to other hosts.

// abandoned is what HTMX logs when it aborts a request for a newer one, or because the page is left. Failed requests are also logged
// under other names.
const abandoned = /^htmx:(sendAbort|afterRequest), /;

export class Faults {
  #found = [];
  #excused = false;

  // watch must be called before the page is opened.
  static async watch(page, base) {
    const faults = new Faults();
    const origin = new URL(base).host;
    page.on("console", (message) => message.type() === "error" && !abandoned.test(message.text()) && faults.#add(`console: ${message.text()} ${message.location().url}`));
    page.on("pageerror", (error) => faults.#add(`error: ${error.stack ?? error}`));
    page.on("dialog", (dialog) => { faults.#add(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("crash", () => faults.#add("the page crashed"));
    page.on("request", (request) => isForeign(request.url(), origin) && faults.#add(`foreign request: ${request.url()}`));
    page.on("websocket", (socket) => isForeign(socket.url(), origin) && faults.#add(`foreign socket: ${socket.url()}`));
    page.on("response", (response) => response.status() >= 400 && faults.#add(`${response.status()}: ${response.url()}`));
    page.on("requestfailed", (request) => {
      // A page that is left, or sends a newer request, aborts its earlier requests.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") faults.#add(`${request.failure()?.errorText}: ${request.url()}`);
    });
    await page.exposeFunction("reportViolation", (text) => faults.#add(`violation: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        window.reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}:${event.lineNumber}`));
    });
    return faults;
  }

  #add(fault) { if (!this.#excused) this.#found.push(fault); }

  // excuse ignores faults during work, which causes them on purpose.
  async excuse(work) {
    this.#excused = true;
    try { return await work(); } finally { this.#excused = false; }
  }

  // list returns the faults so far.
  list() { return [...this.#found]; }
}

function isForeign(url, host) {
  const { protocol, host: asked } = new URL(url);
  return !["data:", "blob:", "about:"].includes(protocol) && asked !== host;
}
