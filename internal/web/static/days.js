// Names today and yesterday where a page shows a day by its date. The days are those of the zone that the page names in data-days-in.
export function watchDays() {
  name(document);
  document.body.addEventListener('htmx:afterSwap', () => name(document));
  document.body.addEventListener('htmx:afterSettle', () => name(document));
  document.body.addEventListener('htmx:historyRestore', () => name(document));
}

function name(within) {
  const days = [...within.querySelectorAll('time[data-day]')];
  if (!days.length) return;
  const zone = days[0].closest('[data-days-in]')?.dataset.daysIn;
  const names = new Map([[dateOf(0, zone), 'Today'], [dateOf(1, zone), 'Yesterday']]);
  for (const day of days) {
    day.title ||= day.textContent;
    const text = names.get(day.dateTime) ?? day.title;
    if (day.textContent !== text) day.textContent = text;
  }
}

// dateOf returns the date of a number of days ago, such as 2026-03-18.
function dateOf(daysAgo, timeZone) {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date());
  const part = (type) => Number(parts.find((each) => each.type === type).value);
  const date = new Date(Date.UTC(part('year'), part('month') - 1, part('day') - daysAgo));
  return date.toISOString().slice(0, 10);
}
