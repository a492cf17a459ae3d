// How a community stands to its band, by the numbers of the rule pack (app/plans/rule_numbers.py says how).

/** "in", "over", "under", "empty" (nobody lives there) or "unknown" (households are not counted). */
export function sizeOf(ground, tally, isRecordedAlone = false) {
  if (!ground.householdsKnown) return "unknown";
  if (tally.households === 0) return "empty";
  const { rules } = ground;
  const all = (count) => tally.inhabited > 0 && count === tally.inhabited;
  const size = rules.selected && all(tally.selected) ? rules.selected.size : rules;
  const persons = tally.personsMissing ? null : tally.persons;
  const over = isBroken(size, "max", size.combine_upper, tally.households, persons);
  if (over) return "over";
  const exempt =
    ((isRecordedAlone || all(tally.alone)) && size.exempts_alone) ||
    (all(tally.familyCommittee) && size.exempts_family_committee);
  return !exempt && isBroken(size, "min", size.combine_lower, tally.households, persons) ? "under" : "in";
}

/** Whether both bounds of the gauge hold a count: the band as it is drawn, of households alone. */
export function standing(band, households) {
  if (households === null) return "unknown";
  if (band?.max != null && households > band.max) return "over";
  if (band?.min != null && households < band.min) return "under";
  return "in";
}

// "any": a side is broken where all that is known breaks it; else where one does.
function isBroken(size, end, combine, households, persons) {
  const measured = [[size[`households_${end}`] ?? null, households]];
  const countsPersons = combine !== undefined && combine !== "households_only" && persons !== null;
  if (countsPersons) measured.push([size[`population_${end}`] ?? null, persons]);
  const bounds = measured.filter(([bound]) => bound !== null);
  const breaks = ([bound, value]) => (end === "max" ? value > bound : value < bound);
  return bounds.length > 0 && (combine === "any" ? bounds.every(breaks) : bounds.some(breaks));
}
