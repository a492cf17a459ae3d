// Names and counts of communities, houses of facilities: few HTML markers, moved off each other, never rotated.

import { element } from "./dom.js";
import { house, sign } from "./marks.js";
import { elementMarker, place, places } from "./panes.js";
import { overlaps } from "./streetnames.js";
import { count, shortName, t, withUnit } from "./words.js";

const NAME_FROM = 28;
const COUNT_FROM = 60;
const SHIFTS = [
  [0, 0],
  [0, -20],
  [0, 20],
  [0, -34],
  [0, 34],
  [-24, 0],
  [24, 0],
  [-40, -14],
  [40, 14],
];
const HOUSE = 8;
const HOUSES_FROM = 7;

/** Labels for some communities; `markOf(community)` is the kind of its gravest finding, or null. */
export function makeLabels(map, communities, markOf) {
  const layer = L.layerGroup();
  const all = communities.map((community) => ({
    community,
    at: community.label,
    bounds: L.latLngBounds(places(community.geometry).flat(Infinity)),
  }));
  const write = () => {
    layer.clearLayers();
    all.forEach((label) => {
      label.node = labelNode(label.community, markOf(label.community));
      layer.addLayer(elementMarker(label.at, "labels", label.node));
    });
  };
  return { layer, write, arrange: (taken) => layLabels(map, all, taken) };
}

/** Lay labels (`{ at, bounds, node }`) out around `taken`, the widest community first; returns the boxes that they take. */
export function layLabels(map, labels, taken) {
  const order = [...labels].sort((a, b) => pixelWidth(map, b.bounds) - pixelWidth(map, a.bounds));
  const boxes = [];
  order.forEach((label) => boxes.push(...arrangeOne(map, label, [...taken, ...boxes])));
  return boxes;
}

/** The name of a community and its count; `before` stands before the name, `after` behind the count. */
export function labelNode(community, mark, { before = null, after = "" } = {}) {
  const name = element(
    "b",
    {},
    mark && mark !== "note" ? sign(mark, t(`kind.${mark}`)) : null,
    before,
    shortName(community),
  );
  const households = element(
    "span",
    { class: "count" },
    withUnit(count(community.households), t("unit.household")),
    after,
  );
  return element("div", { class: "label" }, name, households);
}

function pixelWidth(map, bounds) {
  return map.latLngToContainerPoint(bounds.getSouthEast()).x - map.latLngToContainerPoint(bounds.getNorthWest()).x;
}

// The first place that is free; else the label is left out and the tooltip stays.
function arrangeOne(map, { at: spot, bounds, node }, taken) {
  const found = findPlace({
    at: map.latLngToContainerPoint(place(spot)),
    extent: pixelWidth(map, bounds),
    widths: () => [measure(node, false), measure(node, true)],
    isInside: (x, y) => bounds.contains(map.containerPointToLatLng([x, y])),
    taken,
  });
  node.hidden = found === null;
  if (!found) return [];
  node.classList.toggle("bare", !found.withCount);
  node.style.setProperty("transform", `translate(-50%,-50%) translate(${found.dx}px,${found.dy}px)`);
  return [found.box];
}

/**
 * Find a place for a label: free and inside, with the count, then without it; null where there is none.
 *
 * `at` is where it would stand best, `extent` how wide its community is in pixels, `widths()` how wide the label is
 * without and with the count, `taken` the boxes that stand already.
 */
export function findPlace({ at, extent, widths, isInside, taken }) {
  if (extent < NAME_FROM) return null;
  const [bare, whole] = widths();
  for (const withCount of extent >= COUNT_FROM ? [true, false] : [false]) {
    for (const [dx, dy] of SHIFTS) {
      const [x, y] = [at.x + dx, at.y + dy];
      const box = boxAround(x, y, withCount ? whole : bare, withCount ? 30 : 16);
      if (isInside(x, y) && !taken.some((other) => overlaps(other, box))) return { dx, dy, withCount, box };
    }
  }
  return null;
}

function measure(node, withCount) {
  const key = withCount ? "wide" : "narrow";
  if (!node.dataset[key]) {
    node.hidden = false;
    node.classList.toggle("bare", !withCount);
    node.dataset[key] = node.offsetWidth;
  }
  return Number(node.dataset[key]);
}

function boxAround(x, y, width, height) {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** Houses of the facilities; only service facilities are houses, others are dots. */
export function makeHouses(map, facilities) {
  const all = facilities.filter((f) => f.geometry?.type === "Point");
  all.forEach((facility) => {
    const isService = !facility.kind || facility.kind === "service";
    const node = element(
      "div",
      { class: "centred", title: facilityTitle(facility) },
      isService ? house(facility) : element("i", { class: "dot" }),
    );
    elementMarker(facility.geometry.coordinates, "houses", node).addTo(map);
  });
  return {
    /** Show the houses where the scale (metres a pixel) leaves room for them; returns the boxes that they take. */
    arrange(perPixel) {
      const there = perPixel <= HOUSES_FROM;
      map.getPane("houses").classList.toggle("too-small", !there);
      return there ? houseBoxes() : [];
    },
  };

  function houseBoxes() {
    return all
      .map((f) => map.latLngToContainerPoint(place(f.geometry.coordinates)))
      .map(({ x, y }) => ({ left: x - HOUSE, right: x + HOUSE, top: y - HOUSE, bottom: y + HOUSE }));
  }
}

function facilityTitle(facility) {
  const area =
    facility.area_m2 === null || facility.area_m2 === undefined
      ? ""
      : ` ${withUnit(count(facility.area_m2), "m²")}`;
  return `${facility.name ?? facility.facility_id}${area}`;
}
