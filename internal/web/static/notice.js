// Tells when the server could not answer, in its own words where it has some.
export function watchNotices() {
  document.body.addEventListener('htmx:responseError', ({ detail }) => {
    if (!detail.elt.matches('[data-quiet]')) notify(reason(detail.xhr));
  });
  document.body.addEventListener('htmx:sendError', ({ detail }) => {
    if (!detail.elt.matches('[data-live], [data-quiet]')) notify('The server does not answer. Is htmlgraph still running?');
  });
}

let timer = 0;

function notify(text) {
  const notice = document.getElementById('notice');
  notice.textContent = text;
  (document.querySelector('dialog[open]') ?? document.body).append(notice); // what is modal lies above all else
  notice.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (notice.hidden = true), 6000);
}

function reason(xhr) {
  try {
    return JSON.parse(xhr.responseText).detail;
  } catch {
    return `The server answered ${xhr.status}.`;
  }
}
