// Buttons that copy a text. They are hidden where scripts do not run.
export function watchCopies() {
  const reveal = () => {
    for (const button of document.querySelectorAll('button:is([data-copy], [data-copy-text])[hidden]')) button.hidden = false;
  };
  reveal();
  for (const event of ['htmx:afterSettle', 'htmx:historyRestore', 'reader:added']) document.body.addEventListener(event, reveal);
  document.addEventListener('click', async ({ target }) => {
    const button = target.closest('button:is([data-copy], [data-copy-text])');
    if (!button) return;
    const text = button.dataset.copyText ?? button.nextElementSibling?.content.textContent ?? '';
    await navigator.clipboard.writeText(text);
    const before = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = before; }, 1500);
  });
}
