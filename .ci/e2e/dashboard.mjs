// The elements of the dashboard's pages.

export const tabs = ["Now", "Sessions", "Activity", "Orchestration", "Work Items", "Agents", "Metrics"];

export class Dashboard {
  constructor(page) {
    this.page = page;
    this.connection = page.locator("#connection");
    this.content = page.locator("#content-area");
    this.feed = page.locator(".activity-feed-view");
    this.search = page.locator("#filters input[name=q]");
    this.drawer = page.locator("#drawer");
    this.help = page.locator("dialog#help");
    this.turns = page.locator(".conversation-turn");
    this.current = this.content.locator("[aria-current=true]");
  }

  // live waits until the page receives live updates.
  live(timeout = 5000) { return this.connection.filter({ hasText: /^\s*Live\s*$/ }).waitFor({ timeout }); }

  tab(name) { return this.page.getByRole("navigation", { name: "Views" }).getByRole("link", { name, exact: true }); }

  // go opens the page of a tab, which may be in the menu.
  async go(name) {
    if (!await this.tab(name).isVisible()) await this.page.locator("#more-tabs > summary").click();
    await this.tab(name).click();
    await this.at(name);
  }

  // at waits until a tab is the current one, also in the closed menu.
  at(name) { return this.page.locator("#tabs a[aria-current=page]").filter({ hasText: new RegExp(`^${name}$`) }).waitFor({ state: "attached" }); }

  turn(id) { return this.page.locator(`.conversation-turn[data-turn-id=${JSON.stringify(id)}]`); }

  row(id) { return this.page.locator(`.child-event-row[data-event-id=${JSON.stringify(id)}]`); }

  // expand opens a turn or a row with nested rows.
  expand(entry) { return entry.locator("summary, [aria-expanded=false]").first().click(); }

  // details opens the drawer of a turn or a row.
  async details(entry) {
    await entry.locator("a[data-event-id], button[data-event-id]").first().click();
    await this.drawer.locator("[data-field]").first().waitFor();
  }

  field(name) { return this.drawer.locator(`[data-field="${name}"]`); }

  pause() { return this.page.locator("#pause").click(); }
}
