// The map of a check: areas as they came, units and islands cut from them, the picked finding, and numbered pins.

import { filtered, namedAreas, pinsOf } from "./checkgroups.js";
import { element } from "./dom.js";
import { metresPerPixel } from "./frame.js";
import { drawGround } from "./ground.js";
import { makeHouses } from "./labels.js";
import { drawing, makePanes, place, places, showPane } from "./panes.js";
import { makePins } from "./pins.js";
import { makeStreetNames } from "./streetnames.js";
import { colour, hatch, mix } from "./theme.js";
import { count, t } from "./words.js";

const POINT_RADIUS = 3.5;

/** The layers of the page, as the legend lists them, and the pane of each. */
const PANES = {
  areas: "fills",
  units: "moved",
  islands: "ending",
  houses: "houses",
  pins: "pins",
  streets: "streets",
  names: "names",
};

/** Which layers there is anything to show of. */
export function checkLayers(data) {
  const empty = { units: !data.units.length, islands: !special(data).size, houses: !data.facilities.length };
  return Object.keys(PANES).filter((name) => !empty[name]);
}

/** Draw everything; `groups` are numbered findings, `act.go` leads to one. */
export function drawCheck(map, data, state, groups, act) {
  const renderers = makePanes(map);
  const ground = drawGround(map, data, renderers);
  const areas = drawAreas(map, data, renderers);
  const units = drawUnits(map, data, renderers);
  const picked = makePicked(map, data, renderers.chosen);
  const houses = makeHouses(map, data.facilities);
  const names = makeStreetNames(map, data);
  const shown = () => filtered(groups, { off: state.get("off"), only: state.get("only") });
  const pins = makePins(map, () => pinsOf(shown(), act.go));
  const arrange = () => {
    const perPixel = metresPerPixel(map, data.is_local);
    names.place([...houses.arrange(perPixel), ...pins.boxes()], perPixel);
  };
  const panes = () =>
    Object.entries(PANES).forEach(([name, pane]) => showPane(map, pane, !state.get("hidden").includes(name)));
  map.on("moveend", arrange);
  panes();
  return {
    arrange,
    panes,
    pick: picked.pick,
    relabel: pins.draw,
    restyle() {
      ground.restyle();
      areas.restyle();
      units.restyle();
      picked.restyle();
    },
  };
}

function drawAreas(map, data, renderers) {
  const shapes = data.areas.filter((a) => a.geometry).map((area) => drawArea(area, renderers.fills));
  const group = L.featureGroup(shapes.map(({ shape }) => shape)).addTo(map);
  const areaOf = new Map(shapes.map(({ area, shape }) => [shape, area]));
  group.bindTooltip((shape) => areaCard(areaOf.get(shape)), {
    sticky: true,
    direction: "right",
    offset: [14, 0],
    className: "card",
  });
  return {
    restyle() {
      const [ink, raised, paper] = [colour("boundary"), colour("raised"), colour("map")];
      shapes.forEach(({ area, shape }) =>
        shape.setStyle({
          color: mix(ink, paper, 0.45),
          weight: 0.8,
          fillColor: area.households === 0 ? mix(ink, paper, 0.08) : raised,
          fillOpacity: 1,
        }),
      );
    },
  };
}

function drawArea(area, renderer) {
  const options = { renderer, pane: "fills", smoothFactor: 0 };
  const shape =
    area.geometry.type === "Point"
      ? L.circleMarker(place(area.geometry.coordinates), { ...options, radius: POINT_RADIUS })
      : L.polygon(places(area.geometry), options);
  return { area, shape };
}

// Island units are framed in amber, undecided ones hatched: both keep out of a plan, or out of their street office's.
function special(data) {
  const islands = (data.check.adjacency?.islands ?? []).flatMap((island) => island.units.map((id) => [id, "island"]));
  const open = new Set((data.check.undecided ?? []).map((area) => area.area_id));
  const undecided = data.units.filter((u) => open.has(u.area_id)).map((u) => [u.unit_id, "undecided"]);
  return new Map([...islands, ...undecided]);
}

function drawUnits(map, data, renderers) {
  const kinds = special(data);
  const plain = data.units.map((unit) =>
    drawing(unit.geometry, renderers.moved, { fill: false, weight: 0.7 }).addTo(map),
  );
  const marked = data.units
    .filter((unit) => kinds.has(unit.unit_id))
    .map((unit) => ({
      kind: kinds.get(unit.unit_id),
      shape: drawing(unit.geometry, renderers.ending, { weight: 2.4 }).addTo(map),
    }));
  return {
    restyle() {
      const line = mix(colour("boundary"), colour("map"), 0.22);
      plain.forEach((unit) => unit.setStyle({ color: line }));
      const looks = {
        island: { color: colour("soft-mark"), fill: false },
        undecided: { color: colour("ink3"), dashArray: "4 3", fillColor: hatch("ink3"), fillOpacity: 1 },
      };
      marked.forEach(({ kind, shape }) => shape.setStyle(looks[kind]));
    },
  };
}

// The areas that the picked finding names, outlined in the accent over a casing.
function makePicked(map, data, renderer) {
  const shapes = new Map(data.areas.filter((a) => a.geometry).map((a) => [a.area_id, a.geometry]));
  const layer = L.layerGroup().addTo(map);
  let finding = null;
  const pick = (wanted) => {
    finding = wanted;
    layer.clearLayers();
    namedAreas(finding)
      .map((id) => shapes.get(id))
      .filter((shape) => shape && shape.type !== "Point")
      .forEach((shape) =>
        [
          { weight: 5.4, color: colour("raised") },
          { weight: 2.4, color: colour("accent") },
        ].forEach((style) => layer.addLayer(drawing(shape, renderer, { fill: false, ...style }))),
      );
  };
  return { pick, restyle: () => pick(finding) };
}

function areaCard(area) {
  const rows = [
    [t("card.households"), count(area.households)],
    [t("card.population"), count(area.population)],
    [t("card.subdistrict"), area.subdistrict ?? "—"],
  ];
  return element(
    "div",
    {},
    element("b", {}, area.name ?? area.area_id),
    element(
      "dl",
      {},
      rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
    ),
  );
}
