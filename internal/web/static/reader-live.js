// Adds the messages that come while a session is read. It asks only for what follows the last message that cannot change any more, and merges it into
// the page: what is open stays open. The page follows the end only while the reader is there.
import { inView, prune, reader, restore } from './reader-windows.js';

const atEnd = 80; // how far from the end one may be to follow it, in pixels
const mostBlocks = 60; // in a window
const mayChange = 40; // how many of the last blocks are asked for again while they run
let missed = 0;

export function watchTail() {
  document.body.addEventListener('htmx:configRequest', ({ detail }) => {
    if (detail.elt.id !== 'tail') return;
    const after = lastSettled();
    if (after) detail.parameters.after = after;
  });
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.elt.id === 'tail' && detail.successful && reader()) merge(detail.xhr.responseText);
  });
  document.body.addEventListener('htmx:afterSettle', ({ detail }) => { if (detail.target?.id === 'content-area') missed = 0; });
  document.addEventListener('click', ({ target }) => { if (target.id === 'newer') toEnd(); });
  addEventListener('scroll', () => { if (missed && isAtEnd()) tell(0); }, { passive: true });
}

// toEnd goes to the end of the session, which is another page where it is not loaded.
export function toEnd() {
  tell(0);
  if (!reader().querySelector(':scope > [data-edge="after"]')) {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
    return;
  }
  const path = `/views/session?${new URLSearchParams({ session_id: reader().dataset.session, from: 'end' })}`;
  htmx.ajax('GET', path, { target: '#content-area', swap: 'innerHTML' }).then(() => history.replaceState({ htmx: true }, '', path));
}

function isAtEnd() { return document.documentElement.scrollHeight - innerHeight - scrollY < atEnd; }

function blocks() { return [...reader().querySelectorAll(':scope > .window [data-message]')]; }

// lastSettled returns the cursor of the last block before those that may still change, '' for none.
function lastSettled() {
  const all = blocks();
  const tail = all.slice(-mayChange);
  const running = tail.findIndex((each) => each.matches('[data-running]'));
  const settled = running < 0 ? all.length - 1 : all.length - tail.length + running - 1;
  return all[settled]?.dataset.cursor ?? '';
}

function merge(text) {
  const fresh = new DOMParser().parseFromString(`<template>${text}</template>`, 'text/html').querySelector('template').content;
  const incoming = [...fresh.querySelectorAll('[data-message]')];
  if (!incoming.length) return;
  if (reader().querySelector(':scope > [data-edge="after"]')) { // the end is not loaded
    const known = Math.max(...[...reader().querySelectorAll(':scope > .window')].map((each) => Number(each.dataset.total)));
    tell(Number(fresh.querySelector('.window').dataset.total) - known);
    return;
  }
  const follows = isAtEnd();
  const { block, top } = inView();
  const added = add(fresh);
  if (added) {
    divide();
    if (follows) prune('before');
  }
  document.body.dispatchEvent(new CustomEvent('reader:added'));
  if (follows) scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
  else {
    restore(block, top);
    if (added) tell(missed + added);
  }
}

// add puts turns and blocks behind those that are there, and returns how many blocks are new. A block that is there already is brought up to date.
function add(fresh) {
  let added = 0;
  reader().querySelector(':scope > .window > .nothing')?.remove();
  for (const turn of fresh.querySelectorAll('.turn')) {
    const last = [...reader().querySelectorAll(':scope > .window > .turn')].at(-1);
    const isNew = [...turn.querySelectorAll('[data-message]')].every((each) => !document.getElementById(each.id));
    if (isNew && last?.dataset.turn !== turn.dataset.turn) {
      added += turn.querySelectorAll('[data-message]').length;
      [...reader().querySelectorAll(':scope > .window')].at(-1).append(turn);
      htmx.process(turn);
      continue;
    }
    for (const block of turn.querySelectorAll('[data-message]')) added += update(block, last);
    const head = last?.querySelector(':scope > .work > .work-head');
    const newHead = turn.querySelector(':scope > .work > .work-head');
    if (head && newHead && last.dataset.turn === turn.dataset.turn && last.querySelector(':scope > .prompt')) {
      head.replaceChildren(...[...newHead.childNodes].filter((node) => !node.matches?.('.muted')));
    }
  }
  return added;
}

function update(block, turn) {
  const known = document.getElementById(block.id);
  if (known) {
    if (known.matches('[data-running]')) {
      Idiomorph.morph(known, block, { morphStyle: 'outerHTML' });
      htmx.process(known);
    }
    return 0;
  }
  turn?.querySelector(':scope > .work > .blocks').append(block);
  htmx.process(block);
  return 1;
}

// divide begins a new window where the last one has become long, so that windows can be taken out.
function divide() {
  const last = [...reader().querySelectorAll(':scope > .window')].at(-1);
  const turns = last.querySelectorAll(':scope > .turn');
  if (last.querySelectorAll('[data-message]').length <= mostBlocks) return;
  const next = last.cloneNode(false);
  last.after(next);
  if (turns.length > 1) next.append(turns[turns.length - 1]);
  else next.append(goOn(turns[0]));
}

// goOn returns an empty turn in which the work of another one goes on.
function goOn(turn) {
  const next = turn.cloneNode(false);
  const work = turn.querySelector(':scope > .work').cloneNode(false);
  work.append(turn.querySelector(':scope > .work > .work-head').cloneNode(true), Object.assign(document.createElement('div'), { className: 'blocks' }));
  work.open = true;
  next.append(work);
  return next;
}

function tell(count) {
  missed = count;
  const button = document.getElementById('newer');
  if (!button) return;
  button.hidden = count <= 0;
  button.textContent = `${count.toLocaleString()} new ↓`;
}
