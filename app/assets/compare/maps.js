// The two maps: side by side and linked, one swiped over the other, or one line over the other.

import { element } from "../sheet/dom.js";
import { makeFrame } from "../sheet/frame.js";
import { places } from "../sheet/panes.js";
import { motion } from "../sheet/shell.js";
import { count, large, t } from "../sheet/words.js";
import { badge } from "./bar.js";
import { drawSide } from "./side.js";

const PADDING = [18, 18];
const STEP = 2;
const SIDES = ["a", "b"];

/** Make the maps in `host`; the Folium map of the page is the first that is drawn. */
export function makeMaps(map, data, state, host) {
  const options = map.options;
  const waiting = element("div", { class: "folium-place" }, map.getContainer());
  host.append(waiting);
  let sides = [];
  let follows = false;

  const isLinked = () => state.get("mode") !== "beside" || state.get("linked");
  const follow = (from, to) => {
    if (follows || !isLinked()) return;
    follows = true;
    to.map.setView(from.map.getCenter(), from.map.getZoom(), { animate: false });
    follows = false;
  };
  const show = (comparison, sheets) => {
    const before = sides.length ? { center: sides[0].map.getCenter(), zoom: sides[0].map.getZoom() } : null;
    sides.forEach((side) => side.frame.remove());
    const shapeOf = shapes(sheets);
    const home = () => sides.forEach((side) => side.map.fitBounds(boundsOf(sheets[0].communities.concat(sheets[0].units)), { padding: PADDING, animate: false }));
    sides = SIDES.map((which, i) => {
      const own = i === 0 && waiting.isConnected ? map : L.map(fresh(host), { ...options, renderer: undefined });
      const frame = makeFrame(own, sheets[i], { home });
      const caption = element("div", { class: "caption-card float" });
      frame.element.append(caption);
      frame.element.classList.add(`side-${which}`);
      return { which, map: own, frame, caption, sheet: sheets[i], comparison };
    });
    waiting.remove();
    host.replaceChildren(...sides.map((side) => side.frame.element), divider(host, state), key(state));
    sides.forEach((side, i) => {
      side.map.invalidateSize({ animate: false });
      if (before) side.map.setView(before.center, before.zoom, { animate: false });
      else side.map.fitBounds(boundsOf(opening(comparison, sheets[0])), { padding: PADDING, animate: false });
      side.drawn = drawSide(side.map, { comparison, sheet: side.sheet, which: side.which, state, shapeOf });
      side.map.on("move", () => follow(side, sides[1 - i]));
    });
    layOut();
    restyle();
    relabel();
  };
  // What stood in the middle of the first map stays there when its room changes.
  const layOut = () => {
    const [first] = sides;
    const [center, zoom] = first ? [first.map.getCenter(), first.map.getZoom()] : [];
    host.dataset.mode = state.get("mode");
    host.style.setProperty("--split", `${state.get("split")}%`);
    sides.forEach((side) => side.map.invalidateSize({ animate: false, pan: false }));
    first?.map.setView(center, zoom, { animate: false });
    if (first) follow(first, sides[1]);
  };
  const restyle = () => {
    layOut();
    sides.forEach((side) => side.drawn.restyle());
  };
  const relabel = () => {
    sides.forEach((side) => {
      side.frame.relabel();
      side.drawn.relabel();
      side.caption.replaceChildren(...captionOf(side));
    });
    host.querySelector(".key-card")?.replaceWith(key(state));
    host.querySelector(".divider")?.setAttribute("aria-label", t("compare.divider"));
  };
  const flyToBounds = (bounds) => {
    if (!bounds.isValid()) return;
    const moved = isLinked() ? sides.slice(0, 1) : sides;
    moved.forEach((side) => side.map.fitBounds(bounds.pad(0.25), { maxZoom: side.map.getMaxZoom() - 3, ...motion() }));
  };
  return {
    isLocal: data.is_local,
    show,
    restyle,
    relabel,
    home: () => sides.length && sides[0].map.fitBounds(boundsOf(sides[0].sheet.units), { padding: PADDING, ...motion() }),
    hover: (units) => sides.forEach((side) => side.drawn.hover(units)),
    /** To a community, as it is in both plans. */
    flyTo(pair) {
      const rows = sides.flatMap((side) => side.sheet.communities.filter((c) => c.community_id === pair[side.which]));
      flyToBounds(boundsOf(rows));
    },
    flyToUnits(ids) {
      const wanted = new Set(ids);
      flyToBounds(boundsOf(sides.flatMap((side) => side.sheet.units.filter((unit) => wanted.has(unit.unit_id)))));
      sides.forEach((side) => side.drawn.hover(ids));
    },
  };
}

// A unit that only one plan cuts is drawn by that plan's shapes.
function shapes(sheets) {
  const maps = sheets.map((sheet) => new Map(sheet.units.map((unit) => [unit.unit_id, unit.geometry])));
  return (unit, which) => maps[SIDES.indexOf(which)].get(unit) ?? maps[1 - SIDES.indexOf(which)].get(unit) ?? null;
}

// The page opens on the street offices in which something differs.
function opening(comparison, sheet) {
  const offices = new Set(comparison.communities.filter((pair) => pair.differs).map((pair) => pair.subdistrict));
  const rows = sheet.communities.filter((community) => offices.has(community.subdistrict));
  return rows.length ? rows : sheet.units;
}

function boundsOf(rows) {
  return L.latLngBounds(rows.flatMap((row) => places(row.geometry).flat(Infinity)));
}

// Leaflet wants its element to be in the page and to have a size.
function fresh(host) {
  const node = element("div", { class: "folium-map" });
  host.append(element("div", { class: "folium-place" }, node));
  return node;
}

function captionOf({ which, comparison }) {
  const side = comparison[which];
  const changed = comparison.gains.find((row) => row.measure === "households_changed")?.[which].value;
  return [
    badge(which),
    element("b", { class: "name" }, element("bdi", {}, side.name)),
    element("span", { class: "quiet" }, t("home.version", { n: count(side.version) })),
    changed === null || changed === undefined ? "" : element("span", { class: "quiet" }, t("compare.changed", { n: large(changed, t("unit.household")) })),
  ];
}

function key(state) {
  const line = (kind, text) => element("li", {}, element("i", { class: `line-key ${kind}` }), text);
  return element(
    "ul",
    { class: "key-card float" },
    line("own", t("compare.key.own")),
    line("other", t("compare.key.other")),
    line("hatched", t("compare.key.hatched")),
    state.get("today") ? line("today", t("compare.today")) : null,
  );
}

function divider(host, state) {
  const set = (split) => {
    const within = Math.min(98, Math.max(2, split));
    state.set({ split: within });
    host.style.setProperty("--split", `${within}%`);
    node.setAttribute("aria-valuenow", String(Math.round(within)));
  };
  const node = element("div", {
    class: "divider",
    role: "slider",
    tabindex: 0,
    "aria-label": t("compare.divider"),
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    "aria-valuenow": String(Math.round(state.get("split"))),
  });
  node.addEventListener("pointerdown", (event) => {
    node.setPointerCapture(event.pointerId);
    event.preventDefault();
    node.focus();
  });
  node.addEventListener("pointermove", (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const { left, width } = host.getBoundingClientRect();
    set(((event.clientX - left) / width) * 100);
  });
  node.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -STEP, ArrowRight: STEP }[event.code];
    if (!way) return;
    set(state.get("split") + way);
    event.preventDefault();
  });
  return node;
}
