// Shows times in the reader's time zone: the time of day for today, else with the date; the exact time on hover.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const age = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'narrow' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

export function watchTimes() {
  localize(document);
  document.body.addEventListener('htmx:afterSwap', ({ detail }) => localize(detail.target?.isConnected ? detail.target : document));
  document.body.addEventListener('htmx:afterSettle', () => localize(document));
  for (const event of ['htmx:historyRestore', 'reader:added']) document.body.addEventListener(event, () => localize(document));
  setInterval(showAges, 10_000);
}

// showAges renews the times that are shown as ages.
function showAges() {
  if (document.hidden) return;
  for (const element of document.querySelectorAll('[data-age] time[data-local]')) element.textContent = ageOf(new Date(element.dateTime));
}

// ageOf returns how long a time is ago, in its largest unit.
function ageOf(at) {
  const seconds = Math.round((at - Date.now()) / 1000);
  for (const [unit, length] of [['day', 86_400], ['hour', 3600], ['minute', 60]]) {
    if (Math.abs(seconds) >= length) return age.format(Math.trunc(seconds / length), unit);
  }
  return age.format(seconds, 'second');
}

function localize(within) {
  for (const element of within.querySelectorAll('time[datetime]:not([data-local], [data-day])')) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    element.dataset.local = 'yes';
    element.textContent = element.closest('[data-age]') ? ageOf(at) : short(at);
    element.title = `${exact.format(at)} (${element.dateTime})`;
  }
}

function short(at) {
  const now = new Date();
  if (at.toDateString() === now.toDateString()) return clock.format(at);
  return (at.getFullYear() === now.getFullYear() ? day : dayOfYear).format(at);
}
