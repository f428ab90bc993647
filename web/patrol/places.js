/* Where a point is, told on the phone itself: inside which grid, how far from what. Degrees in, metres out. */

const EARTH = 6371000;
const rad = (degrees) => (degrees * Math.PI) / 180;

export function metres(lon, lat, toLon, toLat) {
  const half = Math.sin(rad(toLat - lat) / 2) ** 2 + Math.cos(rad(lat)) * Math.cos(rad(toLat)) * Math.sin(rad(toLon - lon) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
}

function inRing(ring, lon, lat) {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [x, y] = ring[at];
    const [bx, by] = ring[before];
    if (y > lat !== by > lat && lon < ((bx - x) * (lat - y)) / (by - y) + x) inside = !inside;
  }
  return inside;
}

export const gridAt = (grids, lon, lat) => grids.find((grid) => grid.outline.some((ring) => inRing(ring, lon, lat)));

export function nearestBuilding(buildings, lon, lat, within = 60) {
  const near = buildings.filter((one) => one.lon !== null).map((one) => [metres(lon, lat, one.lon, one.lat), one]);
  near.sort(([a], [b]) => a - b);
  return near.length && near[0][0] <= within ? near[0][1] : null;
}

export function boundsOf(grids) {
  const points = grids.flatMap((grid) => grid.outline.flat());
  if (!points.length) return null;
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
