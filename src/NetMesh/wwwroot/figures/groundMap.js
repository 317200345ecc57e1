// The ground that maps are drawn on: land, as wide as its frame.

import { land } from '../lib/natural-earth/land.js';
import { setAttributes, svg } from '../markup.js';
import { projection } from './projection.js';

/**
 * @param frame the element that gives the map its width
 * @param drawing gets the land beneath what it has
 * @param laid called with the projection when the width is known, and when it has changed
 */
export function groundMap(frame, drawing, laid) {
  const ground = svg('path.land');
  let map = null;
  drawing.prepend(ground);
  new ResizeObserver(() => {
    const width = frame.clientWidth;
    if (!width || width === map?.width) return;
    map = projection(width);
    setAttributes(drawing, { viewBox: `0 0 ${map.width} ${map.height}`, height: map.height });
    ground.setAttribute('d', land.map(ring => {
      let path = '';
      for (let i = 0; i < ring.length; i += 2) path += `${i ? 'L' : 'M'}${map.at(ring[i] / 10, ring[i + 1] / 10).map(it => it.toFixed(1)).join(' ')}`;
      return `${path}Z`;
    }).join(''));
    laid(map);
  }).observe(frame);
}
