// Names along the streets: where a straight enough stretch is long enough, and no label stands in the way.

import { element } from "./dom.js";
import { streetWidth } from "./ground.js";
import { elementMarker, places } from "./panes.js";

const MOST_NAMES = 60;
const LETTER = 11.5;
const STRAIGHT = 0.985;
const STEP = 14;
const NARROWEST = 1;

/** Group the named lines by name: one name is written once on the sheet. */
export function byName(lines) {
  const groups = new Map();
  for (const line of lines) {
    if (!line.name || !line.geometry || line.kind === "wall") continue;
    const paths = places(line.geometry);
    const group = groups.get(line.name) ?? { name: line.name, line, paths: [] };
    group.paths.push(...(line.geometry.type === "LineString" ? [paths] : paths));
    groups.set(line.name, group);
  }
  return [...groups.values()];
}

/** Write street names; `place(taken, perPixel)` does it again around the boxes in `taken`. */
export function makeStreetNames(map, data) {
  const streets = byName(data.lines);
  const layer = L.layerGroup().addTo(map);
  return {
    place(taken, perPixel) {
      layer.clearLayers();
      findNames(map, streets, taken, perPixel).forEach(({ name, spot }) => layer.addLayer(writeName(map, name, spot)));
    },
  };
}

/** Find where the names of `streets` (see `byName`) can stand around the boxes in `taken`: `{ name, spot }`. */
export function findNames(map, streets, taken, perPixel) {
  const boxes = [...taken];
  const wide = streets
    .map((s) => [streetWidth(s.line, perPixel), s])
    .filter(([w]) => w >= NARROWEST)
    .sort((a, b) => b[0] - a[0]);
  const found = [];
  for (const [, street] of wide) {
    if (found.length >= MOST_NAMES) break;
    const spot = findSpot(map, street, boxes);
    if (!spot) continue;
    boxes.push(spot.box);
    found.push({ name: street.name, spot });
  }
  return found;
}

function writeName(map, name, spot) {
  const text = element(
    "span",
    { class: "street-name", css: { transform: `translate(-50%,-50%) rotate(${spot.angle}rad)` } },
    name,
  );
  const at = map.containerPointToLatLng([spot.x, spot.y]);
  return elementMarker([at.lng, at.lat], "names", text);
}

function findSpot(map, street, boxes) {
  const need = textWidth(street.name) + 12;
  const size = map.getSize();
  const spots = street.paths.flatMap((path) =>
    stretches(
      path.map((p) => map.latLngToContainerPoint(p)),
      need,
    ),
  );
  const inside = spots.filter(({ x, y }) => x > need / 2 && y > 20 && x < size.x - need / 2 && y < size.y - 20);
  const free = inside.filter((spot) => !boxes.some((box) => overlaps(box, spot.box)));
  const middle = (spot) => Math.hypot(spot.x - size.x / 2, spot.y - size.y / 2);
  return free.sort((a, b) => middle(a) - middle(b))[0];
}

function textWidth(name) {
  return [...name].reduce((width, letter) => width + (letter.charCodeAt(0) > 255 ? LETTER : LETTER * 0.56), 0);
}

// Windows of length `need` along a path whose chord is nearly as long as the way.
function stretches(path, need) {
  const at = [0];
  for (let i = 1; i < path.length; i += 1) at.push(at[i - 1] + path[i].distanceTo(path[i - 1]));
  const found = [];
  for (let from = 0; from + need <= at.at(-1) && found.length < 200; from += STEP) {
    const [a, b] = [along(path, at, from), along(path, at, from + need)];
    if (a.distanceTo(b) < need * STRAIGHT) continue;
    found.push(spotBetween(a, b, need));
  }
  return found;
}

function along(path, at, distance) {
  const i = Math.max(
    1,
    at.findIndex((d) => d >= distance),
  );
  const share = at[i] === at[i - 1] ? 0 : (distance - at[i - 1]) / (at[i] - at[i - 1]);
  return L.point(
    path[i - 1].x + share * (path[i].x - path[i - 1].x),
    path[i - 1].y + share * (path[i].y - path[i - 1].y),
  );
}

function spotBetween(a, b, need) {
  let angle = Math.atan2(b.y - a.y, b.x - a.x);
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle <= -Math.PI / 2) angle += Math.PI;
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const [w, h] = [(Math.abs(Math.cos(angle)) * need) / 2 + 6, (Math.abs(Math.sin(angle)) * need) / 2 + 6];
  return { x, y, angle, box: { left: x - w, right: x + w, top: y - h, bottom: y + h } };
}

/** Whether two boxes overlap. */
export function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
