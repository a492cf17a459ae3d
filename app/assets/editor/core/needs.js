// What a community of a size needs: floor and seats, by the numbers of the rule pack.

/** Floor in m² that a community needs, `null` where the rules ask for none; as in optimizer/rules/facility.py. */
export function floorNeed(rules, households, isNew) {
  const per = rules.floor_m2_per_100 ?? null;
  if (per === null || households === null) return null;
  const base = rules.floor_mode === "ceil" ? per * Math.ceil(households / 100) : (per * households) / 100;
  return leastFloorBinds(rules, households, isNew) ? Math.max(rules.floor_min_m2, base) : base;
}

function leastFloorBinds(rules, households, isNew) {
  if ((rules.floor_min_m2 ?? null) === null) return false;
  const limit = rules.floor_min_households_max ?? null;
  return (isNew || rules.floor_min_for_all === true) && (limit === null || households <= limit);
}

/** Recommended seats of the committee: the first class that still holds so many households; `null` without classes. */
export function seatsFor(rules, households) {
  if (households === null) return null;
  const held = (rules.seats ?? []).find(([most]) => most === null || households <= most);
  return held ? held[1] : null;
}
