// The planet's swarms, each with the way to its page.

import { path } from '../api.js';
import { el, setText } from '../markup.js';
import { count, percent } from '../numbers.js';

const columns = [
  ['pieces', it => count(it.pieces)], ['seeds', it => count(it.seeding)], ['leechers', it => count(it.leeching)], ['finished', it => count(it.completions)],
  ['fewest copies', it => count(it.minCopies)], ['rarest set', it => count(it.rarest)], ['entropy', it => it.entropy == null ? '–' : percent(it.entropy)],
];

export function swarmTable() {
  const body = el('tbody'), none = el('p.about', { text: 'There is no swarm on this planet.' }), rows = new Map();
  const table = el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: 'Swarm' }), ...columns.map(([text]) => el('th.number', { scope: 'col', text })))), body);
  return {
    element: el('div.wide', {}, table, none),
    show(swarms) {
      table.hidden = !swarms.length;
      none.hidden = swarms.length > 0;
      for (const swarm of swarms) {
        if (!rows.has(swarm.name)) {
          const cells = columns.map(() => el('td.number'));
          const row = el('tr', {}, el('th', { scope: 'row' }, el('a', { href: path('#/swarm', swarm.name), text: swarm.name })), ...cells);
          rows.set(swarm.name, { row, cells });
          body.append(row);
        }
        rows.get(swarm.name).cells.forEach((cell, i) => setText(cell, columns[i][1](swarm)));
      }
      for (const [name, { row }] of rows) {
        if (swarms.some(it => it.name === name)) continue;
        row.remove();
        rows.delete(name);
      }
    },
  };
}
