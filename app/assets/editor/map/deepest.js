// Where a label stands: as deep inside its community as a raster of the ground can find. No page, no map.

const FINEST = 640;
const COARSEST = 160;
const CELLS_A_SIDE = 12;
const [STRAIGHT, SLANT] = [3, 4];

/** Note for each cell of a raster which unit lies at its middle, −1 for none. */
export function rasterise(units) {
  const whole = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < units.boxes.length; at += 4) {
    whole[0] = Math.min(whole[0], units.boxes[at]);
    whole[1] = Math.min(whole[1], units.boxes[at + 1]);
    whole[2] = Math.max(whole[2], units.boxes[at + 2]);
    whole[3] = Math.max(whole[3], units.boxes[at + 3]);
  }
  const side = Math.min(FINEST, Math.max(COARSEST, Math.sqrt(units.size) * CELLS_A_SIDE));
  const cell = Math.max(whole[2] - whole[0], whole[3] - whole[1]) / side || 1;
  const wide = Math.max(1, Math.ceil((whole[2] - whole[0]) / cell));
  const high = Math.max(1, Math.ceil((whole[3] - whole[1]) / cell));
  const raster = { cells: new Int32Array(wide * high).fill(-1), wide, high, cell, left: whole[0], top: whole[1] };
  for (let unit = 0; unit < units.size; unit += 1) fillUnit(raster, units, unit);
  return raster;
}

// Even-odd by scan lines through the middles of the cells.
function fillUnit(raster, { xy, paths, first, boxes }, unit) {
  const { cells, wide, high, cell, left, top } = raster;
  const from = Math.max(0, Math.floor((boxes[4 * unit + 1] - top) / cell));
  const to = Math.min(high - 1, Math.floor((boxes[4 * unit + 3] - top) / cell));
  for (let row = from; row <= to; row += 1) {
    const y = top + (row + 0.5) * cell;
    const hits = [];
    for (let path = first[unit]; path < first[unit + 1]; path += 1) {
      const end = paths[path + 1];
      for (let k = paths[path], j = end - 1; k < end; j = k, k += 1) {
        const [ky, jy] = [xy[2 * k + 1], xy[2 * j + 1]];
        if (ky > y !== jy > y) hits.push(xy[2 * k] + ((xy[2 * j] - xy[2 * k]) * (y - ky)) / (jy - ky));
      }
    }
    hits.sort((a, b) => a - b);
    for (let k = 0; k + 1 < hits.length; k += 2) {
      const start = Math.max(0, Math.ceil((hits[k] - left) / cell - 0.5));
      const stop = Math.min(wide - 1, Math.floor((hits[k + 1] - left) / cell - 0.5));
      for (let column = start; column <= stop; column += 1) cells[row * wide + column] = unit;
    }
  }
}

/**
 * Find the deepest place of each community that has a cell in `box` of the plane.
 *
 * `communityOf(unit)` is a number; returns community → [x, y] in the plane.
 */
export function deepest(raster, communityOf, box) {
  const { cells, wide, high, cell, left, top } = raster;
  const column = (x) => Math.min(wide - 1, Math.max(0, Math.floor((x - left) / cell)));
  const row = (y) => Math.min(high - 1, Math.max(0, Math.floor((y - top) / cell)));
  const [x1, y1, x2, y2] = [column(box[0]), row(box[1]), column(box[2]), row(box[3])];
  const [w, h] = [x2 - x1 + 3, y2 - y1 + 3];
  const owner = new Int32Array(w * h).fill(-1);
  for (let y = y1; y <= y2; y += 1) {
    for (let x = x1; x <= x2; x += 1) {
      const unit = cells[y * wide + x];
      if (unit >= 0) owner[(y - y1 + 1) * w + x - x1 + 1] = communityOf(unit);
    }
  }
  const depth = depths(owner, w, h);
  const best = new Map();
  owner.forEach((community, at) => {
    if (community < 0) return;
    const found = best.get(community);
    if (found === undefined || depth[at] > depth[found]) best.set(community, at);
  });
  const place = (at) => [left + (x1 + (at % w) - 0.5) * cell, top + (y1 + Math.floor(at / w) - 0.5) * cell];
  return new Map([...best].map(([community, at]) => [community, place(at)]));
}

// Chamfer distance of each cell to the nearest one of another owner; the rim has none.
function depths(owner, w, h) {
  const depth = new Int32Array(w * h).fill(STRAIGHT * (w + h));
  const sweep = (at, way) => {
    const own = owner[at];
    let least = depth[at];
    for (const [step, cost] of [
      [-1, STRAIGHT],
      [-w, STRAIGHT],
      [-w - 1, SLANT],
      [1 - w, SLANT],
    ]) {
      const other = at + way * step;
      const reach = owner[other] === own ? depth[other] + cost : cost;
      if (reach < least) least = reach;
    }
    depth[at] = least;
  };
  for (let y = 1; y < h - 1; y += 1) for (let x = 1; x < w - 1; x += 1) sweep(y * w + x, 1);
  for (let y = h - 2; y > 0; y -= 1) for (let x = w - 2; x > 0; x -= 1) sweep(y * w + x, -1);
  return depth;
}
