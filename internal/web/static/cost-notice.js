// Shows the newest alert of costs above each page until it is dismissed, here and in all windows of this browser. It is asked for after
// the page was, because what things cost is held against budgets a moment after it is stored, and from time to time.
const delay = 1500;
const every = 30_000;
const key = 'dismissed-alert';

export function watchCostNotice() {
  const place = document.getElementById('cost-notice');
  let timer = 0;
  const ask = () => {
    timer = 0;
    if (!document.hidden) htmx.trigger(place, 'cost');
  };
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.elt !== place) timer ||= setTimeout(ask, delay);
  });
  place.addEventListener('htmx:afterSwap', () => show(place));
  place.addEventListener('click', ({ target }) => {
    if (!target.closest('[data-dismiss]')) return;
    localStorage.setItem(key, target.closest('[data-alert]').dataset.alert);
    show(place);
  });
  addEventListener('storage', () => show(place));
  setInterval(ask, every);
}

function show(place) {
  const alert = place.querySelector('[data-alert]');
  if (alert) alert.hidden = alert.dataset.alert === localStorage.getItem(key);
}
