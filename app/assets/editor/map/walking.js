// Who walks how far: rings of 5, 10 and 15 minutes around the goal of a community, area by area.

export const RINGS_MINUTES = [5, 10, 15];

/**
 * The walk of each unit to the goal of a community, or of its own community where none is chosen.
 *
 * The goal is the one that the figures use: the facility with the least walking, else the area that would need one.
 * Returns `{ ringOf(unit), beyond(unit) }`: 0, 1, 2 for within 5, 10, 15 minutes, 3 for beyond or not known.
 */
export function walkingFrom({ ground, drawing, totals }, chosen) {
  const goals = new Map();
  const goalOf = (id) => {
    if (!goals.has(id)) goals.set(id, totals(id).walking ?? null);
    return goals.get(id);
  };
  const rings = new Uint8Array(ground.count);
  for (let unit = 0; unit < ground.count; unit += 1) {
    const id = chosen ?? drawing.communityOf(unit);
    const minutes = id === null ? Infinity : walk(ground.walks, unit, goalOf(id));
    const ring = RINGS_MINUTES.findIndex((limit) => minutes <= limit);
    rings[unit] = ring < 0 ? RINGS_MINUTES.length : ring;
  }
  return { ringOf: (unit) => rings[unit], beyond: (unit) => rings[unit] === RINGS_MINUTES.length };
}

/** Where the minutes of each ring are written, `{ ring, arc }`: on the longest border that it runs along. */
export function ringArcs({ plane: { arcs }, walking }) {
  const longest = RINGS_MINUTES.map(() => ({ length: 0, arc: -1 }));
  arcs.a.forEach((a, arc) => {
    const b = arcs.b[arc];
    if (b < 0) return;
    const [low, high] = [walking.ringOf(a), walking.ringOf(b)].sort((one, other) => one - other);
    const [left, top, right, bottom] = arcs.boxes.subarray(4 * arc, 4 * arc + 4);
    const length = Math.hypot(right - left, bottom - top);
    for (let ring = low; ring < high; ring += 1)
      if (length > longest[ring].length) longest[ring] = { length, arc };
  });
  return longest.flatMap(({ arc }, ring) => (arc < 0 ? [] : [{ ring, arc }]));
}

function walk(walks, unit, goal) {
  if (!goal) return Infinity;
  const tenths = goal.anchor === null ? walks.toUnit(unit, goal.unit) : walks.toAnchor(unit, goal.anchor);
  return tenths === undefined || tenths === walks.unreachable ? Infinity : tenths / 10;
}
