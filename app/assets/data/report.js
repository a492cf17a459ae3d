// The report at the right: what waits for a decision, what was mended, what is only to be known.

import { element, iconButton } from "../sheet/dom.js";
import { icon, sign } from "../sheet/marks.js";
import { count, t } from "../sheet/words.js";
import { asksBasis, byHeading } from "./decisions.js";
import { said, saidWhole } from "./saying.js";

/** Head and list of the report. */
export function report(state, groups, act) {
  const isChecked = Boolean(state.get("sheet"));
  const headings = byHeading(groups);
  return [
    element(
      "header",
      { class: "report-head" },
      element("h2", {}, t("data.report")),
      element("span", { class: "spacer" }),
      headings
        .filter((one) => one.groups.length)
        .map((one) =>
          element(
            "button",
            {
              type: "button",
              class: `chip ${one.kind}`,
              "data-key": `heading ${one.heading}`,
              on: { click: () => document.getElementById(`report-${one.heading}`)?.scrollIntoView({ block: "start" }) },
            },
            sign(one.kind, ""),
            t(`data.heading.${one.heading}.short`),
            ` ${count(one.groups.length)}`,
          ),
        ),
    ),
    ...headings.filter((one) => one.groups.length).map((one) => section(one, state, act)),
    groups.length ? null : element("p", { class: "empty" }, t(isChecked ? "check.none" : "data.report.none")),
  ];
}

function section({ heading, groups }, state, act) {
  return element(
    "section",
    { class: "report-group", id: `report-${heading}` },
    element(
      "h3",
      {},
      t(`data.heading.${heading}`),
      element("span", { class: "quiet" }, count(groups.length)),
    ),
    element("ul", { class: "findings" }, groups.map((group) => item(group, state, act))),
  );
}

function item(group, state, act) {
  const picked = state.get("picked");
  const isOpen = state.get("unfolded") === group.number;
  const worst = group.findings.find((finding) => finding.place) ?? group.findings[0];
  const [title, after] = said(group.told, group.findings[0].file);
  const rest = asksBasis(group) ? t("data.answer_left") : after;
  const more = group.findings.length > 1;
  const isPicked = group.findings.includes(picked);
  return element(
    "li",
    { class: isPicked ? "picked" : null },
    element(
      "div",
      { class: "finding", on: worst.place ? { click: () => act.go(worst) } : {} },
      sign(group.kind, t(`check.severity.${group.severity}`), group.number),
      element(
        "div",
        {},
        element("p", { class: group.heading === "decide" ? "lead" : null }, title),
        rest ? element("p", { class: "clause" }, rest) : null,
        element("p", { class: "clause facts", title: group.code }, details(group)),
      ),
      element("div", { class: "acts" }, actions(group, worst, act), more ? unfold(group, isOpen, state) : null),
    ),
    more && isOpen ? single(group, state, act) : null,
  );
}

function details(group) {
  const [first] = group.findings;
  const size = group.findings.length > 1 ? t("findings.many", { n: count(group.count) }) : null;
  const change = group.findings.length > 1 ? null : [first.measured, first.repaired].filter(Boolean).join(" → ");
  const kind = ["warning", "assumed"].includes(group.severity) ? t(`check.severity.${group.severity}`) : null;
  return [group.accepted ? t("data.stands") : kind, first.file, size, change].filter(Boolean).join(" · ");
}

function actions(group, worst, act) {
  const button = (key, run) =>
    element(
      "button",
      { type: "button", class: "link", "data-key": `${key} ${group.code}`, on: { click: stopped(run) } },
      t(`data.act.${key}`),
    );
  return [
    act.isOpen() && asksBasis(group) ? button("choose_basis", () => act.toBasis()) : null,
    act.isOpen() && group.canStand ? button("let_stand", () => act.accept(group)) : null,
    act.isOpen() && group.accepted ? button("take_back", () => act.refuse(group)) : null,
    worst.place
      ? iconButton(t("findings.locate"), icon("locate"), stopped(() => act.go(worst)), {
          "data-key": `locate ${group.severity} ${group.code}`,
        })
      : null,
  ];
}

function unfold(group, isOpen, state) {
  return iconButton(
    t("data.act.all", { n: count(group.findings.length) }),
    icon(isOpen ? "up" : "down"),
    stopped(() => state.set({ unfolded: isOpen ? null : group.number })),
    { "aria-expanded": String(isOpen), "data-key": `unfold ${group.severity} ${group.code}` },
  );
}

function single(group, state, act) {
  return element(
    "ul",
    { class: "singles" },
    group.findings.map((finding) =>
      element(
        "li",
        { class: finding === state.get("picked") ? "picked" : null },
        element("p", {}, saidWhole(finding, finding.file)),
        finding.place ? iconButton(t("findings.locate"), icon("locate"), () => act.go(finding)) : null,
      ),
    ),
  );
}

function stopped(run) {
  return (event) => {
    event.stopPropagation();
    run();
  };
}
