// Push a boundary: drag an area, or the chosen group, into another community; or push the line itself.

import { unitsAlong } from "../../core/hit.js";

/** The tool; `borderAt(spot)` is the pair of units whose boundary lies under the pointer, or null. */
export function makePush({ desk, session, view, borderAt }) {
  let held = null;

  const draggedUnits = (unit) => {
    const home = session.drawing.communityOf(unit);
    const chosen = view.get("units");
    return chosen.includes(unit) ? chosen.filter((other) => session.drawing.communityOf(other) === home) : [unit];
  };
  // The whole of what the line has been pushed over, straight from where it was taken hold of.
  const pushed = (spot) => {
    const { drawing } = session;
    const here = drawing.communityOf(spot.unit);
    if (held.sides.includes(here)) held.giver = here;
    if (held.giver === undefined) return null;
    const target = held.sides.find((id) => id !== held.giver);
    const units = unitsAlong(session.ground, [held.place, spot.place]);
    return { units: units.filter((unit) => drawing.communityOf(unit) === held.giver), target };
  };
  const dragged = (spot) => {
    const target = spot.unit < 0 ? undefined : session.drawing.communityOf(spot.unit);
    if (target === undefined || target === session.drawing.communityOf(held.unit)) return null;
    return { units: held.units, target };
  };
  return {
    key: "KeyB",
    start(spot) {
      const border = borderAt(spot);
      if (border)
        held = { place: spot.place, plane: spot.plane, sides: border.map((u) => session.drawing.communityOf(u)) };
      else if (spot.unit >= 0) held = { unit: spot.unit, units: draggedUnits(spot.unit), plane: spot.plane };
      else held = null;
    },
    move(spots) {
      if (!held) return;
      const spot = spots.at(-1);
      const found = held.sides ? spot.unit >= 0 && pushed(spot) : dragged(spot);
      if (!found || !found.units.length) desk.drop();
      else desk.lay({ kind: held.sides ? "push" : "move", holds: true, ...found }, spot);
      desk.sketch({ points: [held.plane, spot.plane] });
    },
    end(spot) {
      held = null;
      desk.release(spot.shift);
    },
    cancel() {
      held = null;
      desk.drop();
    },
    enter({ units, unit }, give) {
      give(units.length ? units : [unit]);
    },
  };
}
