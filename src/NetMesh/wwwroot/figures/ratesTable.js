// What arrives at the peers of every region: a table whose last column is a drawing of the two before it.

import { rate } from '../numbers.js';
import { el, setText, sketch, svg } from '../markup.js';

const width = 80, height = 14;

export function ratesTable() {
  const body = el('tbody');
  const element = el('div.wide', {}, el('table', {},
    el('caption', { text: 'Payload that arrives at peers, by where they stand and where it came from. Filled: from the own region; hatched: from others.' }),
    el('thead', {}, el('tr', {}, ...['Region', 'own region', 'other regions', ''].map((text, i) => el(i % 3 ? 'th.number' : 'th', { scope: 'col', text })))),
    body));
  const rows = new Map();

  function rowOf(region) {
    if (!rows.has(region)) {
      const own = el('td.number'), others = el('td.number'), filled = svg('rect.bar.blue', { height, width: 0 }), hatched = svg('rect.bar.hatched', { height, width: 0 });
      const row = el('tr', {}, el('th', { scope: 'row', text: region }), own, others, el('td', {}, sketch(width, height, filled, hatched)));
      rows.set(region, { own, others, filled, hatched, row });
      body.append(row);
    }
    return rows.get(region);
  }

  return {
    element,
    show(rates) {
      const most = Math.max(1, ...rates.map(it => it.own + it.others));
      for (const { region, own, others } of rates) {
        const row = rowOf(region);
        setText(row.own, rate(own));
        setText(row.others, rate(others));
        row.filled.setAttribute('width', own / most * width);
        row.hatched.setAttribute('x', own / most * width);
        row.hatched.setAttribute('width', others / most * width);
      }
      const there = new Set(rates.map(it => it.region));
      rows.forEach((row, region) => { row.row.hidden = !there.has(region); });
    },
  };
}
