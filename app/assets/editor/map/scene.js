// Everything that the painters need to know: the drawing, the theme, and what is marked on it just now.

import { readInks } from "./inks.js";
import { makePatterns } from "./patterns.js";
import { boxAround, layPlane } from "./plane.js";
import { walkingFrom } from "./walking.js";

const EVERYTHING = [-Infinity, -Infinity, Infinity, Infinity];
const NOTICE = 110;
const STATES = ["moved", "proposal", "cut"];

/** The scene of a map; it changes by its methods only, each of which returns what has to be painted again. */
export function makeScene(map, session, view) {
  const patterns = makePatterns();
  const looks = new Map();
  const outlines = new Map();
  // What units are marked as: by the panels, and over it by the gesture going on.
  let [steady, passing] = [null, null];
  let painted = null;

  const scene = {
    inks: readInks(),
    walking: null,
    sketch: null,
    notice: null,
    clashWalls: [],
    get ground() {
      return session.ground;
    },
    get drawing() {
      return session.drawing;
    },
    shows: (layer) => !view.get("hidden").includes(layer),
    pattern: (name, frame) => patterns.of(name, frame),
    communityOf: (unit) => session.drawing.community[unit],
    /** Colour and lock of a unit's community, null for land of none; a stroke already shows its taker's colour. */
    lookOf(unit) {
      if (painted !== null && passing[unit] === 2) return painted;
      const number = session.drawing.community[unit];
      if (number < 0) return null;
      let look = looks.get(number);
      if (look === undefined) {
        const record = session.drawing.records.get(session.drawing.list[number]);
        look = record ? { colour: record.colour, locked: record.locked } : null;
        looks.set(number, look);
      }
      return look;
    },
    /** The community that is chosen, null where none is, or land of none. */
    chosen() {
      const id = view.get("selected");
      return id !== null && session.drawing.records.has(id) ? id : null;
    },
    stateOf: (unit) => STATES[(passing[unit] || steady[unit]) - 1] ?? null,
    isDimmed: (unit) =>
      scene.walking !== null && scene.chosen() !== null && session.drawing.communityOf(unit) !== scene.chosen(),
    outlines: () => [...outlines.values()].flat(),

    /** Lay the ground out: at first, and after an area was cut. */
    lay() {
      scene.plane = layPlane(map, session.ground);
      scene.typicalSide = typicalSide(scene.plane.units.boxes);
      [steady, passing] = [new Uint8Array(session.ground.count), new Uint8Array(session.ground.count)];
      painted = null;
      outlines.clear();
      scene.clashWalls = [];
      looks.clear();
    },
    /** Follow the theme. */
    restyle() {
      scene.inks = readInks();
      patterns.renew();
    },
    /** Forget how communities look: the drawing has changed. */
    forget: () => looks.clear(),
    /** Draw outlines of one name: a list of `{ kind, units }`; an empty list takes them away. */
    outline(name, list) {
      outlines.set(
        name,
        list.map(({ kind, units }) => {
          const held = units instanceof Set ? units : new Set(units);
          return { kind, inside: (unit) => held.has(unit), box: boxAround(scene.plane.units, held) };
        }),
      );
    },
    /** Outline a community, whatever it comes to hold; what is named and no community is the land of none. */
    outlineCommunity(name, kind, named) {
      const id = session.drawing.records.has(named) ? named : null;
      const inside = (unit) => session.drawing.communityOf(unit) === id;
      const box = boxAround(scene.plane.units, session.drawing.unitsOf(id));
      outlines.set(name, named === null || box === null ? [] : [{ kind, inside, box }]);
    },
    /** The box of all that is outlined, walled in or sketched, in the plane; null where nothing is. */
    markedBox() {
      const boxes = [
        ...scene.outlines().map(({ box }) => box),
        ...scene.clashWalls.map(({ arcs }) => boxAround(scene.plane.arcs, arcs)),
        scene.walking && EVERYTHING,
        scene.sketch && boxOfSketch(scene.sketch, 2 ** (scene.plane.base - map.getZoom())),
        scene.notice &&
          boxOfSketch({ points: [scene.notice.place], radius: NOTICE }, 2 ** (scene.plane.base - map.getZoom())),
      ].filter(Boolean);
      return boxes.length ? boxes.reduce(union) : null;
    },
    /** Mark units for the panels; returns the units whose look changed. */
    mark: (marks) => remark(steady, marks),
    /** Mark units for a gesture; `look` is how the taker is filled, null leaves the fills. */
    pass(marks, look = null) {
      const lookChanged = painted?.colour !== look?.colour;
      painted = look;
      const changed = remark(passing, marks);
      return lookChanged ? [...changed, ...(marks.proposal ?? [])] : changed;
    },
    /** Work the walking rings out anew, where that layer is on. */
    walk() {
      scene.walking = scene.shows("walking") ? walkingFrom(session, scene.chosen()) : null;
    },
  };
  scene.lay();
  return scene;
}

// Write the marks `{ moved, proposal, cut }` into one array; returns the units that changed.
function remark(array, marks) {
  const wanted = new Map();
  STATES.forEach((state, i) => (marks[state] ?? []).forEach((unit) => wanted.set(unit, i + 1)));
  const changed = [];
  array.forEach((code, unit) => {
    if (code && !wanted.has(unit)) {
      array[unit] = 0;
      changed.push(unit);
    }
  });
  for (const [unit, code] of wanted) {
    if (array[unit] === code) continue;
    array[unit] = code;
    changed.push(unit);
  }
  return changed;
}

// Half of the units are wider than this, in the plane.
function typicalSide(boxes) {
  const sides = Float64Array.from({ length: boxes.length / 4 }, (_, i) =>
    Math.max(0, Math.min(boxes[4 * i + 2] - boxes[4 * i], boxes[4 * i + 3] - boxes[4 * i + 1])),
  ).sort();
  return sides[sides.length >> 1] ?? 0;
}

function boxOfSketch({ points, radius = 0 }, perPixel) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const room = ((radius ?? 0) + 6) * perPixel;
  return [Math.min(...xs) - room, Math.min(...ys) - room, Math.max(...xs) + room, Math.max(...ys) + room];
}

function union(a, b) {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
