// The figures above the table: the plan as a whole, beside today.

import { standing } from "./sizing.js";

/** `{communities, today, inBand, todayInBand, householdsChanged, share, floorMissing, walkShare, …}`. */
export function readings({ ground, drawing, figures }, totals, confirmed) {
  const rows = [...drawing.records.keys()].map((id) => ({ ...totals(id), movedIn: figures.totals(id).movedIn }));
  const nowhere = figures.totals(null);
  const { settled } = ground;
  const householdsChanged = rows.reduce((sum, row) => sum + row.movedIn, nowhere.movedIn);
  const walking = rows.map((row) => row.walking).filter((each) => each !== null);
  const walkers = walking.reduce((sum, { households }) => sum + households, 0);
  const reached = walking.reduce((sum, { within }) => sum + within, 0);
  const server = confirmed?.plan.totals.after ?? null;
  return {
    communities: rows.length,
    today: ground.presentIds.length,
    inBand: rows.filter(({ inBand }) => inBand === "in").length,
    todayInBand: [...ground.presentHouseholds].filter((count) => standing(ground.band, count) === "in").length,
    households: rows.reduce((sum, row) => sum + (row.households ?? 0), nowhere.households ?? 0),
    persons: sumOrNull([...rows.map(({ persons }) => persons), nowhere.persons]),
    householdsChanged: settled > 0 ? householdsChanged : null,
    share: settled > 0 ? householdsChanged / settled : null,
    floorMissing: server ? server.facility_missing_m2 : sumOrNull(rows.map(({ floorMissingM2 }) => floorMissingM2)),
    walkShare: server ? server.walk_coverage : walkers ? reached / walkers : null,
    unassignedUnits: nowhere.units,
    unassignedHouseholds: nowhere.households,
    preview: confirmed === null,
  };
}

function sumOrNull(values) {
  return values.length === 0 || values.includes(null) ? null : values.reduce((sum, value) => sum + value, 0);
}
