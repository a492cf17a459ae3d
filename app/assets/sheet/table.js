// The community table: the map's text alternative. Everything the mouse can do on the map can be done here by key.

import { element } from "./dom.js";
import { limitName } from "./frame.js";
import { gauge, gaugeScale, standing } from "./gauge.js";
import { rank, sign, tick } from "./marks.js";
import { count, percent, shortName, signed, t } from "./words.js";

const GAUGE = 102;

const COLUMNS = [
  { key: "name", value: (c) => c.name },
  { key: "gauge", value: (c) => c.households },
  { key: "households", value: (c) => c.households, number: true },
  { key: "walk", value: (c) => c.walk_coverage, number: true },
  { key: "floor", value: (c) => floorMargin(c), number: true },
  { key: "seats", value: (c) => c.committee_seats, number: true },
  { key: "mark", value: (c) => rank(c.mark) },
];

/** Floor area above (or below) what is required, in m², or null where it cannot be known. */
export function floorMargin(community) {
  if (community.facility_area_m2 == null || community.facility_required_m2 == null) return null;
  return community.facility_area_m2 - community.facility_required_m2;
}

/** Communities in the order chosen; without one, what has to be done comes first, then by name. */
export function sorted(communities, sort) {
  const byName = (a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true });
  if (!sort) return [...communities].sort((a, b) => rank(a.mark) - rank(b.mark) || byName(a, b));
  const { value } = COLUMNS.find((column) => column.key === sort.key);
  const compare = (a, b) =>
    typeof a === "string" ? a.localeCompare(b, "zh-CN") : (a ?? -Infinity) - (b ?? -Infinity);
  return [...communities].sort((a, b) => compare(value(a), value(b)) * sort.way || byName(a, b));
}

/** Make the table; `act` has `pick`, `zoom`, `hover` and `sort`. */
export function makeTable(act) {
  const head = element("thead");
  const body = element("tbody", { on: { keydown: (event) => step(event, body, act) } });
  const table = element("table", { class: "communities" }, head, body);
  return {
    element: element("div", { class: "scroll table-scroll" }, table),
    render({ communities, band, end, chosen, sort }) {
      const hadFocus = body.contains(document.activeElement);
      head.replaceChildren(headRow(band, end, sort, act));
      const rows = sorted(communities, sort);
      const tabStop = rows.some((c) => c.community_id === chosen) ? chosen : rows[0]?.community_id;
      body.replaceChildren(
        ...rows
          .flatMap((community) => [
            bodyRow(community, { band, end, chosen, tabStop, act }),
            community.community_id === chosen ? detailRow(community) : null,
          ])
          .filter(Boolean),
      );
      const row = body.querySelector("tr[aria-selected=true]");
      if (row && hadFocus) row.focus();
      if (row) row.scrollIntoView({ block: "nearest" });
    },
  };
}

function headRow(band, end, sort, act) {
  return element(
    "tr",
    {},
    COLUMNS.map(({ key, number }) => {
      const way = sort?.key === key ? sort.way : null;
      const inner = key === "gauge" ? gaugeScale(band, end, GAUGE) : t(`head.${key}`);
      return element(
        "th",
        {
          class: `${key === "gauge" ? "on-band" : key}${number ? " number" : ""}`,
          scope: "col",
          "aria-sort": way ? (way > 0 ? "ascending" : "descending") : null,
        },
        element(
          "button",
          {
            type: "button",
            title: t(`head.${key}.full`),
            "aria-label": t(`head.${key}.full`),
            on: { click: () => act.sort(key) },
          },
          inner,
        ),
      );
    }),
  );
}

function bodyRow(community, { band, end, chosen, tabStop, act }) {
  const id = community.community_id;
  const where = standing(community.households, band);
  const margin = floorMargin(community);
  return element(
    "tr",
    {
      "data-id": id,
      tabindex: id === tabStop ? 0 : -1,
      "aria-selected": id === chosen ? "true" : "false",
      on: {
        click: () => act.pick(id),
        dblclick: () => act.zoom(id),
        mouseenter: () => act.hover(id),
        mouseleave: () => act.hover(null),
      },
    },
    element(
      "th",
      { class: "name", scope: "row", title: community.name },
      element("i", { class: "swatch", css: { background: `var(--c${community.colour})` } }),
      shortName(community),
    ),
    element(
      "td",
      { class: "on-band" },
      gauge({
        households: community.households,
        today: community.today_households,
        band,
        end,
        width: GAUGE,
        label: gaugeLabel(community, band, where),
      }),
    ),
    element("td", { class: `households number ${where}` }, count(community.households)),
    element("td", { class: "number walk" }, percent(community.walk_coverage)),
    element("td", { class: `number floor${margin < 0 ? " short" : ""}` }, signed(margin)),
    element("td", { class: "number seats" }, count(community.committee_seats)),
    element("td", { class: "mark" }, markOf(community)),
  );
}

function gaugeLabel(community, band, where) {
  const values = { name: community.name, households: count(community.households) };
  if (where === "over") return t("gauge.over", { ...values, by: count(community.households - band.max) });
  if (where === "under") return t("gauge.under", { ...values, by: count(band.min - community.households) });
  return t(where === "unknown" ? "gauge.unknown" : "gauge.in", values);
}

// Only what broke a rule carries a sign: an advisory miss is neither that nor in order.
function markOf({ mark }) {
  if (mark === null) return tick(t("kind.ok"));
  return mark === "note" ? null : sign(mark, t(`kind.${mark}`));
}

function detailRow(c) {
  const bounds =
    c.four_bounds &&
    ["east", "south", "west", "north"]
      .map((side) => t(`limits.${side}`, { what: limitName(c.four_bounds[side]) }))
      .join(t("list"));
  const rows = [
    [t("detail.origin"), originText(c)],
    [t("detail.population"), count(c.population)],
    [
      t("detail.floor"),
      c.facility_required_m2 == null
        ? null
        : t("detail.floor_text", { has: count(c.facility_area_m2), needs: count(c.facility_required_m2) }),
    ],
    [
      t("detail.staff"),
      c.committee_seats == null
        ? null
        : t("detail.staff_text", { seats: count(c.committee_seats), workers: count(c.workers_required) }),
    ],
    [t("detail.walking"), c.walk_coverage == null ? null : t(`walking.${c.walking ?? "unknown"}`)],
    [t("detail.limits"), bounds],
  ].filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "tr",
    { class: "detail" },
    element(
      "td",
      { colspan: COLUMNS.length },
      element(
        "dl",
        {},
        rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
      ),
    ),
  );
}

function originText(c) {
  const before = (c.predecessors ?? [])
    .map((p) => (typeof p === "string" ? p : (p.name ?? p.community_id)))
    .join(t("list"));
  if (c.continues) return t("detail.continues", { before: before || c.continues });
  return before ? t("detail.new_from", { before }) : t("detail.new");
}

// Up and down move the selection, Enter goes there, Escape lets go.
function step(event, body, act) {
  const row = event.target.closest("tr[data-id]");
  if (!row) return;
  const rows = [...body.querySelectorAll("tr[data-id]")];
  const next = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (next) {
    const to = rows[rows.indexOf(row) + next];
    if (to) {
      act.pick(to.dataset.id);
      body.querySelector("tr[aria-selected=true]")?.focus();
    }
  } else if (event.code === "Enter") act.zoom(row.dataset.id);
  else if (event.code === "Escape") act.pick(null);
  else return;
  event.preventDefault();
}
