// Freeze another version of the plan into a case: which plan, which version, what is said of it.

import { field, openDialog } from "../editor/panels/dialog.js";
import { element } from "../sheet/dom.js";
import { count, message, t } from "../sheet/words.js";

/** Ask which; `freeze(wanted, refused)` sends it and says whether it was taken. */
export function openFreeze(of, { office, freeze }) {
  const last = of.submissions.at(-1);
  const plans = element("select", {}, element("option", { value: last.plan_id }, last.plan_name));
  const note = element("textarea", { rows: 2, maxlength: 2000 });
  const problem = element("p", { class: "refused", role: "alert", hidden: true });
  office.plans().then(
    ({ items }) => {
      const drawn = items.filter((one) => one.kind === "drawn");
      plans.replaceChildren(
        ...drawn.map((one) =>
          element(
            "option",
            { value: one.id, selected: one.id === last.plan_id },
            `${one.title} · ${t("home.version", { n: count(one.version) })}`,
          ),
        ),
      );
    },
    () => {},
  );
  openDialog({
    title: t("approval.freeze"),
    body: element(
      "form",
      { on: { submit: (event) => event.preventDefault() } },
      element("p", { class: "quiet" }, t("approval.freeze.text", { n: count(last.plan_version) })),
      field(t("home.plan"), plans),
      field(t("approval.freeze.note"), note),
      problem,
    ),
    actions: [
      {
        text: t("approval.freeze.do"),
        primary: true,
        busy: t("approval.busy"),
        act: () =>
          freeze({ plan_id: plans.value, note: note.value.trim() || null }, (error) => {
            problem.textContent = message(error);
            problem.hidden = false;
          }),
      },
    ],
  });
}
