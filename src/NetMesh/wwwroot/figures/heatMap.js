// Piece availability: every row a piece, every column a moment, the colour says how many copies the swarm has of it. Cells are pixels of a canvas, which the page
// stretches; axes are drawn over it.

import { count } from '../numbers.js';
import { svg, el } from '../markup.js';
import { copiesScale } from './copies.js';
import { margin, timeTicks } from './timeAxis.js';

const most = 360, top = 6;

export function heatMap(label) {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const drawing = svg('svg', { role: 'img', 'aria-label': label });
  const axes = svg('g'), cursor = svg('path.cursor');
  drawing.append(axes, cursor);
  let perRow = 1, rows = 1, height = 1, scale = copiesScale(0, 0);

  function draw(moments, axis, until) {
    const { pieces } = moments.start;
    scale = copiesScale(...moments.range);
    perRow = Math.ceil(pieces / most);
    rows = Math.ceil(pieces / perRow);
    height = rows * Math.max(1, Math.min(24, Math.floor(most / rows)));
    canvas.width = axis.plot;
    canvas.height = rows;
    Object.assign(canvas.style, { left: `${margin.left}px`, top: `${top}px`, width: `${axis.plot}px`, height: `${height}px` });
    const whole = height + top + margin.bottom;
    drawing.setAttribute('width', axis.width);
    drawing.setAttribute('height', whole);
    drawing.setAttribute('viewBox', `0 0 ${axis.width} ${whole}`);
    axes.replaceChildren(...timeTicks(axis, top + height), ...pieceTicks(pieces));
    paint(moments, axis, until);
  }

  function paint(moments, axis, until) {
    const context = canvas.getContext('2d'), image = context.createImageData(axis.plot, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < until; i++) {
      const moment = moments.all[i];
      const left = Math.max(0, Math.round(axis.x(moment.at) - margin.left));
      const right = Math.min(axis.plot, Math.max(left + 1, Math.round(axis.x(moments.endOf(i)) - margin.left)));
      const values = rowsOf(moment);
      for (let row = 0; row < rows; row++) pixels.fill(scale.pixelOf[values[row]], row * axis.plot + left, row * axis.plot + right);
    }
    context.putImageData(image, 0, 0);
  }

  // Of pieces that share a row the rarest is shown: it is what a swarm can die of.
  function rowsOf(moment) {
    if (moment.rows?.length === rows) return moment.rows;
    const values = new Uint8Array(rows).fill(255);
    moment.copies.forEach((copies, piece) => { const row = Math.floor(piece / perRow); if (copies < values[row]) values[row] = copies; });
    return moment.rows = values;
  }

  function pieceTicks(pieces) {
    const ticks = [0, .25, .5, .75].map(share => Math.round(share * pieces)).filter((it, i, all) => it < pieces && all.indexOf(it) === i);
    return ticks.flatMap(piece => {
      const y = top + (piece / perRow + .5) * height / rows;
      return [svg('path.axis', { d: `M${margin.left - 4} ${y.toFixed(1)}h4` }), svg('text.mark', { x: margin.left - 7, y: Math.max(y + 4, 13), 'text-anchor': 'end', text: count(piece) })];
    });
  }

  return {
    element: el('div.heat', {}, canvas, drawing),
    draw,
    mark: x => x === null ? cursor.removeAttribute('d') : cursor.setAttribute('d', `M${x.toFixed(1)} ${top}V${top + height}`),

    /** Pieces of the row at a height of the drawing: the first and the last; null: none. */
    piecesAt(y, moments) {
      const row = Math.floor((y - top) / height * rows);
      return row < 0 || row >= rows ? null : [row * perRow, Math.min(moments.start.pieces, (row + 1) * perRow) - 1];
    },

    /** The colours that were drawn with. */
    get scale() { return scale; },

    /** A sentence about how pieces became rows. */
    get binning() { return perRow === 1 ? 'Every row is one piece.' : `There are more pieces than rows fit: a row stands for ${perRow} neighbouring pieces and shows the rarest of them.`; },
  };
}
