// Shows an error when a request fails: the server's explanation where there is one.
export function watchNotices() {
  document.body.addEventListener('htmx:responseError', ({ detail }) => {
    if (!detail.elt.matches('[data-quiet]')) notify(reason(detail.xhr));
  });
  document.body.addEventListener('htmx:sendError', ({ detail }) => {
    if (!detail.elt.matches('[data-live], [data-quiet]')) notify('The server is not responding. Is htmlgraph still running?');
  });
}

let timer = 0;

function notify(text) {
  const notice = document.getElementById('notice');
  notice.textContent = text;
  (document.querySelector('dialog[open]') ?? document.body).append(notice); // a modal dialog covers everything outside it
  notice.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (notice.hidden = true), 6000);
}

function reason(xhr) {
  try {
    return JSON.parse(xhr.responseText).detail;
  } catch {
    return `The server returned status ${xhr.status}.`;
  }
}
