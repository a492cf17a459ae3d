// The tables on paper: communities with their gauges, and street offices on the sheet of the whole.

import { element } from "../sheet/dom.js";
import { gauge, gaugeScale, scaleEnd, strip } from "../sheet/gauge.js";
import { count, shortName, t } from "../sheet/words.js";
import { officeRows, sum } from "./content.js";

const GAUGE = 92;
const STRIP = 132;

/** Communities; `from` is how many stand on earlier sheets, `total` the rows of a foot or null, `office` names offices. */
export function communityTable(plan, rows, { from, total, row_mm: height, office = false }) {
  const heads = ["n", office ? "office" : null, "name", "households", "gauge", plan.hasToday ? "before" : null, "population", "floor", "seats"].filter(Boolean);
  const cells = {
    n: (_, i) => element("td", { class: "n" }, count(from + i + 1)),
    office: (row) => element("td", {}, row.subdistrict),
    name: (row) => element("th", { scope: "row" }, element("i", { class: "swatch", css: { background: `var(--c${row.colour})` } }), element("bdi", {}, shortName(row))),
    households: (row) => element("td", { class: "number strong" }, count(row.households)),
    gauge: (row) => element("td", { class: "on-band" }, gauge({ households: row.households, band: plan.sheet.band, end: plan.end, width: GAUGE, label: "" })),
    before: (row) => element("td", { class: "number" }, before(row)),
    population: (row) => element("td", { class: "number" }, count(row.population)),
    floor: (row) => element("td", { class: "number" }, count(row.facility_area_m2)),
    seats: (row) => element("td", { class: "number" }, count(row.committee_seats)),
  };
  return element(
    "section",
    { class: "box table-box", css: { "--row": `${height}mm` } },
    element("h2", {}, t(from ? "print.table.more" : "print.table")),
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, heads.map((key) => head(key, plan)))),
      element("tbody", {}, rows.map((row, i) => element("tr", {}, heads.map((key) => cells[key](row, i))))),
      total ? element("tfoot", {}, element("tr", {}, heads.map((key) => footCell(key, total, plan)))) : null,
    ),
  );
}

function head(key, plan) {
  if (key === "gauge") return element("th", { class: "on-band" }, gaugeScale(plan.sheet.band, plan.end, GAUGE));
  const isNumber = ["households", "before", "population", "floor", "seats"].includes(key);
  return element("th", { scope: "col", class: isNumber ? "number" : null }, key === "n" ? "" : t(`print.table.${key}`));
}

function before(row) {
  if (row.isNew) return t("print.table.new");
  if (row.before === row.households && !row.isChanged) return t("print.table.same");
  return count(row.before);
}

const SUMS = { households: "households", population: "population", floor: "facility_area_m2", before: "before" };

function footCell(key, rows, plan) {
  if (key === "name") return element("th", { scope: "row" }, t("print.table.total"));
  // What was before can only be added up where nothing was taken apart: the sums of today stand in the inset.
  if (key === "before" || !(key in SUMS)) return element("td", {}, "");
  return element("td", { class: "number strong" }, count(sum(rows.map((row) => row[SUMS[key]]))));
}

/** One row a street office, each so many millimetres high. */
export function officeTable(plan, height) {
  const rows = officeRows(plan);
  const { band } = plan.sheet;
  const end = scaleEnd(band, rows.flatMap((row) => row.counts));
  const columns = ["office", "communities", plan.hasToday ? "was" : null, "in_band", "strip", "households", plan.hasToday ? "changed" : null].filter(Boolean);
  const cells = {
    office: (row) => element("th", { scope: "row" }, element("bdi", {}, row.name)),
    communities: (row) => element("td", { class: "number strong" }, count(row.communities)),
    was: (row) => element("td", { class: "number" }, count(row.before)),
    in_band: (row) => element("td", { class: "number" }, count(row.in_band)),
    strip: (row) => element("td", { class: "on-band" }, strip({ counts: row.counts, band, end, width: STRIP, label: "" })),
    households: (row) => element("td", { class: "number strong" }, count(row.households)),
    changed: (row) => element("td", { class: "number" }, count(row.changed)),
  };
  const total = Object.fromEntries(["communities", "before", "in_band", "households", "changed"].map((key) => [key, sum(rows.map((row) => row[key]))]));
  return element(
    "section",
    { class: "box table-box", css: { "--row": `${height}mm` } },
    element("h2", {}, t("print.offices")),
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, columns.map((key) => (key === "strip" ? element("th", { class: "on-band" }, gaugeScale(band, end, STRIP)) : element("th", { scope: "col", class: key === "office" ? null : "number" }, t(`print.table.${key}`)))))),
      element("tbody", {}, rows.map((row) => element("tr", {}, columns.map((key) => cells[key](row))))),
      element("tfoot", {}, element("tr", {}, columns.map((key) => (key === "strip" ? element("td") : cells[key]({ name: t("print.table.total"), counts: [], ...total }))))),
    ),
  );
}
