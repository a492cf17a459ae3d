// The bar, the columns and the status line of the page of a plan.

import { brand, segments, switches } from "./bar.js";
import { element } from "./dom.js";
import { findingsList, kindCounts } from "./findings.js";
import { ledgerTable } from "./ledger.js";
import { houseKey, legend } from "./legend.js";
import { sign } from "./marks.js";
import { clashes, officeTable, proof, statusChip, verdictChip } from "./offices.js";
import { LAYERS } from "./planmap.js";
import { readings } from "./readings.js";
import { drawerButton } from "./shell.js";
import { count, large, message, t, withUnit } from "./words.js";

const ROWS_ON_PAPER = 34;
const NEEDS = {
  ending: (d) => d.ending,
  moved: (d) => d.today.length,
  houses: (d) => d.facilities.length,
  streets: (d) => d.lines.length,
  names: (d) => d.lines.some((l) => l.name),
};

export function renderBar({ state, data, page }) {
  const { profile } = data.plan;
  const rules = profile && [profile.id, ...(profile.overlays ?? []).map((o) => o.id ?? o)].join(" + ");
  const views = [
    ["plan", t("view.plan")],
    ["today", t("view.today")],
  ];
  page.bar.replaceChildren(
    ...[
      brand(data.home),
      element("h1", { title: data.title }, data.title),
      rules && element("span", { class: "chip plain rules", title: profile.hash ?? "" }, rules),
      data.plan.status ? statusChip(data.plan) : verdictChip(data.audit),
      element("span", { class: "spacer" }),
      data.today.length ? segments(t("view.label"), views, state.get("view"), (view) => state.set({ view })) : null,
      element("span", { class: "spacer" }),
      switches(state, () => window.print()),
      drawerButton(page.page),
    ].filter(Boolean),
  );
}

export function renderLeft({ state, data, page }) {
  const hidden = new Set(state.get("hidden"));
  const toggle = (name) =>
    state.set({ hidden: hidden.has(name) ? [...hidden].filter((n) => n !== name) : [...hidden, name] });
  const layers = LAYERS.filter((name) => !NEEDS[name] || NEEDS[name](data));
  const { profile, inputs } = data.plan;
  page.left.replaceChildren(
    ...[
      element(
        "section",
        { class: "layers" },
        element("h2", {}, t("legend.title")),
        legend(layers, hidden, toggle),
        data.facilities.length ? houseKey() : null,
      ),
      proof(data.plan),
      element(
        "section",
        { class: "basis" },
        profile && element("p", {}, `${t("basis.rules")} ${profile.id} ${profile.version ?? ""}`),
        inputs && element("p", {}, `${t("basis.inputs")} ${Object.keys(inputs).join(t("list"))}`),
        profile?.hash &&
          element(
            "p",
            { class: "hash" },
            String(profile.hash)
              .replace(/^sha256:/, "")
              .slice(0, 16),
          ),
      ),
    ].filter(Boolean),
  );
}

export function renderRight({ state, data, shown, act, page, table }) {
  const office = state.get("office");
  const inside = data.communities.filter((c) => office === null || c.subdistrict === office);
  if (!page.right.childElementCount) {
    page.slots = {
      top: element("div"),
      below: element("div", { class: "scroll below" }),
      tabs: element("div", { class: "tabs", role: "tablist" }),
    };
    page.right.append(page.slots.top, table.element, page.slots.tabs, page.slots.below);
  }
  page.slots.top.replaceChildren(...[officeChoice(data, office, act), readings(data, office)].filter(Boolean));
  table.render({
    communities: inside,
    band: data.band,
    end: data.end,
    chosen: state.get("chosen"),
    sort: state.get("sort"),
  });
  const listed = office === null ? shown : shown.filter(({ finding }) => belongs(finding, inside, data, office));
  page.page.classList.toggle("long", inside.length + 2 * listed.length > ROWS_ON_PAPER);
  page.slots.tabs.replaceChildren(...tabs(state, data, listed));
  page.slots.below.replaceChildren(...below({ state, data, act, listed, office }));
  page.slots.below.querySelector(".picked")?.scrollIntoView({ block: "nearest" });
}

function belongs(finding, inside, data, office) {
  if (finding.community_id) return inside.some((c) => c.community_id === finding.community_id);
  if (finding.area_id) return data.units.some((u) => u.area_id === finding.area_id && u.subdistrict === office);
  return true;
}

function officeChoice(data, office, act) {
  const names = [...new Set(data.communities.map((c) => c.subdistrict))].sort((a, b) =>
    a.localeCompare(b, "zh-CN"),
  );
  if (names.length < 2) return null;
  const select = element(
    "select",
    { "aria-label": t("offices.choose"), on: { change: (e) => act.office(e.target.value || null) } },
    element("option", { value: "" }, t("offices.all", { n: names.length })),
    names.map((name) => element("option", { value: name, selected: name === office }, name)),
  );
  return element("div", { class: "office-choice" }, select);
}

function tabs(state, data, listed) {
  const { hard, soft, note, unknown } = kindCounts(listed);
  const chips = [
    ["hard", hard],
    ["soft", soft],
    ["note", note],
  ]
    .filter(([, n]) => n)
    .map(([kind, n]) => element("span", { class: `chip ${kind}` }, sign(kind, t(`kind.${kind}`)), count(n)));
  const tab = (name, ...more) =>
    element(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(state.get("tab") === name),
        on: { click: () => state.set({ tab: name }) },
      },
      t(`tab.${name}`),
      ...more,
    );
  return [
    tab("findings", ...chips, unknown ? element("span", { class: "quiet" }, t("findings.unknown", { n: count(unknown) })) : null),
    data.today.length ? tab("ledger") : null,
    data.plan.offices ? tab("offices") : null,
  ].filter(Boolean);
}

function below({ state, data, act, listed, office }) {
  if (state.get("tab") === "ledger") return [ledgerTable(data, office, act)];
  if (state.get("tab") === "offices") return [officeTable(data.plan, office, act)];
  return [
    ...clashes(data.plan),
    findingsList(listed, { locate: act.locate, chosen: state.get("chosen") }),
    ...leftOut("unplaced", data.plan),
    ...leftOut("undecided", data.plan),
  ];
}

// Areas without a place or without a decision: in the totals, in no community.
function leftOut(which, plan) {
  const rows = plan[which] ?? [];
  if (!rows.length) return [];
  const households = rows.reduce((sum, row) => sum + (row.households ?? 0), 0);
  return [
    element(
      "details",
      { class: "left-out" },
      element(
        "summary",
        {},
        sign("note", t("kind.note")),
        t(`left_out.${which}`, { n: count(rows.length), households: count(households) }),
      ),
      element(
        "ul",
        {},
        rows.map((row) =>
          element(
            "li",
            {},
            element("b", {}, row.name ?? row.area_id),
            ` ${withUnit(count(row.households), t("unit.household"))} `,
            element(
              "span",
              { class: "quiet" },
              message({ message_zh: row.reason_zh ?? row.reason ?? row.ruling ?? "", message_en: row.reason_en }),
            ),
          ),
        ),
      ),
    ),
  ];
}

export function renderStatus({ data, page }) {
  const { after } = data.plan.totals ?? {};
  const households = after?.households ?? data.communities.reduce((sum, c) => sum + (c.households ?? 0), 0);
  page.status.replaceChildren(
    page.position,
    element("span", {}, data.is_local ? t("status.local") : data.crs),
    element("span", { class: "spacer" }),
    element(
      "span",
      {},
      t("status.counts", { units: count(data.units.length), communities: count(data.communities.length) }),
    ),
    element("span", {}, t("status.total", { households: large(households, t("unit.household")) })),
  );
}
