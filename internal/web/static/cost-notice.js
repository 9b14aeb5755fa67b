// Shows a cost alert above each page until it is dismissed; that dismisses it in all windows of this browser. Alerts are requested a
// moment after each page, because budgets are checked a moment after a cost is stored, and again at intervals.
const delay = 1500;
const every = 30_000;
const key = 'dismissed-alerts';

export function watchCostNotice() {
  const notice = document.getElementById('cost-notice');
  let timer = 0;
  const request = () => {
    timer = 0;
    if (!document.hidden) htmx.trigger(notice, 'cost');
  };
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.elt !== notice) timer ||= setTimeout(request, delay);
  });
  notice.addEventListener('htmx:afterSwap', () => show(notice));
  notice.addEventListener('click', ({ target }) => {
    if (!target.closest('[data-dismiss]')) return;
    const shown = new Set([...notice.querySelectorAll('[data-alert]')].map(({ dataset }) => dataset.alert));
    const kept = dismissed().filter((id) => shown.has(id)); // forget alerts that the server no longer returns
    localStorage.setItem(key, [...kept, target.closest('[data-alert]').dataset.alert].join(' '));
    show(notice);
  });
  addEventListener('storage', () => show(notice));
  setInterval(request, every);
}

function dismissed() {
  return (localStorage.getItem(key) ?? '').split(' ');
}

// show shows the first alert that was not dismissed, and hides the others.
function show(notice) {
  const hidden = dismissed();
  const alerts = [...notice.querySelectorAll('[data-alert]')];
  const first = alerts.find(({ dataset }) => !hidden.includes(dataset.alert));
  for (const alert of alerts) alert.hidden = alert !== first;
}
