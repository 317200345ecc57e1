// What is broken now, each with a button that heals it.

import { el } from '../markup.js';
import { digits, percent } from '../numbers.js';

/** "latency × 3, loss + 5 %" */
export const degradedText = ({ latencyFactor, extraLoss }) =>
  [latencyFactor !== 1 && `latency × ${digits(latencyFactor)}`, extraLoss > 0 && `loss + ${percent(extraLoss)}`].filter(Boolean).join(', ');

/** Faults as sentences, each with the request that ends it: [text, path, body]. */
const sentences = faults => [
  ...faults.partitions.map(({ a, b }) => [`${a} ↔ ${b}: cut`, '/api/faults/heal', { a, b }]),
  ...faults.degraded.map(fault => [`${fault.a} ↔ ${fault.b}: ${degradedText(fault)}`, '/api/faults/heal', { a: fault.a, b: fault.b }]),
  ...faults.isolated.map(region => [`${region}: isolated`, '/api/faults/heal', { region }]),
  ...faults.links.map(({ host, rateFactor }) => [`${host}: link at ${percent(rateFactor)}`, '/api/faults/heal', { host }]),
  ...faults.hostsDown.map(host => [`${host}: powered off`, `/api/hosts/${encodeURIComponent(host)}/start`, {}]),
];

/** @param act called with the path and the body of a request */
export function faultList(act) {
  const list = el('ul', { 'aria-label': 'Faults now' }), none = el('p.about', { text: 'Nothing is broken.' });
  let before = null;
  return {
    element: el('div.faults', {}, none, list),
    show(faults) {
      const all = sentences(faults), text = JSON.stringify(all);
      if (text === before) return;
      before = text;
      none.hidden = all.length > 0;
      const focused = [...list.querySelectorAll('button')].indexOf(document.activeElement);
      list.replaceChildren(...all.slice(0, 50).map(([what, path, body]) => el('li', {}, el('span', { text: what }),
        el('button', { type: 'button', 'aria-label': `Heal ${what}`, text: path.endsWith('/start') ? 'Start' : 'Heal', onclick: () => act(path, body) }))),
      ...(all.length > 50 ? [el('li', { text: `and ${all.length - 50} more` })] : []));

      // Who heals by keyboard stays in the list.
      if (focused >= 0) (list.querySelectorAll('button')[Math.min(focused, all.length - 1)] ?? list.closest('section')?.querySelector('button:enabled'))?.focus();
    },
  };
}
