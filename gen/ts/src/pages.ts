/** nextPage returns the query of the next page, from the link of a response (RFC 8288), or undefined after the last page. */
export function nextPage(response: Response): URLSearchParams | undefined {
  for (const link of (response.headers.get("Link") ?? "").split(", ")) {
    const target = /^<([^>]*)>; rel="next"$/.exec(link)?.[1];
    if (target !== undefined) return new URL(target, "http://same.invalid").searchParams;
  }
  return undefined;
}

/** Page is one page of a list, and the response with the link to the next one. */
export interface Page<T> {
  items: readonly T[];
  response: Response;
}

/** walk yields the items of all pages. get gets the page with a query, or the first one. */
export async function* walk<T>(get: (next: URLSearchParams | undefined) => Promise<Page<T>>): AsyncGenerator<T, void, undefined> {
  let next: URLSearchParams | undefined;
  do {
    const before = next?.toString();
    const page = await get(next);
    yield* page.items;
    next = nextPage(page.response);
    if (next && next.toString() === before) throw new Error(`the link to the next page leads to the same page: ${before}`);
  } while (next);
}
