// Keeps the page up to date. After changes it requests the content again and merges the differences into the page, so that open
// branches and the scroll position stay. There is one request at a time, and the pause grows with the time that requests take.
const defaultPause = 1000;
const longestPause = 10_000;
const mostRows = 250;

export class Refresh {
  #dirty = false;
  #busy = false;
  #startedAt = 0;
  #duration = 0;
  #timer = 0;
  #paused = false;
  #pausedChanges = 0;
  #extended = false;

  watch() {
    keepOpenBranches();
    keepScrollPosition();
    document.getElementById('pause').addEventListener('click', () => this.toggle());
    document.body.addEventListener('htmx:configRequest', (event) => this.#extend(event.detail));
    document.body.addEventListener('htmx:afterRequest', (event) => this.#finished(event.detail));
    document.body.addEventListener('htmx:afterSwap', (event) => this.#swapped(event.detail));
    document.addEventListener('visibilitychange', () => this.#refreshWhenDue());
    setInterval(() => this.#tick(), 1000);
  }

  // changed reports a number of changes, 0 where the number is not known.
  changed(count) {
    if (this.#paused) this.#countPaused(count);
    this.#dirty = true;
    this.#refreshWhenDue();
  }

  toggle() {
    this.#paused = !this.#paused;
    this.#pausedChanges = 0;
    const button = document.getElementById('pause');
    button.setAttribute('aria-pressed', String(this.#paused));
    button.textContent = this.#paused ? 'Resume' : 'Pause';
    this.#refreshWhenDue();
  }

  #countPaused(count) {
    this.#pausedChanges += count;
    if (this.#pausedChanges) document.getElementById('pause').textContent = `Resume (${this.#pausedChanges.toLocaleString()} new)`;
  }

  #refreshWhenDue() {
    if (!this.#dirty || this.#busy || this.#paused || document.hidden) return;
    const target = document.querySelector('[data-live]');
    if (!target) return;
    const pause = Math.min(longestPause, Math.max(Number(target.dataset.livePause) || defaultPause, 4 * this.#duration));
    const wait = this.#startedAt + pause - performance.now();
    clearTimeout(this.#timer);
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#refreshWhenDue(), wait);
      return;
    }
    this.#request(target);
  }

  #request(target) {
    this.#dirty = false;
    if (this.#extended && target.querySelectorAll('[data-row]').length > mostRows) {
      offerReload(target);
      return;
    }
    this.#busy = true;
    this.#startedAt = performance.now();
    htmx.trigger(target, 'live');
  }

  // Where the reader loaded older pages, the request covers all of them: a list up to its last entry, a board up to the number of
// cards that each column shows.
  #extend({ elt, parameters }) {
    const last = elt.matches('[data-list]') && this.#extended && elt.querySelector('#more')?.dataset.last;
    if (last) parameters.through = last;
    if (elt.matches('[data-board]') && this.#extended) parameters.shown = shownColumns(elt);
  }

  // Parts of the list load on their own and end here too; only requests for the whole content count.
  #finished({ elt, target }) {
    if (!this.#busy || elt !== target || !elt.matches?.('[data-live]')) return;
    this.#busy = false;
    this.#duration = performance.now() - this.#startedAt;
    this.#refreshWhenDue();
  }

  // When the browser goes back in history, there is no target.
  #swapped({ target, elt }) {
    if (target?.matches('.more')) this.#extended = true;
    if (!target || target.id === 'content-area' || elt?.id === 'filters') {
      this.#extended = false;
      this.#busy = false;
    }
  }

  // Some pages show data that change without an event, or with time alone.
  #tick() {
    const every = Number(document.querySelector('[data-live]')?.dataset.liveEvery);
    if (every && performance.now() - this.#startedAt > every) this.changed(0);
  }
}

// keepScrollPosition keeps the first visible row in its place while rows are added above it. At the top of the page the new rows
// stay visible instead.
function keepScrollPosition() {
  const top = 60; // height of the page header
  let row, before;
  document.body.addEventListener('htmx:beforeSwap', ({ detail }) => {
    row = undefined;
    if (!detail.target.matches?.('[data-live]') || scrollY < top) return;
    row = [...detail.target.querySelectorAll('[data-row]')].find((each) => each.getBoundingClientRect().bottom > top);
    before = row?.getBoundingClientRect().top;
  });
  document.body.addEventListener('htmx:afterSwap', () => {
    if (row?.isConnected) scrollBy({ top: row.getBoundingClientRect().top - before, behavior: 'instant' });
    row = undefined;
  });
}

// keepOpenBranches makes the merge leave alone what the reader opened, and reloads open branches that have grown.
function keepOpenBranches() {
  const grown = new Set();
  Object.assign(Idiomorph.defaults.callbacks, {
    beforeNodeMorphed: (old, fresh) => {
      if (!(old instanceof Element)) return true;
      if (old.matches('.children[data-loaded]')) return false; // it is loaded separately
      if (old.matches('[data-drawn]')) return false; // a script draws its content
      return !(old.matches('time') && old.dateTime === fresh.dateTime);
    },
    beforeAttributeUpdated: (name, node) => {
      if (name === 'data-version') grown.add(node);
      return !(name === 'open' && node.matches('details')) && name !== 'aria-current';
    },
    afterNodeAdded: (node) => {
      if (node instanceof Element && node.matches('.entry, [data-row], .card')) node.classList.add('arrived');
    },
  });
  document.body.addEventListener('htmx:afterSettle', () => {
    const rows = [...grown];
    grown.clear();
    for (const row of rows) {
      const children = row.querySelector(':scope > details[open] > .children[data-loaded]');
      if (children) htmx.trigger(children, 'open-branch');
    }
  });
}

// shownColumns returns the number of cards that each column of a board shows, as "count:status".
function shownColumns(board) {
  return [...board.querySelectorAll('[data-column]')].map((column) => `${column.querySelectorAll('.card').length}:${column.dataset.column}`);
}

// offerReload shows a link to the newest entries where the reader has loaded too many for the list to be kept up to date.
function offerReload(target) {
  if (document.getElementById('news')) return;
  const link = Object.assign(document.createElement('a'), { id: 'news', className: 'news', href: target.getAttribute('hx-get'), textContent: target.dataset.news ?? 'New events. Back to the newest' });
  target.prepend(link);
}
