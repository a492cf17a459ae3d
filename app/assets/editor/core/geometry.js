// Plane geometry on flat rings. Only inside, crossing and touching are asked, so degrees serve as well as metres.

/** Twice the signed area of the triangle a, b, c: positive when c lies left of a → b. */
function turn(ax, ay, bx, by, cx, cy) {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

function within(a, b, c) {
  return Math.min(a, b) <= c && c <= Math.max(a, b);
}

/** Whether two closed segments share a point. */
export function segmentsMeet(ax, ay, bx, by, cx, cy, dx, dy) {
  const c = turn(ax, ay, bx, by, cx, cy);
  const d = turn(ax, ay, bx, by, dx, dy);
  const a = turn(cx, cy, dx, dy, ax, ay);
  const b = turn(cx, cy, dx, dy, bx, by);
  if (((c > 0 && d < 0) || (c < 0 && d > 0)) && ((a > 0 && b < 0) || (a < 0 && b > 0))) return true;
  return (
    (c === 0 && within(ax, bx, cx) && within(ay, by, cy)) ||
    (d === 0 && within(ax, bx, dx) && within(ay, by, dy)) ||
    (a === 0 && within(cx, dx, ax) && within(cy, dy, ay)) ||
    (b === 0 && within(cx, dx, bx) && within(cy, dy, by))
  );
}

/** Whether a point lies inside an odd number of the rings from `first` to `last`: holes and parts come out right. */
export function insideRings(rings, first, last, x, y) {
  const { xy, start } = rings;
  let inside = false;
  for (let ring = first; ring < last; ring += 1) {
    const end = start[ring + 1];
    for (let k = start[ring], j = end - 1; k < end; j = k, k += 1) {
      const ky = xy[2 * k + 1];
      const jy = xy[2 * j + 1];
      if (ky > y !== jy > y && x < ((xy[2 * j] - xy[2 * k]) * (y - ky)) / (jy - ky) + xy[2 * k]) inside = !inside;
    }
  }
  return inside;
}

/** Whether a segment touches the outline of the rings from `first` to `last`. */
export function meetsRings(rings, first, last, ax, ay, bx, by) {
  const { xy, start } = rings;
  const west = Math.min(ax, bx);
  const east = Math.max(ax, bx);
  const south = Math.min(ay, by);
  const north = Math.max(ay, by);
  for (let ring = first; ring < last; ring += 1) {
    const end = start[ring + 1];
    for (let k = start[ring], j = end - 1; k < end; j = k, k += 1) {
      const kx = xy[2 * k];
      const ky = xy[2 * k + 1];
      const jx = xy[2 * j];
      const jy = xy[2 * j + 1];
      if ((kx < west && jx < west) || (kx > east && jx > east)) continue;
      if ((ky < south && jy < south) || (ky > north && jy > north)) continue;
      if (segmentsMeet(ax, ay, bx, by, kx, ky, jx, jy)) return true;
    }
  }
  return false;
}

/** Whether a segment that does not touch the outline of some rings comes within reach of it: rx east, ry north. */
export function reachesRings(rings, first, last, [ax, ay, bx, by], rx, ry) {
  const { xy, start } = rings;
  const [pax, pay, pbx, pby] = [ax / rx, ay / ry, bx / rx, by / ry];
  for (let ring = first; ring < last; ring += 1) {
    const end = start[ring + 1];
    for (let k = start[ring], j = end - 1; k < end; j = k, k += 1) {
      const [kx, ky] = [xy[2 * k] / rx, xy[2 * k + 1] / ry];
      const [jx, jy] = [xy[2 * j] / rx, xy[2 * j + 1] / ry];
      // Segments that do not cross are nearest at one of their ends.
      if (
        away2(pax, pay, pbx, pby, kx, ky) <= 1 ||
        away2(kx, ky, jx, jy, pax, pay) <= 1 ||
        away2(kx, ky, jx, jy, pbx, pby) <= 1
      )
        return true;
    }
  }
  return false;
}

// Square of the distance of c from the segment a b.
function away2(ax, ay, bx, by, cx, cy) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const share = length ? Math.max(0, Math.min(1, ((cx - ax) * (bx - ax) + (cy - ay) * (by - ay)) / length)) : 0;
  return (ax + share * (bx - ax) - cx) ** 2 + (ay + share * (by - ay) - cy) ** 2;
}

/** Flatten GeoJSON areas: `xy` of all corners, `start` of each ring, `rings` of each shape (both with an end). */
export function flatten(shapes) {
  const xy = [];
  const start = [0];
  const rings = [0];
  for (const shape of shapes) {
    const polygons = shape === null ? [] : shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
    for (const polygon of polygons) {
      for (const ring of polygon) {
        for (const [x, y] of ring) xy.push(x, y);
        start.push(xy.length / 2);
      }
    }
    rings.push(start.length - 1);
  }
  return { xy: Float64Array.from(xy), start: Int32Array.from(start), rings: Int32Array.from(rings) };
}

/** Bounds of each flattened shape: west, south, east, north; of a shape without corners an empty box. */
export function boundsOf({ xy, start, rings }) {
  const count = rings.length - 1;
  const bounds = new Float64Array(4 * count);
  for (let shape = 0; shape < count; shape += 1) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = start[rings[shape]]; k < start[rings[shape + 1]]; k += 1) {
      west = Math.min(west, xy[2 * k]);
      east = Math.max(east, xy[2 * k]);
      south = Math.min(south, xy[2 * k + 1]);
      north = Math.max(north, xy[2 * k + 1]);
    }
    bounds.set([west, south, east, north], 4 * shape);
  }
  return bounds;
}
