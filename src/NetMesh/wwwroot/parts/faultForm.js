// Breaking something: one region, or a pair, is chosen here or on the map; then what becomes of it.

import { el, setText } from '../markup.js';
import { faultList } from './faultList.js';

/**
 * @param regions labels
 * @param act sends a request and returns the faults after it
 * @param chosen called with the labels that are chosen now
 */
export function faultForm(regions, act, chosen) {
  const [first, second] = ['First region', 'Second region'].map((label, i) => el('select', { id: `region-${'ab'[i]}`, 'aria-label': label, onchange: () => show() },
    el('option', { value: '', text: '–' }), ...regions.map(text => el('option', { value: text, text }))));
  const factor = el('input', { type: 'number', id: 'latency-factor', min: 1, max: 100, step: 'any', value: 3 }), loss = el('input', { type: 'number', id: 'extra-loss', min: 0, max: 100, step: 'any', value: 5 });
  const said = el('p', { role: 'status' }), trouble = el('p.error', { role: 'alert' });
  const list = faultList(send);
  const pair = () => ({ a: first.value, b: second.value });
  const button = (id, text, path, body) => el('button', { type: 'button', id, text, onclick: () => send(path, body()) });
  const ofPair = [
    button('cut', 'Cut', '/api/faults/partition', pair),
    button('degrade', 'Slow down', '/api/faults/degrade', () => ({ ...pair(), latencyFactor: factor.valueAsNumber })),
    button('lose', 'Lose', '/api/faults/loss', () => ({ ...pair(), extraLoss: loss.valueAsNumber / 100 })),
  ];
  const ofOne = button('isolate', 'Isolate', '/api/faults/isolate', () => ({ region: first.value }));
  const healOne = button('heal', 'Heal', '/api/faults/heal', () => second.value ? pair() : { region: first.value });
  const element = el('section.panel', { 'aria-labelledby': 'faults-title' },
    el('h2', { id: 'faults-title', text: 'Faults' }),
    el('p.about', { text: 'Choose a region, or a pair, on the map or here; traffic keeps running meanwhile.' }),
    el('div.row', {}, first, el('span', { text: '↔' }), second),
    said,
    el('div.row', {}, ofPair[0], ofOne, healOne),
    el('div.row', {}, ofPair[1], el('label', {}, '×', factor), el('span.about', { text: 'latency' })),
    el('div.row', {}, ofPair[2], el('label', {}, '+', loss), el('span.about', { text: '% loss' })),
    trouble,
    el('h3', { text: 'Now' }), list.element,
    el('div.row', {}, el('button', { type: 'button', id: 'heal-all', text: 'Heal everything', onclick: () => send('/api/faults/heal', {}) })));
  factor.setAttribute('aria-label', 'Latency is multiplied by');
  loss.setAttribute('aria-label', 'Percent of datagrams lost in addition');

  async function send(path, body) {
    try {
      setText(trouble, '');
      list.show(await act(path, body));
    } catch (error) {
      setText(trouble, error.message);
    }
  }

  function show() {
    const isPair = first.value && second.value && first.value !== second.value;
    for (const it of ofPair) it.disabled = !isPair;
    ofOne.disabled = !first.value || Boolean(second.value);
    healOne.disabled = !first.value;
    setText(said, isPair ? `The pair ${first.value} ↔ ${second.value} is chosen.` : first.value ? `Region ${first.value} is chosen.` : 'Nothing is chosen.');
    chosen([first.value, second.value].filter(Boolean));
  }

  show();
  return {
    element,
    show: list.show,

    /** Takes a click on the map: the first region, then the second; again takes it back; a third begins anew. */
    choose(label) {
      if (first.value === label) [first.value, second.value] = [second.value, ''];
      else if (second.value === label) second.value = '';
      else if (!first.value) first.value = label;
      else if (!second.value) second.value = label;
      else [first.value, second.value] = [label, ''];
      show();
    },
  };
}
