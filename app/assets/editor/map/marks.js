// What is chosen, proposed, dragged, cut off or walled in: outlines over everything else that is drawn.

import { arcsAround, arcsWhere } from "./borders.js";
import { drawTag } from "./lettering.js";
import { strokeArcs, strokePath } from "./trace.js";

const CASING = 5.4;

/** How each kind of outline is drawn; on the map accent and hard are always cased with `raised`. */
export function outlineStrokes(kind, inks) {
  return {
    chosen: [
      { width: 8, colour: inks.casing },
      { width: 3.6, colour: inks.boundary },
    ],
    hover: [
      { width: CASING, colour: inks.raised },
      { width: 2.4, colour: inks.accent },
    ],
    proposal: [
      { width: CASING, colour: inks.raised },
      { width: 2.4, colour: inks.accent },
    ],
    unticked: [
      { width: CASING, colour: inks.raised },
      { width: 1.6, colour: inks.accent, dash: [4, 4] },
    ],
    units: [
      { width: 4.4, colour: inks.raised },
      { width: 2, colour: inks.accent, dash: [6, 3] },
    ],
    moving: [
      { width: 6, colour: inks.raised },
      { width: 3, colour: inks.accent },
    ],
    cut: [
      { width: 6, colour: inks.raised },
      { width: 2.4, colour: inks.hard, dash: [3, 2.5] },
    ],
    ledger: [
      { width: CASING, colour: inks.raised },
      { width: 2, colour: inks.ink2 },
    ],
    // The focus of the keyboard: two pixels of accent, two of gap.
    focus: [
      { width: 9, colour: inks.accent },
      { width: 5, colour: inks.raised },
      { width: 1.2, colour: inks.boundary },
    ],
    beyond: [
      { width: 4.4, colour: inks.raised },
      { width: 2.2, colour: inks["soft-mark"] },
    ],
    lock: [
      { width: 7, colour: inks.raised },
      { width: 4, colour: inks.hard },
    ],
    barrier: [
      { width: 7, colour: inks.raised },
      { width: 4, colour: inks.hard, dash: [9, 6] },
    ],
  }[kind];
}

const RING_LINES = [
  { width: 1.8, dash: [2, 3] },
  { width: 1.8, dash: [6, 3] },
  { width: 2.4, dash: undefined },
];

/** The painter of outlines, walls, rings and the sketch of a gesture. */
export function paintMarks(scene) {
  return (pen, frame, box) => {
    const { plane, inks } = scene;
    if (scene.walking) paintRings(pen, frame, box, scene);
    for (const { kind, inside } of scene.outlines()) {
      strokeArcs(pen, plane.arcs, arcsAround(plane.arcs, box, inside), frame, outlineStrokes(kind, inks));
    }
    for (const { kind, arcs } of scene.clashWalls)
      strokeArcs(pen, plane.arcs, arcs, frame, outlineStrokes(kind, inks));
    if (scene.sketch) paintSketch(pen, frame, scene.sketch, inks);
    if (scene.notice) drawTag(pen, scene.notice.text, ...onCanvas(scene.notice.place, frame), inks, "hard");
  };
}

const onCanvas = ([x, y], frame) => [x * frame.k + frame.x, y * frame.k + frame.y];

function paintRings(pen, frame, box, { plane, inks, walking }) {
  RING_LINES.forEach((line, ring) => {
    const within = (unit) => walking.ringOf(unit) <= ring;
    const arcs = arcsWhere(plane.arcs, box, (a, b) => b >= 0 && within(a) !== within(b));
    strokeArcs(pen, plane.arcs, arcs, frame, [
      { width: line.width + 3, colour: inks.raised },
      { ...line, colour: inks.accent },
    ]);
  });
}

// What a gesture has drawn so far: points in the plane, the radius of a brush in pixels, dots on the points.
function paintSketch(pen, frame, { points, closed, radius, dots }, inks) {
  const at = points.map((point) => onCanvas(point, frame));
  const strokes = [
    { width: 4.4, colour: inks.raised },
    { width: 1.8, colour: inks.accent, dash: dots ? undefined : [5, 3] },
  ];
  pen.beginPath();
  if (radius) {
    const [cx, cy] = at.at(-1);
    pen.arc(cx, cy, radius, 0, 2 * Math.PI);
    strokePath(
      pen,
      strokes.map((stroke) => ({ ...stroke, dash: undefined })),
    );
    return;
  }
  at.forEach(([px, py], i) => (i ? pen.lineTo(px, py) : pen.moveTo(px, py)));
  if (closed) pen.closePath();
  strokePath(pen, strokes);
  if (!dots) return;
  pen.fillStyle = inks.accent;
  for (const [px, py] of at) {
    pen.beginPath();
    pen.arc(px, py, 3.5, 0, 2 * Math.PI);
    pen.fill();
  }
}

/** The walls around a pocket: arcs towards locked communities (solid) and across barriers (dashed). */
export function wallsAround(scene, pocket) {
  const { ground, drawing, plane } = scene;
  const around = arcsWhere(
    plane.arcs,
    [-Infinity, -Infinity, Infinity, Infinity],
    (a, b) => b >= 0 && pocket.has(a) !== pocket.has(b),
  );
  const locks = [];
  const barriers = [];
  for (const arc of around) {
    const [a, b] = [plane.arcs.a[arc], plane.arcs.b[arc]];
    const [inner, outer] = pocket.has(a) ? [a, b] : [b, a];
    if (drawing.isLocked(drawing.communityOf(outer))) locks.push(arc);
    else if (!areNeighbours(ground.neighbours, inner, outer)) barriers.push(arc);
  }
  return [
    { kind: "lock", arcs: locks },
    { kind: "barrier", arcs: barriers },
  ].filter(({ arcs }) => arcs.length);
}

function areNeighbours({ start, to }, unit, other) {
  for (let k = start[unit]; k < start[unit + 1]; k += 1) if (to[k] === other) return true;
  return false;
}
