// Shows the details of an event or a work item beside the page. Without this script the links open the details as a page.
export function watchDrawer() {
  const drawer = document.getElementById('drawer');
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-drawer]');
    if (link && !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      openDrawer(link.getAttribute('href'));
      return;
    }
    if (event.target === drawer || event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  });
  drawer.addEventListener('close', () => document.getElementById('drawer-content').replaceChildren());
}

export async function openDrawer(path) {
  const content = document.getElementById('drawer-content');
  await htmx.ajax('GET', path, { target: '#drawer-content', swap: 'innerHTML ignoreTitle:true' });
  const drawer = document.getElementById('drawer');
  if (!content.childElementCount) return; // notice.js has shown the error
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
}
