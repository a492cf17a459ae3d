// Everything around the map once the plan is there: panels made, and drawn again when what they say has changed.

import { t } from "../../sheet/words.js";
import { makeBar } from "./bar.js";
import { makeColleague } from "./colleague.js";
import { makeCommunities, spoken } from "./communities.js";
import { makeExplanation } from "./explanation.js";
import { currentFindings, makeFindings } from "./findings.js";
import { makeLedger } from "./ledger.js";
import { makeLeft } from "./left.js";
import { makePhoneSheet } from "./phone.js";
import { proposedHouseholds } from "./proposal.js";
import { tableRows } from "./rows.js";
import { makeStatus } from "./status.js";
import { makeSchedule } from "./schedule.js";
import { proposalOf, tickedParts } from "./work.js";

/** Make all panels of a page; returns how to draw them and what the entry needs of them. */
export function makePanels(desk) {
  const { view, session, work, slots, frame, act, seen, say } = desk;
  let rows = [];
  const readRows = () => {
    rows = tableRows({
      session,
      findings: currentFindings(session),
      proposal: proposedHouseholds(proposalOf(work.state), session),
      unassignedName: t("editor.panel.unassigned"),
    });
  };
  const panelDesk = { ...desk, rows: () => rows };
  const bar = makeBar(panelDesk);
  const left = makeLeft(panelDesk);
  const communities = makeCommunities(panelDesk);
  const findings = makeFindings(panelDesk);
  const colleague = makeColleague(panelDesk);
  const ledger = makeLedger(panelDesk);
  const status = makeStatus(panelDesk);
  const explanation = makeExplanation({ session, sheet: frame.element, act });
  const phone = makePhoneSheet({ view, session, rows: () => rows, host: slots.page, comment: () => left.comments.add(), act });
  slots.right.replaceChildren(communities.element, communities.table, findings.head, findings.element);

  const selected = () => rows.find((row) => row.community_id === view.get("selected")) ?? null;
  const showLimits = () => frame.showLimits(selected()?.four_bounds ?? null);
  const showProposal = () => {
    const proposal = proposalOf(work.state);
    const ticked = proposal && (work.state.phase === "done" ? tickedParts(proposal, work.state.refused, session) : null);
    seen().showProposal(proposal, ticked);
    seen().showClash(proposal?.explanation?.[0] ?? null);
    explanation.show(proposal);
  };
  const draw = {
    bar: bar.render,
    saved: bar.renderSaved,
    tools: left.renderTools,
    left: left.render,
    versions: left.renderVersions,
    table() {
      readRows();
      communities.render();
      phone.render();
      showLimits();
    },
    findings: findings.render,
    ledger: ledger.render,
    status: status.render,
    colleague: colleague.render,
    proposal: showProposal,
    /** The choice changed: rows as they are, drawn with another one chosen. */
    chosen() {
      communities.render();
      phone.render();
      showLimits();
      findings.render();
    },
  };
  const schedule = makeSchedule(draw);

  session.on("change", () => {
    schedule.now("table", "tools", "saved");
    schedule.later("findings", "ledger", "versions", "colleague", "status", "bar", "proposal");
    const record = session.drawing.records.get(view.get("selected"));
    if (record) say(spoken({ name: record.name, ...session.totals(view.get("selected")) }, session.ground.band));
  });
  session.on("state", () => {
    schedule.now("saved");
    schedule.later("tools", "findings", "versions", "colleague", "status", "bar", "table");
  });
  session.on("judgement", () => schedule.now("table", "findings", "status"));
  work.on(() => schedule.now("colleague", "proposal", "table"));
  view.on((changed) => {
    if (changed.has("language")) Object.keys(draw).forEach((name) => schedule.now(name));
    if (changed.has("theme")) schedule.now("bar");
    if (changed.has("selected")) {
      schedule.now("chosen");
      const row = selected();
      if (row) say(spoken(row, session.ground.band));
    } else if (changed.has("sort") || changed.has("office")) schedule.now("chosen");
    if (changed.has("office")) schedule.now("colleague");
    if (changed.has("tool")) schedule.now("tools");
    if (changed.has("hidden")) schedule.now("left");
  });
  return {
    drawFindings: draw.findings,
    drawAll: () => Object.values(draw).forEach((one) => one()),
    comments: left.comments,
    oldVersion: left.oldVersion,
    position: status.position,
    findings: () => currentFindings(session),
  };
}
