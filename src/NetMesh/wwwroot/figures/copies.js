// The colours of copies. None and one stand out; from two on blue deepens class by class, between the fewest and the most that were seen: lightness falls throughout, so that people who
// see red and green alike, and printers without colour, tell the classes apart (vermilion, yellow and blue of Okabe and Ito).

const none = '#d55e00', one = '#f0e442', blues = ['#a8d1ea', '#74b2dc', '#4592c8', '#2272ad', '#0b4f8c', '#062c57'];
const steps = [7, 12, 20, 32, 64, 128, 255];

/**
 * Classes between the fewest and the most copies that are shown, each the same factor wide, none narrower than one: where all pieces have many copies their small differences are seen.
 * @returns { classes: [{ from, to, label, colour }], classOf: class of each of 256 values, pixelOf: its pixel of a canvas }
 */
export function copiesScale(least, most) {
  const classes = [{ from: 0, to: 0, label: 'no copy', colour: none }, { from: 1, to: 1, label: '1 copy', colour: one }];
  let from = 2, base = Math.min(255 - blues.length, Math.max(2, least));

  // While a swarm grows its colours change in steps, not with every copy.
  const top = base > 2 ? most : steps.find(it => it >= most) ?? 255;
  blues.forEach((colour, i) => {
    const left = blues.length - i, to = i === blues.length - 1 ? 255 : Math.max(base, Math.round(base * ((top + 1) / base) ** (1 / left)) - 1);
    classes.push({ from, to, colour, label: to === 255 ? `${from} or more` : from === to ? String(from) : `${from}–${to}` });
    from = base = to + 1;
  });
  const classOf = Uint8Array.from({ length: 256 }, (_, copies) => classes.findIndex(it => copies <= it.to));
  return { classes, classOf, pixelOf: Uint32Array.from(classOf, it => pixel(classes[it].colour)) };
}

/** "255 or more" is all that a byte can say of many. */
export const copiesText = copies => copies === 255 ? '255 copies or more' : copies === 1 ? '1 copy' : `${copies} copies`;

// A pixel's bytes are red, green, blue and opacity, whatever the machine's order of bytes in a number.
function pixel(colour) {
  const value = parseInt(colour.slice(1), 16);
  return new Uint32Array(Uint8Array.of(value >> 16, value >> 8 & 255, value & 255, 255).buffer)[0];
}
