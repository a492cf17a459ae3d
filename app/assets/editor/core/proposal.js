// What the optimiser proposes, in parts: which still fit, and the one command that takes some of them over.

import { holds, joined, listed, NONE } from "./changes.js";

/** Parts of a proposal with `stale`: what the part takes for granted has been drawn otherwise since. */
export function partsOf(drawing, result) {
  return (result.parts ?? []).map((part) => ({ ...part, stale: !fits(drawing, part) }));
}

/** Changes and a label for some parts (by number) together; parts that no longer fit are left out. */
export function acceptance(drawing, result, numbers) {
  const wanted = new Set(numbers);
  const chosen = (result.parts ?? []).filter((part) => wanted.has(part.part) && fits(drawing, part));
  if (chosen.length === 0) return { changes: NONE, label: null };
  // Communities that end do so by being left without a unit, which several parts may do only together.
  const rows = chosen.map(({ changes }) => ({ units: listed(changes, "units"), communities: begun(changes) }));
  const count = chosen.length;
  const label = { zh: `采纳建议 ${count} 处`, en: `Accept ${count} ${count === 1 ? "part" : "parts"}` };
  return { changes: joined(rows), label };
}

// A part asks for its units where it found them, none of them locked since, and for communities to go to.
function fits(drawing, { changes }) {
  const units = listed(changes, "units");
  const founded = begun(changes);
  const names = new Set(founded.map(([id]) => id));
  const isOpen = (id) => id === null || !drawing.isLocked(id);
  const isThere = (id) => id === null || names.has(id) || drawing.records.has(id);
  return (
    holds(drawing.read, { units, communities: founded }) &&
    units.every(([, before, after]) => isOpen(before) && isOpen(after) && isThere(after))
  );
}

function begun(changes) {
  return listed(changes, "communities").filter(([, before]) => before === null);
}
