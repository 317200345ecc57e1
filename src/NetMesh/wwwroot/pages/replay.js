// A recorded run of a lab, played again.

import { get, path } from '../api.js';
import { el, setText } from '../markup.js';
import { bytes, clock, several } from '../numbers.js';
import { player } from '../parts/player.js';
import { swarmView } from '../parts/swarmView.js';
import { readRecording } from '../recording.js';

export function replayPage(place, name) {
  const trouble = el('p.error', { role: 'alert' }), said = el('p.about', { role: 'status' });
  const file = el('input', { type: 'file', id: 'recording-file', accept: '.ndjson', onchange: () => file.files[0] && open(() => file.files[0].text(), file.files[0].name) });
  const list = el('ul', { id: 'recordings' }), runs = el('select', { id: 'run', onchange: () => choose(Number(runs.value)) });
  const view = swarmView(), play = player(index => view.show(shown, index + 1));
  const choice = el('div.row', { hidden: true }, el('label', {}, 'Run', runs));
  const figures = el('div', { hidden: true }, play.element, view.numbers, el('section', {}, el('h2', { text: 'Over time' }), view.timeline, view.table), el('section', {}, el('h2', { text: 'Rates by region' }), view.rates));
  let recorded = [], shown = null;
  place.append(
    el('h1', { text: 'Replay' }),
    el('p.about', {}, 'A recorded run of a lab, played on the swarm’s figures. ', el('code', { text: 'netmesh lab run NAME --record' }), ' writes one beside its report.'),
    el('div.row', {}, el('label', { for: 'recording-file', text: 'Open a recording' }), file), list, trouble, said, choice, figures);

  async function open(read, from) {
    setText(trouble, '');
    setText(said, `Reading ${from} …`);
    try {
      recorded = readRecording(await read());
      runs.replaceChildren(...recorded.map(({ start }, i) => el('option', { value: i, text: start.case || `run ${i + 1}` })));
      choice.hidden = recorded.length < 2;
      figures.hidden = false;
      choose(0);
      setText(said, `${from}: ${several(recorded.length, 'run')}.`);
    } catch (error) {
      figures.hidden = choice.hidden = true;
      setText(said, '');
      setText(trouble, `${from}: ${error.message}`);
    }
  }

  function choose(index) {
    shown = recorded[index];
    figures.setAttribute('aria-label', `Run ${shown.start.case ?? index + 1}, ${clock(shown.last.at)}`);
    play.open(shown);
  }

  async function offer() {
    const { recordings } = await get('/api/recordings');
    list.replaceChildren(...recordings.map(it => el('li', {}, el('a', { href: path('#/replay', it.name), text: it.name }), ` (${bytes(it.bytes)})`)));
  }

  // Where there is no planet with recordings there is a file all the same.
  offer().catch(() => {});
  if (name) {
    open(async () => {
      const response = await fetch(path('/api/recordings', name));
      if (!response.ok) throw new Error((await response.json()).error);
      return response.text();
    }, name);
  }
  return play.close;
}
