// One peer's own view: what it has, whom it knows, who chokes whom.

import { path, poll } from '../api.js';
import { piecesBar } from '../figures/piecesBar.js';
import { el, setText } from '../markup.js';
import { bytes, count, percent, rate, several } from '../numbers.js';
import { rows } from '../parts/rows.js';

const words = '“Unchoked by it”: the neighbour lets this peer download. “Unchokes it”: this peer lets the neighbour download, regularly or as its optimistic unchoke.'
  + ' Down: from the neighbour, over the last 20 s.';

export function peerPage(place, host) {
  const trouble = el('p.error', { role: 'alert' }), numbers = el('dl.numbers'), bar = piecesBar();
  const about = el('p.about');
  const neighbours = rows({
    label: `Neighbours of ${host}`, key: it => it.address, choose: it => { if (it.host) location.hash = path('#/peer', it.host); },
    columns: [
      { title: 'Neighbour', width: 'minmax(9rem, 2fr)', narrow: 'minmax(0, 2fr)', text: it => it.host ?? `${it.address} (real client)` },
      { title: 'Region', width: 'minmax(6rem, 1fr)', text: it => it.region ?? '' },
      { title: 'Unchoked by it', width: '8.5rem', narrow: '4.6rem', text: it => it.choking ? 'no' : 'yes' },
      { title: 'Wants of it', width: '6.5rem', text: it => it.interesting ? 'yes' : 'no' },
      { title: 'Unchokes it', width: '7rem', narrow: '5.4rem', text: it => it.choked ? 'no' : it.optimistic ? 'optimistic' : 'regular' },
      { title: 'It wants', width: '5.5rem', text: it => it.interested ? 'yes' : 'no' },
      { title: 'Down', width: '6rem', number: true, text: it => rate(it.down), sort: it => it.down },
      { title: 'Received', width: '6rem', number: true, text: it => bytes(it.received), sort: it => it.received },
    ],
  });
  const seen = el('div', { hidden: true },
    el('section', {}, el('h2', { text: 'Its pieces' }), bar.element),
    el('section', {}, el('h2', { text: 'Its neighbours' }), about, neighbours.element));
  place.append(
    el('h1', { text: `Peer on ${host}` }), el('p.about', { text: 'The swarm as this one peer sees it: the pieces it has, and its neighbours. It knows nothing of anybody else.' }), trouble, numbers, seen,
    el('p', {}, el('a', { href: '#/', text: 'Back to the planet' })));

  function show(view) {
    setText(trouble, '');
    seen.hidden = false;
    const had = bar.show(view.pieces, view.pieceCount), known = view.neighbours;
    numbers.replaceChildren(...[
      ['state', view.state], ['pieces', `${count(had)} of ${count(view.pieceCount)} (${percent(had / Math.max(1, view.pieceCount))})`],
      ['downloaded', bytes(view.downloaded)], ['uploaded', bytes(view.uploaded)],
      ['it unchokes', count(known.filter(it => !it.choked).length)], ['unchoked by', count(known.filter(it => !it.choking).length)],
    ].map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', { text: value }))));
    neighbours.show(known);
    setText(about, `${several(known.length, 'neighbour')}. ${words}`);
  }

  return poll(path('/api/hosts', host, '/peer'), 2000, show, error => setText(trouble, error.message));
}
