// The sheet around a map: neat line, kilometre ticks, the four limits in the margins, scale bar, zoom, search.

import { element, iconButton, svg } from "./dom.js";
import { kilometres, locate, scaleLength, ticksAlong, tickStep } from "./grid.js";
import { icon } from "./marks.js";
import { metres, t } from "./words.js";

const MARGIN = 22;
const TICK_APART = 76;
const TICK_ROOM = 34;
const SCALE_PIXELS = 130;
const SIDES = ["north", "east", "south", "west"];

/** Metres of ground under one pixel in the middle of the map. */
export function metresPerPixel(map, isLocal) {
  if (isLocal) return 1 / 2 ** map.getZoom();
  return (40075016.686 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** (map.getZoom() + 8);
}

/** Put the map into a frame; returns its element and what the page may ask of it. Until `data.grid` is known the neat
 * line has no ticks. */
export function makeFrame(map, data, { home }) {
  const margins = svg("svg", { class: "margins", "aria-hidden": "true" });
  const scale = element("div", { class: "scale float" });
  const zoom = element("div", { class: "zoom float" });
  const neat = element("div", { class: "neat" }, map.getContainer());
  const root = element("section", { class: "sheet" }, neat, margins, zoom, scale);
  let limits = null;

  const redraw = () => {
    drawMargins(margins, root, map, data, limits);
    drawScale(scale, map, data.is_local);
  };
  const relabel = () => {
    zoom.replaceChildren(
      iconButton(t("map.zoom_in"), icon("plus"), () => map.zoomIn()),
      iconButton(t("map.zoom_out"), icon("minus"), () => map.zoomOut()),
      iconButton(t("map.whole"), icon("whole"), () => home()),
    );
    redraw();
  };
  map.on("move zoom resize", redraw);
  const resized = new ResizeObserver(() => map.invalidateSize({ pan: false }));
  resized.observe(neat);
  return {
    element: root,
    relabel,
    /** Say the four limits of a community in the margins, or of none. */
    showLimits(bounds) {
      limits = bounds;
      redraw();
    },
    /** Take the frame and its map away. */
    remove() {
      resized.disconnect();
      map.remove();
      root.remove();
    },
  };
}

function drawMargins(margins, root, map, data, limits) {
  const [width, height] = [root.clientWidth, root.clientHeight];
  const [left, top, right, bottom] = [MARGIN, MARGIN, width - MARGIN, height - MARGIN];
  if (right <= left || bottom <= top) return;
  const step = tickStep(metresPerPixel(map, data.is_local), TICK_APART);
  const coordinate = (axis) => (x, y) => {
    const place = map.containerPointToLatLng([x - left, y - top]);
    return locate(data.grid, place.lng, place.lat)[axis];
  };
  const [east, north] = [coordinate(0), coordinate(1)];
  const across = (share) => left + share * (right - left);
  const down = (share) => top + share * (bottom - top);
  const texts = limits ? limitTexts(limits, { width, height }) : [];
  const ticks = () => [
    ...ticksAlong((s) => east(across(s), top), step).map(([s, v]) => sideTick("north", across(s), top, v)),
    ...ticksAlong((s) => east(across(s), bottom), step).map(([s, v]) => sideTick("south", across(s), bottom, v)),
    ...ticksAlong((s) => north(left, down(s)), step).map(([s, v]) => sideTick("west", left, down(s), v)),
    ...ticksAlong((s) => north(right, down(s)), step).map(([s, v]) => sideTick("east", right, down(s), v)),
  ];
  const labels = data.grid ? ticks().flatMap((tick) => drawTick(tick, step, texts)) : [];
  margins.setAttribute("viewBox", `0 0 ${width} ${height}`);
  margins.replaceChildren(
    svg("rect", { class: "line", x: left - 0.5, y: top - 0.5, width: right - left + 1, height: bottom - top + 1 }),
    ...labels,
    ...texts.map((text) => text.node),
  );
}

function sideTick(side, x, y, value) {
  return { side, x, y, value };
}

const OUT = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] };

function drawTick({ side, x, y, value }, step, texts) {
  const [dx, dy] = OUT[side];
  const line = svg("path", { class: "line", d: `M${x} ${y}l${dx * 6} ${dy * 6}` });
  const numbered = side === "north" || side === "west";
  const along = dx ? y : x;
  const taken =
    (dx && along < MARGIN + TICK_ROOM) ||
    texts.some((text) => text.side === side && Math.abs(text.middle - along) < text.half + 24);
  if (!numbered || taken) return [line];
  const [tx, ty] = side === "north" ? [x + 4, y - 8] : [x - 8, y - 4];
  return [
    line,
    svg(
      "text",
      { class: "figure", x: tx, y: ty, transform: dx ? `rotate(-90 ${tx} ${ty})` : null },
      kilometres(value, step),
    ),
  ];
}

function limitTexts(limits, { width, height }) {
  const spot = {
    north: [width / 2, 15],
    south: [width / 2, height - 7],
    west: [15, height / 2],
    east: [width - 7, height / 2],
  };
  return SIDES.map((side) => {
    const [x, y] = spot[side];
    const vertical = side === "west" || side === "east";
    const text = t(`limits.${side}`, { what: limitName(limits[side]) });
    const node = svg(
      "text",
      { class: "limit", "text-anchor": "middle", x, y, transform: vertical ? `rotate(-90 ${x} ${y})` : null },
      text,
    );
    return { side, node, middle: vertical ? y : x, half: text.length * 6.5 };
  });
}

/** What limits a community on one side, in words. */
export function limitName(bound) {
  return bound ? (bound.name ?? t(`limit_kind.${bound.kind}`)) : "—";
}

function drawScale(scale, map, isLocal) {
  const perPixel = metresPerPixel(map, isLocal);
  const length = scaleLength(perPixel, SCALE_PIXELS);
  const width = length / perPixel;
  scale.replaceChildren(
    element(
      "div",
      { class: "figures", css: { width: `${width}px` } },
      element("span", {}, "0"),
      element("span", {}, metres(length)),
    ),
    element("div", { class: "ruler", css: { width: `${width}px` } }),
  );
}
