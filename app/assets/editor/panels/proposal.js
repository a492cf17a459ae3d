// What the optimiser proposes: numbered parts that can be taken one by one, or whole plans to choose from.

import { element, svg } from "../../sheet/dom.js";
import { statusChip } from "../../sheet/offices.js";
import { count, knows, percent, shortName, signedTenth, t } from "../../sheet/words.js";
/** How many plans are asked for. */
export const WANTED = 3;

/** What each community that a proposal touches would have: all parts taken. */
export function proposedHouseholds(proposal, session) {
  const { ground } = session;
  const sums = new Map();
  const add = (id, households) => {
    if (id === null) return;
    const before = session.drawing.records.has(id) ? session.totals(id).households : 0;
    sums.set(id, (sums.get(id) ?? before) + households);
  };
  for (const [id, before, after] of (proposal?.parts ?? []).flatMap((part) => part.changes.units)) {
    const unit = ground.indexOf.get(id);
    if (unit === undefined) continue;
    add(before, -ground.households[unit]);
    add(after, ground.households[unit]);
  }
  return sums;
}

/** The parts of a proposal; without `act` they are only looked at. */
export function partList({ proposal, session, state, act }) {
  if (!proposal.parts.length) return element("p", { class: "quiet" }, t("editor.panel.work.no_change"));
  return element(
    "ol",
    { class: "parts" },
    session.parts(proposal).map((part) => partRow(part, proposal, session, state, act)),
  );
}

function partRow(part, proposal, session, state, act) {
  const applies = part.refusal === null;
  const ticked = applies && !state.refused.has(part.part);
  const box =
    act &&
    element("input", {
      type: "checkbox",
      checked: ticked,
      disabled: !applies,
      "aria-label": t("editor.panel.part.tick", { n: part.part }),
      on: { change: (event) => act.tick(part.part, event.target.checked) },
    });
  return element(
    "li",
    { class: applies ? null : "gone", "data-part": part.part },
    box,
    element(
      "button",
      { type: "button", class: "part", on: act ? { click: () => act.go(part) } : {}, disabled: !act },
      badge(part.part),
      element(
        "span",
        { class: "what" },
        element("b", {}, names(part.from, proposal, session), " → ", names(part.to, proposal, session)),
        " ",
        element("span", { class: "quiet" }, t("editor.panel.part.areas", { n: count(part.changes.units.length) })),
      ),
      element("span", { class: "households" }, t("editor.panel.households", { n: count(part.households) })),
      element("span", { class: "why" }, applies ? worth(part, proposal, session) : t(`editor.panel.part.${part.refusal}`)),
    ),
  );
}

function names(ids, proposal, session) {
  const known = (id) => session.drawing.records.get(id) ?? proposal.communities?.[id] ?? null;
  const shown = (ids.length ? ids : [null]).map((id) => {
    const record = id === null ? null : known(id);
    const text = record ? shortName(record) : (id ?? t("ledger.nowhere"));
    return element("bdi", {}, text);
  });
  return shown.flatMap((node, i) => (i ? [t("list"), node] : [node]));
}

// What a part removes, and what it costs or saves in walking.
function worth(part, proposal, session) {
  const name = (id) => (session.drawing.records.get(id) ?? proposal.communities?.[id])?.name ?? id;
  const removed = (part.removes ?? []).map(({ rule, community_id: id }) =>
    t("editor.panel.part.removed", { name: id ? name(id) : "", rule: knows(`rule.${rule}`) ? t(`rule.${rule}`) : rule }),
  );
  const parts = [];
  if (removed.length) parts.push(element("span", { class: "removes" }, t("editor.panel.part.removes")), ` ${removed.join(t("list"))}`);
  if (part.minutes) {
    if (parts.length) parts.push(" · ");
    parts.push(t("editor.panel.part.minutes", { minutes: signedTenth(part.minutes) }));
  }
  return parts;
}

/** The number of a part, the same on the map. */
export function badge(n) {
  return svg(
    "svg",
    { class: "badge", viewBox: "0 0 18 18", "aria-hidden": "true" },
    svg("circle", { cx: 9, cy: 9, r: 9 }),
    svg("text", { x: 9, y: 13, "text-anchor": "middle" }, String(n)),
  );
}

/** Plans to choose from, with what each costs and how far it is from the first. */
export function alternativeList({ plans, state, work }) {
  return [
    planTable(plans, state, work),
    plans.length < WANTED ? element("p", { class: "quiet" }, t("editor.panel.work.fewer", { n: count(plans.length) })) : null,
  ];
}

function planTable(plans, state, work) {
  return element(
    "table",
    { class: "plain alternatives" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ["preset", "apart", "changed", "walking", "floor", "status"].map((key) =>
          element(
            "th",
            { scope: "col", class: key === "preset" || key === "status" ? null : "number", title: t(`editor.panel.plans.${key}.full`) },
            t(`editor.panel.plans.${key}`),
          ),
        ),
      ),
    ),
    element(
      "tbody",
      {},
      plans.map((plan, i) => planRow(plan, i, state.picked === i, work)),
    ),
  );
}

function planRow(plan, i, picked, work) {
  const { criteria = {} } = plan;
  const preset = knows(`editor.panel.preset.${plan.preset}`) ? t(`editor.panel.preset.${plan.preset}`) : plan.preset;
  return element(
    "tr",
    { class: "link", "aria-selected": String(picked), on: { click: () => work.pick(i) } },
    element(
      "th",
      { scope: "row" },
      element("button", { type: "button", "aria-pressed": String(picked) }, `${i + 1} ${preset ?? ""}`),
    ),
    element("td", { class: "number" }, plan.apart == null || i === 0 ? "—" : percent(plan.apart)),
    element("td", { class: "number" }, count(criteria.households_changed)),
    element("td", { class: "number" }, count(criteria.walking_household_minutes)),
    element("td", { class: "number" }, count(criteria.floor_missing_m2)),
    element("td", {}, statusChip(plan)),
  );
}
