// The tabs under the map: audit by clause, replies, joint opinions, visits, records, what moves; only those that a case has.

import { element } from "../sheet/dom.js";
import { kindCounts, shownFindings } from "../sheet/findings.js";
import { ledgerTable } from "../sheet/ledger.js";
import { sign, tick } from "../sheet/marks.js";
import { count, t } from "../sheet/words.js";
import { DEPARTMENTS, fitting } from "./bodies.js";
import { clauseLines } from "./clauses.js";
import { clauseTable } from "./clausetable.js";
import { opinionsTab } from "./jointopinions.js";
import { openPoints, roundOf } from "./passage.js";
import { recordsTab } from "./records.js";
import { repliesTab } from "./replies.js";
import { subjectTab } from "./subjecttab.js";
import { trailTab } from "./trailtab.js";
import { visitsTab } from "./visits.js";

const REVIEWED = new Set(["setting_up", "adjustment"]);
const ASKING = "district_review";
const VISITING = new Set(["district_review", "city_consultation"]);

// Whether a step is this person's to take: opinions are asked and visits entered by those alone.
const acts = (of) => of.actions.some((offer) => offer.is_mine);

/** The tabs that a case has, in their order. */
export function tabsOf(of, { forms, sheet }) {
  const isReviewed = REVIEWED.has(of.kind);
  return [
    sheet || of.submission ? null : "subject",
    of.submission ? "audit" : null,
    forms.length ? "records" : null,
    of.points.length ? "replies" : null,
    isReviewed ? "opinions" : null,
    isReviewed ? "visits" : null,
    sheet?.today.length ? "moves" : null,
    "trail",
  ].filter(Boolean);
}

/** The tab that is shown: the one chosen, or where something waits, else the first. */
export function shownTab(of, tabs, chosen) {
  if (tabs.includes(chosen)) return chosen;
  if (
    openPoints(of.points).length &&
    tabs.includes("replies") &&
    of.actions.some((offer) => offer.is_mine && offer.failed_guards.some((guard) => guard.id === "points_answered"))
  )
    return "replies";
  return tabs[0];
}

/** The row of tabs. */
export function tabRow(of, tabs, shown, findings, choose) {
  return element(
    "div",
    { class: "tabs", role: "tablist" },
    tabs.map((name) =>
      element(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": "case-tab",
          "aria-selected": String(name === shown),
          "data-key": `tab ${name}`,
          on: { click: () => choose(name) },
        },
        t(`approval.tab.${name}`),
        aside(name, of),
      ),
    ),
    element("span", { class: "spacer" }),
    shown === "audit" ? chips(findings) : null,
  );
}

function aside(name, of) {
  const round = name === "opinions" ? roundOf(of.opinions) : null;
  const open = name === "replies" ? openPoints(of.points).length : 0;
  if (open) return element("span", { class: "chip soft" }, count(open));
  const text = round
    ? `${count(round.given)} / ${count(round.asked.length)}`
    : name === "visits" && of.visits.length
      ? count(of.visits.length)
      : "";
  return text ? element("span", { class: "quiet" }, text) : null;
}

function chips(findings) {
  const { hard, soft } = kindCounts(shownFindings({ findings }));
  return element(
    "span",
    { class: "chips" },
    element("span", { class: `chip ${hard ? "hard" : "ok"}` }, hard ? sign("hard", "") : tick(""), `${t("kind.hard")} ${count(hard)}`),
    soft ? element("span", { class: "chip soft" }, sign("soft", ""), `${t("kind.soft")} ${count(soft)}`) : null,
  );
}

/** What stands under the tabs. */
export function tabBody(shown, page) {
  return BODIES[shown](page);
}

const BODIES = {
  subject: ({ of, outlook }) => subjectTab(of, outlook),
  audit: ({ findings, sheet, state, act, failed }) =>
    sheet
      ? clauseTable(clauseLines(findings), { opened: state.get("rule"), communities: sheet.communities, act })
      : element("p", { class: "empty", role: "status" }, failed ?? t("approval.reading")),
  records: ({ of, forms, state, drafts, act }) =>
    recordsTab(of, forms, { opened: state.get("record"), refused: state.get("refusedRecord"), drafts, act }),
  replies: ({ of, drafts, act }) => repliesTab(of, { drafts, act }),
  opinions: ({ of, me, bodies, drafts, act }) =>
    opinionsTab(of, {
      isNow: of.state === ASKING,
      mayAsk: of.state === ASKING && acts(of) && me.roles.includes("district_civil_affairs"),
      bodies: bodies && fitting(bodies, DEPARTMENTS, of.district),
      drafts,
      act,
    }),
  visits: ({ of, me, drafts, act }) =>
    visitsTab(of, { mayEnter: VISITING.has(of.state) && acts(of) && me.roles.some((role) => role.endsWith("_civil_affairs")), drafts, act }),
  moves: ({ sheet, act }) =>
    ledgerTable(
      {
        ...sheet,
        plan: {
          ...sheet.plan,
          ledger: (sheet.plan.ledger ?? []).filter((row) => sheet.units.some((unit) => unit.area_id === row.area_id)),
        },
      },
      null,
      act,
    ),
  trail: ({ of, state, act }) => trailTab(of, state.get("trail"), act),
};
