// Loads the nested events of a turn or an event when it is opened for the first time.
export function watchBranches() {
  // The event toggle does not bubble, so listen in the capture phase.
  document.addEventListener('toggle', ({ target }) => {
    if (!target.matches('details[data-branch]') || !target.open) return;
    const children = target.querySelector(':scope > .children:not([data-loaded])');
    if (children) htmx.trigger(children, 'open-branch');
  }, true);
  document.body.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (detail.target?.matches('.children')) detail.target.dataset.loaded = 'yes';
  });
}
