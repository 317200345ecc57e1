// Faults on the map: a cut pair is a broken line with a cross, a degraded one a dotted line that says how much, an isolated region a broken ring with a cross.

import { svg } from '../markup.js';
import { degradedText } from '../parts/faultList.js';

const cross = ([x, y], size) => `M${x - size} ${y - size}l${2 * size} ${2 * size}M${x + size} ${y - size}l${-2 * size} ${2 * size}`;

export function mapFaults() {
  const element = svg('g');

  /** @param regionAt region by label, with x, y and radius */
  function show(faults, regionAt) {
    const shapes = [];
    for (const { a, b } of faults.partitions) {
      const [from, to] = [regionAt(a), regionAt(b)];
      if (!from || !to) continue;
      shapes.push(svg('path.cut', { d: `M${from.x} ${from.y}L${to.x} ${to.y}`, 'data-fault': `cut ${[a, b].sort().join(' ')}` }), svg('path.cross', { d: cross(middle(from, to), 6) }));
    }
    for (const fault of faults.degraded) {
      const [from, to] = [regionAt(fault.a), regionAt(fault.b)];
      if (!from || !to) continue;
      shapes.push(svg('path.degraded', { d: `M${from.x} ${from.y}L${to.x} ${to.y}`, 'data-fault': `degraded ${[fault.a, fault.b].sort().join(' ')}` }));
    }
    for (const label of faults.isolated) {
      const region = regionAt(label);
      if (region) shapes.push(svg('circle.isolated', { cx: region.x, cy: region.y, r: region.radius + 9, 'data-fault': `isolated ${label}` }), svg('path.cross', { d: cross([region.x, region.y - region.radius - 9], 5) }));
    }
    element.replaceChildren(...shapes);
  }

  return { element, show };
}

/** What stands beside degraded pairs: as the dots of mapNames. */
export const degradedNames = (degraded, regionAt) => degraded.map(fault => [fault, regionAt(fault.a), regionAt(fault.b)]).filter(([, from, to]) => from && to)
  .map(([fault, from, to]) => { const [x, y] = middle(from, to); return { x, y, radius: 2, text: degradedText(fault), style: '.fault' }; });

const middle = (from, to) => [(from.x + to.x) / 2, (from.y + to.y) / 2];
