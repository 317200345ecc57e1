// The planet: land, regions with their hosts, traffic between them, and what is broken. Regions are buttons: a region, or a pair, is chosen on the map.

import { el, setAttributes, svg } from '../markup.js';
import { digits, rate, several } from '../numbers.js';
import { pointIn, tip } from '../parts/tip.js';
import { arcBetween, arcOpacity, arcWidth } from './arcs.js';
import { groundMap } from './groundMap.js';
import { degradedNames, mapFaults } from './mapFaults.js';
import { mapLegend } from './mapLegend.js';
import { mapNames } from './mapNames.js';

const narrow = 600;
const caption = ' Regions at their coordinates, and the traffic between them in the last second. An arc bends to the right of its way, so that there and back are two; it joins regions'
  + ' and is no cable’s route.';

/** @param choose called with the label of a region that was clicked */
export function worldMap(world, choose) {
  const arcs = svg('g'), marks = svg('g'), faults = mapFaults(), dots = svg('g'), names = svg('g', { 'aria-hidden': 'true' });
  const drawing = svg('svg', { role: 'group', 'aria-label': 'Map of the regions; each is a button that chooses it for a fault' }, arcs, faults.element, marks, dots, names);
  const frame = el('div.map', {}, drawing), sign = tip(frame);
  const regions = world.regions.map(it => ({ ...it, clients: 0, ...button(it.label) }));
  const regionOf = new Map(regions.map(it => [it.label, it]));
  const drawn = new Map();
  dots.append(...regions.map(it => it.group));
  let live = null, map = null;

  function button(label) {
    const ring = svg('circle.ring'), clients = svg('circle.clients'), dot = svg('circle.dot');
    const group = svg('g.region', {
      tabindex: 0, role: 'button', 'aria-pressed': 'false', 'data-region': label,
      onclick: () => choose(label),
      onkeydown: event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(label); } },
      onfocus: () => { const it = regionOf.get(label); sign.show(regionText(it), it.x + it.radius, it.y); }, onblur: sign.hide,
      onpointerenter: () => { const it = regionOf.get(label); sign.show(regionText(it), it.x + it.radius, it.y); }, onpointerleave: sign.hide,
    }, svg('circle.touch', { r: 14 }), ring, clients, dot);
    return { group, ring, clientsRing: clients, dot };
  }

  // What does not change from second to second.
  function lay(ground) {
    map = ground;
    for (const region of regions) [region.x, region.y] = map.at(region.longitude, region.latitude);
    drawn.forEach(it => it.arc.remove());
    drawn.clear();
    place();
    if (live) show(live);
  }

  function place() {
    for (const region of regions) {
      region.radius = Math.min(16, 3 + .5 * Math.sqrt(region.hosts)) * (map.width < narrow ? .7 : 1);
      setAttributes(region.group, { class: region.carried === false ? 'region abroad' : 'region', transform: `translate(${region.x.toFixed(1)} ${region.y.toFixed(1)})` });
      region.dot.setAttribute('r', region.radius);
      region.ring.setAttribute('r', region.radius + 5);
    }
    const all = [...regions.map(({ x, y, radius, label }) => ({ x, y, radius, text: label })), ...degradedNames(live?.faults.degraded ?? [], label => regionOf.get(label))];
    names.replaceChildren(...mapNames(all, map.width, map.height).map((it, i) => it && svg(`text${all[i].style ?? ''}`, { x: it.x.toFixed(1), y: it.y.toFixed(1), 'text-anchor': it.anchor, text: all[i].text })).filter(Boolean));
  }

  /** @param now what the planet tells every second */
  function show(now) {
    live = now;
    if (!map) return;
    const counts = `${now.regions.map(it => it.hosts).join()} ${JSON.stringify(now.faults.degraded)}`;
    for (const it of now.regions) Object.assign(regionOf.get(it.label) ?? {}, { hosts: it.hosts, clients: it.clients });
    if (counts !== place.counts) place();
    place.counts = counts;
    for (const region of regions) {
      region.clientsRing.setAttribute('r', region.clients ? region.radius + 2.5 : 0);
      region.group.setAttribute('aria-label', regionText(region));
    }
    drawArcs(now.traffic);
    faults.show(now.faults, label => regionOf.get(label));
  }

  function drawArcs(traffic) {
    const seen = new Set();
    marks.replaceChildren();
    for (const flow of traffic) {
      const [from, to] = [regionOf.get(flow.from), regionOf.get(flow.to)];
      if (!from || !to || from === to) continue;
      const key = `${flow.from} ${flow.to}`;
      seen.add(key);
      if (!drawn.has(key)) {
        const { path, middle } = arcBetween([from.x, from.y], [to.x, to.y]), it = { arc: svg('path.arc', { d: path, 'data-pair': key }), middle };
        it.arc.addEventListener('pointermove', event => sign.show(flowText(it.flow), ...pointIn(frame, event)));
        it.arc.addEventListener('pointerleave', sign.hide);
        drawn.set(key, it);
        arcs.append(it.arc);
      }
      const it = drawn.get(key);
      it.flow = flow;
      setAttributes(it.arc, { 'stroke-width': arcWidth(flow.bytes, map.width < narrow ? .5 : 1).toFixed(2), opacity: arcOpacity(flow.bytes).toFixed(2) });
      if (flow.drops > 0) marks.append(svg('path.drops', { d: `M${it.middle[0].toFixed(1)} ${(it.middle[1] - 5).toFixed(1)}l5 9h-10z` }));
    }
    for (const [key, it] of drawn) {
      if (seen.has(key)) continue;
      it.arc.remove();
      drawn.delete(key);
    }
  }

  function regionText(region) {
    const of = side => (live?.traffic ?? []).filter(it => it[side] === region.label && it.from !== it.to).reduce((sum, it) => sum + it.bytes, 0);
    return `${region.label}: ${several(region.hosts, 'host')}, ${several(region.clients, 'real client')}${region.carried === false ? ', abroad' : ''}\nout ${rate(of('from'))}, in ${rate(of('to'))}`;
  }

  groundMap(frame, drawing, lay);
  return {
    element: el('figure', {}, frame, mapLegend(), el('figcaption', {}, el('p', {}, el('b', { text: 'The planet.' }), caption))),
    show,

    /** Marks the regions that are chosen. */
    choose(labels) { for (const region of regions) setAttributes(region.group, { 'aria-pressed': String(labels.includes(region.label)) }); },
  };
}

const flowText = flow => `${flow.from} → ${flow.to}: ${rate(flow.bytes)}\n${digits(flow.messages)} messages/s, ${digits(flow.drops)} dropped/s`;
