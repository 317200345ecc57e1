// The numbers of one moment of a swarm.

import { el, setText } from '../markup.js';
import { clock, mean, percent } from '../numbers.js';

const lines = [
  ['moment', 'moment', it => clock(it.at)],
  ['copies', 'copies: min · mean · max', it => `${it.min} · ${mean(it.mean)} · ${it.max}`],
  ['rarest', 'rarest set', it => String(it.rarest)],
  ['seeding', 'seeds', it => String(it.seeding)],
  ['leeching', 'leechers', it => String(it.leeching)],
  ['entropy', 'entropy', it => it.entropy == null ? '–' : percent(it.entropy)],
  ['unchokes', 'unchokes: regular · optimistic', it => `${it.regular} · ${it.optimistic}`],
];

export function momentNumbers() {
  const values = lines.map(([id, , text]) => [el('dd', { id, text: '–' }), text]);
  const list = el('dl.numbers', {}, ...lines.map(([, name], i) => el('div', {}, el('dt', { text: name }), values[i][0])));
  const title = list.querySelector('dt');
  return {
    element: list,
    show(moment, isPast) {
      list.dataset.at = moment.at;
      setText(title, isPast ? 'moment pointed at' : 'moment');
      for (const [value, text] of values) setText(value, text(moment));
    },
  };
}
