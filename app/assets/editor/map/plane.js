// The ground laid flat once: every corner in pixels of one fixed zoom, in typed arrays, so that drawing at any zoom is
// one multiplication and one addition a corner.

import { gridOf } from "../core/cells.js";

/**
 * Project the units and arcs of a ground.
 *
 * Returns `{ base, middle, project, units, arcs }`; units and arcs have `xy` (corners), `paths` (where each ring or
 * line starts), `first` (first path of each item), `boxes` (four numbers an item: left, top, right, bottom) and
 * `near(box, visit)`. A place p of the plane lies at (p + middle)·2^(zoom − base) pixels of the map.
 */
export function layPlane(map, ground) {
  const base = map.getMaxZoom();
  const middle = map.project(centreOf(ground.bounds), base);
  const project = (x, y) => {
    const at = map.project([y, x], base);
    return [at.x - middle.x, at.y - middle.y];
  };
  const { rings, arcs } = ground;
  const lines = flattenLines(arcs.geometry);
  return {
    base,
    middle,
    project,
    units: lay(rings.xy, rings.start, rings.rings, project),
    arcs: { ...lay(lines.xy, lines.paths, lines.first, project), a: arcs.a, b: arcs.b },
  };
}

function centreOf(bounds) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < bounds.length; at += 4) {
    west = Math.min(west, bounds[at]);
    south = Math.min(south, bounds[at + 1]);
    east = Math.max(east, bounds[at + 2]);
    north = Math.max(north, bounds[at + 3]);
  }
  return west <= east ? [(south + north) / 2, (west + east) / 2] : [0, 0];
}

// An arc is a list of lines, each a list of places.
function flattenLines(arcs) {
  const corners = arcs.reduce((sum, arc) => sum + arc.reduce((n, line) => n + line.length, 0), 0);
  const xy = new Float64Array(2 * corners);
  const paths = new Int32Array(arcs.reduce((sum, arc) => sum + arc.length, 0) + 1);
  const first = new Int32Array(arcs.length + 1);
  let [corner, path] = [0, 0];
  arcs.forEach((arc, k) => {
    for (const line of arc) {
      for (const [x, y] of line) {
        xy[2 * corner] = x;
        xy[2 * corner + 1] = y;
        corner += 1;
      }
      path += 1;
      paths[path] = corner;
    }
    first[k + 1] = path;
  });
  return { xy, paths, first };
}

function lay(places, paths, first, project) {
  const xy = new Float64Array(places.length);
  for (let at = 0; at < xy.length; at += 2) {
    const [x, y] = project(places[at], places[at + 1]);
    xy[at] = x;
    xy[at + 1] = y;
  }
  const size = first.length - 1;
  const boxes = new Float64Array(4 * size);
  for (let item = 0; item < size; item += 1) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let corner = paths[first[item]]; corner < paths[first[item + 1]]; corner += 1) {
      const [x, y] = [xy[2 * corner], xy[2 * corner + 1]];
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
    boxes.set(box, 4 * item);
  }
  const cells = gridOf(boxes, size);
  return { size, xy, paths, first, boxes, near: (box, visit) => cells.near(...box, visit) };
}

/** The box around some items, as [left, top, right, bottom], or null around none. */
export function boxAround({ boxes }, items) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const item of items) {
    box[0] = Math.min(box[0], boxes[4 * item]);
    box[1] = Math.min(box[1], boxes[4 * item + 1]);
    box[2] = Math.max(box[2], boxes[4 * item + 2]);
    box[3] = Math.max(box[3], boxes[4 * item + 3]);
  }
  return box[0] <= box[2] ? box : null;
}

/** A corner in the middle of an arc, as [x, y] on the ground. */
export function middleOf(lines) {
  const line = lines.reduce((best, one) => (one.length > best.length ? one : best), lines[0]);
  return line[line.length >> 1];
}
