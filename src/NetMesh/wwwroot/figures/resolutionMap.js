// A resolution on the map: an arc from the resolver to every region it asked, with the numbers of the questions in their order.

import { el, setAttributes, svg } from '../markup.js';
import { arcBetween } from './arcs.js';
import { groundMap } from './groundMap.js';
import { mapNames } from './mapNames.js';

const radius = 5, letter = 6.3;

export function resolutionMap(world) {
  const arcs = svg('g'), dots = svg('g'), names = svg('g', { 'aria-hidden': 'true' }), numbers = svg('g');
  const drawing = svg('svg', { role: 'img', 'aria-label': 'Map of the servers that were asked; the table tells the same' }, arcs, dots, names, numbers);
  const frame = el('div.map', {}, drawing);
  let map = null, shown = null;
  groundMap(frame, drawing, laid => { map = laid; draw(); });

  function draw() {
    const at = new Map(world.regions.map(it => [it.label, map.at(it.longitude, it.latitude)]));
    const places = [...at].map(([text, [x, y]]) => ({ x, y, radius, text })), asked = shown ? byRegion(shown.hops.filter(hop => at.has(hop.region))) : new Map();
    dots.replaceChildren(...places.map(({ x, y, text }) => svg(text === shown?.from ? 'circle.dot.resolver' : 'circle.dot', { cx: x.toFixed(1), cy: y.toFixed(1), r: radius })));
    const lines = [...asked].map(([region, hops]) => {
      const [from, to] = [at.get(shown.from), at.get(region)];
      const { path, middle } = region === shown.from ? around(from) : arcBetween(from, to);
      const text = hops.map(hop => hop.number).join(', '), wide = text.length * letter / 2 + 4;
      return { hops, path, middle: [within(middle[0], wide, map.width - wide), within(middle[1], 12, map.height - 12)], region, text };
    });
    arcs.replaceChildren(...lines.map(it => svg(it.hops.some(answered) ? 'path.hop' : 'path.hop.vain', { d: it.path, 'data-hop': it.region })));
    numbers.replaceChildren(...lines.map(it => svg('text.hop', { x: it.middle[0].toFixed(1), y: (it.middle[1] + 4).toFixed(1), 'text-anchor': 'middle', text: it.text })));
    const taken = [...places, ...lines.map(it => ({ x: it.middle[0], y: it.middle[1], radius: it.text.length * letter / 2 + 3, text: '' }))];
    names.replaceChildren(...mapNames(taken, map.width, map.height).map((it, i) => it && taken[i].text && svg('text', { x: it.x.toFixed(1), y: it.y.toFixed(1), 'text-anchor': it.anchor, text: taken[i].text })).filter(Boolean));
  }

  return {
    element: el('figure', {}, frame, el('figcaption', {}, el('p', {}, el('b', { text: 'The way.' }), ' From the resolver’s region, which has the ring, to those of the servers it asked; the numbers are their order. A broken arc: nobody there had an answer.'))),

    /** @param resolution what the planet tells of one, or null */
    show(resolution) {
      shown = resolution;
      setAttributes(drawing, { 'data-hops': shown?.hops.length ?? null });
      if (map) draw();
    },
  };
}

const within = (value, least, most) => Math.max(least, Math.min(most, value));

const answered = hop => hop.outcome !== 'silence' && hop.outcome !== 'lame';

function byRegion(hops) {
  const found = new Map();
  hops.forEach(hop => found.set(hop.region, [...found.get(hop.region) ?? [], hop]));
  return found;
}

// To a server of its own region, and back.
const around = ([x, y]) => ({ path: `M${x.toFixed(1)} ${y.toFixed(1)}c-26 -30 26 -30 0 0`, middle: [x, y - 30] });
