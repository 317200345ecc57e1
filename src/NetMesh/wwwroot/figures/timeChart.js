// Curves over time: the base of what is drawn beneath the heat map, on its axis.

import { count } from '../numbers.js';
import { svg } from '../markup.js';
import { margin, roundTicks, timeTicks } from './timeAxis.js';

const top = 8;

/**
 * @param label the drawing's name for those who do not see it
 * @param curves each with a style (a class of style/figures.css), value(moment), and whether the area beneath it is filled
 */
export function timeChart({ label, height, curves }) {
  const drawing = svg('svg', { role: 'img', 'aria-label': label, height });
  const ground = svg('g'), above = svg('path.cursor');
  drawing.append(ground, above);
  const bottom = height - margin.bottom;

  /** @param until how many moments are shown */
  function draw(moments, axis, until) {
    const all = moments.all.slice(0, until);
    const ticks = roundTicks(moments.all.reduce((most, moment) => Math.max(most, ...curves.map(curve => curve.value(moment))), 1), 3);
    const y = value => bottom - value / ticks.at(-1) * (bottom - top);
    drawing.setAttribute('width', axis.width);
    drawing.setAttribute('viewBox', `0 0 ${axis.width} ${height}`);
    ground.replaceChildren(
      ...ticks.flatMap(value => [
        svg('path.grid', { d: `M${margin.left} ${y(value).toFixed(1)}h${axis.plot}` }),
        svg('text.mark', { x: margin.left - 6, y: y(value) + 4, 'text-anchor': 'end', text: count(value) }),
      ]),
      ...timeTicks(axis, bottom),
      ...curves.flatMap(curve => path(curve, all, moments, axis, y)));
  }

  return {
    element: drawing,
    draw,
    mark: x => x === null ? above.removeAttribute('d') : above.setAttribute('d', `M${x.toFixed(1)} ${top}V${bottom}`),
  };

  // Steps: a value holds until the next moment. Where nothing was heard there is no line.
  function path(curve, all, moments, axis, y) {
    let line = '', area = '', begun = -1;
    all.forEach((moment, i) => {
      const end = moments.endOf(i), x = axis.x(moment.at).toFixed(1), right = axis.x(Math.min(end, axis.to)).toFixed(1), height = y(curve.value(moment)).toFixed(1);
      if (begun < 0) {
        line += `M${x} ${height}`;
        area += `M${x} ${bottom}V${height}`;
        begun = i;
      } else {
        line += `V${height}`;
        area += `V${height}`;
      }
      line += `H${right}`;
      area += `H${right}`;
      if (i === all.length - 1 || end < all[i + 1].at) {
        area += `V${bottom}Z`;
        begun = -1;
      }
    });
    return [curve.filled && svg(`path.area.${curve.style}`, { d: area }), svg(`path.line.${curve.style}`, { d: line })].filter(Boolean);
  }
}
