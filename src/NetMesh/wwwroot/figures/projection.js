// From degrees to pixels: the Equal Earth projection (Šavrič, Patterson and Jenny 2018), on which equal areas look equal.

const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796], m = Math.sqrt(3) / 2;

function flat(longitude, latitude) {
  const l = Math.asin(m * Math.sin(latitude * Math.PI / 180)), l2 = l * l, l6 = l2 ** 3;
  return [longitude * Math.PI / 180 * Math.cos(l) / (m * (a1 + 3 * a2 * l2 + l6 * (7 * a3 + 9 * a4 * l2))), l * (a1 + a2 * l2 + l6 * (a3 + a4 * l2))];
}

// Nobody hosts anything beyond: neither in Antarctica nor in the Arctic Ocean.
const north = flat(0, 80)[1], south = flat(0, -57)[1], east = flat(180, 0)[0];

/** @param width of the map, in pixels; its height follows */
export function projection(width) {
  const scale = width / (2 * east);
  return {
    width,
    height: Math.round((north - south) * scale),

    /** Pixels of a place. */
    at(longitude, latitude) {
      const [x, y] = flat(longitude, latitude);
      return [(x + east) * scale, (north - y) * scale];
    },
  };
}
