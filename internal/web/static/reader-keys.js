// Keys of the conversation, beside those of all pages: J K prompts, e the next failure, d the next edit, f find, z focus, G the end, y copy the link.
import { toEnd } from './reader-live.js';
import { reader } from './reader-windows.js';

const header = 60;

export function watchReaderKeys() {
  document.addEventListener('keydown', (event) => {
    if (!reader() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.target.matches('input, textarea, select, [contenteditable]')) return;
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

const actions = {
  J: () => go('[data-prompt]', 1),
  K: () => go('[data-prompt]', -1),
  e: () => go('[data-failed]', 1),
  d: () => go('[data-edits]', 1),
  f: find,
  z: () => reader().classList.toggle('focused'),
  G: toEnd,
  y: copyLink,
};

// go moves to the next or the previous block of a kind.
function go(selector, step) {
  const all = [...reader().querySelectorAll(`[data-message]${selector}`)].filter((each) => each.checkVisibility());
  const isBeyond = (each) => {
    const top = each.getBoundingClientRect().top - header;
    return step > 0 ? top > 8 : top < -8;
  };
  const next = step > 0 ? all.find(isBeyond) : all.findLast(isBeyond);
  if (!next) {
    const edge = reader().querySelector(`:scope > [data-edge="${step > 0 ? 'after' : 'before'}"]`);
    edge?.scrollIntoView({ block: 'center' }); // it loads more
    return;
  }
  select(next);
}

function select(block) {
  document.querySelector('#content-area [data-row][aria-current="true"]')?.removeAttribute('aria-current');
  block.setAttribute('aria-current', 'true');
  block.scrollIntoView({ block: 'start' });
  block.focus({ preventScroll: true });
}

// find goes to the field, which stands in a sheet where the window is small.
function find() {
  const sheet = document.getElementById('outline');
  if (!sheet.checkVisibility()) sheet.showPopover();
  document.getElementById('find').focus();
}

function copyLink() {
  const block = document.querySelector('#reader [data-row][aria-current="true"]') ?? reader().querySelector('[data-message]');
  const link = block?.querySelector('.permalink');
  if (link) navigator.clipboard.writeText(link.href);
}
