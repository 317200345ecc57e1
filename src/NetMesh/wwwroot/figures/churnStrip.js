// Who came, finished and left: three lines of bars over time, a line for each, so that no colour is needed.

import { svg } from '../markup.js';
import { margin, timeTicks } from './timeAxis.js';

const lines = [['joined', 'blue'], ['finished', 'green'], ['left', 'pink']];
const lineHeight = 30, barWidth = 5;

export function churnStrip(label) {
  const bottom = lines.length * lineHeight, height = bottom + margin.bottom;
  const drawing = svg('svg', { role: 'img', 'aria-label': label, height });
  const ground = svg('g'), cursor = svg('path.cursor');
  drawing.append(ground, cursor);

  function draw(moments, axis, until) {
    drawing.setAttribute('width', axis.width);
    drawing.setAttribute('viewBox', `0 0 ${axis.width} ${height}`);
    const slots = Math.max(1, Math.floor(axis.plot / barWidth));
    const sums = lines.map(() => new Float64Array(slots));
    for (const moment of moments.all.slice(0, until)) {
      const slot = Math.min(slots - 1, Math.floor((axis.x(moment.at) - margin.left) / barWidth));
      if (slot >= 0) lines.forEach(([what], line) => { sums[line][slot] += moment[what] ?? 0; });
    }
    const tallest = Math.max(1, ...sums.flatMap(it => [...it]));
    ground.replaceChildren(
      ...lines.flatMap(([what, style], line) => {
        const base = (line + 1) * lineHeight;
        const bars = Array.from(sums[line], (value, slot) => value && svg(`rect.bar.${style}`, {
          x: margin.left + slot * barWidth, width: barWidth - 1, y: (base - value / tallest * (lineHeight - 8)).toFixed(1), height: (value / tallest * (lineHeight - 8)).toFixed(1),
        })).filter(Boolean);
        return [svg('path.grid', { d: `M${margin.left} ${base + .5}h${axis.plot}` }), ...bars, svg('text.mark', { x: margin.left - 3, y: base - 5, 'text-anchor': 'end', text: what === 'finished' ? 'done' : what })];
      }),
      ...timeTicks(axis, bottom));
  }

  return {
    element: drawing,
    draw,
    mark: x => x === null ? cursor.removeAttribute('d') : cursor.setAttribute('d', `M${x.toFixed(1)} 0V${bottom}`),
  };
}
