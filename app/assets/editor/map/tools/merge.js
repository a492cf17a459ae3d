// Merge two communities: the first click chooses the one that stays, the second the one that joins it.

/** The tool; with a community chosen already only the second click is needed. */
export function makeMerge({ desk, session, view, chosen }) {
  const second = (spot) => {
    const first = chosen();
    const other = spot.unit < 0 ? null : session.drawing.communityOf(spot.unit);
    return first !== null && other !== null && other !== first ? [first, other] : null;
  };
  let held = null;
  return {
    key: "KeyM",
    start(spot) {
      held = second(spot);
      if (held) desk.lay({ kind: "merge", units: [], target: held[0], from: held[1] }, spot);
    },
    move() {},
    end(spot) {
      if (held) desk.release(false);
      else if (spot.unit >= 0) view.set({ selected: session.drawing.communityOf(spot.unit), units: [] });
      held = null;
    },
    cancel() {
      held = null;
      desk.drop();
    },
    enter({ unit }) {
      const spot = { unit, at: { x: 0, y: 0 }, shift: false };
      held = second(spot);
      if (held) {
        desk.lay({ kind: "merge", units: [], target: held[0], from: held[1] }, spot);
        desk.release(false);
      } else view.set({ selected: session.drawing.communityOf(unit), units: [] });
      held = null;
    },
  };
}
