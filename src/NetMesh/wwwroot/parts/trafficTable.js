// The map as a table: regions, and the busiest pairs.

import { el } from '../markup.js';
import { count, digits, rate } from '../numbers.js';

const most = 20;

export function trafficTable() {
  const regions = el('tbody'), pairs = el('tbody');
  const table = (caption, heads, body) => el('div.wide', {}, el('table', {}, el('caption', { text: caption }),
    el('thead', {}, el('tr', {}, ...heads.map((text, i) => el(i ? 'th.number' : 'th', { scope: 'col', text })))), body));
  let now = null;
  const details = el('details', { ontoggle: fill }, el('summary', { text: 'The map as tables' }),
    table('Regions', ['Region', 'hosts', 'real clients', 'out', 'in', 'within'], regions),
    table(`Traffic in the last second, the ${most} busiest pairs`, ['From → to', 'bytes', 'messages/s', 'dropped/s'], pairs));

  function fill() {
    if (!details.open || !now) return;
    const row = (name, ...cells) => el('tr', {}, el('th', { scope: 'row', text: name }), ...cells.map(text => el('td.number', { text })));
    const sum = some => rate(some.reduce((total, it) => total + it.bytes, 0)), between = now.traffic.filter(it => it.from !== it.to);
    regions.replaceChildren(...now.regions.map(({ label, hosts, clients }) => row(label, count(hosts), count(clients),
      sum(between.filter(it => it.from === label)), sum(between.filter(it => it.to === label)), sum(now.traffic.filter(it => it.from === label && it.to === label)))));
    pairs.replaceChildren(...[...between].sort((a, b) => b.bytes - a.bytes).slice(0, most).map(it => row(`${it.from} → ${it.to}`, rate(it.bytes), digits(it.messages), digits(it.drops))));
  }

  return { element: details, show(live) { now = live; fill(); } };
}
