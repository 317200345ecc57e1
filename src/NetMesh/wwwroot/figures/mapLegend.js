// What the map's shapes mean, with numbers.

import { el, sketch, svg } from '../markup.js';
import { rate } from '../numbers.js';
import { arcWidth } from './arcs.js';

export const mapLegend = () => el('ul.legend', { 'aria-label': 'Legend' },
  el('li', {}, sketch(16, 16, svg('circle.dot', { cx: 8, cy: 8, r: 5.5 })), 'region; larger: more hosts'),
  el('li', {}, sketch(18, 18, svg('circle.dot', { cx: 9, cy: 9, r: 5 }), svg('circle.clients', { cx: 9, cy: 9, r: 8 })), 'with real clients'),
  ...[1e4, 1e6, 1e8].map(bytes => el('li', {}, sketch(26, 12, svg('path.arc', { d: 'M0 6H26', 'stroke-width': arcWidth(bytes) })), rate(bytes))),
  el('li', {}, sketch(14, 12, svg('path.drops', { d: 'M7 1l5 10h-10z' })), 'drops'),
  el('li', {}, sketch(26, 12, svg('path.cut', { d: 'M0 6H26' })), 'cut'),
  el('li', {}, sketch(26, 12, svg('path.degraded', { d: 'M1 6H26' })), 'slower or lossy'),
  el('li', {}, sketch(18, 18, svg('circle.isolated', { cx: 9, cy: 9, r: 7 })), 'isolated'));
