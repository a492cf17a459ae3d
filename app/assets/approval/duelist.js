// Deadlines as rows: how many days are left, what is due, in which case, and the way there.

import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { count, headed, t } from "../sheet/words.js";
import { byUrgency, dayText, urgencyKind } from "./dates.js";

/** Deadlines grouped by how near they are. */
export function dueGroups(deadlines) {
  return byUrgency(deadlines).map(([state, rows]) =>
    element(
      "section",
      { class: `due-group ${state}` },
      element("h2", {}, t(`approval.due.group.${state}`), element("span", { class: "quiet" }, count(rows.length))),
      dueList(rows),
    ),
  );
}

/** The rows alone; on the page of a case they need not say which case. */
export function dueList(deadlines, { inCase = false } = {}) {
  return element(
    "ul",
    { class: "due-list" },
    deadlines.map((one) => dueRow(one, inCase)),
  );
}

function dueRow(deadline, inCase) {
  const [figure, unit] = left(deadline);
  const kind = urgencyKind(deadline.state);
  const language = document.documentElement.lang;
  const notes = [
    deadline.clause ?? deadline.rule,
    deadline.is_advisory ? t("approval.due.advisory") : null,
    deadline.is_approximate ? t("approval.due.approximate") : null,
    deadline.nominal_on && deadline.nominal_on !== deadline.due_on
      ? t("approval.due.shifted", { day: dayText(deadline.nominal_on, language) })
      : null,
  ].filter(Boolean);
  return element(
    "li",
    { class: `due ${deadline.state}` },
    element("span", { class: `due-days${kind ? ` ${kind}` : ""}` }, element("b", {}, figure), element("span", { class: "caption" }, unit)),
    element(
      "div",
      {},
      element(
        "p",
        { class: "due-what" },
        kind ? sign(kind, t(`approval.due.group.${deadline.state}`)) : null,
        element("b", {}, headed(deadline.name)),
        element("span", { class: "quiet" }, dayText(deadline.done_on ?? deadline.due_on, language)),
      ),
      inCase
        ? null
        : element(
            "p",
            { class: "quiet" },
            deadline.case_id
              ? [
                  element("a", { href: `/cases/${encodeURIComponent(deadline.case_id)}` }, deadline.case_number),
                  " · ",
                  element("bdi", {}, deadline.case_title),
                ]
              : element("bdi", {}, deadline.case_title),
          ),
      notes.length ? element("p", { class: "caption" }, notes.join(" · ")) : null,
    ),
  );
}

function left({ state, days_left: days }) {
  if (state === "done") return ["✓", t("approval.due.done")];
  if (days < 0) return [count(-days), t("approval.due.late")];
  if (days === 0) return [t("approval.due.today"), t("approval.due.due")];
  return [count(days), t("approval.due.left")];
}
