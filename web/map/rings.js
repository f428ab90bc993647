/* Rings as polygons: one that lies in an odd number of others is a hole of the smallest around it. */

const closed = (ring) => [...ring, ring[0]];

function holds(ring, [x, y]) {
  let inside = false;
  ring.forEach(([x1, y1], number) => {
    const [x2, y2] = ring[(number + 1) % ring.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}
const size = (ring) => Math.abs(ring.reduce((sum, [x, y], number) => {
  const [x2, y2] = ring[(number + 1) % ring.length];
  return sum + x * y2 - x2 * y;
}, 0));

export function nested(rings) {
  const around = rings.map((one) => rings.filter((other) => other !== one && holds(other, one[0])));
  return rings.flatMap((one, number) => {
    if (around[number].length % 2) return [];
    const holes = rings.filter((other, which) => {
      const [nearest] = [...around[which]].sort((a, b) => size(a) - size(b));
      return around[which].length % 2 && nearest === one;
    });
    return [[closed(one), ...holes.map(closed)]];
  });
}
