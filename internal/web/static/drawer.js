// Shows the details of an event or a work item beside the page. The address names what is open, so that it can be shared, and Back closes it.
// Without this script the links open the details as a page.
const parameters = { '/views/event': ['event_id', 'open'], '/views/work-item': ['work_item_id', 'open_item'] };
let page = ''; // the address of the page below the drawer
let shown = ''; // the path of the details that are shown
let requested = 0;
let closing = false;

export function watchDrawer() {
  const drawer = document.getElementById('drawer');
  page = addressOf(location).page;
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-drawer]');
    if (link && !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      openDrawer(link.getAttribute('href'));
      return;
    }
    if (event.target === drawer || event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  });
  drawer.addEventListener('close', () => {
    document.getElementById('drawer-content').replaceChildren();
    shown = '';
    requested += 1;
    const { page, path } = addressOf(location);
    if (!path) return;
    if (history.state?.depth) {
      closing = true;
      history.go(-history.state.depth);
    } else history.replaceState({ htmx: true }, '', page);
  });
  // HTMX requests a page again where it goes back in history. Where only the drawer differs, the page stays as it is.
  addEventListener('popstate', (event) => {
    const address = addressOf(location);
    if (address.page !== page) {
      page = address.page;
      hide();
      return;
    }
    event.stopImmediatePropagation();
    if (closing && address.path) history.replaceState({ htmx: true }, '', page); // the page was opened with details
    else if (address.path) show(address.path);
    else hide();
    closing = false;
  }, true);
  document.body.addEventListener('htmx:pushedIntoHistory', () => { page = addressOf(location).page; });
  document.body.addEventListener('htmx:historyRestore', () => {
    page = addressOf(location).page;
    openAddressed();
  });
  openAddressed();
}

// openDrawer shows the details at a path. A row that follows another one in the drawer takes its place in history.
export async function openDrawer(path, { replace = false } = {}) {
  const { page, path: before } = addressOf(location);
  if (path === shown) return;
  const address = withDetails(page, path);
  if (address && replace && before) history.replaceState(history.state, '', address);
  else if (address) history.pushState({ depth: before ? (history.state?.depth ?? 0) + 1 : 1 }, '', address);
  await show(path);
}

async function show(path) {
  if (path === shown) return;
  shown = path;
  const request = (requested += 1);
  const content = document.getElementById('drawer-content');
  const drawer = document.getElementById('drawer');
  await htmx.ajax('GET', path, { target: '#drawer-content', swap: 'innerHTML ignoreTitle:true' });
  if (request !== requested) return; // it was closed, or something else was opened
  if (!content.childElementCount) { // notice.js has shown the error
    shown = '';
    if (!drawer.open && addressOf(location).path) history.replaceState({ htmx: true }, '', page);
    return;
  }
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
}

function hide() {
  const drawer = document.getElementById('drawer');
  if (drawer.open) drawer.close();
}

// openAddressed opens what the address names.
function openAddressed() {
  const { path } = addressOf(location);
  if (path) show(path);
}

// addressOf divides an address into that of the page and the path of the details that are open, '' for none.
function addressOf({ pathname, search }) {
  const query = new URLSearchParams(search);
  let path = '';
  for (const [view, [id, name]] of Object.entries(parameters)) {
    if (query.has(name)) path ||= `${view}?${new URLSearchParams({ [id]: query.get(name) })}`;
    query.delete(name);
  }
  const rest = query.toString();
  return { page: pathname + (rest && `?${rest}`), path };
}

// withDetails returns the address of a page with details, '' for a path that no address names.
function withDetails(page, path) {
  const { pathname, searchParams } = new URL(path, location.origin);
  const [id, name] = parameters[pathname] ?? [];
  if (!name) return '';
  const address = new URL(page, location.origin);
  address.searchParams.set(name, searchParams.get(id));
  return address.pathname + address.search;
}
