// The page of a check: the raw ground, what was found on it, and the report in words.

import { brand, switches } from "./bar.js";
import { groupFindings, spot } from "./checkgroups.js";
import { filterBar, groupList } from "./checklist.js";
import { checkLayers, drawCheck } from "./checkmap.js";
import { element } from "./dom.js";
import { makeFrame } from "./frame.js";
import { houseKey, legend } from "./legend.js";
import { sign } from "./marks.js";
import { place, places } from "./panes.js";
import { drawerButton, followPointer, layOut, listenKeys, motion, onTheme, openPage, printLight } from "./shell.js";
import { count, large, message, t } from "./words.js";

const TABS = ["findings", "report"];
const CLOSE_UP = 4;

/** Draw a check on a Leaflet map; `data` is made in app/maps/payload.py. */
export function start(map, data) {
  const choices = { picked: null, off: [], only: null, tab: "findings", hidden: [] };
  const state = openPage(data, choices, { hidden: "hidden.check" });
  const groups = groupFindings(data.check);
  const everything = L.latLngBounds(
    [...data.areas, ...data.subdistricts].filter((row) => row.geometry).flatMap((row) => corners(row.geometry)),
  );
  const home = (options = {}) =>
    everything.isValid() && map.fitBounds(everything, { padding: [26, 26], ...motion(), ...options });
  const frame = makeFrame(map, data, { home });
  const page = layOut(frame, data);
  const act = {
    go(finding) {
      state.set({ picked: finding, tab: "findings" });
      const at = spot(finding);
      if (at) map.setView(at, Math.max(map.getZoom(), map.getMaxZoom() - CLOSE_UP), motion());
      page.live.textContent = message(finding);
    },
  };
  const drawn = drawCheck(map, data, state, groups, act);
  const render = () => {
    renderBar(state, data, page, groups);
    renderLeft(state, data, page);
    renderRight(state, data, page, groups, act);
    renderStatus(data, page);
  };
  const renderAll = () => {
    render();
    frame.relabel();
    drawn.relabel();
  };
  state.on((changed) => {
    if (changed.has("hidden")) drawn.panes();
    if (changed.has("picked")) drawn.pick(state.get("picked"));
    if (["language", "off", "only"].some((key) => changed.has(key))) renderAll();
    else render();
  });
  onTheme(state, drawn.restyle);
  followPointer(map, data, page.position);
  printLight(map, drawn.restyle, home);
  listenKeys({
    Digit0: () => home(),
    Backslash: () => page.page.classList.toggle("map-only"),
    Escape: () => state.set({ picked: null, only: null }),
  });
  renderAll();
  map.invalidateSize({ animate: false });
  home({ animate: false });
  drawn.restyle();
  drawn.arrange();
}

function corners(geometry) {
  return geometry.type === "Point" ? [place(geometry.coordinates)] : places(geometry).flat(Infinity);
}

function renderBar(state, data, page, groups) {
  const errors = groups.filter((group) => group.kind === "hard").reduce((sum, group) => sum + group.count, 0);
  page.bar.replaceChildren(
    brand(data.home),
    element("h1", { title: data.title }, data.title),
    element("span", { class: "chip plain" }, t("check.title")),
    element("span", { class: "spacer" }),
    verdictChipOf(data.check, errors),
    switches(state, () => window.print()),
    drawerButton(page.page),
  );
}

// Red for what is wrong, amber where nothing is wrong but a plan is not possible.
function verdictChipOf(check, errors) {
  const able = (check.abilities ?? [])[0]?.able !== "no";
  const kind = errors ? "hard" : able ? "ok" : "soft";
  const words = check.verdict
    ? message(check.verdict)
    : errors
      ? t("check.errors", { n: count(errors) })
      : t("check.no_errors");
  return element("span", { class: `chip ${kind}` }, kind === "ok" ? null : sign(kind, ""), words);
}

function renderLeft(state, data, page) {
  const hidden = new Set(state.get("hidden"));
  const toggle = (name) =>
    state.set({ hidden: hidden.has(name) ? [...hidden].filter((n) => n !== name) : [...hidden, name] });
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
      legend(checkLayers(data), hidden, toggle),
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

function renderRight(state, data, page, groups, act) {
  const shown = state.get("tab");
  const tabs = TABS.map((tab) =>
    element(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(tab === shown),
        on: { click: () => state.set({ tab }) },
      },
      t(`check.tab.${tab}`),
      tab === "findings" ? element("span", { class: "quiet" }, t("check.kinds", { n: count(groups.length) })) : null,
    ),
  );
  const at = page.right.querySelector(".below")?.scrollTop ?? 0;
  const below = element(
    "div",
    { class: "scroll below" },
    shown === "report" ? reportText(data.check) : groupList(state, groups, act),
  );
  page.right.replaceChildren(
    element("div", { class: "tabs", role: "tablist" }, tabs),
    ...(shown === "findings" && groups.length ? [filterBar(state, groups)] : []),
    below,
  );
  below.scrollTop = at;
}

function reportText(check) {
  return element(
    "div",
    { class: "check-report" },
    check.verdict ? element("p", { class: "lead" }, message(check.verdict)) : null,
    (check.sections ?? []).map((section) => [
      element("h2", {}, message(section.title)),
      element(
        "ul",
        {},
        section.lines.map((line) => element("li", {}, message(line).trim())),
      ),
    ]),
  );
}

function renderStatus(data, page) {
  page.status.replaceChildren(
    page.position,
    element("span", {}, data.is_local ? t("status.local") : data.crs),
    element("span", { class: "spacer" }),
    element("span", {}, t("check.counts", { areas: count(data.check.areas), units: count(data.check.units) })),
    element("span", {}, t("status.total", { households: large(data.check.households, t("unit.household")) })),
  );
}
