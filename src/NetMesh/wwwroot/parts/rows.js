// A list of any length, of which only the rows in sight exist. One stop of the tab key: arrows move through it, Enter chooses.

import { el, setAttributes, setText } from '../markup.js';

const rowHeight = 30, headHeight = 34, spare = 6;
let lists = 0;

/**
 * @param label what the list is of
 * @param columns each with a title, text(item), sort(item) (what it is sorted by; its text otherwise), width and narrow (tracks of a CSS grid; no narrow: hidden on a phone),
 *   number (aligned right), off(item) (crossed out)
 * @param key what tells an item from the others
 * @param choose called with the item that is chosen
 */
export function rows({ label, columns, key, choose }) {
  const id = `rows-${++lists}`;
  let items = [], sorted = [], by = null, descending = false, active = null, chosen = null, pending = false;

  const heads = columns.map((column, i) => {
    const button = el('button', { type: 'button', text: column.title, tabindex: -1, onclick: () => sortBy(i) });
    return el(`div${cellClass(column)}`, { role: 'columnheader' }, button);
  });
  const body = el('div.body', { role: 'rowgroup' });
  const element = el('div.rows', { role: 'grid', tabindex: 0, 'aria-label': label, onkeydown: move, onscroll: later },
    el('div', { role: 'rowgroup' }, el('div.head', { role: 'row' }, ...heads)), body);
  element.style.setProperty('--columns', columns.map(it => it.width).join(' '));
  element.style.setProperty('--narrow-columns', columns.filter(it => it.narrow).map(it => it.narrow).join(' '));
  new ResizeObserver(later).observe(element);
  const pool = [];

  function show(now) {
    items = now;
    sort();
  }

  function sortBy(column) {
    descending = by === column && !descending;
    by = column;
    heads.forEach((head, i) => setAttributes(head, { 'aria-sort': i === by ? (descending ? 'descending' : 'ascending') : null }));
    sort();
  }

  function sort() {
    if (by === null) sorted = items;
    else {
      const value = columns[by].sort ?? columns[by].text, turn = descending ? -1 : 1;
      const order = (a, b) => typeof a === 'string' ? a.localeCompare(b, 'en', { numeric: true }) : a - b;
      sorted = items.map(item => [value(item), item]).sort(([a], [b]) => turn * order(a, b)).map(([, item]) => item);
    }
    body.style.height = `${sorted.length * rowHeight}px`;
    element.style.setProperty('--count', sorted.length);
    element.setAttribute('aria-rowcount', sorted.length + 1);
    draw();
  }

  // Scrolling tells of itself more often than a screen is drawn.
  function later() {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => { pending = false; draw(); });
  }

  function draw() {
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - spare);
    const until = Math.min(sorted.length, Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + spare);
    while (pool.length < until - first) {
      const row = el('div', { role: 'row', onclick: event => pick(Number(event.currentTarget.dataset.index)) }, ...columns.map(column => el(`div${cellClass(column)}`, { role: 'gridcell' })));
      pool.push(row);
      body.append(row);
    }

    // A row keeps its element while it is in sight, so that little changes when one scrolls by a line.
    pool.forEach(row => { row.hidden = true; });
    for (let index = first; index < until; index++) fill(pool[index % pool.length], index);
    const activeRow = sorted.findIndex(item => key(item) === active);
    setAttributes(element, { 'aria-activedescendant': activeRow >= first && activeRow < until ? `${id}-${activeRow}` : null });
  }

  function fill(row, index) {
    const item = sorted[index];
    row.hidden = false;
    row.dataset.index = index;
    row.style.top = `${index * rowHeight}px`;
    setAttributes(row, { id: `${id}-${index}`, 'aria-rowindex': index + 2, 'aria-selected': key(item) === chosen ? 'true' : 'false' });
    row.classList.toggle('active', key(item) === active);
    columns.forEach((column, i) => {
      setText(row.children[i], column.text(item));
      row.children[i].classList.toggle('off', column.off?.(item) ?? false);
    });
  }

  function move(event) {
    if (event.target !== element) return;
    const page = Math.max(1, Math.floor((element.clientHeight - headHeight) / rowHeight) - 1), at = sorted.findIndex(item => key(item) === active);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: sorted.length - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') pick(at);
    else if (to === undefined) return;
    else if (sorted.length) reach(Math.max(0, Math.min(sorted.length - 1, to)));
    event.preventDefault();
  }

  function reach(index) {
    active = key(sorted[index]);
    const top = index * rowHeight, room = element.clientHeight - headHeight - rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
    draw();
  }

  function pick(index) {
    if (!sorted[index]) return;
    chosen = active = key(sorted[index]);
    draw();
    choose(sorted[index]);
  }

  return { element, show };
}

const cellClass = column => (column.number ? '.number' : '') + (column.narrow ? '' : '.second');
