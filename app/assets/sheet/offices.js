// What the solver proved, in all and for each street office.

import { element } from "./dom.js";
import { tick } from "./marks.js";
import { count, gapPercent, message, seconds, t } from "./words.js";

/** What is known of a plan in a few words, and which tint says it. */
export function statusWord({ status, gap }) {
  if (status === "optimal") return { text: t("status.optimal"), tint: "ok" };
  if (status === "feasible") {
    return {
      text: gap === null || gap === undefined ? t("status.feasible") : t("status.gap", { gap: gapPercent(gap) }),
      tint: "plain",
    };
  }
  if (status === "infeasible") return { text: t("status.infeasible"), tint: "hard" };
  return status === "no_plan" ? { text: t("status.no_plan"), tint: "soft" } : null;
}

/** A chip that says it. */
export function statusChip(of) {
  const word = statusWord(of);
  return word && element("span", { class: `chip ${word.tint}` }, word.tint === "ok" ? tick("") : null, word.text);
}

const VERDICT_TINTS = { pass: "ok", findings: "soft", fail: "hard" };

/** What the audit says in one word, for a plan that is not ours and has no proof. */
export function verdictChip({ verdict }) {
  return verdict ? element("span", { class: `chip ${VERDICT_TINTS[verdict]}` }, t(`verdict.${verdict}`)) : null;
}

/** Objective, bound and gap of the whole plan. */
export function proof(plan) {
  if (!plan.status) return null;
  const rows = [
    [t("proof.objective"), `${count(plan.objective)} ${t("unit.household_minute")}`],
    [
      t("proof.bound"),
      plan.bound === null || plan.bound === undefined ? "—" : `${count(plan.bound)} ${t("unit.household_minute")}`,
    ],
    [t("proof.gap"), plan.gap === null || plan.gap === undefined ? "—" : gapPercent(plan.gap)],
    plan.breach ? [t("proof.breach"), count(plan.breach)] : null,
    [t("proof.stopped"), `${t(`stopped.${plan.stopped_by}`)} · ${seconds(plan.runtime_s)}`],
  ].filter(Boolean);
  return element(
    "section",
    { class: "proof" },
    element("h2", {}, t("proof.title"), statusChip(plan)),
    element(
      "dl",
      {},
      rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
    ),
  );
}

/** One row a street office; `act.office(name)` shows it alone. */
export function officeTable(plan, chosen, act) {
  const offices = plan.offices ?? [];
  if (!offices.length) return element("p", { class: "empty" }, t("offices.none"));
  return element(
    "table",
    { class: "plain" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ["office", "proof", "objective", "runtime"].map((key) =>
          element(
            "th",
            { class: key === "objective" || key === "runtime" ? "number" : null, scope: "col" },
            t(`offices.${key}`),
          ),
        ),
      ),
    ),
    element(
      "tbody",
      {},
      offices.map((office) =>
        element(
          "tr",
          {
            "aria-selected": String(office.subdistrict === chosen),
            class: "link",
            on: { click: () => act.office(office.subdistrict === chosen ? null : office.subdistrict) },
          },
          element("th", { scope: "row" }, office.subdistrict),
          element("td", {}, statusChip(office)),
          element("td", { class: "number" }, count(office.objective)),
          element("td", { class: "number" }, seconds(office.runtime_s)),
        ),
      ),
    ),
  );
}

/** What clashes where when no plan keeps every hard rule, and the cheapest ways out. */
export function clashes(plan) {
  return (plan.explanation ?? []).map((clash) =>
    element(
      "section",
      { class: "clash" },
      element("p", {}, message(clash)),
      element(
        "ol",
        {},
        (clash.relaxations ?? []).map((way) =>
          element(
            "li",
            {},
            t(`relax.${way.action}`, { target: way.target, value: count(way.value) }),
            element(
              "span",
              { class: "quiet" },
              ` ${t("relax.leads_to", { breach: count(way.breach), objective: count(way.objective) })}`,
            ),
          ),
        ),
      ),
    ),
  );
}
