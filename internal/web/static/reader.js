// The conversation of a session: where it is opened, the windows of messages around it, what is new, and its keys.
import { watchCopies } from './reader-copy.js';
import { watchReaderKeys } from './reader-keys.js';
import { watchTail } from './reader-live.js';
import { watchWindows } from './reader-windows.js';

export function watchReader() {
  watchWindows();
  watchTail();
  watchReaderKeys();
  watchCopies();
  // A link of the outline to a message that is here needs no request.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-outline]');
    const target = link && document.getElementById(link.dataset.outline);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    document.getElementById('outline').hidePopover?.();
    if (!target) return;
    event.preventDefault();
    history.replaceState(history.state, '', link.getAttribute('href'));
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  });
}
