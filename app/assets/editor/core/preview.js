// What a gesture would do, worked out without doing it.

import { listed } from "./changes.js";
import { NOWHERE } from "./drawing.js";
import { householdsOf, loosened } from "./contiguity.js";
import { sizeOf, standing } from "./sizing.js";
import { emptyTally, tallyWith } from "./tally.js";

/** Look ahead: households before and after, what would be cut off, what would be broken. */
export function previewOf(board, changes) {
  const { drawing, figures, ground } = board;
  const plan = gather(drawing, listed(changes, "units"));
  const rows = [];
  const breaches = [];
  const cuts = [];
  for (const [id, { out, into }] of plan) {
    const number = drawing.indexOf(id);
    const now = number === NOWHERE ? emptyTally() : figures.sumsOf(number);
    const then = tallyWith(now, ground, into, out);
    const [before, after] = [now.households, then.households];
    const band = standing(ground.band, ground.householdsKnown ? after : null);
    rows.push({ id, before, after, band, gains: into.length, loses: out.length });
    const old = drawing.unitsOf(id);
    const gone = new Set(out);
    const kept = out.length ? old.filter((unit) => !gone.has(unit)) : old;
    if (kept.length + into.length === 0) continue;
    const size = sizeOf(ground, then, Boolean(drawing.records.get(id)?.alone));
    if (size === "over" || size === "under") breaches.push({ kind: size, community: id, households: after });
    if (drawing.isLocked(id)) breaches.push({ kind: "locked", community: id });
    const loose = loosened(ground, old, kept.concat(into));
    if (loose.cutOff.length) cuts.push(told(ground, id, loose.cutOff, "cut"));
    if (loose.apart.length) breaches.push(told(ground, id, loose.apart, "apart"));
  }
  cuts.sort((a, b) => b.households - a.households || b.units.length - a.units.length);
  const joinsCut = cuts.flatMap(({ units }) => units);
  return { rows, cut: cuts[0] ?? null, cuts, joinsCut, breaches: [...cuts, ...breaches], changes };
}

// Units that each community concerned loses and gains, in the order of the gesture: who loses before who gains.
function gather(drawing, rows) {
  const plan = new Map();
  const of = (id) => {
    if (!plan.has(id)) plan.set(id, { out: [], into: [] });
    return plan.get(id);
  };
  for (const [unitId, before, after] of rows) {
    const unit = drawing.ground.indexOf.get(unitId);
    if (before !== null) of(before).out.push(unit);
    if (after !== null) of(after).into.push(unit);
  }
  return plan;
}

function told(ground, community, pieces, kind) {
  const units = pieces.flat().sort((a, b) => a - b);
  return { kind, community, units, pieces: pieces.length, households: householdsOf(ground, units) };
}
