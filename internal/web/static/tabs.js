// Opens and closes the menu of tabs, highlights the tab of the current page, and moves the focus to the content of a new page.
export function watchTabs() {
  const highlight = () => {
    const shown = document.querySelector('#content-area > .view')?.dataset.tab;
    for (const link of document.querySelectorAll('#tabs a')) {
      if (link.textContent === shown) {
        link.setAttribute('aria-current', 'page');
      } else link.removeAttribute('aria-current');
    }
  };
  watchMenu();
  document.body.addEventListener('htmx:afterSettle', ({ detail }) => {
    highlight();
    if (detail.target?.id === 'content-area') detail.target.focus({ preventScroll: true });
  });
  document.body.addEventListener('htmx:historyRestore', highlight);
}

// watchMenu closes the menu after a choice, by a click elsewhere, and by Escape, which returns the focus to it.
function watchMenu() {
  const menu = document.getElementById('more-tabs');
  document.addEventListener('click', ({ target }) => {
    if (menu.open && (!menu.contains(target) || target.closest('a'))) menu.open = false;
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
