// The page of a check: the raw ground, and what was found, repaired and assumed in three groups.

import { brand, switches } from "./bar.js";
import { element, iconButton } from "./dom.js";
import { makeFrame, metresPerPixel } from "./frame.js";
import { drawGround } from "./ground.js";
import { makeHouses } from "./labels.js";
import { houseKey, legend } from "./legend.js";
import { icon, sign } from "./marks.js";
import { drawing, makePanes, place, places, showPane } from "./panes.js";
import { makePins } from "./pins.js";
import { drawerButton, followPointer, layOut, listenKeys, motion, onTheme, openPage, printLight } from "./shell.js";
import { makeStreetNames } from "./streetnames.js";
import { colour, mix } from "./theme.js";
import { count, large, message, t } from "./words.js";

const LAYERS = ["areas", "houses", "pins", "streets", "names"];
const GROUPS = [
  { name: "decide", kind: "hard", chip: "error", severities: ["error"] },
  { name: "repaired", kind: "soft", chip: "mended", severities: ["repaired", "assumed", "warning"] },
  { name: "known", kind: "note", chip: "note", severities: ["note"] },
];
const POINT_RADIUS = 3.5;

/** Draw a check on a Leaflet map; `data` is made in app/maps/payload.py. */
export function start(map, data) {
  const state = openPage(data, { picked: null });
  const findings = numbered(data.check.findings ?? []);
  const everything = L.latLngBounds(
    [...data.areas, ...data.subdistricts].filter((row) => row.geometry).flatMap((row) => corners(row.geometry)),
  );
  const home = (options = {}) =>
    everything.isValid() && map.fitBounds(everything, { padding: [26, 26], ...motion(), ...options });
  const frame = makeFrame(map, data, { home });
  const page = layOut(frame, data);
  const act = {
    go: (item) => {
      state.set({ picked: item.number });
      if (item.at) map.setView(place(item.at), Math.max(map.getZoom(), map.getMaxZoom() - 4), motion());
    },
  };
  const drawn = drawAreas(map, data, state, findings, act);
  const render = () => {
    renderBar(state, data, page, findings);
    renderLeft(state, data, page);
    renderRight(state, page, findings, act);
    renderStatus(data, page, findings);
  };
  const renderAll = () => {
    render();
    frame.relabel();
    drawn.relabel();
  };
  state.on((changed) => {
    if (changed.has("hidden")) drawn.panes();
    if (changed.has("language")) renderAll();
    else render();
  });
  onTheme(state, drawn.restyle);
  followPointer(map, data, page.position);
  printLight(map, drawn.restyle, home);
  listenKeys({ Digit0: () => home(), Backslash: () => page.page.classList.toggle("map-only") });
  renderAll();
  map.invalidateSize({ animate: false });
  home({ animate: false });
  drawn.restyle();
  drawn.arrange();
}

function corners(geometry) {
  return geometry.type === "Point" ? [place(geometry.coordinates)] : places(geometry).flat(Infinity);
}

// One number for each finding, through all groups: the same in the list and on the map.
function numbered(findings) {
  const inGroups = GROUPS.flatMap((group) =>
    findings.filter((f) => group.severities.includes(f.severity)).map((finding) => ({ finding, group })),
  );
  return inGroups.map((item, i) => ({
    ...item,
    number: i + 1,
    at: item.finding.place ?? null,
    kind: item.group.kind,
  }));
}

function drawAreas(map, data, state, findings, act) {
  const renderers = makePanes(map);
  const ground = drawGround(map, data, renderers);
  const shapes = data.areas.filter((a) => a.geometry).map((area) => drawArea(area, renderers.fills));
  const group = L.featureGroup(shapes.map(({ shape }) => shape)).addTo(map);
  const areaOf = new Map(shapes.map(({ area, shape }) => [shape, area]));
  group.bindTooltip((shape) => areaCard(areaOf.get(shape)), {
    sticky: true,
    direction: "right",
    offset: [14, 0],
    className: "card",
  });
  const units = data.units.map((unit) =>
    drawing(unit.geometry, renderers.moved, { fill: false, weight: 0.7 }).addTo(map),
  );
  const houses = makeHouses(map, data.facilities);
  const names = makeStreetNames(map, data);
  const pins = makePins(map, () =>
    findings
      .filter((item) => item.at)
      .map((item) => ({ ...item, text: message(item.finding), go: () => act.go(item) })),
  );
  const arrange = () => {
    const perPixel = metresPerPixel(map, data.is_local);
    names.place([...houses.arrange(perPixel), ...pins.boxes()], perPixel);
  };
  const panes = () =>
    LAYERS.forEach((name) => showPane(map, name === "areas" ? "fills" : name, !state.get("hidden").includes(name)));
  map.on("moveend", arrange);
  panes();
  return {
    arrange,
    panes,
    restyle() {
      ground.restyle();
      const [ink, raised, paper] = [colour("boundary"), colour("raised"), colour("map")];
      shapes.forEach(({ area, shape }) =>
        shape.setStyle({
          color: mix(ink, paper, 0.45),
          weight: 0.8,
          fillColor: area.households ? raised : mix(ink, paper, 0.08),
          fillOpacity: 1,
        }),
      );
      units.forEach((unit) => unit.setStyle({ color: mix(ink, paper, 0.22) }));
    },
    relabel() {
      pins.draw();
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

function renderBar(state, data, page, findings) {
  page.bar.replaceChildren(
    brand(data.home),
    element("h1", { title: data.title }, data.title),
    element("span", { class: "chip plain" }, t("check.title")),
    element("span", { class: "spacer" }),
    ...chips(findings),
    switches(state, () => window.print()),
    drawerButton(page.page),
  );
}

function chips(findings) {
  return GROUPS.map((group) => [group, findings.filter((f) => f.group === group).length])
    .filter(([, n]) => n)
    .map(([group, n]) =>
      element(
        "span",
        { class: `chip ${group.kind}` },
        sign(group.kind, ""),
        t(`check.${group.chip}`),
        ` ${count(n)}`,
      ),
    );
}

function renderLeft(state, data, page) {
  const hidden = new Set(state.get("hidden"));
  const toggle = (name) =>
    state.set({ hidden: hidden.has(name) ? [...hidden].filter((n) => n !== name) : [...hidden, name] });
  const layers = LAYERS.filter((name) => name !== "houses" || data.facilities.length);
  const totals = [
    ["areas", data.check.areas],
    ["units", data.check.units],
    ["households", data.check.households],
    ["population", data.check.population],
  ];
  page.left.replaceChildren(
    element(
      "section",
      { class: "layers" },
      element("h2", {}, t("legend.title")),
      legend(layers, hidden, toggle),
      data.facilities.length ? houseKey() : null,
    ),
    element(
      "section",
      { class: "proof" },
      element("h2", {}, t("check.totals")),
      element(
        "dl",
        {},
        totals.map(([key, value]) => [element("dt", {}, t(`check.${key}`)), element("dd", {}, count(value))]),
      ),
    ),
  );
}

function renderRight(state, page, findings, act) {
  const groups = GROUPS.map((group) => [group, findings.filter((f) => f.group === group)]).filter(
    ([, items]) => items.length,
  );
  const list = element(
    "div",
    { class: "scroll below groups" },
    groups.length
      ? groups.map(([group, items]) => [
          element("h2", {}, t(`check.${group.name}`), element("span", { class: "quiet" }, count(items.length))),
          element(
            "ul",
            { class: "findings" },
            items.map((item) => row(item, state, act)),
          ),
        ])
      : element("p", { class: "empty" }, t("check.none")),
  );
  const at = page.right.querySelector(".below")?.scrollTop ?? 0;
  page.right.replaceChildren(element("div", { class: "tabs" }, element("h2", {}, t("check.found"))), list);
  list.scrollTop = at;
}

function row(item, state, act) {
  const { finding, kind, number, at } = item;
  const change = [finding.measured, finding.repaired].filter(Boolean).join(" → ");
  const where = [
    finding.file && t("check.file", { file: finding.file.split(/[\\/]/).at(-1) }),
    finding.feature,
    change,
    finding.code,
  ]
    .filter(Boolean)
    .join(" · ");
  return element(
    "li",
    { class: state.get("picked") === number ? "picked" : null, on: at ? { click: () => act.go(item) } : {} },
    sign(kind, t(`kind.${kind}`), number),
    element("div", {}, element("p", {}, message(finding)), element("p", { class: "clause" }, where)),
    at ? iconButton(t("findings.locate"), icon("locate"), () => act.go(item)) : null,
  );
}

function renderStatus(data, page, findings) {
  const open = findings.filter((f) => f.kind === "hard").length;
  page.status.replaceChildren(
    page.position,
    element("span", {}, data.is_local ? t("status.local") : data.crs),
    element("span", { class: "spacer" }),
    element("span", {}, open ? t("check.unready", { n: count(open) }) : t("check.ready")),
    element("span", {}, t("check.counts", { areas: count(data.check.areas), units: count(data.check.units) })),
    element("span", {}, t("status.total", { households: large(data.check.households, t("unit.household")) })),
  );
}
