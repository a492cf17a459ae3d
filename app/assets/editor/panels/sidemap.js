// A small map of one drawing beside another: what is the same is pale, what differs has its colour and a hatch.

import { drawing as shape, places } from "../../sheet/panes.js";
import { colour, hatch, mix } from "../../sheet/theme.js";

const PALE = 0.3;

/** Draw two sides `{ ground, drawing }` into two elements; the maps move together. */
export function drawSides(nodes, sides, isLocal) {
  const maps = nodes.map((node, i) => drawSide(node, sides[i], sides[1 - i], isLocal));
  let follows = false;
  maps.forEach((map, i) =>
    map.on("move", () => {
      if (follows) return;
      follows = true;
      maps[1 - i].setView(map.getCenter(), map.getZoom(), { animate: false });
      follows = false;
    }),
  );
  return { remove: () => maps.forEach((map) => map.remove()) };
}

/** Units that lie in another community, or whose community is called otherwise, on the two sides. */
export function differingUnits(one, other) {
  const held = (side, id) => {
    const index = side.ground.indexOf.get(id);
    return index === undefined ? undefined : side.drawing.communityOf(index);
  };
  return one.ground.ids.filter((id) => held(one, id) !== held(other, id));
}

function drawSide(node, side, other, isLocal) {
  const { ground, drawing } = side;
  const map = L.map(node, {
    crs: isLocal ? L.CRS.Simple : L.CRS.EPSG3857,
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.25,
    preferCanvas: true,
    minZoom: isLocal ? -10 : 8,
  });
  const renderer = L.canvas();
  const differ = new Set(differingUnits(side, other));
  const tokens = new Map();
  const fill = (unit) => {
    const id = drawing.communityOf(unit);
    const token = id === null ? "map" : `c${drawing.records.get(id).colour}`;
    const isSame = !differ.has(ground.ids[unit]);
    const key = `${token} ${isSame}`;
    if (!tokens.has(key)) tokens.set(key, isSame ? mix(colour(token), colour("map"), PALE) : colour(token));
    return tokens.get(key);
  };
  const plain = { stroke: false, fill: true, fillOpacity: 1 };
  const shapes = ground.shapes.map((geometry, unit) => shape(geometry, renderer, { ...plain, fillColor: fill(unit), pane: "overlayPane" }));
  const marks = [...differ].map((id) =>
    shape(ground.shapes[ground.indexOf.get(id)], renderer, { ...plain, fillColor: hatch("ink2"), pane: "overlayPane" }),
  );
  const { a, b, geometry } = ground.arcs;
  const lines = geometry.filter((_, k) => b[k] < 0 || drawing.communityOf(a[k]) !== drawing.communityOf(b[k]));
  const borders = L.polyline(lines.flatMap((parts) => parts.map((part) => part.map(([x, y]) => [y, x]))), {
    renderer,
    color: colour("boundary"),
    weight: 1.6,
    interactive: false,
  });
  [...shapes, ...marks, borders].forEach((layer) => layer.addTo(map));
  const seen = differ.size ? [...differ].map((id) => ground.shapes[ground.indexOf.get(id)]) : ground.shapes;
  map.fitBounds(L.latLngBounds(seen.flatMap((geo) => places(geo).flat(Infinity))).pad(0.6), { animate: false });
  return map;
}
