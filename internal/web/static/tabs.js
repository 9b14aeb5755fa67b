// Marks the tab of the page that is shown, and begins to read it at its top.
export function watchTabs() {
  const mark = () => {
    const shown = document.querySelector('#content-area > .view')?.dataset.tab;
    for (const link of document.querySelectorAll('#tabs a')) {
      if (link.textContent === shown) {
        link.setAttribute('aria-current', 'page');
        link.scrollIntoView({ block: 'nearest', inline: 'center' }); // narrow windows show some of them
      } else link.removeAttribute('aria-current');
    }
  };
  document.body.addEventListener('htmx:afterSettle', ({ detail }) => {
    mark();
    if (detail.target?.id === 'content-area') detail.target.focus({ preventScroll: true });
  });
  document.body.addEventListener('htmx:historyRestore', mark);
}
