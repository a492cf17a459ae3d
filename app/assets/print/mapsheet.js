// The map on paper, as SVG in millimetres: fills, streets, lines, names; everything stays readable in grey.

import { element, svg } from "../sheet/dom.js";
import { kilometres } from "../sheet/grid.js";
import { streetWidth } from "../sheet/ground.js";
import { findPlace } from "../sheet/labels.js";
import { house } from "../sheet/marks.js";
import { byName, findNames } from "../sheet/streetnames.js";
import { count, shortName, t, withUnit } from "../sheet/words.js";
import { boundsOf, fitInto, pathOf, projectTo, PX_PER_MM, ticks } from "./projection.js";

const HOUSE_MM = 3.4;
const NAME_MM = 3.5;
const COUNT_MM = 3.0;
const STREET_MM = 2.5;
const LEAST_STREET = 0.25;
let patterns = 0;

/** The map of a subject with its neat line and ticks. */
export function mapSheet(plan, subject) {
  const paper = projectTo(subject.frame);
  const root = surface(paper, "map-sheet");
  const id = hatchIn(root);
  const inside = (row) => subject.office === null || row.subdistrict === subject.office;
  const land = svg("g", { "clip-path": clip(root, paper) });
  root.append(land);
  drawStreets(land, plan, paper, LEAST_STREET, "beyond");
  drawLand(land, plan, paper, inside, id);
  const communities = plan.rows.filter(inside);
  drawBorders(land, plan, paper, subject, communities);
  drawNames(land, plan, paper, communities);
  drawNeatLine(root, paper);
  return root;
}

/** The state before, as small as its room; names only where they fit. */
export function inset(plan, today, width, height) {
  const all = today.map((row) => row.geometry);
  const paper = fitInto(boundsOf(all), width, height);
  const root = surface(paper, "inset");
  for (const community of today) add(root, "path", { d: pathOf(community.geometry, paper), class: "community", fill: `var(--c${community.colour})` });
  drawStreets(root, plan, paper, 0.1);
  for (const community of today) add(root, "path", { d: pathOf(community.geometry, paper), class: "border thin" });
  const taken = [];
  for (const community of today) write(root, { ...community, households: null }, paper, taken, 2.5, 0);
  return root;
}

function surface(paper, name) {
  return svg("svg", { class: name, width: `${paper.width}mm`, height: `${paper.height}mm`, viewBox: `0 0 ${paper.width} ${paper.height}`, role: "img", "aria-label": t(`print.${name === "inset" ? "before" : "map"}`) });
}

function add(parent, tag, attributes, ...children) {
  const node = svg(tag, attributes, ...children);
  parent.append(node);
  return node;
}

function clip(root, paper) {
  return clipTo(root, `M0 0H${paper.width}V${paper.height}H0Z`);
}

function clipTo(parent, d) {
  const id = `clip-${(patterns += 1)}`;
  add(parent, "clipPath", { id }, svg("path", { d, "clip-rule": "nonzero" }));
  return `url(#${id})`;
}

function hatchIn(root) {
  const id = `moved-${(patterns += 1)}`;
  add(root, "pattern", { id, width: 1.8, height: 1.8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("path", { d: "M0 0V1.8", class: "hatch" }));
  return `url(#${id})`;
}

function drawLand(parent, plan, paper, inside, hatch) {
  const { units } = plan.sheet;
  const colours = new Map(plan.rows.map((row) => [row.community_id, row.colour]));
  for (const unit of units.filter((one) => !inside(one))) add(parent, "path", { d: pathOf(unit.geometry, paper), class: "outside" });
  for (const unit of units.filter(inside)) {
    const colour = colours.get(unit.community_id);
    const empty = colour !== undefined && !unit.households ? " vacant" : "";
    add(parent, "path", { d: pathOf(unit.geometry, paper), class: `unit${empty}`, fill: colour === undefined ? "var(--raised)" : `var(--c${colour})`, "data-unit": unit.unit_id });
  }
  for (const unit of units.filter((one) => one.moved && inside(one))) add(parent, "path", { d: pathOf(unit.geometry, paper), fill: hatch });
  drawStreets(add(parent, "g", { "clip-path": clipTo(parent, units.map((unit) => pathOf(unit.geometry, paper)).join("")) }), plan, paper, LEAST_STREET);
}

// Streets are gaps in the land; beyond it they are drawn pale.
function drawStreets(parent, plan, paper, least, kind = "street") {
  const pixel = paper.perMm / PX_PER_MM;
  const wide = (line) => streetWidth(line, pixel) / PX_PER_MM;
  const shown = plan.sheet.lines.filter((line) => line.geometry).sort((a, b) => wide(a) - wide(b));
  for (const line of shown) {
    const d = pathOf(line.geometry, paper);
    if (!d) continue;
    if (line.kind === "rail" || line.kind === "wall") add(parent, "path", { d, class: `line ${line.kind}` });
    else if (wide(line) >= least) add(parent, "path", { d, class: `line ${line.kind === "river" ? "river" : kind}`, "stroke-width": Math.max(least, wide(line)).toFixed(3) });
  }
}

function drawBorders(parent, plan, paper, subject, communities) {
  const { subdistricts, ending } = plan.sheet;
  const offices = subdistricts.filter((row) => subject.office === null || row.subdistrict === subject.office);
  if (ending) {
    const own = clipTo(parent, offices.map((row) => pathOf(row.geometry, paper)).join(""));
    add(parent, "path", { d: pathOf(ending, paper), class: "ending", "clip-path": own });
  }
  for (const name of ["casing", "border"])
    for (const row of communities) add(parent, "path", { d: pathOf(row.geometry, paper), class: name, "data-community": name === "border" ? row.community_id : null });
  for (const row of offices) add(parent, "path", { d: pathOf(row.geometry, paper), class: "territory" });
}

// Houses first, then names of communities, the widest first, then names of streets between them.
function drawNames(parent, plan, paper, communities) {
  const taken = drawHouses(parent, plan, paper, communities);
  const width = (row) => {
    const [west, , east] = boundsOf([row.geometry]);
    return east - west;
  };
  for (const row of [...communities].sort((a, b) => width(b) - width(a))) write(parent, row, paper, taken, NAME_MM, COUNT_MM);
  const page = {
    latLngToContainerPoint: ({ lat, lng }) => L.point(paper.x(lng) * PX_PER_MM, paper.y(lat) * PX_PER_MM),
    getSize: () => L.point(paper.width * PX_PER_MM, paper.height * PX_PER_MM),
  };
  const streets = byName(plan.sheet.lines);
  for (const { name, spot } of findNames(page, streets, taken, paper.perMm / PX_PER_MM)) {
    const [x, y] = [spot.x / PX_PER_MM, spot.y / PX_PER_MM];
    add(parent, "text", { class: "street-name", x, y: y + STREET_MM * 0.36, "font-size": STREET_MM, transform: `rotate(${(spot.angle * 180) / Math.PI} ${x} ${y})` }, name);
  }
}

function drawHouses(parent, plan, paper, communities) {
  const ids = new Set(communities.map((row) => row.community_id));
  const boxes = [];
  for (const facility of plan.sheet.facilities) {
    const isHouse = facility.geometry?.type === "Point" && (!facility.kind || facility.kind === "service");
    if (!isHouse || !ids.has(facility.community_id)) continue;
    const [x, y] = [paper.x(facility.geometry.coordinates[0]), paper.y(facility.geometry.coordinates[1])];
    const mark = house(facility);
    for (const [key, value] of Object.entries({ x: x - HOUSE_MM / 2, y: y - HOUSE_MM / 2, width: HOUSE_MM, height: HOUSE_MM })) mark.setAttribute(key, value);
    parent.append(mark);
    boxes.push(boxAround(x * PX_PER_MM, y * PX_PER_MM, HOUSE_MM * PX_PER_MM));
  }
  return boxes;
}

function boxAround(x, y, size) {
  return { left: x - size / 2, right: x + size / 2, top: y - size / 2, bottom: y + size / 2 };
}

function write(parent, row, paper, taken, nameMm, countMm) {
  const [west, south, east, north] = boundsOf([row.geometry]);
  const name = shortName(row);
  const text = countMm ? withUnit(count(row.households), t("unit.household")) : "";
  const [bare, whole] = [widthOf(name, nameMm), Math.max(widthOf(name, nameMm), widthOf(text, countMm))];
  const found = findPlace({
    at: { x: paper.x(row.label[0]) * PX_PER_MM, y: paper.y(row.label[1]) * PX_PER_MM },
    extent: (paper.x(east) - paper.x(west)) * PX_PER_MM,
    widths: () => [bare, whole],
    isInside: (x, y) => within(paper.east(x / PX_PER_MM), west, east) && within(paper.north(y / PX_PER_MM), south, north),
    taken,
  });
  if (!found) return;
  taken.push(found.box);
  const [x, y] = [paper.x(row.label[0]) + found.dx / PX_PER_MM, paper.y(row.label[1]) + found.dy / PX_PER_MM];
  const withCount = found.withCount && countMm > 0;
  add(parent, "text", { class: "name", x, y: withCount ? y - 0.2 : y + nameMm * 0.36, "font-size": nameMm }, name);
  if (withCount) add(parent, "text", { class: "count", x, y: y + countMm + 0.1, "font-size": countMm }, text);
}

function within(value, low, high) {
  return value >= low && value <= high;
}

function widthOf(text, size) {
  return [...text].reduce((width, letter) => width + (letter.charCodeAt(0) > 255 ? size : size * 0.56), 0) * PX_PER_MM;
}

function drawNeatLine(root, paper) {
  const { step, east, north } = ticks(paper);
  add(root, "rect", { class: "neat", width: paper.width, height: paper.height });
  for (const [x, value] of east) {
    add(root, "path", { class: "tick", d: `M${x} 0v-1.8M${x} ${paper.height}v1.8` });
    if (x < paper.width - 10) add(root, "text", { class: "figure", x: x + 0.8, y: -1.2 }, kilometres(value, step));
  }
  for (const [y, value] of north) {
    add(root, "path", { class: "tick", d: `M0 ${y}h-1.8M${paper.width} ${y}h1.8` });
    if (y > 12) add(root, "text", { class: "figure", x: -1.2, y: y - 0.8, transform: `rotate(-90 -1.2 ${y - 0.8})` }, kilometres(value, step));
  }
}

/** The scale bar: as long on paper as the drawing is true. */
export function scaleBar({ bar_m: metres, scale }) {
  const mm = (metres * 1000) / scale;
  const figure = (value) => (metres >= 2000 ? String(value / 1000) : String(value));
  const bar = svg(
    "svg",
    { class: "scale-bar", width: `${mm}mm`, height: "2mm", viewBox: `0 0 ${mm} 2`, "data-metres": metres },
    svg("rect", { width: mm, height: 1.4, class: "empty-half" }),
    svg("rect", { width: mm / 2, height: 1.4, class: "full-half" }),
  );
  return element(
    "div",
    { class: "scale-block" },
    element("div", { class: "scale-figures", css: { width: `${mm}mm` } }, element("span", {}, "0"), element("span", {}, figure(metres / 2)), element("span", {}, `${figure(metres)} ${metres >= 2000 ? "km" : "m"}`)),
    bar,
  );
}
