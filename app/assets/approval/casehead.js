// The head of a case: what it is called, where it stands, what was frozen when and under which hash, and whether it still holds.

import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, headed, t } from "../sheet/words.js";
import { shortHash, stateChip } from "./caselist.js";

/** The way here: the lists, then the number. */
export function caseCrumbs(of) {
  return element(
    "nav",
    { class: "crumbs", "aria-label": t("editor.panel.crumbs") },
    element("a", { href: `/cases?kind=${of.kind}` }, headed(of.kind_name)),
    element("span", { class: "slash", "aria-hidden": "true" }, "/"),
    element("b", { class: "case-number" }, of.number),
  );
}

/** The line under the bar. */
export function caseHead(of) {
  const frozen = of.submissions.at(-1) ?? null;
  return [
    element("h1", { title: of.title }, element("bdi", {}, of.title)),
    stateChip(of),
    element("span", { class: "spacer" }),
    frozen ? frozenLines(frozen) : of.subdistrict ? element("span", { class: "quiet" }, of.subdistrict) : null,
    frozen ? intactChip(frozen) : null,
  ];
}

function frozenLines(frozen) {
  const at = new Date(frozen.at);
  const when = at.toLocaleString(document.documentElement.lang, {
    month: document.documentElement.lang.startsWith("zh") ? "long" : "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  return element(
    "div",
    { class: "frozen", title: frozen.hash },
    element("p", {}, t("approval.frozen", { when, by: frozen.by })),
    element(
      "p",
      { class: "hash" },
      t("approval.frozen.of", {
        data: count(frozen.dataset.issue),
        rules: frozen.profile.title || [frozen.profile.id, ...frozen.profile.overlays].join(" + "),
        plan: count(frozen.plan_version),
      }),
      " ",
      element("b", {}, shortHash(frozen.hash, 3)),
    ),
  );
}

function intactChip({ is_intact: isIntact }) {
  return element(
    "span",
    { class: `chip ${isIntact ? "ok" : "hard"}` },
    isIntact ? tick("") : sign("hard", ""),
    t(isIntact ? "approval.intact" : "approval.broken"),
  );
}
