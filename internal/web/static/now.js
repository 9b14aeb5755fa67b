// Says of the sessions that are over which of them ended since the reader was here last. The server does not know when that was.
const key = 'now-left';
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

export function watchNow() {
  const left = Number(localStorage.getItem(key)) || 0;
  const show = () => showSince(left);
  show();
  document.body.addEventListener('htmx:afterSettle', show);
  document.body.addEventListener('htmx:historyRestore', show);
  addEventListener('pagehide', remember);
  document.addEventListener('visibilitychange', () => document.hidden && remember());
}

function remember() {
  if (document.getElementById('now')) localStorage.setItem(key, String(Date.now()));
}

function showSince(left) {
  const group = document.getElementById('done');
  const text = group?.querySelector('[data-since]');
  if (!text || !left) return;
  const since = new Date(left);
  let fresh = 0;
  for (const row of group.querySelectorAll('[data-at]')) {
    const isFresh = Date.parse(row.dataset.at) > left;
    row.classList.toggle('seen', !isFresh);
    if (isFresh) fresh++;
  }
  const when = since.toDateString() === new Date().toDateString() ? clock.format(since) : day.format(since);
  text.textContent = ` · ${fresh} since ${when}`;
}
