// The plan on the map: fills say membership, lines and hatches say state.

import { element } from "./dom.js";
import { drawing, places } from "./panes.js";
import { colour, hatch, mix } from "./theme.js";
import { count, t } from "./words.js";

const VACANT = 0.88;
const HAIRLINE = 0.16;

/** Draw units, moved units, boundaries of the plan and those that end; `act.pick`, `act.zoom` answer the mouse. */
export function drawCover(map, data, renderers, act) {
  const fills = new Map(data.communities.map((c) => [c.community_id, c.colour]));
  const fillsToday = new Map(data.today.map((c) => [c.community_id, c.colour]));
  const units = data.units.map((unit) => ({ unit, shape: drawUnit(unit, renderers.fills) }));
  const group = L.featureGroup(units.map(({ shape }) => shape)).addTo(map);
  const unitOf = new Map(units.map(({ unit, shape }) => [shape, unit]));
  const names = new Map(data.communities.map((c) => [c.community_id, c.name]));
  group.bindTooltip((shape) => unitCard(unitOf.get(shape), names), {
    sticky: true,
    direction: "right",
    offset: [14, 0],
    className: "card",
  });
  group.on("click", ({ layer }) => act.pick(unitOf.get(layer).community_id));
  group.on("dblclick", ({ layer }) => act.zoom(unitOf.get(layer).community_id));
  const moved = units
    .filter(({ unit }) => unit.moved)
    .map(({ unit }) => drawing(unit.geometry, renderers.moved, {}).addTo(map));
  const planned = outlines(map, data.communities, renderers.borders);
  const present = outlines(map, data.today, renderers.borders);
  const ending = data.ending
    ? [5, 1.8].map((weight) =>
        drawing(data.ending, renderers.ending, { fill: false, weight, dashArray: weight < 5 ? "7 5" : null }).addTo(
          map,
        ),
      )
    : [];
  const chosen = makeChosen(map, data.communities, renderers.chosen);
  let view = "plan";

  const restyle = () => {
    const palette = [0, 1, 2, 3, 4, 5].map((i) => colour(`c${i}`));
    const [paper, ink] = [colour("map"), colour("boundary")];
    units.forEach(({ unit, shape }) =>
      shape.setStyle(unitStyle(unit, { view, fills, fillsToday, palette, paper, ink })),
    );
    const pattern = hatch("ink2");
    moved.forEach((shape) =>
      shape.setStyle({ stroke: false, fillColor: pattern, fillOpacity: view === "plan" ? 1 : 0 }),
    );
    [
      [planned, "plan"],
      [present, "today"],
    ].forEach(([lines, of]) =>
      lines.forEach(({ casing, line }) => {
        casing.setStyle({ color: colour("casing"), opacity: view === of ? 1 : 0 });
        line.setStyle({ color: ink, opacity: view === of ? 1 : 0 });
      }),
    );
    ending.forEach((line, i) =>
      line.setStyle({ color: colour(i ? "ink2" : "casing"), opacity: view === "plan" ? 1 : 0 }),
    );
    chosen.restyle();
  };
  return {
    restyle,
    bounds: () => group.getBounds(),
    /** Show the plan or today. */
    show(wanted) {
      view = wanted;
      restyle();
    },
    choose: chosen.choose,
    hover: chosen.hover,
  };
}

function drawUnit(unit, renderer) {
  return L.polygon(places(unit.geometry), {
    renderer,
    pane: "fills",
    smoothFactor: 0,
    weight: 0.8,
    fillOpacity: 1,
    opacity: 1,
  });
}

function unitStyle(unit, { view, fills, fillsToday, palette, paper, ink }) {
  const index = view === "plan" ? fills.get(unit.community_id) : fillsToday.get(unit.present);
  if (index === undefined) return { fillColor: paper, color: mix(ink, paper, HAIRLINE) };
  const full = palette[index];
  return { fillColor: unit.households ? full : mix(full, paper, VACANT), color: mix(ink, full, HAIRLINE) };
}

// Casings first, all of them: no casing may lie over another community's ink.
function outlines(map, communities, renderer) {
  const casings = communities.map((c) => drawing(c.geometry, renderer, { fill: false, weight: 5 }).addTo(map));
  return communities.map((c, i) => ({
    casing: casings[i],
    line: drawing(c.geometry, renderer, { fill: false, weight: 2 }).addTo(map),
  }));
}

function makeChosen(map, communities, renderer) {
  const shapes = new Map(communities.map((c) => [c.community_id, c.geometry]));
  const layers = { choose: L.layerGroup().addTo(map), hover: L.layerGroup().addTo(map) };
  let picked = null;
  const draw = (layer, id, styles) => {
    layer.clearLayers();
    if (shapes.has(id))
      styles.forEach((style) => layer.addLayer(drawing(shapes.get(id), renderer, { fill: false, ...style })));
  };
  const choose = (id) => {
    picked = id;
    draw(layers.choose, id, [
      { weight: 8, color: colour("casing") },
      { weight: 3.6, color: colour("boundary") },
    ]);
  };
  const hover = (id) =>
    draw(layers.hover, id, [
      { weight: 5.4, color: colour("raised") },
      { weight: 2.4, color: colour("accent") },
    ]);
  return { choose, hover, restyle: () => choose(picked) };
}

function unitCard(unit, names) {
  const rows = [
    [t("card.households"), count(unit.households)],
    [t("card.population"), count(unit.population)],
    [t("card.community"), names.get(unit.community_id) ?? "—"],
    unit.present && unit.moved ? [t("card.present"), unit.present] : null,
  ].filter(Boolean);
  return element(
    "div",
    {},
    element("b", {}, unit.name ?? t("card.no_area")),
    element(
      "dl",
      {},
      rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
    ),
  );
}
