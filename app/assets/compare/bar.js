// The two bars on top: where we are; which plan is 甲 and which 乙, how they are shown.

import { brand, segments, switches } from "../sheet/bar.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon } from "../sheet/marks.js";
import { redraw } from "../sheet/redraw.js";
import { count, t } from "../sheet/words.js";
import { labelOf } from "../editor/panels/versions.js";
import { when } from "../editor/panels/times.js";

const MODES = ["beside", "swipe", "over"];

/** The bar of the page: the tabs are those of 甲. */
export function renderBar(bar, state, data) {
  const [plan] = (state.get("a") ?? "").split("@");
  const id = encodeURIComponent(plan);
  const tabs = [
    ["draw", `/plans/${id}`],
    ["compare", null],
    ["audit", `/api/v1/plans/${id}/map`],
    ["print", `/plans/${id}/print`],
  ];
  redraw(
    bar,
    brand(data.home),
    element("h1", {}, t("compare.title")),
    element("span", { class: "spacer" }),
    plan
      ? element(
          "nav",
          { class: "views", "aria-label": t("editor.panel.views") },
          tabs.map(([name, href]) =>
            href
              ? element("a", { class: "view", href }, t(`editor.panel.view.${name}`))
              : element("span", { class: "view", "aria-current": "page" }, t(`editor.panel.view.${name}`)),
          ),
        )
      : "",
    element("span", { class: "spacer" }),
    switches(state),
  );
}

/** The second bar: 甲, 乙, modes, linking. */
export function renderChoice(node, { state, data, api, act }) {
  const mode = state.get("mode");
  const flag = (key, text, more = null) =>
    element(
      "label",
      { class: "flag" },
      element("input", { type: "checkbox", checked: state.get(key), "data-key": key, on: { change: (event) => state.set({ [key]: event.target.checked }) } }),
      text,
      more,
    );
  redraw(
    node,
    side("a", { state, data, api, act }),
    iconButton(t("compare.swap"), "⇄", act.swap, { class: "icon swap", "data-key": "swap" }),
    side("b", { state, data, api, act }),
    element("span", { class: "spacer" }),
    segments(t("compare.mode"), MODES.map((name) => [name, t(`compare.mode.${name}`)]), mode, (wanted) => state.set({ mode: wanted })),
    ...(mode === "beside" ? [flag("linked", t("compare.linked"), element("kbd", {}, "Y"))] : []),
    flag("only", t("compare.only")),
    flag("today", t("compare.today")),
  );
}

/** The mark of a side: 甲 hollow, 乙 filled. */
export function badge(which) {
  return element("b", { class: `badge ${which}` }, t(`compare.side.${which}`));
}

const logs = new Map();

// Plans of the same series as the other side; versions of the one that is chosen, named ones by name.
function side(which, { state, data, api, act }) {
  const [id, version] = (state.get(which) ?? "").split("@");
  const series = data.plans.find((plan) => plan.id === (state.get(which === "a" ? "b" : "a") ?? "").split("@")[0])?.series;
  const plans = data.plans.filter((plan) => which === "a" || !series || plan.series === series);
  const chosen = data.plans.find((plan) => plan.id === id);
  const plan = element(
    "select",
    { "aria-label": t("compare.plan", { side: t(`compare.side.${which}`) }), "data-key": `plan ${which}`, on: { change: () => act.choose(which, plan.value) } },
    chosen ? null : element("option", { value: "", selected: true }, t("compare.choose")),
    plans.map((one) => element("option", { value: one.id, selected: one.id === id }, one.name)),
  );
  const versions = element(
    "select",
    {
      class: "version",
      disabled: !chosen,
      "aria-label": t("compare.version", { side: t(`compare.side.${which}`) }),
      "data-key": `version ${which}`,
      on: {
        focus: () => fill(versions, id, version, api),
        pointerdown: () => fill(versions, id, version, api),
        change: () => act.choose(which, versions.value === "" ? id : `${id}@${versions.value}`),
      },
    },
    options(chosen, version, logs.get(id) ?? []),
  );
  return element("div", { class: "side" }, badge(which), plan, versions);
}

function options(plan, version, log) {
  if (!plan) return [];
  const known = new Map([[0, t("compare.begun")], ...log.map((row) => [row.number, described(row)])]);
  if (version !== undefined && !known.has(Number(version))) known.set(Number(version), t("home.version", { n: count(Number(version)) }));
  const rows = [...known].sort(([a], [b]) => b - a);
  return [
    element("option", { value: "", selected: version === undefined }, t("compare.newest", { n: count(plan.version) })),
    rows.map(([number, text]) => element("option", { value: number, selected: version !== undefined && Number(version) === number }, text)),
  ];
}

function described(row) {
  return `${t("home.version", { n: count(row.number) })} · ${row.name ?? labelOf(row, {})} · ${when(row.at)}`;
}

async function fill(select, id, version, api) {
  if (!id || logs.has(id)) return;
  logs.set(id, []);
  const { items, head } = await api.at(id).commands(0).catch(() => ({ items: [], head: null }));
  logs.set(id, items);
  if (head === null) logs.delete(id);
  else select.replaceChildren(...options({ version: head }, version, items).flat());
}

/** What both stand on, in the line at the bottom. */
export function renderStatus(node, shown, maps) {
  if (!shown) return node.replaceChildren();
  const { a, b } = shown.comparison;
  const same = (one, other, key, value) => t(`compare.${one === other ? "same" : "other"}.${key}`, { value, other: other ?? "" });
  const basis = (side) => (side.household_basis ? t(`data.basis.${side.household_basis}`) : t("home.ground.basis_open"));
  const rules = (side) => [side.profile_id, ...side.overlays].join(" + ");
  const data = (side) => `${side.dataset_name} ${t("data.issue", { n: side.issue })}`;
  const facts = [
    same(data(a), data(b), "data", data(a)),
    same(rules(a), rules(b), "rules", rules(a)),
    same(basis(a), basis(b), "basis", basis(a)),
  ];
  return node.replaceChildren(
    element("span", {}, facts.join(" · ")),
    element("span", { class: "spacer" }),
    element("span", {}, maps.isLocal ? t("status.local") : (shown.sheets[0].crs ?? "")),
  );
}
