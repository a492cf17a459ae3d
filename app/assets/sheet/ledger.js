// Who moves: every area that changes its community, from where to where.

import { element } from "./dom.js";
import { count, t } from "./words.js";

/** The ledger; `act.areas(ids)` shows areas on the map. */
export function ledgerTable(data, office, act) {
  const areas = new Map(data.units.filter((u) => u.area_id).map((u) => [u.area_id, u]));
  const inside = (row) => office === null || areas.get(row.area_id)?.subdistrict === office;
  const rows = (data.plan.ledger ?? []).filter(inside).sort((a, b) => b.households - a.households);
  if (!rows.length) return element("p", { class: "empty" }, t("ledger.none"));
  const total = rows.reduce((sum, row) => sum + row.households, 0);
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
        element("th", { class: "number", scope: "col" }, t("ledger.households")),
        element("th", { scope: "col" }, t("ledger.way")),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((row) =>
        element(
          "tr",
          { class: "link", on: { click: () => act.areas([row.area_id]) } },
          element("th", { scope: "row" }, areas.get(row.area_id)?.name ?? row.area_id),
          element("td", { class: "number" }, count(row.households)),
          element("td", {}, community(row.from, data.today), " → ", community(row.to, data.communities)),
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
        element("td", { class: "number" }, count(total)),
        element("td"),
      ),
    ),
  );
}

function community(id, among) {
  return swatchName(
    among.find((c) => c.community_id === id),
    id,
  );
}

/** A community's swatch and name; `id` where nothing is known of it, null where there is none. */
export function swatchName(found, id = null) {
  return element(
    "span",
    { class: "swatch-name" },
    found ? element("i", { class: "swatch", css: { background: `var(--c${found.colour})` } }) : null,
    element("bdi", {}, found?.name ?? id ?? t("ledger.nowhere")),
  );
}
