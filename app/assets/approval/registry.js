// The registry (台账): approved communities with the columns one chooses, filters that stay in the address, CSV, one entry whole.

import { button, openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { count, headed, named, t } from "../sheet/words.js";
import { openEntry } from "./registryentry.js";
import { openImport } from "./registryimport.js";
import { valueText } from "./registryvalue.js";
import { queryOf } from "./server.js";
import { reading } from "./tasks.js";
import { choice, fromAddress, heading, keepInAddress, openWork, searchField } from "./workpage.js";

const FILTERS = ["subdistrict", "state", "q", "ended"];
const FIRST_COLUMNS = [
  "code",
  "approval_number",
  "approved_on",
  "households",
  "population",
  "facility_area_m2",
  "elected_on",
  "final_checked_on",
];
const PAGE = 100;

/** Draw the page that app/maps/registry_page.py made. */
export function start(data) {
  openWork(
    data,
    "registry",
    { ...fromAddress(FILTERS), items: [], total: 0, next: null, places: [], registryColumns: FIRST_COLUMNS },
    { draw, load, remember: { registryColumns: "registryColumns" } },
  );
}

const wanted = (state) => ({
  subdistrict: state.get("subdistrict"),
  state: state.get("state"),
  q: state.get("q"),
  ended: state.get("ended") ? "true" : "",
});

async function load({ state, office }) {
  const found = await office.registry({ ...wanted(state), limit: PAGE });
  const places = new Set([...state.get("places"), ...found.items.map((one) => one.subdistrict)]);
  return { items: found.items, total: found.total, next: found.next, places: [...places].sort((a, b) => a.localeCompare(b, "zh-CN")) };
}

function draw(work) {
  const { state, data, office, show, reload } = work;
  const filter = (changes) => {
    state.set(changes);
    keepInAddress(Object.fromEntries(FILTERS.map((name) => [name, state.get(name)])));
    reload();
  };
  const more = () =>
    show(async () => {
      const next = await office.registry({ ...wanted(state), limit: PAGE, cursor: state.get("next") });
      return { items: [...state.get("items"), ...next.items], next: next.next };
    });
  const files = (kind) =>
    element("a", { class: "secondary", href: office.url(queryOf(`/registry.${kind}`, wanted(state))), download: true }, kind.toUpperCase());
  return {
    main: [
      heading(
        t("home.section.registry"),
        state.get("loaded") ? count(state.get("total")) : "",
        data.may_import ? button(t("approval.registry.import"), () => openImport(work), "secondary", { "data-key": "import" }) : null,
        button(t("approval.registry.columns"), () => chooseColumns(work), "secondary", { "data-key": "columns" }),
        files("csv"),
        files("xlsx"),
      ),
      element(
        "div",
        { class: "filters", role: "search" },
        choice(
          t("approval.filter.subdistrict"),
          "subdistrict",
          [["", t("approval.any")], ...state.get("places").map((name) => [name, name])],
          state.get("subdistrict"),
          (subdistrict) => filter({ subdistrict }),
        ),
        choice(
          t("approval.registry.state"),
          "state",
          [["", t("approval.any")], ...data.states.map((one) => [one.value, headed(one)])],
          state.get("state"),
          (value) => filter({ state: value }),
        ),
        choice(
          t("approval.registry.when"),
          "ended",
          [
            ["", t("approval.registry.now")],
            ["1", t("approval.registry.ever")],
          ],
          state.get("ended"),
          (ended) => filter({ ended }),
        ),
        searchField(t("approval.registry.q"), state.get("q"), (q) => filter({ q })),
      ),
      state.get("loaded") ? entryTable(work) : reading(),
      state.get("next") ? button(t("home.more"), more, "secondary", { "data-key": "more" }) : null,
    ],
  };
}

function columnsOf({ state, data }) {
  const all = new Map([...data.of_case, ...data.by_hand].map((one) => [one.name, one]));
  return state
    .get("registryColumns")
    .map((name) => all.get(name))
    .filter(Boolean);
}

function entryTable(work) {
  const items = work.state.get("items");
  if (!items.length) return element("p", { class: "empty" }, t("approval.registry.none"));
  const columns = columnsOf(work);
  const head = (text, unit, isNumber) =>
    element("th", { scope: "col", class: isNumber ? "number" : null }, text, unit ? element("span", { class: "unit" }, ` ${unit}`) : null);
  return element(
    "div",
    { class: "registry-scroll" },
    element(
      "table",
      { class: "registry" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          head(t("approval.registry.name")),
          head(t("approval.filter.subdistrict")),
          head(t("approval.registry.state")),
          head(t("approval.registry.number")),
          columns.map((one) => head(headed(one), one.unit && named(one.unit), isNumber(one))),
          head(t("approval.registry.certificate")),
        ),
      ),
      element(
        "tbody",
        {},
        items.map((entry) => entryRow(entry, columns, work)),
      ),
    ),
  );
}

function entryRow(entry, columns, work) {
  return element(
    "tr",
    { "data-entry": entry.community_id },
    element(
      "th",
      { scope: "row" },
      element(
        "button",
        { type: "button", class: "entry", "data-key": `entry ${entry.id}`, on: { click: () => openEntry(entry, work) } },
        element("bdi", {}, entry.name),
      ),
    ),
    element("td", {}, entry.subdistrict),
    element("td", {}, headed(entry.state_name)),
    element("td", {}, entry.number ?? ""),
    columns.map((one) =>
      element(
        "td",
        { class: isNumber(one) ? "number" : null, title: valueText(one, entry.columns[one.name]) },
        valueText(one, entry.columns[one.name]),
      ),
    ),
    element("td", { class: "hash" }, entry.certificate_number ?? ""),
  );
}

function isNumber(field) {
  return field.kind === "integer" || field.kind === "number";
}

function chooseColumns({ state, data }) {
  const chosen = new Set(state.get("registryColumns"));
  const box = (one) =>
    element(
      "label",
      { class: "flag" },
      element("input", {
        type: "checkbox",
        checked: chosen.has(one.name),
        on: { change: (event) => (event.target.checked ? chosen.add(one.name) : chosen.delete(one.name)) },
      }),
      headed(one),
    );
  openDialog({
    title: t("approval.registry.columns"),
    kind: "wide",
    body: [
      element("h3", {}, t("approval.registry.of_case")),
      element("div", { class: "column-choice" }, data.of_case.map(box)),
      element("h3", {}, t("approval.registry.by_hand")),
      element("div", { class: "column-choice" }, data.by_hand.map(box)),
    ],
    actions: [
      {
        text: t("approval.registry.show"),
        primary: true,
        act: () =>
          state.set({ registryColumns: [...data.of_case, ...data.by_hand].map((one) => one.name).filter((name) => chosen.has(name)) }),
      },
    ],
  });
}
