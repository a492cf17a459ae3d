// What the audit found: mark, sentence, clause and limit, and a way to the place.

import { element, iconButton } from "./dom.js";
import { icon, kindOf, rank, sign } from "./marks.js";
import { count, knows, message, percent, t, withUnit } from "./words.js";

const GROUP_OVER = 12;

/** Findings that are shown: everything that failed, was waived or could not be judged, the gravest first. */
export function shownFindings(audit) {
  const shown = (audit.findings ?? []).filter((f) => ["fail", "waived", "unknown"].includes(f.status));
  const order = { fail: 0, waived: 1, unknown: 2 };
  return shown
    .map((finding) => ({ finding, kind: kindOf(finding) }))
    .sort((a, b) => rank(a.kind) - rank(b.kind) || order[a.finding.status] - order[b.finding.status]);
}

/** How many fail, by kind, and how many could not be judged; as the server counts them (app/plans/folders.py). */
export function kindCounts(shown) {
  const counts = { hard: 0, soft: 0, note: 0, unknown: 0 };
  shown.forEach(({ kind, finding: { status } }) => {
    if (status === "fail") counts[kind] += 1;
    else if (status === "unknown") counts.unknown += 1;
  });
  return counts;
}

/**
 * The list; over twelve, findings of one rule fold into one line. `locate(finding)` leads to its place or is null,
 * `beside(finding)` is what else stands under it.
 */
export function findingsList(shown, { locate, chosen, beside = () => null }) {
  if (!shown.length) return element("p", { class: "empty" }, t("findings.none"));
  return element(
    "ul",
    { class: "findings" },
    groups(shown).map((group) =>
      group.length === 1 ? row(group[0], locate, chosen, beside) : folded(group, locate, chosen, beside),
    ),
  );
}

function groups(shown) {
  if (shown.length <= GROUP_OVER) return shown.map((one) => [one]);
  const byRule = new Map();
  for (const one of shown) {
    const key = [one.kind, one.finding.rule, one.finding.status].join("\n");
    byRule.set(key, [...(byRule.get(key) ?? []), one]);
  }
  return [...byRule.values()].sort((a, b) => rank(a[0].kind) - rank(b[0].kind));
}

function folded(group, locate, chosen, beside) {
  const [{ finding, kind }] = group;
  const open = group.some((one) => one.finding.community_id && one.finding.community_id === chosen);
  return element(
    "li",
    { class: "folded" },
    element(
      "details",
      { open },
      element(
        "summary",
        {},
        sign(kind, t(`kind.${kind}`)),
        element(
          "div",
          {},
          element("p", {}, `${ruleName(finding.rule)} `, element("span", { class: "quiet" }, judgement(finding))),
          element("p", { class: "clause" }, finding.clause ?? ""),
        ),
        element("b", { class: "many" }, t("findings.many", { n: count(group.length) })),
      ),
      element(
        "ul",
        { class: "findings" },
        group.map((one) => row(one, locate, chosen, beside)),
      ),
    ),
  );
}

function row({ finding, kind }, locate, chosen, beside) {
  const go = locate(finding);
  const picked = chosen !== null && finding.community_id === chosen;
  return element(
    "li",
    { class: picked ? "picked" : null, on: go ? { click: go } : {} },
    sign(kind, t(`kind.${kind}`)),
    element("div", {}, element("p", {}, message(finding)), element("p", { class: "clause" }, clauseLine(finding)), beside(finding)),
    go
      ? iconButton(t("findings.locate"), icon("locate"), (event) => {
          event.stopPropagation();
          go();
        })
      : null,
  );
}

function clauseLine(finding) {
  const limit = limitText(finding.limit, finding.unit);
  const parts = [finding.rule, finding.clause, limit && t("findings.limit", { limit })];
  if (finding.status !== "fail") parts.push(judgement(finding));
  return parts.filter(Boolean).join(" · ");
}

function judgement(finding) {
  return t(`finding_status.${finding.status}`);
}

function ruleName(rule) {
  return knows(`rule.${rule}`) ? `${rule} ${t(`rule.${rule}`)}` : rule;
}

/** A limit with its unit, or nothing. */
export function limitText(limit, unit) {
  if (limit === null || limit === undefined) return "";
  if (unit === "ratio") return withUnit(percent(limit), "%");
  return withUnit(Number.isInteger(limit) ? count(limit) : String(Number(limit.toFixed(1))), unitWord(unit));
}

function unitWord(unit) {
  return unit && knows(`unit.${unit}`) ? t(`unit.${unit}`) : unit;
}
