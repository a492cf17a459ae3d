// How far the people of a community walk: to the facility inside with the least walking, or to a unit without one.

/**
 * Households within the walking circle, and all that walk; `null` where the tables do not say.
 *
 * As geodata/reach.py: the goal is the existing or planned facility inside with the least walking of all households,
 * else the unit inside with the least; the first of equals.
 */
export function walkingOf(ground, units) {
  const limit = ground.rules.walk_minutes ?? null;
  const people = units.filter((unit) => ground.households[unit] > 0);
  if (limit === null || people.length === 0) return null;
  const goals = units.flatMap((unit) => ground.anchors.here[unit]).sort((a, b) => a - b);
  const best = goals.length
    ? nearest(ground, people, goals, ground.walks.toAnchor)
    : nearest(
        ground,
        people,
        [...units].sort((a, b) => a - b),
        ground.walks.toUnit,
      );
  if (best === null) return null;
  let [within, all] = [0, 0];
  const tenths = Math.round(limit * 10);
  for (const unit of people) {
    const households = ground.households[unit];
    all += households;
    if (best.minutes(unit) <= tenths) within += households;
  }
  return { within, households: all, anchor: goals.length ? best.goal : null, unit: goals.length ? null : best.goal };
}

function nearest(ground, people, goals, minutes) {
  let found = null;
  let least = Infinity;
  for (const goal of goals) {
    let walked = 0;
    for (const unit of people) {
      const each = minutes(unit, goal);
      if (each === undefined) return null;
      walked += each * ground.households[unit];
      if (walked >= least) break;
    }
    if (walked < least) {
      least = walked;
      found = goal;
    }
  }
  return found === null ? null : { goal: found, minutes: (unit) => minutes(unit, found) };
}
