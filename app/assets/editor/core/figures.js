// The figures of every community, kept up by difference: what a unit brings to one it takes from another.

import { NOWHERE } from "./drawing.js";
import { piecesOf } from "./contiguity.js";
import { floorNeed, seatsFor } from "./needs.js";
import { sizeOf } from "./sizing.js";
import { emptyTally, tallyUnit } from "./tally.js";
import { walkingOf } from "./walking.js";

/** Count a drawing; `moved(units)` after each change of it keeps the figures right. */
export function countFigures(drawing) {
  return new Figures(drawing);
}

class Figures {
  constructor(drawing) {
    this.drawing = drawing;
    this.ground = drawing.ground;
    this.at = Int32Array.from(drawing.community);
    this.sums = [];
    this.measured = new Map();
    for (let unit = 0; unit < this.ground.count; unit += 1) this.add(this.at[unit], unit, 1);
  }

  /** Take over where some units are now. */
  moved(units) {
    for (const unit of units) {
      const [from, to] = [this.at[unit], this.drawing.community[unit]];
      if (from === to) continue;
      this.add(from, unit, -1);
      this.add(to, unit, 1);
      this.at[unit] = to;
      this.measured.delete(from);
      this.measured.delete(to);
    }
  }

  /** All figures of a community; `id` `null` for the unassigned. */
  totals(id) {
    const number = id === null ? NOWHERE : this.drawing.indexOf(id);
    const isAlone = Boolean(this.drawing.records.get(id)?.alone);
    const known = this.measured.get(number);
    if (known?.isAlone === isAlone) return known.totals;
    const totals = this.measure(number, id, isAlone);
    this.measured.set(number, { isAlone, totals });
    return totals;
  }

  measure(number, id, isAlone) {
    const sums = this.sumsOf(number);
    const households = this.ground.householdsKnown ? sums.households : null;
    const { rules } = this.ground;
    const continues = id === null ? null : this.continues(number);
    const from = this.movement(number, continues);
    const persons = sums.personsMissing ? null : sums.persons;
    const plain = { households, persons, units: sums.units, ...from, continues };
    if (id === null) return plain;
    const units = this.drawing.members[number] ?? [];
    const walking = walkingOf(this.ground, units);
    const floorNeedM2 = floorNeed(rules, households, continues === null);
    return {
      ...plain,
      inBand: sizeOf(this.ground, sums, isAlone),
      walkShare: walking ? walking.within / walking.households : null,
      walking,
      ...held(floorOf(this.ground, units), floorNeedM2),
      seats: seatsFor(rules, households),
      pieces: piecesOf(this.ground, units).length,
    };
  }

  /** The present community of which a community holds more than half of the households, the largest of them. */
  continues(number) {
    const { presentHouseholds, presentIds } = this.ground;
    let best = -1;
    const { sources } = this.sumsOf(number);
    for (const [present, households] of sources) {
      if (present < 0 || 2 * households <= presentHouseholds[present]) continue;
      if (best < 0 || households > sources.get(best)) best = present;
      else if (households === sources.get(best) && presentIds[present] < presentIds[best]) best = present;
    }
    return best < 0 ? null : presentIds[best];
  }

  /** Sums of a community by number; of none yet, nothing. */
  sumsOf(number) {
    this.sums[number] ??= emptyTally();
    return this.sums[number];
  }

  add(number, unit, sign) {
    tallyUnit(this.sumsOf(number), this.ground, unit, sign);
  }

  /** Households that came from, and left to, another community than that of today. */
  movement(number, continues) {
    const sums = this.sumsOf(number);
    const own = continues === null ? -1 : this.ground.presentAt.get(continues);
    let movedIn = 0;
    for (const [present, households] of sums.sources) if (present >= 0 && present !== own) movedIn += households;
    const movedOut = own < 0 ? 0 : this.ground.presentHouseholds[own] - (sums.sources.get(own) ?? 0);
    return { movedIn, movedOut, changed: movedIn > 0 || movedOut > 0 };
  }
}

// What stands there held against what is needed; what is known may suffice.
function held(there, need) {
  const enough = there !== null && need !== null && there.m2 >= need;
  const floorM2 = there?.complete ? there.m2 : null;
  const missing = enough ? 0 : floorM2 === null || need === null ? null : need - floorM2;
  return { floorM2, floorNeedM2: need, floorMissingM2: missing };
}

function floorOf({ anchors }, units) {
  if (!anchors.known) return null;
  const inside = units.flatMap((unit) => anchors.here[unit]).sort((a, b) => a - b);
  const areas = inside.map((anchor) => anchors.area_m2[anchor]);
  const known = areas.filter((area) => area !== null);
  return { m2: known.reduce((sum, area) => sum + area, 0), complete: known.length === areas.length };
}
