// The bottom of the page: what there is in all, what is still open, and the next step as the one button in colour.

import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { count, large, message, t } from "../sheet/words.js";
import { waiting } from "./decisions.js";
import { chooser } from "./files.js";

/** What the bottom bar shows; who does not write (`mayWrite`) begins no plan either. */
export function foot(state, server, act, mayWrite) {
  const dataset = state.get("dataset");
  const totals = dataset.totals;
  const sums = [
    totals.areas === null ? null : t("data.sum.areas", { n: count(totals.areas) }),
    totals.households === null ? null : large(totals.households, t("unit.household")),
    totals.population === null ? null : large(totals.population, t("unit.person")),
  ].filter(Boolean);
  return [
    element("span", { class: "sums" }, [...sums, sums.length ? t("data.recorded") : null].filter(Boolean).join(" · ")),
    dataset.checked
      ? element(
          "a",
          { href: server.url(`/datasets/${dataset.id}/check`), download: "check.json", "data-key": "download" },
          t("data.download"),
        )
      : null,
    element("span", { class: "spacer" }),
    ...(state.get("job") ? running(state, act) : dataset.state === "ready" ? inUse(dataset, act, mayWrite) : open(state, act)),
  ];
}

function running(state, act) {
  const progress = state.get("job").progress;
  return [
    element("span", { class: "progress", role: "status" }, progress?.message_zh ? message(progress) : t("data.checking")),
    state.get("dataset").may_change
      ? element("button", { type: "button", class: "secondary", "data-key": "cancel", on: { click: act.cancel } }, t("data.cancel"))
      : null,
  ];
}

function open(state, act) {
  const dataset = state.get("dataset");
  if (!dataset.may_change) return [onlyRead()];
  const n = waiting(dataset);
  const isChecked = dataset.state === "checked";
  const hasAreas = Boolean(dataset.roles.areas);
  const busy = state.get("busy");
  const why = !hasAreas
    ? [sign("hard", ""), t("data.no_areas")]
    : !isChecked
      ? [dataset.checked ? sign("soft", "") : null, t(dataset.checked ? "data.changed" : "data.unchecked")]
      : n
        ? [sign("hard", ""), t("data.waiting", { n })]
        : null;
  return [
    why ? element("span", { class: `why ${isChecked && n ? "hard" : ""}`, role: "status" }, why) : null,
    element(
      "button",
      {
        type: "button",
        class: isChecked ? "secondary" : "primary",
        "data-key": "check",
        disabled: busy || !hasAreas,
        on: { click: act.check },
      },
      t(dataset.checked ? "data.check_again" : "data.check"),
    ),
    element(
      "button",
      {
        type: "button",
        class: isChecked ? "primary" : "secondary",
        "data-key": "freeze",
        disabled: busy || !isChecked || n > 0,
        on: { click: act.freeze },
      },
      t("data.freeze", { n: dataset.issue }),
    ),
  ];
}

// Why there is nothing to be pressed.
function onlyRead() {
  return element("span", { class: "why", role: "status" }, t("data.only_read"));
}

function inUse(dataset, act, mayWrite) {
  return [
    element("span", { class: "chip plain", title: dataset.hash }, t("data.frozen", { hash: dataset.hash.slice(0, 8) })),
    dataset.may_change
      ? chooser(t("data.reissue", { n: dataset.issue + 1 }), act.reissue, { class: "secondary", "data-key": "reissue" })
      : onlyRead(),
    mayWrite
      ? element("button", { type: "button", class: "primary", "data-key": "plan", on: { click: act.plan } }, t("data.new_plan"))
      : null,
  ];
}
