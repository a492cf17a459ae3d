// Gains and losses, measure by measure: a dot at the better side, and no total score.

import { element } from "../sheet/dom.js";
import { count, gapPercent, percent, t } from "../sheet/words.js";

const DECIMALS = { walk_minutes: 1, boundary_km: 1, mean_deviation: 0, floor_missing: 0 };
const FIRST_COLUMN = 5;

/** The panel: two half tables, and what can be done. */
export function gainTable({ comparison, act }) {
  const rows = comparison.gains;
  const [a, b] = [comparison.a, comparison.b].map(reference);
  const href = `/api/v1/comparison/table?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`;
  const nothing = comparison.parts.length === 0;
  return [
    element("h2", {}, t("compare.gains"), element("span", { class: "quiet" }, element("i", { class: "better-dot" }), t("compare.gains.how"))),
    element("div", { class: "halves" }, half(rows.slice(0, FIRST_COLUMN)), half(rows.slice(FIRST_COLUMN))),
    element(
      "div",
      { class: "row" },
      element("button", { type: "button", class: "secondary", "data-key": "take", disabled: nothing, title: nothing ? t("compare.take.none") : null, on: { click: act.take } }, t("compare.take")),
      element("a", { class: "secondary", href, download: true }, t("compare.export")),
    ),
  ];
}

/** How a side is named in addresses. */
export function reference(side) {
  return `${side.plan_id}@${side.version}`;
}

function half(rows) {
  return element(
    "table",
    { class: "plain gain-table" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, t("compare.measure")),
        ["a", "b"].map((side) => element("th", { scope: "col", class: "number" }, t(`compare.side.${side}`))),
        element("th", { scope: "col", class: "number" }, t("compare.difference")),
      ),
    ),
    element("tbody", {}, rows.map(row)),
  );
}

function row({ measure, a, b, difference, better }) {
  const cell = (side, reading) =>
    element(
      "td",
      { class: `number${better === side ? " better" : ""}` },
      better === side ? element("i", { class: "better-dot", role: "img", "aria-label": t("compare.better") }) : null,
      figure(measure, reading),
    );
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, t(`compare.measure.${measure}`), element("span", { class: "unit" }, ` ${t(`compare.unit.${measure}`)}`)),
    cell("a", a),
    cell("b", b),
    element("td", { class: "number" }, change(measure, difference, a, b)),
  );
}

function figure(measure, { value, of }) {
  if (value === null) return "—";
  if (measure === "gap") return value === 0 ? t("home.optimal") : gapPercent(value);
  if (of !== null && of !== undefined) return `${count(value)} / ${count(of)}`;
  return rounded(measure, value);
}

function rounded(measure, value) {
  const digits = DECIMALS[measure] ?? 0;
  return digits ? value.toFixed(digits) : count(value);
}

function change(measure, difference, a, b) {
  if (difference === null) return "—";
  if (measure === "gap") return difference === 0 ? "0" : `${sign(difference)}${percent(Math.abs(difference))} %`;
  // What is shown has to add up with what is shown beside it.
  const digits = DECIMALS[measure] ?? 0;
  const shown = Number(b.value.toFixed(digits)) - Number(a.value.toFixed(digits));
  if (Math.abs(shown) < 10 ** -(digits + 1)) return "0";
  const size = digits ? Math.abs(shown).toFixed(digits) : count(Math.abs(shown));
  return `${sign(shown)}${size}`;
}

function sign(value) {
  return value > 0 ? "+" : "−";
}
