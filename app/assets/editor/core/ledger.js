// Who goes where: every area whose community is not the one of today, and who moved it.

const NOWHERE = -1;

/** Rows `{area, area_id, units, households, from, to, by}`, the most households first; `to` `null` is unassigned. */
export function ledger({ ground, drawing, figures }, movedBy) {
  const continues = new Map(drawing.list.map((_, number) => [number, figures.continues(number)]));
  const rows = new Map();
  for (let unit = 0; unit < ground.count; unit += 1) {
    if (ground.present[unit] === NOWHERE || ground.areas[unit] === null || ground.isUndecided[unit]) continue;
    const from = ground.presentIds[ground.present[unit]];
    const number = drawing.community[unit];
    if (number !== NOWHERE && continues.get(number) === from) continue;
    const to = drawing.communityOf(unit);
    const key = JSON.stringify([ground.areas[unit], from, to]);
    const row = rows.get(key);
    if (row) {
      row.units.push(unit);
      row.households += ground.households[unit];
    } else {
      rows.set(key, {
        area: ground.names[unit],
        area_id: ground.areas[unit],
        units: [unit],
        households: ground.households[unit],
        from,
        to,
        by: movedBy(unit),
      });
    }
  }
  return [...rows.values()].sort((a, b) => b.households - a.households || (a.area_id < b.area_id ? -1 : 1));
}
