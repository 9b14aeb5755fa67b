// Highlights the tab of the current page, and moves the focus to the content of a new page.
export function watchTabs() {
  const highlight = () => {
    const shown = document.querySelector('#content-area > .view')?.dataset.tab;
    for (const link of document.querySelectorAll('#tabs a')) {
      if (link.textContent === shown) {
        link.setAttribute('aria-current', 'page');
        link.scrollIntoView({ block: 'nearest', inline: 'center' }); // narrow windows show only some tabs
      } else link.removeAttribute('aria-current');
    }
  };
  document.body.addEventListener('htmx:afterSettle', ({ detail }) => {
    highlight();
    if (detail.target?.id === 'content-area') detail.target.focus({ preventScroll: true });
  });
  document.body.addEventListener('htmx:historyRestore', highlight);
}
