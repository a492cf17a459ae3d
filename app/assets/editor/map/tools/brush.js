// Strokes: the brush gives areas to a community, the eraser to none, the new brush to a community that it founds.

import { unitsAlong } from "../../core/hit.js";
import { NEW } from "../naming.js";

const SIZES = [0, 6, 12, 20, 32, 48, 72];

/** The sizes of all brushes, one for all; `smaller`, `larger`, and `pixels`, the radius on the screen. */
export function makeBrushSize() {
  let at = 2;
  return {
    smaller: () => (at = Math.max(0, at - 1)),
    larger: () => (at = Math.min(SIZES.length - 1, at + 1)),
    pixels: () => SIZES[at],
  };
}

/** A tool that runs over areas; `targetAt(spot)` is who gets them, undefined where nobody is meant. */
function makeStroke({ desk, session, size, reachOf, t }, { key, kind, paints, targetAt, enter, click }) {
  let stroke = null;
  const extend = (spots) => {
    for (const spot of spots) {
      const path = stroke.last ? [stroke.last, spot.place] : [spot.place];
      unitsAlong(session.ground, path, reachOf(size.pixels())).forEach((unit) => stroke.units.add(unit));
      stroke.last = spot.place;
    }
    const spot = spots.at(-1);
    const radius = size.pixels() || null;
    desk.lay({ kind, paints, units: [...stroke.units], target: stroke.target }, spot);
    if (radius) desk.sketch({ points: [spot.plane], radius });
  };
  return {
    key,
    start(spot) {
      const target = targetAt(spot);
      if (target === undefined) {
        desk.refuse(t(`editor.map.tool.${kind}`), t("editor.map.warn.choose"), spot);
        return;
      }
      stroke = { target, units: new Set(click?.(spot) ?? []), last: null };
      extend([spot]);
    },
    move(spots) {
      if (stroke) extend(spots);
    },
    end(spot) {
      const wasDrawing = stroke !== null;
      stroke = null;
      if (wasDrawing) desk.release(spot.shift);
      else desk.drop();
    },
    cancel() {
      stroke = null;
      desk.drop();
    },
    /** The ring of the brush follows the idle pointer. */
    idle(spot) {
      const radius = size.pixels();
      desk.sketch(spot && radius ? { points: [spot.plane], radius } : null);
    },
    enter,
  };
}

/** The brush paints for the chosen community, or for the one in which the stroke begins. */
export function makeBrush(tools) {
  const { session, chosen } = tools;
  return makeStroke(tools, {
    key: "KeyP",
    kind: "brush",
    paints: true,
    targetAt: ({ unit }) => chosen() ?? (unit < 0 ? undefined : (session.drawing.communityOf(unit) ?? undefined)),
    enter: ({ units, unit }, give) => give(units.length ? units : [unit]),
  });
}

/** The eraser takes areas back to unassigned. */
export function makeUnassign(tools) {
  return makeStroke(tools, {
    key: "KeyE",
    kind: "unassign",
    paints: false,
    targetAt: () => null,
    enter: ({ units, unit }, give) => give(units.length ? units : [unit], null),
  });
}

/** The new brush founds a community: of the chosen areas by a click on one of them, or of those it runs over. */
export function makeNew(tools) {
  const { view } = tools;
  return makeStroke(tools, {
    key: "KeyN",
    kind: "new",
    paints: false,
    targetAt: () => NEW,
    click: ({ unit }) => (view.get("units").includes(unit) ? view.get("units") : []),
    enter: ({ units, unit }, give) => give(units.length ? units : [unit], NEW),
  });
}
