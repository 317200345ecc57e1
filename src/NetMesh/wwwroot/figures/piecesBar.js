// The pieces that a peer has: the file from its beginning to its end, filled where a piece is there.

import { el, setAttributes, setText, svg } from '../markup.js';
import { count, decoded } from '../numbers.js';

export function piecesBar() {
  const drawing = svg('svg.pieces', { role: 'img', preserveAspectRatio: 'none' }), caption = el('p');
  return {
    element: el('figure', {}, drawing, el('figcaption', {}, caption)),

    /**
     * @param {string} bitfield a bit a piece, the highest bit of the first byte first, in base64
     * @returns {number} how many pieces are there
     */
    show(bitfield, pieces) {
      const bits = decoded(bitfield ?? ''), runs = [];
      let had = 0;
      for (let piece = 0; piece < pieces; piece++) {
        if (!(bits[piece >> 3] & 128 >> (piece & 7))) continue;
        had++;
        if (runs.at(-1)?.end === piece) runs.at(-1).end++;
        else runs.push({ begin: piece, end: piece + 1 });
      }
      drawing.replaceChildren(...runs.map(it => svg('rect', { x: it.begin, width: it.end - it.begin, height: 1 })));
      const text = `${count(had)} of ${count(pieces)} pieces are there${had && had < pieces ? `; the longest part in one stretch is ${count(Math.max(...runs.map(it => it.end - it.begin)))} pieces` : ''}.`;
      setAttributes(drawing, { viewBox: `0 0 ${Math.max(1, pieces)} 1`, 'aria-label': text });
      setText(caption, `The file from its beginning (left) to its end; filled: the peer has it. ${text}`);
      return had;
    },
  };
}
