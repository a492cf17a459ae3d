// Lasso and rectangle: what lies inside goes to the chosen community; without one, or with Shift, it is chosen.

import { unitsIn, unitsInBox } from "../../core/hit.js";

const APART = 3;

function makeArea({ desk, session, view, chosen }, { key, kind, shapeOf, insideOf }) {
  let spots = null;
  const find = () => {
    const spot = spots.at(-1);
    const units = insideOf(session.ground, spots);
    const target = chosen();
    if (target !== null && units.length) desk.lay({ kind, units, target }, spot);
    else desk.drop();
    if (target === null) desk.choosing(units, spot);
    desk.sketch({ points: shapeOf(spots), closed: true });
    return units;
  };
  return {
    key,
    start(spot) {
      spots = [spot];
    },
    move(more) {
      if (!spots) return;
      for (const spot of more) {
        const last = spots.at(-1).at;
        if (Math.hypot(spot.at.x - last.x, spot.at.y - last.y) >= APART) spots.push(spot);
      }
      if (spots.length > 1) find();
    },
    end(spot) {
      const drawn = spots?.length > 1;
      if (drawn && chosen() === null) view.set({ units: find() });
      spots = null;
      if (drawn && desk.laid) desk.release(spot.shift);
      else desk.drop();
    },
    cancel() {
      spots = null;
      desk.drop();
    },
    enter({ units, unit }, give) {
      give(units.length ? units : [unit]);
    },
  };
}

/** The lasso: a line around areas, closed by itself. */
export function makeLasso(tools) {
  return makeArea(tools, {
    key: "KeyL",
    kind: "lasso",
    shapeOf: (spots) => spots.map((spot) => spot.plane),
    insideOf: (ground, spots) =>
      unitsIn(
        ground,
        spots.map((spot) => spot.place),
      ),
  });
}

/** The rectangle between two corners. */
export function makeBox(tools) {
  const corners = (spots, of) => [of(spots[0]), of(spots.at(-1))];
  return makeArea(tools, {
    key: "KeyR",
    kind: "box",
    shapeOf(spots) {
      const [[ax, ay], [bx, by]] = corners(spots, (spot) => spot.plane);
      return [
        [ax, ay],
        [bx, ay],
        [bx, by],
        [ax, by],
      ];
    },
    insideOf: (ground, spots) => unitsInBox(ground, ...corners(spots, (spot) => spot.place)),
  });
}
