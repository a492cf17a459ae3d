// What changed since the submission before: in one line at the bottom left, whole in a dialog.

import { openDialog } from "../editor/panels/dialog.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon } from "../sheet/marks.js";
import { count, headed, t } from "../sheet/words.js";

const KINDS = ["community", "moved", "limits", "paper"];

/** The panel; `report` is what the server says of the newest version against the one before, or null. */
export function differencePanel(of, report, { mayFreeze, act }) {
  if (!of.submissions.length) return null;
  const newest = of.submissions.at(-1);
  const items = report?.items ?? [];
  return element(
    "section",
    { class: "difference" },
    element("h2", {}, t("approval.difference")),
    report && report.previous !== null
      ? element(
          "p",
          {},
          items.length ? summary(items) : t("approval.difference.none"),
          items.length
            ? [
                " ",
                element(
                  "button",
                  { type: "button", class: "link", "data-key": "difference", on: { click: () => showDifference(report, act) } },
                  t("approval.difference.show"),
                ),
              ]
            : null,
        )
      : element("p", { class: "quiet" }, t("approval.difference.first", { n: count(newest.number) })),
    mayFreeze
      ? element("button", { type: "button", class: "secondary", "data-key": "freeze", on: { click: act.freeze } }, t("approval.freeze"))
      : null,
  );
}

/** How many things changed, kind by kind, in one line. */
export function summary(items) {
  const kinds = [...new Set([...KINDS, ...items.map((one) => one.kind)])];
  return kinds
    .map((kind) => [kind, items.filter((one) => one.kind === kind).length])
    .filter(([, n]) => n)
    .map(([kind, n]) => t(`approval.difference.${KINDS.includes(kind) ? kind : "other"}`, { n: count(n) }))
    .join(t("list"));
}

function showDifference(report, act) {
  openDialog({
    title: t("approval.difference.title", { n: count(report.number), previous: count(report.previous) }),
    kind: "wide",
    body: element(
      "ul",
      { class: "difference-list" },
      report.items.map((one) =>
        element(
          "li",
          {},
          element("span", {}, headed(one)),
          one.place && act.showPlace ? iconButton(t("findings.locate"), icon("locate"), () => act.showPlace(one)) : null,
        ),
      ),
    ),
  });
}
