// The community table: the map's text alternative. Everything the mouse can do on the map can be done here by key.

import { describeCommunity } from "./community.js";
import { element } from "./dom.js";
import { gauge, gaugeScale, standing } from "./gauge.js";
import { icon, rank, sign, tick } from "./marks.js";
import { drawAtRest } from "./redraw.js";
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

/** Communities in the order chosen; without one, what has to be done comes first, then by name. Land of no community
 * leads in any order. */
export function sorted(communities, sort) {
  const byName = (a, b) => a.name.localeCompare(b.name, "zh-CN", { numeric: true });
  const first = (a, b) => Number(b.unassigned ?? false) - Number(a.unassigned ?? false);
  if (!sort) return [...communities].sort((a, b) => first(a, b) || rank(a.mark) - rank(b.mark) || byName(a, b));
  const { value } = COLUMNS.find((column) => column.key === sort.key);
  const compare = (a, b) =>
    typeof a === "string" ? a.localeCompare(b, "zh-CN") : (a ?? -Infinity) - (b ?? -Infinity);
  return [...communities].sort(
    (a, b) => first(a, b) || compare(value(a), value(b)) * sort.way || byName(a, b),
  );
}

/** How the table is sorted after a click on a head: by it, then the other way round, then not at all. */
export function nextSort(now, key) {
  const first = key === "name" ? 1 : -1;
  if (now?.key !== key) return { key, way: first };
  return now.way === first ? { key, way: -first } : null;
}

/** Make the table; `act` has `pick`, `zoom`, `hover` and `sort`, `describe(community)` fills the line under the one
 * that is chosen. */
export function makeTable(act, describe = describeCommunity) {
  const head = element("thead");
  const body = element("tbody", { on: { keydown: (event) => step(event, body, act) } });
  const table = element("table", { class: "communities" }, head, body);
  const kept = new Map();
  let chosenBefore = null;
  const render = ({ communities, band, end, chosen, sort }) => {
    const hadFocus = body.contains(document.activeElement);
    const language = document.documentElement.lang;
    head.replaceChildren(headRow(band, end, sort, act));
    const rows = sorted(communities, sort);
    const tabStop = rows.some((c) => c.community_id === chosen) ? chosen : rows[0]?.community_id;
    const fresh = new Map();
    // A row is drawn anew only where something that it says has changed: drawing goes on in a table of hundreds.
    const draw = (key, says, make) => {
      const text = JSON.stringify(says);
      const before = kept.get(key);
      fresh.set(key, before && (before.text === text || isTypedIn(before.node)) ? before : { text, node: make() });
    };
    for (const community of rows) {
      const id = community.community_id;
      const row = { band, end, chosen: id === chosen, tabStop: id === tabStop, act };
      draw(`row ${id}`, [withoutShape(community), band, end, row.chosen, row.tabStop, language], () =>
        bodyRow(community, row),
      );
      if (row.chosen) draw(`detail ${id}`, [community, language], () => detailRow(community, describe));
    }
    kept.clear();
    fresh.forEach((value, key) => kept.set(key, value));
    arrange(
      body,
      [...fresh.values()].map(({ node }) => node),
    );
    const row = body.querySelector("tr[aria-selected=true]");
    if (row && hadFocus && !body.contains(document.activeElement)) row.focus();
    if (row && chosen !== chosenBefore) row.scrollIntoView({ block: "nearest" });
    chosenBefore = chosen;
  };
  return {
    element: element("div", { class: "scroll table-scroll" }, table),
    render: (given) => drawAtRest(table, () => render(given)),
  };
}

function withoutShape({ geometry, ...community }) {
  return community;
}

// What is being written is not taken away under the hand.
function isTypedIn(node) {
  return node.contains(document.activeElement) && document.activeElement.matches("input");
}

// Nodes that stay are not taken out: a field that is being typed in keeps the focus.
function arrange(body, nodes) {
  const staying = new Set(nodes);
  [...body.children].filter((node) => !staying.has(node)).forEach((node) => node.remove());
  nodes.forEach((node, i) => {
    if (body.children[i] !== node) body.insertBefore(node, body.children[i] ?? null);
  });
}

function headRow(band, end, sort, act) {
  return element(
    "tr",
    {},
    COLUMNS.map(({ key, number }) => {
      const way = sort?.key === key ? sort.way : null;
      const full = t(`head.${key}.full`);
      const inner = key === "gauge" ? gaugeScale(band, end, GAUGE) : t(`head.${key}`);
      const isDrawn = key === "gauge" || !inner;
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
            title: full,
            on: { click: () => act.sort(key) },
          },
          inner,
          isDrawn ? element("span", { class: "unseen" }, full) : null,
        ),
      );
    }),
  );
}

function bodyRow(community, { band, end, chosen, tabStop, act }) {
  const id = community.community_id;
  const where = standing(community.households, band);
  const margin = floorMargin(community);
  const figure = count(community.households);
  return element(
    "tr",
    {
      "data-id": id,
      class: community.unassigned ? "unassigned" : null,
      tabindex: tabStop ? 0 : -1,
      "aria-selected": String(chosen),
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
      community.unassigned
        ? element("i", { class: "swatch cross" })
        : element("i", { class: "swatch", css: { background: `var(--c${community.colour})` } }),
      community.locked ? icon("lock") : null,
      element("bdi", {}, shortName(community)),
    ),
    element(
      "td",
      { class: "on-band" },
      gauge({
        households: community.households,
        today: community.today_households,
        proposal: community.proposal_households,
        band,
        end,
        width: GAUGE,
        label: gaugeLabel(community, band, where),
      }),
    ),
    element("td", { class: `households number ${where}` }, community.preview ? `${figure}*` : figure),
    element("td", { class: "number walk" }, community.unassigned ? "" : percent(community.walk_coverage)),
    element(
      "td",
      { class: `number floor${margin < 0 ? " short" : ""}` },
      community.unassigned ? "" : signed(margin),
    ),
    element("td", { class: "number seats" }, community.unassigned ? "" : count(community.committee_seats)),
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

function detailRow(community, describe) {
  return element("tr", { class: "detail" }, element("td", { colspan: COLUMNS.length }, describe(community)));
}

// Up and down move the selection, Enter goes there, Escape lets go.
function step(event, body, act) {
  if (event.target.closest("input")) return;
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
