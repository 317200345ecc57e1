// Traffic between two regions on the map: an arc from one to the other, bent to the right of its way, so that there and back are two arcs.

const bend = .16;

/** @returns { path, middle: [x, y] } from one point to another */
export function arcBetween([x, y], [toX, toY]) {
  const dx = toX - x, dy = toY - y, cx = x + dx / 2 - dy * bend, cy = y + dy / 2 + dx * bend;
  return { path: `M${x.toFixed(1)} ${y.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${toX.toFixed(1)} ${toY.toFixed(1)}`, middle: [(x + 2 * cx + toX) / 4, (y + 2 * cy + toY) / 4] };
}

/** Three quarters of a pixel for every power of ten above 100 B/s; half of that on a phone. */
export const arcWidth = (bytes, scale = 1) => scale * Math.max(.4, Math.min(7, .75 * (Math.log10(Math.max(bytes, 1)) - 2)));

/** Busy arcs are to be seen among many idle ones. */
export const arcOpacity = bytes => Math.max(.12, Math.min(.9, .17 * (Math.log10(Math.max(bytes, 1)) - 2)));
