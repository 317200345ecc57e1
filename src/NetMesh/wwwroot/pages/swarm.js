// A swarm, live.

import { path, poll } from '../api.js';
import { unchokeMatrix } from '../figures/unchokeMatrix.js';
import { listen } from '../feed.js';
import { el, setText } from '../markup.js';
import { Moments } from '../moments.js';
import { bytes, count, rate, several } from '../numbers.js';
import { rows } from '../parts/rows.js';
import { swarmView } from '../parts/swarmView.js';

/** Who goes to a peer and comes back finds what was seen before. */
const remembered = new Map();

export function swarmPage(place, name) {
  const title = el('h1', { text: `Swarm ${name}` });
  const about = el('p.about', { text: 'Waiting for the planet …' }), trouble = el('p.error', { role: 'alert' });
  const view = swarmView(), matrix = unchokeMatrix();
  const peersAbout = el('p.about');
  const peers = rows({
    label: 'Peers of the swarm', key: peer => peer.address, choose: peer => { if (peer.host) location.hash = path('#/peer', peer.host); },
    columns: [
      { title: 'Host', width: 'minmax(9rem, 2fr)', narrow: 'minmax(0, 2fr)', text: it => it.host ?? `${it.address} (real client)` },
      { title: 'Region', width: 'minmax(6rem, 1fr)', text: it => it.region ?? '' },
      { title: 'State', width: '6rem', text: it => it.state },
      { title: 'Pieces', width: '5rem', narrow: '3.4rem', number: true, text: it => String(it.pieces), sort: it => it.pieces },
      { title: 'Down', width: '6rem', narrow: '5rem', number: true, text: it => rate(it.down), sort: it => it.down },
      { title: 'Up', width: '6rem', number: true, text: it => rate(it.up), sort: it => it.up },
    ],
  });
  place.append(
    title, about, trouble, view.numbers,
    el('section', { 'aria-labelledby': 'over-time' }, el('h2', { id: 'over-time', text: 'Over time' }), view.timeline, view.table),
    el('div.halves', {},
      el('section', {}, el('h2', { text: 'Rates by region' }), view.rates),
      el('section', {}, el('h2', { text: 'Who unchokes whom' }),
        el('p.about', { text: 'A row is a giver, a column a taker: a mark says that the giver lets the taker download now. Peers of a region stand together; at most 60 are shown.' }), matrix.element)),
    el('section', {}, el('h2', { text: 'Peers' }), peersAbout, peers.element));

  function start(swarm) {
    let moments = remembered.get(name);
    if (moments?.start.infoHash !== swarm.infoHash) remembered.set(name, moments = new Moments(swarm));
    setText(about, `“${swarm.title}”: ${bytes(swarm.length)} in ${count(swarm.pieces)} pieces, shared by hosts in ${count(swarm.regions.length)} regions. The figures begin when this page was opened.`);
    setText(trouble, '');
    return moments;
  }

  let moments = null;
  const closers = [
    listen(path('/api/swarms', name, '/live'), {
      start: swarm => { moments = start(swarm); },
      moment: moment => {
        moments.add(moment);
        view.show(moments);
      },
    }, sentence => setText(trouble, sentence)),
    poll(path('/api/swarms', name, '/peers'), 2000, listing => {
      peers.show(listing.peers);
      const first = listing.peers.length < listing.total ? `, the first ${count(listing.peers.length)} are listed` : '';
      setText(peersAbout, `${several(listing.total, 'peer')} there${first}. Choose one to see the swarm as it does.`);
    }),
    poll(path('/api/swarms', name, '/unchokes'), 2000, matrix.show),
  ];
  return () => closers.forEach(close => close());
}
