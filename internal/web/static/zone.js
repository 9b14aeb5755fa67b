// Asks for the days of the reader's time zone where a page shows days. The server names the zone of a page in data-days-in; without scripts
// it is UTC.
const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const zoned = /^\/(views\/(now|metrics|sessions|usage|requests))?(\?|$)/;
let asked = false;

export function watchZone() {
  if (!zone) return;
  document.body.addEventListener('htmx:configRequest', ({ detail }) => {
    if (zoned.test(detail.path) && !/[?&]tz=/.test(detail.path)) detail.parameters.tz ??= zone;
  });
  document.body.addEventListener('htmx:load', askOnce);
}

// askOnce asks again for a page that a browser loaded by itself. It does so once: the server may not know the zone.
function askOnce() {
  const page = document.querySelector('[data-days-in]');
  if (asked || !page || page.dataset.daysIn === zone) return;
  asked = true;
  htmx.trigger(page, 'live');
}
