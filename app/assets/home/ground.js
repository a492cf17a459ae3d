// The ground that plans stand on: issue, areas, households and what counts as one, check, rules.

import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, large, message, t } from "../sheet/words.js";

/** The panel about the dataset that is chosen. */
export function groundPanel(state, data) {
  const dataset = data.datasets.find((one) => one.id === state.get("dataset"));
  if (!dataset) return [];
  return [
    element(
      "section",
      { class: "ground" },
      element(
        "h2",
        {},
        t("home.ground"),
        element("span", { class: "spacer" }),
        element("a", { href: `/datasets/${encodeURIComponent(dataset.id)}` }, t("home.ground.open")),
      ),
      data.datasets.length > 1 ? choice(state, data, dataset) : element("p", {}, element("bdi", {}, dataset.name)),
      element("dl", {}, facts(dataset)),
    ),
  ];
}

function choice(state, data, chosen) {
  const select = element(
    "select",
    { "aria-label": t("home.ground.choose"), "data-key": "dataset", on: { change: () => state.set({ dataset: select.value }) } },
    data.datasets.map((one) =>
      element("option", { value: one.id, selected: one.id === chosen.id }, `${one.name} · ${t("data.issue", { n: one.issue })} · ${t(`data.state.${one.state}`)}`),
    ),
  );
  return select;
}

function facts(dataset) {
  const { areas, households, basis, rules, conflicts } = dataset;
  const rows = [
    ["areas", [t("data.issue", { n: dataset.issue }), areas === null ? null : `${count(areas)} ${t("unit.area")}`, households === null ? null : large(households, t("unit.household"))].filter(Boolean).join(" · ")],
    ["basis", basis ? t(`data.basis.${basis}`) : t("home.ground.basis_open")],
    ["check", check(dataset)],
    ["rules", rules.map(message).join(t("home.ground.over"))],
    ...conflicts.map((one) => ["conflict", [sign("soft", t("kind.soft")), ` ${message(one)}`]]),
  ];
  return rows.map(([key, value]) => [
    element("dt", { class: `of-${key}` }, key === "conflict" ? "" : t(`home.ground.${key}`)),
    element("dd", { class: `of-${key}` }, value),
  ]);
}

function check({ is_checked: isChecked, mended, noted }) {
  if (!isChecked) return t("home.ground.unchecked");
  return [mended ? sign("soft", t("kind.soft")) : tick(""), ` ${t("home.ground.found", { mended: count(mended), noted: count(noted) })}`];
}
