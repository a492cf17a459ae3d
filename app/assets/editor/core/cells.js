// A uniform grid over boxes: which of them may lie at a place, without looking at all.

const PER_CELL = 2;

/** Put `count` boxes (west, south, east, north each) into about one cell for every two of them. */
export function gridOf(bounds, count) {
  const [west, south, east, north] = hull(bounds, count);
  const side = Math.max(1, Math.round(Math.sqrt(count / PER_CELL)));
  const wide = (east - west) / side || 1;
  const high = (north - south) / side || 1;
  const column = (x) => Math.min(side - 1, Math.max(0, Math.floor((x - west) / wide)));
  const row = (y) => Math.min(side - 1, Math.max(0, Math.floor((y - south) / high)));

  const start = new Int32Array(side * side + 1);
  const each = (visit) => {
    for (let box = 0; box < count; box += 1) {
      if (bounds[4 * box] > bounds[4 * box + 2]) continue;
      for (let r = row(bounds[4 * box + 1]); r <= row(bounds[4 * box + 3]); r += 1) {
        for (let c = column(bounds[4 * box]); c <= column(bounds[4 * box + 2]); c += 1) visit(r * side + c, box);
      }
    }
  };
  each((cell) => (start[cell + 1] += 1));
  for (let cell = 0; cell < side * side; cell += 1) start[cell + 1] += start[cell];
  const held = new Int32Array(start[side * side]);
  const next = start.slice(0, -1);
  each((cell, box) => (held[next[cell]++] = box));
  const stamp = new Int32Array(count);
  let now = 0;

  return {
    /** Visit each box that overlaps a window once, in no order. */
    near(x1, y1, x2, y2, visit) {
      now += 1;
      for (let r = row(y1); r <= row(y2); r += 1) {
        for (let c = column(x1); c <= column(x2); c += 1) {
          const cell = r * side + c;
          for (let k = start[cell]; k < start[cell + 1]; k += 1) {
            const box = held[k];
            if (stamp[box] === now) continue;
            stamp[box] = now;
            const b = 4 * box;
            if (bounds[b] <= x2 && bounds[b + 2] >= x1 && bounds[b + 1] <= y2 && bounds[b + 3] >= y1) visit(box);
          }
        }
      }
    },
  };
}

function hull(bounds, count) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let box = 0; box < count; box += 1) {
    west = Math.min(west, bounds[4 * box]);
    south = Math.min(south, bounds[4 * box + 1]);
    east = Math.max(east, bounds[4 * box + 2]);
    north = Math.max(north, bounds[4 * box + 3]);
  }
  return west <= east ? [west, south, east, north] : [0, 0, 0, 0];
}
