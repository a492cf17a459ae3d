// How a waiver stands, as a chip: in words, with the sign of what it means for the plan.

import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { t } from "../sheet/words.js";

const KINDS = { asked: "note", holds: "ok", redrawn: "soft", ended: "soft", refused: "hard", withdrawn: "note", granted: "note" };

/** Where a waiver stands: its state, and of a granted one whether it still holds. */
export function standingOf(waiver) {
  if (waiver.state === "granted") return waiver.holds ? "holds" : waiver.has_ended ? "ended" : waiver.is_redrawn ? "redrawn" : "granted";
  return waiver.state === "asked" && waiver.is_redrawn ? "redrawn" : waiver.state;
}

/** The chip. */
export function stateChip(waiver) {
  const standing = standingOf(waiver);
  const kind = KINDS[standing];
  return element("span", { class: `chip ${kind}` }, kind === "ok" ? tick("") : sign(kind, ""), t(`waiver.is.${standing}`));
}
