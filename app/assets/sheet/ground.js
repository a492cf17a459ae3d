// What both pages draw under everything else: paper, streets as gaps, rivers, railways, street offices.

import { metresPerPixel } from "./frame.js";
import { drawing } from "./panes.js";
import { colour } from "./theme.js";

// Widths on the ground in metres and the least on the screen in pixels, by class of road; others by kind.
const CLASS_WIDTHS = {
  快速路: [40, 2.5],
  主干路: [32, 2.5],
  次干路: [24, 2],
  支路: [14, 1],
  内部道路: [6, 0],
  motorway: [34, 2.5],
  trunk: [34, 2.5],
  primary: [32, 2.5],
  arterial: [32, 2.5],
  secondary: [24, 2],
  tertiary: [16, 1.5],
  residential: [10, 1],
  unclassified: [10, 1],
  living_street: [8, 1],
  service: [6, 0],
  footway: [3, 0],
  path: [3, 0],
};
const KIND_WIDTHS = { road: [12, 1], arterial: [32, 2.5], river: [36, 2.5], rail: [0, 1.2], wall: [0, 1.2] };
const HIDDEN_BELOW = 0.35;

function widthOf(line) {
  return CLASS_WIDTHS[line.road_class] ?? KIND_WIDTHS[line.kind] ?? KIND_WIDTHS.road;
}

/** Draw the ground; returns `restyle`, to be called when the theme changes. */
export function drawGround(map, data, renderers) {
  const papers = data.subdistricts.map((s) => drawing(s.geometry, renderers.paper, {}).addTo(map));
  const outlines = data.subdistricts.flatMap((s) =>
    [
      drawing(s.geometry, renderers.paper, { fill: false, weight: 12 }),
      drawing(s.geometry, renderers.borders, { fill: false, weight: 6.5 }),
      drawing(s.geometry, renderers.borders, { fill: false, weight: 3.4 }),
    ].map((line) => line.addTo(map)),
  );
  const lines = sortedLines(data.lines).map((line) => ({ line, drawn: drawLine(line, renderers.streets, map) }));

  const rewidth = () => {
    const perPixel = metresPerPixel(map, data.is_local);
    lines.forEach(({ line, drawn }) => setWidth(line, drawn, perPixel));
  };
  const restyle = () => {
    papers.forEach((p) => p.setStyle({ stroke: false, fillColor: colour("map"), fillOpacity: 1 }));
    const [halo, casing, ink] = [
      { color: colour("boundary"), opacity: 0.16 },
      { color: colour("casing") },
      { color: colour("boundary") },
    ];
    outlines.forEach((line, i) => line.setStyle([halo, casing, ink][i % 3]));
    lines.forEach(({ line, drawn }) => drawn.forEach((part) => part.setStyle({ color: lineColour(line) })));
    rewidth();
  };
  map.on("zoomend", rewidth);
  return { restyle };
}

// Wide streets last, so that crossings stay open.
function sortedLines(lines) {
  return lines.filter((line) => line.geometry).sort((a, b) => widthOf(a)[0] - widthOf(b)[0]);
}

function drawLine(line, renderer, map) {
  const styles =
    line.kind === "rail"
      ? [{ weight: 1.2 }, { weight: 5, dashArray: "1 7", lineCap: "butt" }]
      : line.kind === "wall"
        ? [{ weight: 1.2, dashArray: "1 3" }]
        : [{ lineCap: "round" }];
  return styles.map((style) => drawing(line.geometry, renderer, { fill: false, ...style }).addTo(map));
}

function lineColour(line) {
  if (line.kind === "river") return colour("river");
  return line.kind === "rail" || line.kind === "wall" ? colour("ink3") : colour("street");
}

function setWidth(line, drawn, perPixel) {
  const [width, least] = widthOf(line);
  if (width === 0) return;
  const pixels = width / perPixel;
  drawn[0].setStyle({ weight: Math.max(least, pixels), opacity: least === 0 && pixels < HIDDEN_BELOW ? 0 : 1 });
}

/** Width of a street on the screen in pixels. */
export function streetWidth(line, perPixel) {
  const [width, least] = widthOf(line);
  return Math.max(least, width / perPixel);
}
