// What the heat map's colours mean, and how many pieces have each of them at the moment that is looked at.

import { el, setText } from '../markup.js';

export function copiesLegend() {
  const lines = [];
  const element = el('ul.legend', { 'aria-label': 'Colours: copies of a piece, and how many pieces have so many' });

  function line(i) {
    if (!lines[i]) {
      lines[i] = { swatch: el('span.swatch'), label: el('span'), many: el('small') };
      element.append(el('li', {}, ...Object.values(lines[i])));
    }
    return lines[i];
  }

  return {
    element,
    show({ classes, classOf }, copies) {
      const counts = classes.map(() => 0);
      for (const it of copies) counts[classOf[it]]++;
      classes.forEach(({ label, colour }, i) => {
        const it = line(i);
        it.swatch.style.backgroundColor = colour;
        setText(it.label, label);
        setText(it.many, `× ${counts[i]}`);
      });
    },
  };
}
