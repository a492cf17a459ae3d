// The drawn layers of the editor's map, bottom to top, and how to paint only what changed.

import { drawGround } from "../../sheet/ground.js";
import { makePanes, showPane } from "../../sheet/panes.js";
import { paintBorders, paintEnding } from "./borders.js";
import { paintFills } from "./fills.js";
import { paintMarks } from "./marks.js";
import { boxAround } from "./plane.js";
import { Surface } from "./surface.js";

/** The layers that the legend lists; each can be switched off. */
export const EDITOR_LAYERS = [
  "fills",
  "borders",
  "ending",
  "proposal",
  "houses",
  "unassigned",
  "walking",
  "streets",
  "names",
  "labels",
  "pins",
  "comments",
];

/** Layers of one pane each; the others are painted with what they belong to. */
const PANES = ["borders", "ending", "streets", "pins", "comments"];

/** Draw the layers of a scene; everything that changes is painted through what is returned. */
export function drawLayers(map, session, scene) {
  const renderers = makePanes(map);
  map.createPane("comments").style.zIndex = map.getPane("pins").style.zIndex;
  const { ground } = session;
  const below = drawGround(map, { ...ground, subdistricts: ground.territories ?? [] }, renderers);
  const surface = (pane, paint) => new Surface(scene, paint(scene), { pane }).addTo(map);
  const fills = surface("fills", paintFills);
  const ending = surface("ending", paintEnding);
  const borders = surface("borders", paintBorders);
  const marks = surface("chosen", paintMarks);
  const all = [fills, ending, borders, marks];
  let marked = null;

  const panes = () => PANES.forEach((name) => showPane(map, name, scene.shows(name)));
  panes();
  return {
    panes,
    /** Paint everything again. */
    all: () => all.forEach((one) => one.repaint()),
    /** Units changed their look. */
    units(units) {
      const box = boxAround(scene.plane.units, units);
      if (box) fills.repaint(box);
    },
    /** Units changed their community. */
    membership(units) {
      const box = boxAround(scene.plane.units, units);
      if (box) all.forEach((one) => one.repaint(box));
    },
    /** Outlines, walls or sketches changed: what was marked goes, what is marked comes. */
    marks() {
      const box = scene.markedBox();
      const both = joined(box, marked);
      if (both) marks.repaint(both);
      marked = box;
    },
    /** Paint now what waits for the next frame. */
    flush: () => all.forEach((one) => one.flush()),
    restyle() {
      scene.restyle();
      below.restyle();
      all.forEach((one) => one.repaint());
    },
  };
}

function joined(a, b) {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
