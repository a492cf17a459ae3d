// The communities that differ, each on the band with ▽ = 甲; and the ledger from 甲 to 乙.

import { element } from "../sheet/dom.js";
import { gauge, gaugeScale, scaleEnd, standing } from "../sheet/gauge.js";
import { swatchName } from "../sheet/ledger.js";
import { count, shortName, signed, t } from "../sheet/words.js";

const GAUGE = 168;

/** The panel at the right: what differs, as communities or as a ledger. */
export function differences({ comparison, act, state }) {
  const { totals } = comparison;
  const tab = state.get("tab");
  const choose = (name) =>
    element(
      "button",
      { type: "button", role: "tab", "aria-selected": String(tab === name), "data-key": `tab ${name}`, on: { click: () => state.set({ tab: name }) } },
      t(`compare.tab.${name}`),
    );
  const sum = t("compare.sum", { communities: count(totals.communities), areas: count(totals.areas), households: count(totals.households) });
  return [
    element(
      "div",
      { class: "tabs", role: "tablist" },
      choose("communities"),
      choose("ledger"),
      element("span", { class: "quiet" }, sum),
      element("span", { class: "spacer" }),
      tab === "communities" ? element("span", { class: "quiet side-key" }, t("compare.key")) : null,
    ),
    tab === "communities" ? communities(comparison, act) : ledger(comparison, act),
    ...leftOut(comparison),
  ];
}

function communities(comparison, act) {
  const rows = comparison.communities.filter((pair) => pair.differs);
  if (!rows.length) return element("p", { class: "empty" }, t("compare.same_everywhere"));
  const band = comparison.b.band;
  const counts = rows.flatMap((pair) => [pair.households_a, pair.households_b]).filter((n) => n !== null);
  const end = scaleEnd(band, counts);
  return element(
    "table",
    { class: "plain pair-table" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, t("readings.communities")),
        element("th", {}, gaugeScale(band, end, GAUGE)),
        element("th", { scope: "col", class: "number" }, t("compare.side.a")),
        element("th", {}),
        element("th", { scope: "col", class: "number" }, t("compare.side.b")),
        element("th", { scope: "col", class: "number" }, t("compare.difference")),
      ),
    ),
    element("tbody", {}, rows.map((pair) => row(pair, comparison, { band, end, act }))),
  );
}

function row(pair, comparison, { band, end, act }) {
  const { households_a: before, households_b: after } = pair;
  const where = standing(after, band);
  const colour = pair.a === null ? comparison.b.colours[pair.b] : comparison.a.colours[pair.a];
  return element(
    "tr",
    { class: "link", tabindex: 0, "data-pair": pair.a ?? pair.b, on: { click: () => act.pick(pair), keydown: (event) => event.code === "Enter" && act.pick(pair) } },
    element("th", { scope: "row", title: pair.subdistrict }, swatchName({ colour, name: shortName(pair) })),
    element("td", { class: "on-band" }, gauge({ households: after, today: before, band, end, width: GAUGE, label: spoken(pair) })),
    element("td", { class: "number quiet-figure" }, before === null ? t("compare.not_there") : count(before)),
    element("td", { class: "arrow", "aria-hidden": "true" }, "→"),
    element("td", { class: `number households ${where}` }, after === null ? t("compare.ended") : count(after)),
    element("td", { class: "number" }, before === null || after === null ? "" : signed(after - before)),
  );
}

function spoken({ name, households_a: a, households_b: b }) {
  return t("compare.gauge", { name, a: count(a), b: count(b) });
}

function ledger(comparison, act) {
  const rows = comparison.ledger;
  if (!rows.length) return element("p", { class: "empty" }, t("compare.same_everywhere"));
  const name = (side, id) => {
    const pair = comparison.communities.find((one) => one[side] === id);
    return swatchName(id === null ? null : { colour: comparison[side].colours[id], name: pair ? shortName(pair) : id });
  };
  const units = (area) => comparison.units.filter((unit) => unit.area_id === area).map((unit) => unit.unit_id);
  const show = (row) => act.areas(units(row.area_id));
  return element(
    "table",
    { class: "plain" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, t("ledger.area")),
        element("th", { scope: "col", class: "number" }, t("ledger.households")),
        element("th", { scope: "col" }, t("compare.way")),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((row) =>
        element(
          "tr",
          { class: "link", tabindex: 0, on: { click: () => show(row), keydown: (event) => event.code === "Enter" && show(row) } },
          element("th", { scope: "row" }, element("bdi", {}, row.name || row.area_id)),
          element("td", { class: "number" }, count(row.households)),
          element("td", {}, name("a", row.source), " → ", name("b", row.target)),
        ),
      ),
    ),
    element(
      "tfoot",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "row" }, t("ledger.total", { n: count(rows.length) })),
        element("td", { class: "number" }, count(rows.reduce((sum, one) => sum + one.households, 0))),
        element("td"),
      ),
    ),
  );
}

// Land of one issue of the data only, and units that both plans cut otherwise, are said and not counted.
function leftOut({ only_a: onlyA, only_b: onlyB, not_takeable: left }) {
  const notes = [
    onlyA.length ? t("compare.only_a", { n: count(onlyA.length) }) : null,
    onlyB.length ? t("compare.only_b", { n: count(onlyB.length) }) : null,
    left.length ? t("compare.not_takeable", { n: count(left.length) }) : null,
  ].filter(Boolean);
  return notes.map((text) => element("p", { class: "quiet note" }, text));
}
