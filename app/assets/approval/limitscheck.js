// The four limits in words against the line on the map, community by community.

import { limitsText } from "../sheet/community.js";
import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, message, shortName, t } from "../sheet/words.js";
import { limitLines } from "./clauses.js";

const FIRST = 3;

/** The section; misses come first, then communities that changed. `act` has `zoom` and `allLimits`. */
export function limitsSection(sheet, findings, { all, act }) {
  const lines = limitLines(sheet.communities, findings);
  if (!lines.length) return null;
  const changed = changedCommunities(sheet);
  const order = [...lines].sort(
    (a, b) =>
      Number(b.kind !== null) - Number(a.kind !== null) ||
      Number(changed.has(b.community.community_id)) - Number(changed.has(a.community.community_id)),
  );
  const first = Math.max(FIRST, lines.filter((one) => one.kind !== null).length);
  const shown = all ? order : order.slice(0, first);
  return element(
    "section",
    { class: "limits-check" },
    element("h2", {}, t("approval.limits"), element("span", { class: "quiet" }, t("approval.limits.how"))),
    element(
      "dl",
      {},
      shown.map((line) => [
        element(
          "dt",
          {},
          element(
            "button",
            {
              type: "button",
              "data-key": `limit ${line.community.community_id}`,
              on: { click: () => act.zoom(line.community.community_id) },
            },
            shortName(line.community),
          ),
        ),
        element(
          "dd",
          {},
          element("span", {}, limitsText(line.community.four_bounds)),
          line.kind === null ? null : element("span", { class: line.kind }, ` ${message(line.finding)}`),
        ),
        element("dd", { class: "mark" }, line.kind === null ? tick(t("kind.ok")) : sign(line.kind, t(`kind.${line.kind}`))),
      ]),
    ),
    order.length > first
      ? element(
          "button",
          { type: "button", class: "link fold", "data-key": "all-limits", on: { click: act.allLimits } },
          all ? t("approval.papers.fewer") : t("approval.limits.rest", { n: count(order.length - first) }),
        )
      : null,
  );
}

/** The communities that gained or lost an area. */
export function changedCommunities(sheet) {
  const moved = sheet.units.filter((unit) => unit.moved);
  const continuing = new Map(sheet.communities.map((one) => [one.continues, one.community_id]));
  return new Set(moved.flatMap((unit) => [unit.community_id, continuing.get(unit.present)]).filter(Boolean));
}
