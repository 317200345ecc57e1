// A swarm over time, live or recorded: numbers, the heat map, and beneath it, on the same axis, its rarest set, its peers and its churn. One moment is looked at in all of them:
// the latest, or the one that is pointed at.

import { churnStrip } from '../figures/churnStrip.js';
import { copiesText } from '../figures/copies.js';
import { copiesLegend } from '../figures/copiesLegend.js';
import { heatMap } from '../figures/heatMap.js';
import { ratesTable } from '../figures/ratesTable.js';
import { timeAxis } from '../figures/timeAxis.js';
import { timeChart } from '../figures/timeChart.js';
import { el, setText, sketch, svg } from '../markup.js';
import { clock } from '../numbers.js';
import { momentNumbers } from './momentNumbers.js';
import { momentTable } from './momentTable.js';
import { pointIn, tip } from './tip.js';

const shortest = 60;

export function swarmView() {
  const numbers = momentNumbers();
  const heat = heatMap('Copies of every piece over time; the numbers above and the table below say the same');
  const rarest = timeChart({ label: 'Size of the rarest set over time', height: 120, curves: [{ style: 'blue', filled: true, value: moment => moment.rarest }] });
  const present = timeChart({ label: 'Seeds and leechers over time', height: 120, curves: [{ style: 'blue', value: moment => moment.seeding }, { style: 'orange', value: moment => moment.leeching }] });
  const churn = churnStrip('Peers that joined, finished and left over time');
  const figures = [heat, rarest, present, churn];
  const rates = ratesTable(), table = momentTable();
  const colours = copiesLegend(), binning = el('span');
  const timeline = el('div.timeline', { tabindex: 0, role: 'group', 'aria-label': 'Figures over time; arrow keys move through the moments', onkeydown: move },
    figure(heat, colours.element,
      el('b', { text: 'Piece availability.' }), ' Every column is a moment, its colours say how many copies of a piece the peers that are there have, seeds among them. ', binning),
    figure(rarest, null, el('b', { text: 'The rarest set.' }), ' How many pieces are as rare as the rarest one. Rarest first makes it shrink: what is rare is asked for first, and is rare no longer.'),
    figure(present, el('ul.legend', {}, key('blue', 'seeds'), key('orange', 'leechers')), el('b', { text: 'Who is there.' }), ' Peers that have everything, and peers that do not yet.'),
    figure(churn, null, el('b', { text: 'Churn.' }), ' Peers that joined, finished their download (done), and left; the taller a bar, the more of them.'));
  const sign = tip(timeline), said = el('p.about.moment', { role: 'status', text: hint });
  let moments = null, until = 0, axis = null, looked = null, shown = null;

  function figure(drawn, legend, ...caption) {
    return el('figure', {}, drawn.element, legend, el('figcaption', {}, el('p', {}, ...caption)));
  }

  /** Draws moments up to one; the axis reaches over all of them, or is given. */
  function show(now, shownUntil = now.all.length) {
    if (now !== moments) looked = null;
    moments = now;
    until = shownUntil;
    draw();
  }

  function draw() {
    const { all } = moments ?? { all: [] };
    if (!all.length || !timeline.clientWidth) return;
    const from = all[0].at;
    axis = timeAxis(from, Math.max(from + shortest * moments.interval, moments.endOf(all.length - 1)), timeline.clientWidth);
    for (const it of figures) it.draw(moments, axis, until);
    setText(binning, heat.binning);
    look(looked);
    table.show(moments, until);
  }

  // Null is the latest; a moment that has slipped out of memory is the latest, too.
  function look(moment) {
    looked = moment && moments.all.slice(0, until).includes(moment) ? moment : null;
    shown = looked ?? moments.all[until - 1];
    numbers.show(shown, looked !== null);
    rates.show(shown.rates);
    colours.show(heat.scale, shown.copies);
    const x = looked && axis.x((looked.at + moments.endOf(moments.all.indexOf(looked))) / 2);
    for (const it of figures) it.mark(x);
    setText(said, looked ? sentence(looked) : hint);
    if (!looked) sign.hide();
  }

  function point(event) {
    if (!axis || !moments.all.length) return;
    const [x, y] = pointIn(timeline, event), moment = moments.all[moments.nearest(axis.at(x) - moments.interval / 2)];
    look(moment);
    if (!looked) return;
    const [, within] = pointIn(heat.element, event), pieces = heat.piecesAt(within, moments);
    const copies = pieces && Math.min(...moment.copies.subarray(pieces[0], pieces[1] + 1));
    const first = pieces === null ? '' : pieces[0] === pieces[1] ? `piece ${pieces[0]}: ${copiesText(copies)}\n` : `pieces ${pieces[0]}–${pieces[1]}: ${copiesText(copies)} of the rarest\n`;
    sign.show(first + sentence(moment), x, y);
  }

  function move(event) {
    if (!moments?.all.length) return;
    const at = moments.all.indexOf(shown), to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: until - 1 }[event.key];
    if (event.key !== 'Escape' && to === undefined) return;
    event.preventDefault();
    look(event.key === 'Escape' ? null : moments.all[Math.max(0, Math.min(until - 1, to))]);
  }

  timeline.addEventListener('pointermove', point);
  timeline.addEventListener('pointerleave', () => { if (moments?.all.length) look(null); });
  new ResizeObserver(draw).observe(timeline);
  return { numbers: numbers.element, timeline: el('div', {}, said, timeline), table: table.element, rates: rates.element, show };
}

const hint = 'Point at a moment, or move through them with the arrow keys, to read its values; Escape returns to the latest.';

const sentence = it =>
  `At ${clock(it.at)}: rarest set ${it.rarest}, copies ${it.min} to ${it.max}; ${it.seeding} seeds, ${it.leeching} leechers; ${it.joined} joined, ${it.finished} finished, ${it.left} left.`;

const key = (style, text) => el('li', {}, sketch(26, 12, svg(`path.line.${style}`, { d: 'M0 6H26' })), text);
