// Which units a gesture means: the one under the pointer, those along a brush stroke, those inside a lasso.

import { insideRings, meetsRings, reachesRings } from "./geometry.js";

/** The unit at a place, −1 for none. */
export function unitAt(ground, [x, y]) {
  let found = -1;
  ground.cells.near(x, y, x, y, (unit) => {
    if (covers(ground, unit, x, y) && (found < 0 || unit < found)) found = unit;
  });
  return found;
}

/**
 * Units that a stroke runs over, in the order it meets them: every one that lies between two samples too.
 *
 * `radius` is that of the brush, one for both axes or `[east, north]`, as a circle on the screen is none in degrees.
 */
export function unitsAlong(ground, path, radius = 0) {
  const [rx, ry] = Array.isArray(radius) ? radius : [radius, radius];
  const met = new Set();
  path.forEach(([x, y], k) => {
    const [fromX, fromY] = path[Math.max(0, k - 1)];
    alongSegment(ground, [fromX, fromY, x, y], rx, ry).forEach((unit) => met.add(unit));
  });
  return [...met];
}

function alongSegment(ground, [ax, ay, bx, by], rx, ry) {
  const found = [];
  const { rings } = ground;
  const [west, south] = [Math.min(ax, bx) - rx, Math.min(ay, by) - ry];
  const [east, north] = [Math.max(ax, bx) + rx, Math.max(ay, by) + ry];
  ground.cells.near(west, south, east, north, (unit) => {
    const first = rings.rings[unit];
    const last = rings.rings[unit + 1];
    const touched = insideRings(rings, first, last, ax, ay) || meetsRings(rings, first, last, ax, ay, bx, by);
    if (touched || (rx > 0 && reachesRings(rings, first, last, [ax, ay, bx, by], rx, ry))) found.push(unit);
  });
  const along = (unit) => {
    const [x, y] = ground.places[unit];
    return (x - ax) * (bx - ax) + (y - ay) * (by - ay);
  };
  return found.length > 1 ? found.sort((a, b) => along(a) - along(b) || a - b) : found;
}

/** Units whose place lies inside a closed line of points, ordered by number. */
export function unitsIn(ground, polygon) {
  if (polygon.length < 3) return [];
  const line = { xy: Float64Array.from(polygon.flat()), start: Int32Array.of(0, polygon.length) };
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const found = [];
  ground.cells.near(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (unit) => {
    const [x, y] = ground.places[unit];
    if (insideRings(line, 0, 1, x, y)) found.push(unit);
  });
  return found.sort((a, b) => a - b);
}

/** Units whose place lies inside a rectangle between two corners. */
export function unitsInBox(ground, [ax, ay], [bx, by]) {
  return unitsIn(ground, [
    [ax, ay],
    [bx, ay],
    [bx, by],
    [ax, by],
  ]);
}

/** Whether a unit may be pushed over to a community: another’s, not locked, and beside it. */
export function pushable(ground, drawing, unit, target) {
  const to = drawing.indexOf(target);
  if (to < 0 || drawing.community[unit] === to || drawing.isLocked(target)) return false;
  if (drawing.isLocked(drawing.communityOf(unit))) return false;
  const { start, to: beside } = ground.neighbours;
  for (let k = start[unit]; k < start[unit + 1]; k += 1) if (drawing.community[beside[k]] === to) return true;
  return false;
}

function covers(ground, unit, x, y) {
  return insideRings(ground.rings, ground.rings.rings[unit], ground.rings.rings[unit + 1], x, y);
}
