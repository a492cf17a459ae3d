// The audit by clause as a table; a row opens to its findings, each with the way to its place and into a return.

import { limitText } from "../sheet/findings.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon, kindOf, sign, tick } from "../sheet/marks.js";
import { count, knows, message, percent, shortName, t, withUnit } from "../sheet/words.js";
import { splitLines } from "./clauses.js";

const COLUMNS = 5;
const MOST = 60;

/** The table; `opened` is the rule whose findings are shown, `act` has `open`, `locate` and, for a return, `object`. */
export function clauseTable(lines, { opened, act, communities }) {
  const { judged, open } = splitLines(lines);
  const names = new Map(communities.map((one) => [one.community_id, shortName(one)]));
  const head = ["clause", "demand", "measured", "kept"].map((key) =>
    element("th", { scope: "col", class: key === "measured" || key === "kept" ? "number" : null }, t(`approval.clause.${key}`)),
  );
  return element(
    "table",
    { class: "plain clause-table" },
    element("thead", {}, element("tr", {}, head, element("th", { scope: "col" }, element("span", { class: "unseen" }, t("home.verdict"))))),
    element(
      "tbody",
      {},
      judged.map((line) => rows(line, { opened, act, names })),
    ),
    open.length
      ? element(
          "tbody",
          {},
          element(
            "tr",
            { class: "unjudged" },
            element(
              "td",
              { colspan: COLUMNS },
              sign("note", t("kind.note")),
              " ",
              t("approval.clause.unjudged", { n: count(open.length), what: open.map(({ rule }) => ruleWord(rule)).join(t("list")) }),
            ),
          ),
        )
      : null,
  );
}

function rows(line, { opened, act, names }) {
  const isOpen = opened === line.rule;
  const toggle = () => act.open(isOpen ? null : line.rule);
  return [
    element(
      "tr",
      { class: "link", "data-rule": line.rule, on: { click: toggle } },
      element("td", { class: "clause-name", title: line.clause ?? "" }, shortClause(line)),
      element(
        "th",
        { scope: "row" },
        element("button", { type: "button", "aria-expanded": String(isOpen), "data-key": `rule ${line.rule}` }, ruleWord(line.rule)),
      ),
      element("td", { class: `number ${line.kind ?? ""}` }, measured(line, names)),
      element("td", { class: "number quiet" }, `${count(line.kept)} / ${count(line.judged)}`),
      element("td", { class: "mark" }, line.kind === null ? tick(t("kind.ok")) : sign(line.kind, t(`kind.${line.kind}`))),
    ),
    isOpen ? element("tr", { class: "detail" }, element("td", { colspan: COLUMNS }, findings(line, act))) : null,
  ];
}

function ruleWord(rule) {
  return knows(`rule.${rule}`) ? t(`rule.${rule}`) : rule;
}

// 莲湖区若干措施（四） is （四） beside the name of its rule pack; the whole stands in the tooltip.
function shortClause({ clause, rule }) {
  return clause ? [rule, element("span", { class: "quiet" }, ` ${clause.match(/（[^）]+）$|第[^条]+条$/)?.[0] ?? ""}`)] : rule;
}

// What broke a rule is named; where all keep it, the least and the greatest are said.
function measured({ worst, measured: range }, names) {
  if (worst) {
    const place = names.get(worst.community_id);
    return [place, figure(worst.measured, worst.unit)].filter(Boolean).join(" ");
  }
  if (!range) return "";
  if (range.least === range.most) return figure(range.least, range.unit);
  return `${figure(range.least, null, range.unit)}~${figure(range.most, range.unit)}`;
}

function figure(value, unit, scale = unit) {
  if (typeof value !== "number") return "";
  if (scale === "ratio") return unit ? withUnit(percent(value), "%") : percent(value);
  return unit ? limitText(value, unit) : count(value);
}

function findings({ findings: all }, act) {
  const failed = all.filter((one) => one.status !== "pass");
  const shown = failed.length ? failed : all;
  return element(
    "ul",
    { class: "findings" },
    shown.slice(0, MOST).map((finding) => row(finding, act)),
    shown.length > MOST ? element("li", {}, t("findings.many", { n: count(shown.length - MOST) })) : null,
  );
}

function row(finding, act) {
  const kind = finding.status === "pass" ? null : kindOf(finding);
  const go = act.locate(finding);
  return element(
    "li",
    {},
    kind === null ? tick(t("kind.ok")) : sign(kind, t(`kind.${kind}`)),
    element(
      "div",
      {},
      element("p", {}, message(finding)),
      element(
        "p",
        { class: "clause" },
        [
          finding.rule,
          finding.clause,
          finding.status === "fail" || finding.status === "pass" ? null : t(`finding_status.${finding.status}`),
        ]
          .filter(Boolean)
          .join(" · "),
      ),
    ),
    act.object && finding.status === "fail"
      ? element(
          "button",
          {
            type: "button",
            class: "link",
            "data-key": `object ${finding.rule} ${finding.community_id}`,
            on: { click: () => act.object(finding) },
          },
          t("approval.point.take"),
        )
      : null,
    go ? iconButton(t("findings.locate"), icon("locate"), go) : null,
  );
}
