// The one question that nothing in the files may answer: what a household is.

import { element } from "../sheet/dom.js";
import { count, t, withUnit } from "../sheet/words.js";

const ANSWERS = ["registered", "resident", "dwellings", "occupied"];

/** The card with the question, or nothing where it is answered. */
export function basisCard(state, act) {
  const [dataset, sheet] = [state.get("dataset"), state.get("sheet")];
  if (!dataset.basis_open || !sheet || !act.isOpen()) return null;
  const counts = sheet.check.household_counts;
  const beside = new Map(counts.by_basis.map((one) => [one.basis, one.households]));
  const answer = (value) =>
    element(
      "label",
      {},
      element("input", {
        type: "radio",
        name: "household-basis",
        value,
        checked: state.get("answer") === value,
        disabled: state.get("busy"),
        "data-key": `answer ${value}`,
        on: { change: () => act.basis(value) },
      }),
      t(`data.basis.${value}`),
      beside.has(value)
        ? element("span", { class: "quiet" }, withUnit(count(beside.get(value)), t("unit.household")))
        : null,
    );
  return element(
    "section",
    { class: "question", id: "basis-question", role: "group", "aria-labelledby": "basis-title" },
    element("h2", { id: "basis-title" }, t("data.question", { column: counts.deciding_column })),
    element("div", { class: "answers" }, ANSWERS.map(answer)),
    answer("unknown"),
    element("p", { class: "quiet" }, t("data.question_why")),
  );
}
