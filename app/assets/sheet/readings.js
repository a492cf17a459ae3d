// The four readings above the table: each carries today's value.

import { element } from "./dom.js";
import { standing } from "./gauge.js";
import { floorMargin } from "./table.js";
import { count, percent, t } from "./words.js";

/** The readings of the whole plan, or of one street office. */
export function readings(data, office) {
  return readingRow(office === null ? wholePlan(data) : oneOffice(data, office));
}

/** Four readings: `now` and `before` hold `communities`, `in_band`, `changed`, `floor`; `total` is of households. */
export function readingRow({ now, before, total }) {
  const today = (value) => (value === null || value === undefined ? "" : t("readings.today", { value }));
  const shareMoved =
    now.changed === null || now.changed === undefined || !total ? "" : `${percent(now.changed / total)}\u00a0%`;
  return element(
    "div",
    { class: "readings" },
    reading("communities", count(now.communities), today(before.communities)),
    reading("in_band", count(now.in_band), `/ ${count(now.communities)} ${today(before.in_band)}`),
    reading("changed", before.communities ? count(now.changed) : "—", before.communities ? shareMoved : ""),
    reading(
      "floor",
      count(now.floor),
      now.floor === null || now.floor === undefined
        ? ""
        : `m² ${today(before.floor == null ? null : count(before.floor))}`,
    ),
  );
}

function reading(key, figure, aside) {
  return element(
    "div",
    { class: "reading", title: t(`readings.${key}.full`) },
    element("span", { class: "caption" }, t(`readings.${key}`)),
    element("div", {}, element("b", {}, figure), aside ? element("span", { class: "aside" }, aside) : null),
  );
}

function wholePlan(data) {
  const { before = {}, after = {} } = data.plan.totals ?? {};
  const shape = (totals) => ({
    communities: totals.communities,
    in_band: totals.in_band,
    changed: totals.households_changed,
    floor: totals.facility_missing_m2 === undefined ? null : totals.facility_missing_m2,
  });
  return {
    now: data.plan.totals ? shape(after) : measured(data.communities, data.units, data.band),
    before: shape(before),
    total: after.households,
  };
}

function oneOffice(data, office) {
  const inside = (row) => row.subdistrict === office;
  const units = data.units.filter(inside);
  const counts = new Map();
  units.forEach((u) => u.present && counts.set(u.present, (counts.get(u.present) ?? 0) + (u.households ?? 0)));
  const before = counts.size
    ? {
        communities: counts.size,
        in_band: [...counts.values()].filter((n) => standing(n, data.band) === "in").length,
      }
    : {};
  return {
    now: measured(data.communities.filter(inside), units, data.band),
    before,
    total: sum(units.map((u) => u.households)),
  };
}

function measured(communities, units, band) {
  const missing = communities.map(floorMargin);
  return {
    communities: communities.length,
    in_band: communities.filter((c) => standing(c.households, band) === "in").length,
    changed: sum(units.filter((u) => u.moved).map((u) => u.households)),
    floor: missing.some((m) => m === null) ? null : sum(missing.map((m) => Math.max(0, -m))),
  };
}

function sum(values) {
  return values.reduce((total, value) => total + (value ?? 0), 0);
}
