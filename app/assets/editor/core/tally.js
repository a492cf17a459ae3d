// Sums over the units of a community that can be kept by difference: what a unit brings to one it takes from another.

/** A count of nothing. */
export function emptyTally() {
  return {
    units: 0,
    households: 0,
    persons: 0,
    personsMissing: 0,
    inhabited: 0,
    selected: 0,
    familyCommittee: 0,
    alone: 0,
    sources: new Map(),
  };
}

/** Add a unit (`sign` 1) or take it away (−1). */
export function tallyUnit(tally, ground, unit, sign) {
  // Nobody has decided who manages an undecided area: it counts nowhere.
  if (ground.isUndecided[unit]) return;
  tally.units += sign;
  const households = ground.households[unit];
  tally.households += sign * households;
  if (ground.persons[unit] >= 0) tally.persons += sign * ground.persons[unit];
  // Where nobody lives, nobody's number is missing.
  else if (households > 0) tally.personsMissing += sign;
  if (households > 0) {
    const kind = ground.kinds[unit];
    tally.inhabited += sign;
    if (ground.selectedKinds.has(kind)) tally.selected += sign;
    if (kind === "family_committee") tally.familyCommittee += sign;
    if (ground.isAlone[unit]) tally.alone += sign;
  }
  const present = ground.present[unit];
  const rest = (tally.sources.get(present) ?? 0) + sign * households;
  if (rest) tally.sources.set(present, rest);
  else tally.sources.delete(present);
}

/** A tally of its own with some units added and others taken away; where people came from is left out. */
export function tallyWith(tally, ground, into, out) {
  const next = { ...tally, sources: new Map() };
  for (const unit of into) tallyUnit(next, ground, unit, 1);
  for (const unit of out) tallyUnit(next, ground, unit, -1);
  return next;
}
