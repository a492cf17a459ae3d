// Cases as a table: number and title, where each stands and for whom it waits, what is due, which version is frozen.

import { when } from "../editor/panels/times.js";
import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { count, headed, named, t } from "../sheet/words.js";
import { dayText, urgencyKind } from "./dates.js";

const COLUMNS = ["case", "kind", "state", "waits", "due", "version", "changed"];

/** The table; what there is none of is said by `none`. */
export function caseTable(cases, none) {
  if (!cases.length) return element("p", { class: "empty" }, none);
  return element(
    "div",
    { class: "plans-scroll" },
    element(
      "table",
      { class: "plans cases" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          COLUMNS.map((key) => element("th", { scope: "col", class: `of-${key}` }, t(`approval.list.${key}`))),
        ),
      ),
      element("tbody", {}, cases.map(caseRow)),
    ),
  );
}

function caseRow(one) {
  const href = `/cases/${encodeURIComponent(one.id)}`;
  return element(
    "tr",
    { "data-case": one.number },
    element(
      "th",
      { scope: "row", class: "of-case" },
      element("a", { href, "data-key": `case ${one.id}` }, element("bdi", {}, one.title)),
      element(
        "p",
        { class: "quiet" },
        element("span", { class: "case-number" }, one.number),
        " · ",
        [one.subdistrict, one.organisation.name].filter(Boolean).join(" · "),
      ),
    ),
    element("td", { class: "of-kind" }, headed(one.kind_name)),
    element(
      "td",
      { class: "of-state" },
      stateChip(one),
      one.open_points
        ? element("span", { class: "chip soft" }, sign("soft", ""), t("approval.points.open", { n: count(one.open_points) }))
        : null,
    ),
    element("td", { class: "of-waits" }, one.is_end ? "" : one.may_act ? element("b", {}, t("approval.list.mine")) : waitsFor(one)),
    element("td", { class: "of-due" }, due(one.next_deadline)),
    element(
      "td",
      { class: "of-version" },
      one.submission
        ? [
            t("approval.version", { n: count(one.submission.number) }),
            " ",
            element("span", { class: "hash" }, shortHash(one.submission.hash)),
          ]
        : "",
    ),
    element("td", { class: "of-changed" }, when(one.changed_at)),
  );
}

/** For whom a case waits, in words. */
export function waitsFor(one) {
  return one.waits_for.map(named).join(t("list"));
}

/** Where a case stands. */
export function stateChip(one) {
  const tint = !one.is_end ? "accent" : ["withdrawn", "closed", "cancelled"].includes(one.state) ? "plain" : "ok";
  return element(
    "span",
    { class: `chip ${tint}` },
    headed(one.state_name),
    one.state_code ? element("span", { class: "state-code" }, one.state_code) : null,
  );
}

/** The beginning of a hash, in groups of four. */
export function shortHash(hash, groups = 2) {
  return hash
    .replace(/^sha256:/, "")
    .slice(0, groups * 4)
    .replace(/(.{4})(?=.)/g, "$1 ");
}

function due(deadline) {
  if (!deadline) return "";
  const kind = urgencyKind(deadline.state);
  return [
    kind ? sign(kind, t(`approval.due.group.${deadline.state}`)) : null,
    element("span", { class: kind ?? "", title: named(deadline.name) }, ` ${dayText(deadline.due_on, document.documentElement.lang)}`),
  ];
}
