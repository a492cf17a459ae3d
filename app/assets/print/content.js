// What stands on the sheets of a plan, before anything is drawn: subjects, rows, sums.

import { scaleEnd } from "../sheet/gauge.js";

/** Open what /plans/{id}/print tells: one subject a street office, and the whole where there are several. */
export function openPlan(told, title) {
  const { sheet } = told;
  const today = new Map(sheet.today.map((c) => [c.community_id, c]));
  const moved = new Set(sheet.units.filter((unit) => unit.moved).map((unit) => unit.community_id));
  const rows = sheet.communities.map((community) => ({
    ...community,
    before: today.get(community.continues)?.households ?? null,
    isNew: sheet.today.length > 0 && !community.continues,
    isChanged: moved.has(community.community_id),
  }));
  const offices = told.offices.filter(({ subdistrict }) => rows.some((row) => row.subdistrict === subdistrict));
  const subjects = offices.map(({ subdistrict, frame, north_deg: north }) => ({ key: subdistrict, office: subdistrict, frame, north }));
  if (offices.length !== 1) subjects.unshift({ key: "", office: null, frame: told.frame, north: told.north_deg });
  return {
    ...told,
    title,
    subjects,
    rows,
    end: scaleEnd(sheet.band, rows.map((row) => row.households ?? 0)),
    hasToday: sheet.today.length > 0,
  };
}

/** Communities of a street office, or all, in the order of their numbers on the sheet. */
export function rowsOf(plan, office) {
  return plan.rows
    .filter((row) => office === null || row.subdistrict === office)
    .sort((a, b) => a.subdistrict.localeCompare(b.subdistrict, "zh-CN") || a.name.localeCompare(b.name, "zh-CN"));
}

/** Today's communities that lie in a street office by where most of their units are. */
export function todayOf(plan, office) {
  const { today, units } = plan.sheet;
  if (office === null) return today;
  const inside = new Map();
  for (const unit of units)
    if (unit.present) {
      const n = inside.get(unit.present) ?? new Map();
      inside.set(unit.present, n.set(unit.subdistrict, (n.get(unit.subdistrict) ?? 0) + 1 + (unit.households ?? 0)));
    }
  const home = (id) => [...(inside.get(id) ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0];
  return today.filter((community) => home(community.community_id) === office);
}

/** One row a street office, for the sheet of the whole. */
export function officeRows(plan) {
  const { band, units } = plan.sheet;
  const isIn = ({ households: n }) => n !== null && (band?.min == null || n >= band.min) && (band?.max == null || n <= band.max);
  const names = [...new Set(plan.rows.map((row) => row.subdistrict))].sort((a, b) => a.localeCompare(b, "zh-CN"));
  return names.map((name) => {
    const rows = plan.rows.filter((row) => row.subdistrict === name);
    return {
      name,
      counts: rows.map((row) => row.households).filter((n) => n !== null),
      communities: rows.length,
      before: plan.hasToday ? todayOf(plan, name).length : null,
      in_band: rows.filter(isIn).length,
      households: sum(rows.map((row) => row.households)),
      changed: plan.hasToday ? (sum(units.filter((unit) => unit.moved && unit.subdistrict === name).map((unit) => unit.households)) ?? 0) : null,
    };
  });
}

/** The sum of what is known, null where nothing is. */
export function sum(values) {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length ? known.reduce((total, value) => total + value, 0) : null;
}
