// The list of a check: filter on top, then the groups under what the reader is to do with them.

import { SEVERITIES, filtered } from "./checkgroups.js";
import { element, iconButton } from "./dom.js";
import { icon, sign } from "./marks.js";
import { count, message, t } from "./words.js";

/** The filter by severity and by code; a chip is also the legend of its sign. */
export function filterBar(state, groups) {
  const off = state.get("off");
  const there = SEVERITIES.filter(({ severity }) => groups.some((group) => group.severity === severity));
  const flip = (severity) =>
    state.set({ off: off.includes(severity) ? off.filter((one) => one !== severity) : [...off, severity], only: null });
  return element(
    "div",
    { class: "check-filter" },
    element(
      "div",
      { class: "chips", role: "group", "aria-label": t("check.by_severity") },
      there.map(({ severity, kind }) => {
        const kinds = groups.filter((group) => group.severity === severity).length;
        return element(
          "button",
          {
            type: "button",
            class: `chip ${kind}`,
            "aria-pressed": String(!off.includes(severity)),
            on: { click: () => flip(severity) },
          },
          sign(kind, ""),
          t(`check.severity.${severity}`),
          ` ${count(kinds)}`,
        );
      }),
    ),
    codeChoice(state, groups),
  );
}

function codeChoice(state, groups) {
  const option = (value, text) => element("option", { value, selected: state.get("only") === value }, text);
  const shown = groups.filter((group) => !state.get("off").includes(group.severity));
  const choice = element(
    "select",
    {
      "aria-label": t("check.by_code"),
      on: { change: () => state.set({ only: choice.value === "" ? null : Number(choice.value) }) },
    },
    element("option", { value: "" }, t("check.all", { n: count(shown.length) })),
    shown.map((group) => option(group.number, `${group.number}  ${group.code}  ${count(group.count)}`)),
  );
  return choice;
}

/** The groups that pass the filter, under their headings; `act.go(finding)` leads to a place. */
export function groupList(state, groups, act) {
  if (!groups.length) return element("p", { class: "empty" }, t("check.none"));
  const shown = filtered(groups, { off: state.get("off"), only: state.get("only") });
  if (!shown.length) return element("p", { class: "empty" }, t("check.none_shown"));
  const headings = [...new Set(shown.map((group) => group.heading))];
  return element(
    "div",
    { class: "groups" },
    headings.map((heading) => {
      const under = shown.filter((group) => group.heading === heading);
      return [
        element("h2", {}, t(`check.group.${heading}`), element("span", { class: "quiet" }, t("check.kinds", { n: count(under.length) }))),
        element(
          "ul",
          { class: "findings" },
          under.map((group) => (group.findings.length === 1 ? single(group, state, act) : several(group, state, act))),
        ),
      ];
    }),
  );
}

function single(group, state, act) {
  const [finding] = group.findings;
  return row(finding, state, act, sign(group.kind, t(`check.severity.${group.severity}`), group.number), group.told);
}

// The rows of a group are made when it is opened: there may be thousands.
function several(group, state, act) {
  const inner = element("ul", { class: "findings" });
  const fill = () => inner.replaceChildren(...group.findings.map((finding) => row(finding, state, act, null, finding)));
  const open = state.get("only") === group.number || group.findings.includes(state.get("picked"));
  if (open) fill();
  return element(
    "li",
    { class: "folded" },
    element(
      "details",
      { open, on: { toggle: (event) => event.target.open && !inner.childElementCount && fill() } },
      element(
        "summary",
        {},
        sign(group.kind, t(`check.severity.${group.severity}`), group.number),
        element("div", {}, element("p", {}, message(group.told)), element("p", { class: "clause" }, group.code)),
        element("b", { class: "many" }, t("findings.many", { n: count(group.count) })),
      ),
      inner,
    ),
  );
}

function row(finding, state, act, mark, words) {
  const go = finding.place ? () => act.go(finding) : null;
  return element(
    "li",
    { class: state.get("picked") === finding ? "picked" : null, on: go ? { click: go } : {} },
    mark,
    element("div", {}, element("p", {}, message(words)), element("p", { class: "clause" }, details(finding, mark))),
    go
      ? iconButton(t("findings.locate"), icon("locate"), (event) => {
          event.stopPropagation();
          go();
        })
      : null,
  );
}

function details(finding, mark) {
  const change = [finding.measured, finding.repaired].filter(Boolean).join(" → ");
  const file = finding.file && t("check.file", { file: finding.file.split(/[\\/]/).at(-1) });
  return [file, finding.feature, change, mark && finding.code].filter(Boolean).join(" · ");
}
