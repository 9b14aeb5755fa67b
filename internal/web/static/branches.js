// Loads the nested events of a turn or an event when it is opened for the first time. It remembers what is open on a page, and opens it again when
// the reader comes back to the page.
const key = (address) => `open ${address}`;
const mostRows = 100;
const mostPages = 50;

export function watchBranches() {
  let waiting = new Set();
  // The event toggle does not bubble, so listen in the capture phase.
  document.addEventListener('toggle', ({ target }) => {
    if (!target.matches('details[data-branch]')) return;
    const children = target.open && target.querySelector(':scope > .children:not([data-loaded])');
    if (children) htmx.trigger(children, 'open-branch');
    remember();
  }, true);
  document.body.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (!detail.target?.matches('.children')) return;
    detail.target.dataset.loaded = 'yes';
    waiting = open(waiting);
  });
  const restore = () => { waiting = open(new Set(JSON.parse(sessionStorage.getItem(key(address())) ?? '[]'))); };
  document.body.addEventListener('htmx:historyRestore', restore);
  const [{ type } = {}] = performance.getEntriesByType('navigation');
  if (type === 'back_forward' || type === 'reload') restore();
}

// open opens rows by their ids, and returns those that are not in the page yet.
function open(ids) {
  return new Set([...ids].filter((id) => {
    const details = document.getElementById(id)?.querySelector(':scope > details[data-branch]');
    if (details) details.open = true;
    return !details;
  }));
}

function remember() {
  const rows = [...document.querySelectorAll('#content-area [data-row]:has(> details[data-branch][open])')].map(({ id }) => id);
  sessionStorage.removeItem(key(address()));
  if (rows.length) sessionStorage.setItem(key(address()), JSON.stringify(rows.slice(0, mostRows)));
  const pages = Object.keys(sessionStorage).filter((name) => name.startsWith(key('')));
  if (pages.length > mostPages) sessionStorage.removeItem(pages[0]);
}

// address is that of the page, whatever is open beside it.
function address() {
  const query = new URLSearchParams(location.search);
  query.delete('open');
  query.delete('open_item');
  return `${location.pathname}?${query}`;
}
