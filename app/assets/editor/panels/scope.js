// The whole plan, or the street office that the planner has chosen: its readings and its findings.

import { standing } from "../../sheet/gauge.js";
import { floorMargin } from "../../sheet/table.js";

/** Readings for the row above the table: `now`, `before` and the `total` of households. */
export function readingsOf(session, rows, office) {
  return office === null ? wholePlan(session) : oneOffice(session, rows, office);
}

function wholePlan(session) {
  const r = session.readings();
  return {
    now: { communities: r.communities, in_band: r.inBand, changed: r.householdsChanged, floor: r.floorMissing },
    before: r.today ? { communities: r.today, in_band: r.todayInBand } : {},
    total: r.households,
  };
}

function oneOffice(session, rows, office) {
  const { ground, drawing } = session;
  const inside = rows.filter((row) => row.subdistrict === office);
  const units = [...ground.ids.keys()].filter((unit) => ground.subdistricts[ground.subdistrict[unit]] === office);
  const held = (some) => some.reduce((sum, unit) => sum + ground.households[unit], 0);
  const loose = units.filter((unit) => drawing.community[unit] < 0 && ground.present[unit] >= 0);
  const today = ground.today.filter((c) => c.subdistrict === office);
  const missing = inside.map(floorMargin);
  return {
    now: {
      communities: inside.length,
      in_band: inside.filter((row) => standing(row.households, ground.band) === "in").length,
      changed: today.length ? inside.reduce((sum, row) => sum + row.moved_in, held(loose)) : null,
      floor: missing.includes(null) ? null : missing.reduce((sum, margin) => sum + Math.max(0, -margin), 0),
    },
    before: today.length
      ? {
          communities: today.length,
          in_band: today.filter((c) => standing(c.households, ground.band) === "in").length,
        }
      : {},
    total: held(units),
  };
}

/** The street office that the optimiser works on, null for all: whoever is bound to a territory solves that alone. */
export function solvedOffice(session, office) {
  return session.drawing.territory ?? office;
}

/** Findings of one street office; those of the whole plan are everybody's. */
export function findingsOf(findings, office) {
  if (office === null) return findings;
  return findings.filter(({ finding: { subdistricts } }) => !subdistricts.length || subdistricts.includes(office));
}
