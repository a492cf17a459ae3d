// The right column above the decision: readings and strips of the street office, papers, the four limits, other deadlines.

import { element } from "../sheet/dom.js";
import { gaugeScale, scaleEnd, strip } from "../sheet/gauge.js";
import { readings } from "../sheet/readings.js";
import { count, signed, t, withUnit } from "../sheet/words.js";

const STRIP = 250;

/** Four readings with today's value, and all communities on the band: present above, proposed below. */
export function readingsSection(sheet) {
  if (!sheet) return null;
  const counts = (rows) => rows.map((one) => one.households).filter((value) => value !== null && value !== undefined);
  const [before, after] = [counts(sheet.today), counts(sheet.communities)];
  const end = scaleEnd(sheet.band, [...before, ...after]);
  const line = (name, values) => [
    element("span", { class: "caption" }, t(name)),
    strip({ counts: values, band: sheet.band, end, width: STRIP, label: t("home.strip", { title: t(name), n: count(values.length) }) }),
  ];
  return element(
    "section",
    { class: "case-readings" },
    readings(sheet, sheet.communities[0]?.subdistrict ?? null),
    funds(sheet),
    element(
      "div",
      { class: "strips" },
      element("p", { class: "caption" }, t("approval.strips")),
      before.length ? line("approval.view.today", before) : null,
      line("approval.view.plan", after),
      element("span"),
      gaugeScale(sheet.band, end, STRIP),
    ),
  );
}

// What the work funds change by: known of the whole plan, and said where it changes at all.
function funds(sheet) {
  const { before, after } = sheet.plan.totals ?? {};
  if (before?.work_funds_yuan == null || after?.work_funds_yuan == null || before.work_funds_yuan === after.work_funds_yuan) return null;
  return element(
    "p",
    { class: "funds" },
    element("span", { class: "caption" }, t("approval.funds")),
    " ",
    element("b", {}, withUnit(signed((after.work_funds_yuan - before.work_funds_yuan) / 10_000), t("approval.funds.unit"))),
  );
}
