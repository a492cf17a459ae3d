// Choose: a click takes a community and an area, Shift adds areas; dragging pans.

/** The tool that a click and a tap answer to. */
export function makeSelect({ view, session }) {
  const choose = (spot) => {
    const { unit } = spot;
    if (unit < 0) view.set({ selected: null, units: [] });
    else if (spot.shift) view.set({ units: toggled(view.get("units"), unit) });
    else view.set({ selected: session.drawing.communityOf(unit), units: [unit] });
  };
  return {
    key: "KeyV",
    pans: true,
    tap: choose,
    start() {},
    move() {},
    end: choose,
    cancel() {},
    enter({ units, unit }, give) {
      give(units.length ? units : [unit]);
    },
  };
}

function toggled(units, unit) {
  return units.includes(unit) ? units.filter((other) => other !== unit) : [...units, unit];
}
