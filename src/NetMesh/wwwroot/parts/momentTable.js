// What the figures of a swarm show, as a table: some twenty moments of all.

import { el, setText } from '../markup.js';
import { clock, mean, percent } from '../numbers.js';

const most = 20;
const columns = [
  ['at', it => clock(it.at)], ['copies: min', it => it.min], ['mean', it => mean(it.mean)], ['max', it => it.max], ['rarest set', it => it.rarest],
  ['entropy', it => it.entropy == null ? '–' : percent(it.entropy)], ['seeds', it => it.seeding], ['leechers', it => it.leeching],
];
const sums = ['joined', 'finished', 'left', 'regular', 'optimistic'];

export function momentTable() {
  const body = el('tbody'), caption = el('caption');
  const details = el('details', { ontoggle: fill }, el('summary', { text: 'The figures as a table' }),
    el('div.wide', {}, el('table', {}, caption,
      el('thead', {}, el('tr', {}, ...[...columns.map(([name]) => name), ...sums].map(text => el('th.number', { scope: 'col', text })))), body)));
  let moments = null, until = 0;

  function fill() {
    if (!details.open || !moments) return;
    const step = Math.max(1, Math.ceil(until / most)), rows = [];
    for (let end = until; end > 0; end -= step) rows.unshift(moments.all.slice(Math.max(0, end - step), end));
    setText(caption, `Every ${step === 1 ? '' : `${step} moments, the last of them; `}${sums.join(', ')}: since the row before.`);
    body.replaceChildren(...rows.map(some => el('tr', {},
      ...columns.map(([, text]) => el('td.number', { text: text(some.at(-1)) })),
      ...sums.map(what => el('td.number', { text: some.reduce((sum, it) => sum + (it[what] ?? 0), 0) })))));
  }

  return { element: details, show(now, shownUntil) { moments = now; until = shownUntil; fill(); } };
}
