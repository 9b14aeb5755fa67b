// Shows an alert of costs above each page until it is dismissed, here and in all windows of this browser. It is asked for after
// the page was, because what things cost is held against budgets a moment after it is stored, and from time to time.
const delay = 1500;
const every = 30_000;
const key = 'dismissed-alerts';

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
    const shown = new Set([...place.querySelectorAll('[data-alert]')].map(({ dataset }) => dataset.alert));
    const kept = dismissed().filter((id) => shown.has(id)); // what is told no more need not be remembered
    localStorage.setItem(key, [...kept, target.closest('[data-alert]').dataset.alert].join(' '));
    show(place);
  });
  addEventListener('storage', () => show(place));
  setInterval(ask, every);
}

function dismissed() {
  return (localStorage.getItem(key) ?? '').split(' ');
}

// show shows the first alert that was not dismissed.
function show(place) {
  const gone = dismissed();
  const alerts = [...place.querySelectorAll('[data-alert]')];
  const first = alerts.find(({ dataset }) => !gone.includes(dataset.alert));
  for (const alert of alerts) alert.hidden = alert !== first;
}
