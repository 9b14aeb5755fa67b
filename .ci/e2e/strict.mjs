// Serves pages of the harness under the content security policy of the dashboard.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const vendor = "internal/web/static/vendor";
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";
const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css" };

// serve serves files by their paths, and the vendored libraries below /vendor/. It returns the base URL and close.
export async function serve(files) {
  const server = createServer(({ url }, response) => {
    const path = new URL(url, "http://_").pathname;
    const body = path.startsWith("/vendor/") ? readFileSync(vendor + path.slice("/vendor".length)) : files[path];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": types[path.split(".").pop()] ?? types.html, "content-security-policy": policy });
    response.end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// document returns an otherwise correct page with a head and a body.
export function document(body, head = "") {
  return `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">${head}</head><body><main><h1>A page</h1>${body}</main></body></html>`;
}
