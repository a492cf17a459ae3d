// What the optimiser proposes, in parts: which can still be taken, and the one command that takes some of them over.

import { holds, joined, listed, NONE } from "./changes.js";

/** Parts of a proposal, each with `refusal`: why it cannot be taken ("elsewhere", "drawn", "locked"), or null. */
export function partsOf(drawing, result) {
  return (result.parts ?? []).map((part) => ({ ...part, refusal: refusalOf(drawing, part) }));
}

/** Changes and a label for some parts (by number) together; parts that cannot be taken are left out. */
export function acceptance(drawing, result, numbers) {
  const wanted = new Set(numbers);
  const chosen = (result.parts ?? []).filter((part) => wanted.has(part.part) && refusalOf(drawing, part) === null);
  if (chosen.length === 0) return { changes: NONE, label: null };
  // Communities that end do so by being left without a unit, which several parts may do only together.
  const rows = chosen.map(({ changes }) => ({ units: listed(changes, "units"), communities: begun(changes) }));
  const count = chosen.length;
  const label = { zh: `采纳建议 ${count} 处`, en: `Accept ${count} ${count === 1 ? "part" : "parts"}` };
  return { changes: joined(rows), label };
}

// A part asks for its units where it found them, for communities to go to, and for land that may be drawn on.
function refusalOf(drawing, { changes }) {
  const units = listed(changes, "units");
  const founded = begun(changes);
  const names = new Set(founded.map(([id]) => id));
  const homes = units.flatMap(([, before, after]) => [before, after]).filter((id) => id !== null);
  if (isElsewhere(drawing, units, founded, homes)) return "elsewhere";
  const isThere = ([, , after]) => after === null || names.has(after) || drawing.records.has(after);
  if (!holds(drawing.read, { units, communities: founded }) || !units.every(isThere)) return "drawn";
  return homes.some((id) => drawing.isLocked(id)) ? "locked" : null;
}

function isElsewhere(drawing, units, founded, homes) {
  const { territory, ground } = drawing;
  const isForeign = ([id]) => ground.indexOf.has(id) && !drawing.isOurs(ground.indexOf.get(id));
  return (
    units.some(isForeign) ||
    homes.some((id) => drawing.isElsewhere(id)) ||
    (territory !== null && founded.some(([, , record]) => record.subdistrict !== territory))
  );
}

function begun(changes) {
  return listed(changes, "communities").filter(([, before]) => before === null);
}
