// Lines say state: boundaries of the plan, and those of today that go away.

import { strokeArcs } from "./trace.js";

/** The painter of boundaries, those of street offices wider: casings first, all of them, so that none lies over ink. */
export function paintBorders(scene) {
  return (pen, frame, box) => {
    const { plane, inks } = scene;
    const borders = arcsWhere(plane.arcs, box, (a, b) => b >= 0 && scene.communityOf(a) !== scene.communityOf(b));
    const rim = arcsWhere(plane.arcs, box, (_, b) => b < 0);
    const stroke = (arcs, width, colour) => strokeArcs(pen, plane.arcs, arcs, frame, [{ width, colour }]);
    stroke(rim, 6.5, inks.casing);
    stroke(borders, 5, inks.casing);
    stroke(borders, 2, inks.boundary);
    stroke(rim, 3.4, inks.boundary);
  };
}

/** The painter of today's boundaries, only where the plan takes them away. */
export function paintEnding(scene) {
  return (pen, frame, box) => {
    const { plane, inks, ground } = scene;
    const { present } = ground;
    const ending = arcsWhere(
      plane.arcs,
      box,
      (a, b) =>
        b >= 0 &&
        present[a] >= 0 &&
        present[b] >= 0 &&
        present[a] !== present[b] &&
        scene.communityOf(a) === scene.communityOf(b),
    );
    strokeArcs(pen, plane.arcs, ending, frame, [
      { width: 5, colour: inks.casing },
      { width: 1.8, colour: inks.ink2, dash: [7, 5] },
    ]);
  };
}

/** Arcs in a box whose two sides meet a condition; the second side is −1 on the outer line. */
export function arcsWhere(arcs, box, holds) {
  const found = [];
  arcs.near(box, (arc) => {
    if (holds(arcs.a[arc], arcs.b[arc])) found.push(arc);
  });
  return found;
}

/** Arcs around some units: `inside(unit)` on exactly one side. */
export function arcsAround(arcs, box, inside) {
  return arcsWhere(arcs, box, (a, b) => inside(a) !== (b >= 0 && inside(b)));
}
