// The data under the plan were issued anew: the plan is carried over to a plan of its own, and what changed is listed.

import { element } from "../../sheet/dom.js";
import { count, t } from "../../sheet/words.js";
import { button, openDialog } from "./dialog.js";
import { trying } from "./papers.js";

/** A line that says that there are newer data, or null. */
export function newerData({ api, plan, toast }) {
  if (!plan.dataset?.newer) return null;
  const tried = trying(toast);
  const carry = () =>
    tried(async () => {
      const path = `/plans/${encodeURIComponent(plan.id)}/rebase`;
      const body = { dataset_id: plan.dataset.newer };
      const told = await api.request("POST", path, { body, timeout_ms: 120_000 });
      openDialog({ title: t("editor.panel.rebase.title"), kind: "wide", body: report(told) });
    });
  return element(
    "p",
    { class: "old-version", role: "note" },
    t("editor.panel.rebase.newer"),
    " ",
    button(t("editor.panel.rebase.carry"), carry, "link"),
  );
}

function report({ plan, changed, lost_splits: lost, ended, unassigned_units: open }) {
  const notes = [
    lost.length ? t("editor.panel.rebase.lost", { n: count(lost.length) }) : null,
    ended.length ? t("editor.panel.rebase.ended", { names: ended.join(t("list")) }) : null,
    open.length ? t("editor.panel.rebase.open", { n: count(open.length) }) : null,
  ];
  return [
    element("p", {}, t("editor.panel.rebase.text", { n: count(changed.length) })),
    changed.length ? element("div", { class: "scroll import-rows" }, table(changed)) : null,
    notes.filter(Boolean).map((note) => element("p", { class: "quiet" }, note)),
    element("a", { class: "primary", href: `/plans/${encodeURIComponent(plan)}` }, t("editor.panel.rebase.open_plan")),
  ];
}

function table(changed) {
  const heads = ["area", "kind", "before", "after", "community"];
  const isNumber = (key) => key === "before" || key === "after";
  return element(
    "table",
    { class: "plain" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        heads.map((key) => element("th", { scope: "col", class: isNumber(key) ? "number" : null }, t(`editor.panel.rebase.head.${key}`))),
      ),
    ),
    element(
      "tbody",
      {},
      changed.map((area) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, element("bdi", {}, area.name || area.area_id)),
          element("td", {}, t(`editor.panel.rebase.kind.${area.kind}`)),
          element("td", { class: "number" }, count(area.before)),
          element("td", { class: "number" }, count(area.after)),
          element("td", {}, element("bdi", {}, area.communities.join(t("list")))),
        ),
      ),
    ),
  );
}
