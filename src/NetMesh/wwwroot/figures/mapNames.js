// Where names of regions stand on the map: beside their dots, on no other name, on no dot and not outside.

const height = 13, letter = 6.3, gap = 4;

/**
 * @param dots each with x, y, radius and text
 * @returns for every dot { x, y, anchor } of its name, or null where there is no room for it
 */
export function mapNames(dots, width, mapHeight) {
  const taken = dots.map(it => [it.x - it.radius, it.y - it.radius, it.x + it.radius, it.y + it.radius]);
  return dots.map(dot => {
    const wide = dot.text.length * letter, off = dot.radius + gap;
    for (const [anchor, x, y] of [
      ['start', dot.x + off, dot.y + 4], ['end', dot.x - off, dot.y + 4], ['middle', dot.x, dot.y - off], ['middle', dot.x, dot.y + off + 9],
      ['start', dot.x + off - 3, dot.y - off + 2], ['start', dot.x + off - 3, dot.y + off + 7], ['end', dot.x - off + 3, dot.y - off + 2], ['end', dot.x - off + 3, dot.y + off + 7],
    ]) {
      const left = x - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0), box = [left, y - height + 3, left + wide, y + 3];
      if (left < 2 || box[2] > width - 2 || box[1] < 2 || box[3] > mapHeight - 2) continue;
      if (taken.some(it => it[0] < box[2] && box[0] < it[2] && it[1] < box[3] && box[1] < it[3])) continue;
      taken.push(box);
      return { x, y, anchor };
    }
    return null;
  });
}
