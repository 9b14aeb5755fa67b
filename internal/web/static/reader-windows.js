// Loads the messages before and behind those that are shown when the reader comes near them, and takes out what is far away. What is read stays where
// it is: the place of the block in view is measured before each change and given back in the same task, because browsers keep it only sometimes.
const most = 5; // windows in the page
const near = '800px 0px';
let observer;
let kept; // the block in view and its place, while a window is inserted

export function reader() { return document.getElementById('reader'); }

export function watchWindows() {
  observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) load(target);
  }, { rootMargin: near });
  document.body.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (isEdge(detail.target)) kept = { ...inView(), target: detail.target, edge: detail.target.dataset.edge, height: detail.target.offsetHeight };
  });
  // It comes once for each element that was inserted. The edge itself is not in the page any more.
  document.body.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (kept && kept.target === detail.target) settle();
  });
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (isEdge(detail.target) && !detail.successful) delete detail.target.dataset.loading;
  });
  document.body.addEventListener('htmx:afterSettle', ({ detail }) => { if (detail.target?.id === 'content-area') open(); });
  document.body.addEventListener('htmx:historyRestore', open);
  open();
}

// open goes to the place that was asked for, and only then watches the edges: they would be in view before.
function open() {
  observer.disconnect();
  const place = reader();
  if (!place) return;
  const named = document.getElementById(location.hash.slice(1)) ?? document.getElementById(place.dataset.anchor);
  reveal(named);
  if (named) named.scrollIntoView();
  else if (place.matches('[data-at-end]')) scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
  requestAnimationFrame(() => requestAnimationFrame(watchEdges));
}

// reveal opens the folds around a block, and the block itself: who asks for a message wants to read it.
function reveal(element) {
  for (const fold of element?.querySelectorAll(':scope > details') ?? []) fold.open = true;
  for (let fold = element?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
}

function watchEdges() {
  for (const edge of document.querySelectorAll('#reader > [data-edge]:not([data-loading])')) observer.observe(edge);
}

function load(edge) {
  if (edge.dataset.loading) return;
  edge.dataset.loading = 'yes';
  observer.unobserve(edge);
  htmx.trigger(edge, 'near');
}

function isEdge(element) { return Boolean(element?.matches?.('#reader > [data-edge]')); }

// inView returns the first block below the header, and where it is.
export function inView() {
  const block = [...reader().querySelectorAll('[data-message]')].find((each) => each.getBoundingClientRect().bottom > 60);
  return { block, top: block?.getBoundingClientRect().top };
}

// settle takes out windows that are far away and gives back the place of the block in view.
function settle() {
  const { block, top, edge, height } = kept;
  kept = undefined;
  const fresh = reader().querySelector(`:scope > [data-edge="${edge}"]`);
  const loaded = [...reader().querySelectorAll(':scope > .window')].at(edge === 'before' ? 0 : -1);
  if (fresh && height > 100) fresh.style.minHeight = `${Math.max(0, height - loaded.offsetHeight)}px`; // what was taken out before
  prune(edge === 'before' ? 'after' : 'before');
  restore(block, top);
  requestAnimationFrame(watchEdges);
}

export function restore(block, top) {
  if (block?.isConnected) scrollBy({ top: block.getBoundingClientRect().top - top, behavior: 'instant' });
}

// prune takes out the windows on one side beyond the most that a page has. The edge there becomes as high as they were.
export function prune(side) {
  const windows = [...reader().querySelectorAll(':scope > .window')];
  const far = side === 'before' ? windows.slice(0, -most) : windows.slice(most);
  if (!far.length) return;
  let edge = reader().querySelector(`:scope > [data-edge="${side}"]`);
  const height = far.reduce((sum, each) => sum + each.offsetHeight, edge?.offsetHeight ?? 0);
  for (const each of far) each.remove();
  edge?.remove();
  edge = newEdge(side);
  edge.style.minHeight = `${height}px`;
  htmx.process(edge);
}

// newEdge adds an edge from which the thread goes on beyond the first or the last block that is left.
function newEdge(side) {
  const blocks = reader().querySelectorAll('[data-message]');
  const cursor = (side === 'before' ? blocks[0] : blocks[blocks.length - 1]).dataset.cursor;
  const query = new URLSearchParams({ session_id: reader().dataset.session, [side]: cursor });
  if (reader().dataset.subagent) query.set('subagent', reader().dataset.subagent);
  const edge = Object.assign(document.createElement('p'), { className: 'edge' });
  edge.dataset.edge = side;
  const attributes = { 'hx-get': `/views/messages?${query}`, 'hx-trigger': 'near', 'hx-target': 'this', 'hx-swap': 'outerHTML', 'hx-select': 'unset', 'hx-push-url': 'false' };
  for (const [name, value] of Object.entries(attributes)) edge.setAttribute(name, value);
  edge.append(Object.assign(document.createElement('a'), { href: `/views/session?${query}`, textContent: side === 'before' ? 'Earlier messages' : 'Later messages' }));
  const windows = reader().querySelectorAll(':scope > .window');
  if (side === 'before') windows[0].before(edge);
  else windows[windows.length - 1].after(edge);
  return edge;
}
