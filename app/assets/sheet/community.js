// What stands under the row of the community that is chosen: where it comes from, what it has, and its four limits.

import { element } from "./dom.js";
import { limitName } from "./frame.js";
import { count, t } from "./words.js";

/** A list of terms and what is known of each; terms of which nothing is known are left out. */
export function termList(rows) {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "dl",
    {},
    known.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
  );
}

/** What the sheet says of a community beyond its row. */
export function describeCommunity(c) {
  return termList([
    [t("detail.origin"), originText(c)],
    [t("detail.population"), count(c.population)],
    [t("detail.floor"), floorText(c)],
    [t("detail.staff"), staffText(c)],
    [t("detail.walking"), c.walk_coverage == null ? null : t(`walking.${c.walking ?? "unknown"}`)],
    [t("detail.limits"), limitsText(c.four_bounds)],
  ]);
}

/** What floor a community has and what it needs, or null. */
export function floorText({ facility_area_m2, facility_required_m2 }) {
  if (facility_required_m2 == null) return null;
  return t("detail.floor_text", { has: count(facility_area_m2), needs: count(facility_required_m2) });
}

/** The four limits in one line, or null. */
export function limitsText(bounds) {
  if (!bounds) return null;
  return ["east", "south", "west", "north"]
    .map((side) => t(`limits.${side}`, { what: limitName(bounds[side]) }))
    .join(t("list"));
}

function staffText({ committee_seats, workers_required }) {
  if (committee_seats == null) return null;
  return t("detail.staff_text", { seats: count(committee_seats), workers: count(workers_required) });
}

function originText(c) {
  const before = (c.predecessors ?? [])
    .map((p) => (typeof p === "string" ? p : (p.name ?? p.community_id)))
    .join(t("list"));
  if (c.continues) return t("detail.continues", { before: before || c.continues });
  return before ? t("detail.new_from", { before }) : t("detail.new");
}
