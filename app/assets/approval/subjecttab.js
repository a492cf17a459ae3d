// What a case is about where no plan is frozen; for a transfer the decision tree, what the records say, persons and money.

import { element } from "../sheet/dom.js";
import { sign, tick } from "../sheet/marks.js";
import { count, headed, knows, named, t, withUnit } from "../sheet/words.js";
import { treeSteps } from "./tree.js";

const HIDDEN = new Set(["profile", "switches", "unit_ids"]);
const SIGNS = { hard: "hard", soft: "soft" };

/** The tab; `outlook` is how a transfer stands against the rules, or null. */
export function subjectTab(of, outlook) {
  return [
    element("dl", { class: "subject" }, facts(of.subject)),
    outlook
      ? [
          treeSection(of.subject.quarter, outlook.form),
          remarksSection([...outlook.remarks, ...outlook.form.remarks]),
          moneySection(outlook),
        ]
      : null,
  ];
}

function facts(subject, before = "") {
  return Object.entries(subject).flatMap(([key, value]) => {
    if (HIDDEN.has(key) || value === null || value === "" || (Array.isArray(value) && !value.length)) return [];
    if (typeof value === "object" && !Array.isArray(value)) return facts(value, key);
    const name = [`${before}_${key}`, key].map((one) => `approval.field.${one}`).find(knows);
    return name ? [element("dt", {}, t(name)), element("dd", {}, said(value))] : [];
  });
}

function said(value) {
  if (typeof value === "boolean") return t(value ? "approval.yes" : "approval.no");
  if (typeof value === "number") return count(value);
  return Array.isArray(value) ? value.join(t("list")) : String(value);
}

// The questions of the tree with the answer that this quarter gives, and where they lead.
function treeSection(quarter, decision) {
  const answer = (given) => (given === null ? "—" : t(given ? "approval.yes" : "approval.no"));
  return element(
    "section",
    { class: "tree" },
    element("h3", {}, t("approval.tree"), element("span", { class: "quiet" }, decision.clauses.join(t("list")))),
    element(
      "ol",
      {},
      treeSteps(quarter, decision).map((step) =>
        element(
          "li",
          { class: step.leads ? "taken" : step.answer === null ? "skipped" : null },
          element(
            "span",
            { class: "question" },
            t(`approval.tree.${step.values?.max === null ? "no_max" : step.question}`, words(step.values)),
          ),
          element("b", {}, answer(step.answer)),
          element("span", { class: "clause" }, step.clause),
        ),
      ),
    ),
    element("p", { class: "outcome" }, tick(""), element("b", {}, ` ${headed(decision.name)}`)),
    decision.needs_choice ? element("p", { class: "quiet" }, t("approval.tree.choice")) : null,
    decision.needs_reason ? element("p", { class: "quiet" }, t("approval.tree.reason")) : null,
    decision.notes.map((note) => element("p", { class: "quiet" }, headed(note))),
  );
}

function words(values = {}) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, count(value)]));
}

function remarksSection(remarks) {
  if (!remarks.length) return null;
  return element(
    "section",
    { class: "tree" },
    element("h3", {}, t("approval.remarks")),
    element(
      "ul",
      { class: "findings" },
      remarks.map((one) =>
        element(
          "li",
          {},
          sign(SIGNS[one.severity] ?? "note", t(`kind.${SIGNS[one.severity] ?? "note"}`)),
          element("div", {}, element("p", {}, headed(one)), element("p", { class: "clause" }, one.rule)),
        ),
      ),
    ),
  );
}

function moneySection({ persons, retirees, running_costs: costs, seconded_pay: pay, answers_complaints: answers }) {
  const yuan = (value) => (value === null ? "—" : withUnit(count(value), t("unit.yuan")));
  const shares = (of) => of && t("approval.money.shares", { district: yuan(of.district_yuan), enterprise: yuan(of.enterprise_yuan) });
  const rows = [
    ...Object.entries(persons ?? {}).map(([key, value]) => [t(`approval.persons.${key}`), withUnit(count(value), t("unit.person"))]),
    retirees && [
      t("approval.money.retirees"),
      [
        `${withUnit(count(retirees.persons), t("unit.person"))} · ${yuan(retirees.fee_yuan)}`,
        retirees.note ? element("span", { class: "quiet" }, ` ${named(retirees.note)}`) : null,
      ],
    ],
    costs && [t("approval.money.costs"), shares(costs)],
    pay && [t("approval.money.pay"), shares(pay)],
    [t("approval.money.complaints"), headed(answers)],
  ].filter(Boolean);
  return element(
    "section",
    { class: "tree" },
    element("h3", {}, t("approval.money")),
    element(
      "dl",
      { class: "subject" },
      rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
    ),
  );
}
