// Who lets whom download: a row a giver, a column a taker. A regular unchoke is a filled square, an optimistic one a ring, so that no colour is needed.

import { several } from '../numbers.js';
import { el, setText, sketch, svg } from '../markup.js';
import { pointIn, tip } from '../parts/tip.js';

const left = 92, top = 8;

export function unchokeMatrix() {
  const drawing = svg('svg', { role: 'img', 'aria-label': 'Who unchokes whom' });
  const frame = el('div', { tabindex: 0, role: 'group', 'aria-label': 'Matrix of unchokes; arrow keys move through it', onkeydown: move, onblur: () => look(null) }, drawing);
  const said = el('p.about', { role: 'status' });
  const element = el('div.matrix', {}, frame);
  const sign = tip(element);
  let peers = [], kinds = new Map(), cell = 9, at = null, before = '';

  function show(unchokes) {
    // Peers of a region stand together, and so regions are what is named along the edge.
    const text = JSON.stringify(unchokes);
    if (text === before) return;
    before = text;
    peers = unchokes.peers.map(peer => ({ ...peer, region: peer.region ?? '', name: peer.host ?? peer.address }))
      .sort((a, b) => a.region.localeCompare(b.region) || a.name.localeCompare(b.name, 'en', { numeric: true }));
    kinds = new Map(unchokes.pairs.map(([from, to, kind]) => [`${from} ${to}`, kind]));
    draw();
    const optimistic = [...kinds.values()].filter(kind => kind === 'optimistic').length;
    setText(said, `${several(peers.length, 'peer')}; ${several(kinds.size - optimistic, 'regular unchoke')}, ${optimistic} optimistic.`);
  }

  function draw() {
    cell = Math.max(7, Math.min(18, Math.floor((element.clientWidth - left - 12) / Math.max(1, peers.length))));
    const size = peers.length * cell, place = new Map(peers.map((peer, i) => [peer.address, i]));
    const width = left + size + 4, height = top + size + 4;
    drawing.setAttribute('width', width);
    drawing.setAttribute('height', height);
    drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const marks = [];
    let labelled = -99;
    peers.forEach((peer, i) => {
      if (i > 0 && peers[i - 1].region === peer.region) return;
      const many = peers.filter(it => it.region === peer.region).length;
      const y = top + i * cell, x = left + i * cell;
      marks.push(svg('path.axis', { d: `M${left} ${y}h${size}M${x} ${top}v${size}` }));
      const middle = y + many * cell / 2 + 4;
      if (middle - labelled >= 13) {
        marks.push(svg('text.mark', { x: left - 6, y: middle, 'text-anchor': 'end', text: peer.region }));
        labelled = middle;
      }
    });
    marks.push(svg('rect.cell', { x: left, y: top, width: size, height: size }));
    for (const [pair, kind] of kinds) {
      const [from, to] = pair.split(' ').map(address => place.get(address));
      if (from === undefined || to === undefined) continue;
      const x = left + to * cell, y = top + from * cell;
      marks.push(kind === 'optimistic'
        ? svg('circle.optimistic', { cx: x + cell / 2, cy: y + cell / 2, r: cell / 2 - 1.5 })
        : svg('rect.regular', { x: x + 1, y: y + 1, width: cell - 2, height: cell - 2 }));
    }
    const cross = svg('g');
    drawing.replaceChildren(cross, ...marks);
    look(at);
  }

  // What is looked at: a pair of places in the matrix, or nothing.
  function look(pair) {
    at = pair && peers[pair[0]] && peers[pair[1]] ? pair : null;
    const cross = drawing.firstChild;
    if (!cross) return;
    if (!at) {
      cross.replaceChildren();
      sign.hide();
      return;
    }
    const [row, column] = at, size = peers.length * cell;
    cross.replaceChildren(
      svg('rect.across', { x: left, y: top + row * cell, width: size, height: cell }),
      svg('rect.across', { x: left + column * cell, y: top, width: cell, height: size }));
    const text = sentence(peers[row], peers[column]);
    frame.setAttribute('aria-label', `Matrix of unchokes. ${text}`);
    sign.show(text, left + column * cell + cell - frame.scrollLeft, top + row * cell + cell);
  }

  function sentence(giver, taker) {
    const kind = kinds.get(`${giver.address} ${taker.address}`);
    return giver === taker ? giver.name : `${giver.name} ${kind ? `unchokes ${taker.name} (${kind})` : `does not unchoke ${taker.name}`}`;
  }

  function move(event) {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (!step || !peers.length) return;
    event.preventDefault();
    const within = value => Math.max(0, Math.min(peers.length - 1, value));
    look(at ? [within(at[0] + step[0]), within(at[1] + step[1])] : [0, 0]);
  }

  drawing.addEventListener('pointermove', event => {
    const [x, y] = pointIn(drawing, event), pair = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
    look(pair[0] >= 0 && pair[1] >= 0 ? pair : null);
  });
  drawing.addEventListener('pointerleave', () => look(null));
  new ResizeObserver(() => { if (peers.length) draw(); }).observe(element);
  const list = el('tbody'), table = el('details', { ontoggle: fill }, el('summary', { text: 'The same as a table' }),
    el('div.wide', {}, el('table', {}, el('thead', {}, el('tr', {}, ...['Who unchokes', 'whom', 'how'].map(text => el('th', { scope: 'col', text })))), list)));

  function fill() {
    if (!table.open) return;
    const name = new Map(peers.map(peer => [peer.address, peer.name]));
    list.replaceChildren(...[...kinds].map(([pair, kind]) => el('tr', {}, ...[...pair.split(' ').map(it => name.get(it) ?? it), kind].map(text => el('td', { text })))));
  }

  return {
    element: el('div', {}, element, el('ul.legend', {},
      el('li', {}, sketch(14, 14, svg('rect.regular', { x: 2, y: 2, width: 10, height: 10 })), 'regular unchoke (tit for tat)'),
      el('li', {}, sketch(14, 14, svg('circle.optimistic', { cx: 7, cy: 7, r: 5 })), 'optimistic unchoke')), said, table),
    show(unchokes) { show(unchokes); fill(); },
  };
}
