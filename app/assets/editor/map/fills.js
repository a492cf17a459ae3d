// Fill says membership, hatch says state: the lowest of our canvases, under the streets.

import { fillUnits, strokeArcs } from "./trace.js";

const HAIRLINE = 0.18;
const HAIRLINE_FROM = 6;
const RING = 0.07;

/** The painter of units: one path a community, so that no seam shows inside it. */
export function paintFills(scene) {
  return (pen, frame, box) => {
    const groups = gather(scene, box);
    const { inks, plane } = scene;
    groups.fills.forEach((units, key) =>
      fillUnits(pen, plane.units, units, frame, inks.fills[key % inks.fills.length]),
    );
    const hatch = (units, name) =>
      units.length && fillUnits(pen, plane.units, units, frame, scene.pattern(name, frame));
    if (scene.shows("unassigned")) hatch(groups.unassigned, "unassigned");
    if (scene.walking) {
      pen.globalAlpha = RING;
      groups.rings.forEach((units) => fillUnits(pen, plane.units, units, frame, inks.accent));
      pen.globalAlpha = 1;
    }
    if (frame.k * scene.typicalSide >= HAIRLINE_FROM) hairlines(pen, frame, scene, box);
    hatch(groups.locked, "locked");
    Object.entries(groups.states).forEach(([state, units]) => hatch(units, state));
  };
}

function gather(scene, box) {
  const { ground, walking } = scene;
  const groups = {
    fills: new Map(),
    unassigned: [],
    locked: [],
    rings: [[], [], []],
    states: { moved: [], proposal: [], cut: [] },
  };
  scene.plane.units.near(box, (unit) => {
    const look = scene.lookOf(unit);
    if (look === null) groups.unassigned.push(unit);
    else {
      const vacant = ground.households[unit] === 0 ? 2 : 0;
      const style = look.colour * 4 + vacant + (scene.isDimmed(unit) ? 1 : 0);
      const key = (scene.communityOf(unit) + 1) * scene.inks.fills.length + style;
      if (!groups.fills.has(key)) groups.fills.set(key, []);
      groups.fills.get(key).push(unit);
      if (look.locked) groups.locked.push(unit);
    }
    const state = scene.stateOf(unit);
    if (state) groups.states[state].push(unit);
    // The rings lie over each other: within five minutes is within ten and fifteen too.
    if (walking) for (let ring = walking.ringOf(unit); ring < 3; ring += 1) groups.rings[ring].push(unit);
  });
  if (!scene.shows("fills")) {
    groups.fills.clear();
    groups.locked = [];
  }
  return groups;
}

// Only inside a community: between communities runs the boundary.
function hairlines(pen, frame, scene, box) {
  const { plane, inks } = scene;
  const { a, b } = plane.arcs;
  const inner = [];
  plane.arcs.near(box, (arc) => {
    if (b[arc] >= 0 && scene.communityOf(a[arc]) === scene.communityOf(b[arc])) inner.push(arc);
  });
  pen.globalAlpha = HAIRLINE;
  strokeArcs(pen, plane.arcs, inner, frame, [{ width: 0.8, colour: inks.boundary }]);
  pen.globalAlpha = 1;
}
