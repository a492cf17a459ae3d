// One plan of two on its map: what differs in full colour and hatched, the line that only the other plan has dashed.

import { element } from "../sheet/dom.js";
import { metresPerPixel } from "../sheet/frame.js";
import { drawGround } from "../sheet/ground.js";
import { labelNode, layLabels } from "../sheet/labels.js";
import { drawing, elementMarker, makePanes, places } from "../sheet/panes.js";
import { makeStreetNames } from "../sheet/streetnames.js";
import { colour, hatch, mix } from "../sheet/theme.js";
import { count, t } from "../sheet/words.js";

const PALE = 0.34;
const VACANT = 0.88;
const HAIRLINE = 0.16;
const DASH = "6 4";

/** Draw side `which` ("a" or "b") of a comparison; `shapeOf(unit)` knows units of both plans. */
export function drawSide(map, { comparison, sheet, which, state, shapeOf }) {
  const renderers = makePanes(map);
  const other = which === "a" ? "b" : "a";
  const colours = comparison[which].colours;
  const differing = new Set(comparison.communities.filter((pair) => pair.differs).map((pair) => pair[which]));
  const ground = drawGround(map, sheet, renderers);
  const names = makeStreetNames(map, sheet);
  const units = sheet.units.map((unit) => ({ unit, shape: drawUnit(unit, renderers.fills) }));
  const group = L.featureGroup(units.map(({ shape }) => shape)).addTo(map);
  const unitOf = new Map(units.map(({ unit, shape }) => [shape, unit]));
  group.bindTooltip((shape) => card(unitOf.get(shape), comparison), { sticky: true, direction: "right", offset: [14, 0], className: "card" });
  const hatched = comparison.units
    .map((unit) => shapeOf(unit.unit_id, which))
    .filter(Boolean)
    .map((geometry) => drawing(geometry, renderers.moved, {}).addTo(map));
  const borders = outlines(map, sheet.communities, renderers.borders);
  const theirs = dashed(map, comparison.lines[other], renderers.ending, 2.4);
  const ending = dashed(map, sheet.ending, renderers.ending, 1.8);
  const chosen = L.layerGroup().addTo(map);
  const labels = L.layerGroup().addTo(map);
  let labelled = [];

  const restyle = () => {
    const palette = [0, 1, 2, 3, 4, 5].map((i) => colour(`c${i}`));
    const [paper, ink] = [colour("map"), colour("boundary")];
    const isPale = (id) => state.get("only") && !differing.has(id);
    ground.restyle();
    units.forEach(({ unit, shape }) => {
      const index = colours[unit.community_id];
      if (index === undefined) return shape.setStyle({ fillColor: paper, color: mix(ink, paper, HAIRLINE) });
      const full = palette[index];
      const fill = isPale(unit.community_id) ? mix(full, paper, PALE) : full;
      return shape.setStyle({ fillColor: !unit.households && fill === full ? mix(full, paper, VACANT) : fill, color: mix(ink, full, isPale(unit.community_id) ? HAIRLINE / 2 : HAIRLINE) });
    });
    const pattern = hatch("boundary", 7, 1.2);
    hatched.forEach((shape) => shape.setStyle({ stroke: false, fillColor: pattern, fillOpacity: 1 }));
    borders.casings.forEach((line) => line.setStyle({ color: colour("casing") }));
    borders.lines.forEach((line) => line.setStyle({ color: ink }));
    show(theirs, "accent", true);
    show(ending, "ink2", state.get("today"));
  };
  const arrange = () => {
    const perPixel = metresPerPixel(map, sheet.is_local);
    names.place(layLabels(map, labelled, []), perPixel);
  };
  const relabel = () => {
    labels.clearLayers();
    labelled = sheet.communities.map((community) => ({
      community,
      at: community.label,
      bounds: L.latLngBounds(places(community.geometry).flat(Infinity)),
      node: labelNode(community, null, { after: after(community, { comparison, which, state }) }),
    }));
    labelled.forEach(({ at, node }) => labels.addLayer(elementMarker(at, "labels", node)));
    arrange();
  };
  map.on("moveend", arrange);
  return {
    restyle,
    relabel,
    /** Outline some units, or none. */
    hover(ids) {
      chosen.clearLayers();
      for (const style of [
        { weight: 6, color: colour("raised") },
        { weight: 2.8, color: colour("accent") },
      ])
        (ids ?? [])
          .map((id) => shapeOf(id, which))
          .filter(Boolean)
          .forEach((geometry) => chosen.addLayer(drawing(geometry, renderers.chosen, { fill: false, ...style })));
    },
  };
}

// One over the other there is one label for both: what it is in 甲, what it becomes in 乙.
function after(community, { comparison, which, state }) {
  if (state.get("mode") !== "over") return "";
  const pair = comparison.communities.find((one) => one[which] === community.community_id);
  if (!pair?.differs) return "";
  return ` → ${pair.households_b === null ? t("compare.ended") : count(pair.households_b)}`;
}

function drawUnit(unit, renderer) {
  return L.polygon(places(unit.geometry), { renderer, pane: "fills", smoothFactor: 0, weight: 0.8, fillOpacity: 1, opacity: 1 });
}

// Casings first, all of them: no casing may lie over another community's ink.
function outlines(map, communities, renderer) {
  const draw = (weight) => communities.map((c) => drawing(c.geometry, renderer, { fill: false, weight }).addTo(map));
  return { casings: draw(5), lines: draw(2) };
}

function dashed(map, geometry, renderer, weight) {
  if (!geometry) return [];
  return [
    drawing(geometry, renderer, { fill: false, weight: weight + 3, lineCap: "butt" }).addTo(map),
    drawing(geometry, renderer, { fill: false, weight, dashArray: DASH, lineCap: "butt" }).addTo(map),
  ];
}

function show([casing, line], token, isShown) {
  casing?.setStyle({ color: colour("casing"), opacity: isShown ? 1 : 0 });
  line?.setStyle({ color: colour(token), opacity: isShown ? 1 : 0 });
}

function card(unit, comparison) {
  const name = (side, id) => comparison.communities.find((pair) => pair[side] === id)?.name ?? t("ledger.nowhere");
  const differs = comparison.units.find((one) => one.unit_id === unit.unit_id);
  const rows = [
    [t("card.households"), count(unit.households)],
    ...(differs
      ? [
          [t("compare.side.a"), name("a", differs.a)],
          [t("compare.side.b"), name("b", differs.b)],
        ]
      : []),
  ];
  return element(
    "div",
    {},
    element("b", {}, element("bdi", {}, unit.name ?? t("card.no_area"))),
    element("dl", {}, rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)])),
  );
}
