// Keeps the list or picture that is shown current: after changes the server is asked for it anew, and what differs is put into the
// page, so that what is open stays open and one's place is kept. One request at a time, and never more than the page takes.
const defaultPause = 1000;
const longestPause = 10_000;
const mostRows = 250;

export class Refresh {
  #dirty = false;
  #busy = false;
  #began = 0;
  #took = 0;
  #timer = 0;
  #paused = false;
  #held = 0;
  #extended = false;

  watch() {
    keepWhatIsOpen();
    keepThePlace();
    document.getElementById('pause').addEventListener('click', () => this.toggle());
    document.body.addEventListener('htmx:configRequest', (event) => this.#extend(event.detail));
    document.body.addEventListener('htmx:afterRequest', (event) => this.#after(event.detail));
    document.body.addEventListener('htmx:afterSwap', (event) => this.#swapped(event.detail));
    document.addEventListener('visibilitychange', () => this.#run());
    setInterval(() => this.#tick(), 1000);
  }

  // changed says that so many things changed; none tells that nobody knows.
  changed(count) {
    if (this.#paused) this.#hold(count);
    this.#dirty = true;
    this.#run();
  }

  toggle() {
    this.#paused = !this.#paused;
    this.#held = 0;
    const button = document.getElementById('pause');
    button.setAttribute('aria-pressed', String(this.#paused));
    button.textContent = this.#paused ? 'Resume' : 'Pause';
    this.#run();
  }

  #hold(count) {
    this.#held += count;
    if (this.#held) document.getElementById('pause').textContent = `Resume (${this.#held.toLocaleString()} new)`;
  }

  #run() {
    if (!this.#dirty || this.#busy || this.#paused || document.hidden) return;
    const target = document.querySelector('[data-live]');
    if (!target) return;
    const pause = Math.min(longestPause, Math.max(Number(target.dataset.livePause) || defaultPause, 4 * this.#took));
    const wait = this.#began + pause - performance.now();
    clearTimeout(this.#timer);
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#run(), wait);
      return;
    }
    this.#ask(target);
  }

  #ask(target) {
    this.#dirty = false;
    if (this.#extended && target.querySelectorAll('[data-row]').length > mostRows) {
      tellOfNew(target);
      return;
    }
    this.#busy = true;
    this.#began = performance.now();
    htmx.trigger(target, 'live');
  }

  // A list of which older pages were loaded is asked for as far as it reaches, a board as far as each column does.
  #extend({ elt, parameters }) {
    const last = elt.matches('[data-list]') && this.#extended && elt.querySelector('#more')?.dataset.last;
    if (last) parameters.through = last;
    if (elt.matches('[data-board]') && this.#extended) parameters.shown = shownColumns(elt);
  }

  // Parts of the list load by themselves, and are told of here too.
  #after({ elt, target }) {
    if (!this.#busy || elt !== target || !elt.matches?.('[data-live]')) return;
    this.#busy = false;
    this.#took = performance.now() - this.#began;
    this.#run();
  }

  // On the way back in history no target is named.
  #swapped({ target, elt }) {
    if (target?.matches('.more')) this.#extended = true;
    if (!target || target.id === 'content-area' || elt?.id === 'filters') {
      this.#extended = false;
      this.#busy = false;
    }
  }

  // Some pages show what no event tells of, or what only time changes.
  #tick() {
    const every = Number(document.querySelector('[data-live]')?.dataset.liveEvery);
    if (every && performance.now() - this.#began > every) this.changed(0);
  }
}

// keepThePlace has the row that one reads stay where it is, while others come above it. At the top, one wants to see them come.
function keepThePlace() {
  const top = 60; // below the head of the page
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

// keepWhatIsOpen has the morphing leave alone what the reader opened, and notes which open branches have grown.
function keepWhatIsOpen() {
  const grown = new Set();
  Object.assign(Idiomorph.defaults.callbacks, {
    beforeNodeMorphed: (old, fresh) => {
      if (!(old instanceof Element)) return true;
      if (old.matches('.children[data-loaded]')) return false; // it is asked for by itself
      if (old.matches('[data-drawn]')) return false; // a script draws what it holds
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

// shownColumns tells how many cards each column of a board shows.
function shownColumns(board) {
  return [...board.querySelectorAll('[data-column]')].map((column) => `${column.querySelectorAll('.card').length}:${column.dataset.column}`);
}

// tellOfNew offers the way back up to a reader who is too far down for the list to be kept current.
function tellOfNew(target) {
  if (document.getElementById('news')) return;
  const link = Object.assign(document.createElement('a'), { id: 'news', className: 'news', href: target.getAttribute('hx-get'), textContent: target.dataset.news ?? 'New events: back to the newest' });
  target.prepend(link);
}
