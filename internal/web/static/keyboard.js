// Adds keyboard shortcuts: moving through rows, search, tabs and help.
import { openDrawer } from './drawer.js';

export function watchKeyboard() {
  document.getElementById('help-button').addEventListener('click', openHelp);
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k' && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      searchAll();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const dialog = document.querySelector('dialog[open]');
    if (dialog && !(dialog.id === 'drawer' && 'jk'.includes(event.key))) return;
    const act = actions[event.key] ?? (/^[1-9]$/.test(event.key) ? () => goToTab(Number(event.key)) : null);
    if (act && act(event) !== false) event.preventDefault();
  });
}

const actions = {
  '/': () => {
    const field = document.querySelector('#content-area [data-search]');
    if (field) field.focus();
    else searchAll();
  },
  '?': openHelp,
  j: () => move(1),
  k: () => move(-1),
  o: () => openDetails(current()),
  p: () => document.getElementById('pause').click(),
  Enter: (event) => (event.target.closest('a, button, summary, select') ? false : open(current())),
};

// searchAll leads to the search in all sessions: to the field of the header, or to its page where that is not shown.
function searchAll() {
  const field = document.querySelector('.search-form [data-search]') ?? document.getElementById('find-all');
  if (field.checkVisibility()) field.select();
  else document.querySelector('#tabs a[href="/views/search"]').click();
}

function isTyping(element) {
  return element.matches('input, textarea, select, [contenteditable]');
}

function openHelp() {
  document.getElementById('help').showModal();
}

function goToTab(number) {
  document.querySelectorAll('#tabs a')[number - 1]?.click();
}

// rows returns the visible rows.
function rows() {
  return [...document.querySelectorAll('#content-area [data-row]')].filter((row) => row.checkVisibility());
}

function current() {
  return document.querySelector('#content-area [data-row][aria-current="true"]');
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const before = current();
  const at = all.indexOf(before);
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  before?.removeAttribute('aria-current');
  next.setAttribute('aria-current', 'true');
  next.scrollIntoView({ block: 'nearest' });
  if (document.getElementById('drawer').open) openDetails(next, { replace: true });
  else next.focus({ preventScroll: true });
}

function open(row) {
  if (!row) return false;
  const details = row.querySelector(':scope > details');
  if (details) details.open = !details.open;
  else openDetails(row);
}

function openDetails(row, options) {
  const link = row?.querySelector(':scope > a[data-drawer], :scope > .badges > a.open[data-drawer], :scope a.open, :scope a[data-drawer]');
  if (link?.matches('[data-drawer]')) openDrawer(link.getAttribute('href'), options);
  else if (!options) link?.click();
}
