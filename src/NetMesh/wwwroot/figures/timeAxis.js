// The time axis that all figures of a swarm share: one second lies at the same place in each of them.

import { clock } from '../numbers.js';
import { svg } from '../markup.js';

export const margin = { left: 46, right: 10, bottom: 22 };

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

/** @param width of the whole figure, in pixels */
export function timeAxis(from, to, width) {
  const plot = Math.max(40, Math.floor(width - margin.left - margin.right));
  return {
    from, to, width, plot,
    x: at => margin.left + (at - from) / (to - from) * plot,
    at: x => from + (x - margin.left) / plot * (to - from),
  };
}

/** Ticks and their labels at the bottom of a figure. */
export function timeTicks(axis, bottom) {
  const step = steps.find(it => (axis.to - axis.from) / it <= axis.plot / 95) ?? steps.at(-1);
  const marks = [svg('path.axis', { d: `M${margin.left} ${bottom + .5}h${axis.plot}` })];
  for (let at = Math.ceil(axis.from / step) * step; at <= axis.to; at += step) {
    const x = axis.x(at);
    marks.push(svg('path.axis', { d: `M${x.toFixed(1)} ${bottom}v4` }));
    if (x > margin.left + 14 && x < axis.width - 30 || at === 0) marks.push(svg('text.mark', { x: x.toFixed(1), y: bottom + 17, 'text-anchor': 'middle', text: clock(at) }));
  }
  return marks;
}

/** Round numbers from 0 to at least a maximum, a handful of them. */
export function roundTicks(maximum, about = 4) {
  const raw = Math.max(maximum, 1) / about, power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].map(it => it * power).find(it => it >= raw));
  return Array.from({ length: Math.ceil(Math.max(maximum, 1) / step) + 1 }, (_, i) => i * step);
}
