// The page of one case: timeline, the frozen plan on its map, audit by clause, papers, decision. Wires the panels to the server.

import { redraw } from "../sheet/redraw.js";
import { makeToasts } from "../editor/panels/toasts.js";
import { brand, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { listenKeys, onTheme, openPage } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { caseActions } from "./caseactions.js";
import { caseCrumbs, caseHead } from "./casehead.js";
import { makeCaseMap } from "./casemap.js";
import { readingsSection } from "./caseside.js";
import { shownTab, tabBody, tabRow, tabsOf } from "./casetabs.js";
import { findingsOf } from "./clauses.js";
import { decisionBox } from "./decision.js";
import { differencePanel } from "./difference.js";
import { byDay } from "./dates.js";
import { openDrafts } from "./draft.js";
import { limitsSection } from "./limitscheck.js";
import { sections } from "./nav.js";
import { openCase, openOffice } from "./server.js";
import { slotSection } from "./slots.js";
import { dueList } from "./duelist.js";
import { timeline } from "./timeline.js";

const CHOICES = {
  of: null,
  me: null,
  bodies: null,
  sheet: null,
  difference: null,
  outlook: null,
  trail: null,
  failed: null,
  sheetFailed: null,
  tab: null,
  rule: null,
  record: null,
  refusedRecord: null,
  slot: null,
  allSlots: false,
  allLimits: false,
  view: "both",
  picking: false,
  busy: false,
  refusal: null,
  pending: null,
  uploads: 0,
};

/** Take over the page that app/maps/case_page.py made. */
export function start(data) {
  const state = openPage(data, CHOICES);
  const parts = layOut();
  const server = openCase(data.case_id, () => state.get("of")?.revision);
  const drafts = openDrafts(window.localStorage);
  const page = {
    data,
    state,
    server,
    office: openOffice(),
    drafts,
    toast: makeToasts(parts.toasts),
    draft: drafts.of(data.case_id),
    uploads: new Map(),
    written: new Map(),
    map: null,
  };
  const act = caseActions(page, parts);
  const of = () => state.get("of");
  const forms = () => data.forms;

  const draws = {
    bar: () => [
      brand(data.home),
      of() ? caseCrumbs(of()) : null,
      element("span", { class: "spacer" }),
      sections("cases"),
      element("span", { class: "spacer" }),
      switches(state),
    ],
    head: () => caseHead(of()),
    left: () => [
      element("div", { class: "scroll" }, timeline(of())),
      differencePanel(of(), state.get("difference"), {
        mayFreeze: of().may_freeze,
        act,
      }),
    ],
    tabs() {
      const tabs = tabsOf(of(), { forms: forms(), sheet: state.get("sheet") });
      const shown = shownTab(of(), tabs, state.get("tab"));
      return tabRow(of(), tabs, shown, findings(), (tab) => state.set({ tab }));
    },
    body() {
      const tabs = tabsOf(of(), { forms: forms(), sheet: state.get("sheet") });
      const shown = shownTab(of(), tabs, state.get("tab"));
      return tabBody(shown, {
        of: of(),
        me: state.get("me"),
        bodies: state.get("bodies"),
        forms: forms(),
        sheet: state.get("sheet"),
        findings: findings(),
        outlook: state.get("outlook"),
        failed: state.get("sheetFailed") && message(state.get("sheetFailed")),
        state,
        drafts: page.written,
        act,
      });
    },
    side: () => [
      readingsSection(state.get("sheet")),
      slotSection(of(), { uploads: page.uploads, unfolded: state.get("slot"), allSlots: state.get("allSlots") }, act.papers()),
      state.get("sheet") ? limitsSection(state.get("sheet"), findings(), { all: state.get("allLimits"), act }) : null,
      of().deadlines.length
        ? element(
            "section",
            { class: "case-due" },
            element("h2", {}, t("approval.due")),
            dueList([...of().deadlines].sort(byDay), { inCase: true }),
          )
        : null,
    ],
    decision: () =>
      decisionBox(
        of(),
        {
          draft: page.draft,
          pending: state.get("pending"),
          refusal: state.get("refusal"),
          picking: state.get("picking"),
          busy: state.get("busy"),
        },
        act,
      ),
  };
  const findings = () => {
    const sheet = state.get("sheet");
    return sheet
      ? findingsOf(sheet.audit, {
          subdistricts: [...sheet.subdistricts, ...sheet.communities].map((one) => one.subdistrict),
          communities: sheet.communities.map((one) => one.community_id),
          areas: sheet.units.map((one) => one.area_id).filter(Boolean),
        })
      : [];
  };
  // Each part is drawn again only where something that it shows has changed: what is being written elsewhere stays.
  const NEEDS = {
    bar: ["of"],
    head: ["of"],
    left: ["of", "difference"],
    tabs: ["of", "sheet", "tab"],
    body: ["of", "me", "sheet", "sheetFailed", "tab", "rule", "record", "refusedRecord", "outlook", "trail", "objecting"],
    side: ["of", "sheet", "slot", "allSlots", "allLimits", "uploads", "objecting"],
    decision: ["of", "pending", "refusal", "picking", "busy", "decided"],
  };
  const render = (changed) => {
    redraw(parts.problem, act.problem(state.get("failed")));
    if (!of()) return redraw(parts.bar, draws.bar());
    Object.entries(NEEDS).forEach(([name, keys]) => {
      if (!changed || changed.has("language") || keys.some((key) => changed.has(key))) redraw(parts[name], draws[name]());
    });
    parts.page.classList.toggle("no-map", !of().submission);
    document.title = `${of().number} ${of().title} · 四至`;
    return undefined;
  };
  state.on((changed) => {
    if (changed.has("sheet")) showMap(page, parts, act);
    if (changed.has("view")) page.map?.show(state.get("view"));
    if (changed.has("picking")) page.map?.setPicking(state.get("picking"));
    if (changed.has("language")) page.map?.relabel();
    if (changed.has("of") || changed.has("decided")) page.map?.pins();
    render(changed);
  });
  onTheme(state, () => page.map?.restyle());
  listenKeys({
    Digit0: () => page.map?.home(),
    Digit1: () => state.set({ view: "both" }),
    Digit2: () => state.set({ view: "today" }),
    Digit3: () => state.set({ view: "plan" }),
    Escape: () => (state.get("picking") ? state.set({ picking: false }) : state.set({ failed: null })),
  });
  render();
  act.load();
}

function showMap(page, parts, act) {
  page.map?.remove();
  const sheet = page.state.get("sheet");
  page.map = sheet
    ? makeCaseMap(parts.map, sheet, {
        view: () => page.state.get("view"),
        points: act.pinned,
        picked: act.placePicked,
        pick: (view) => page.state.set({ view }),
      })
    : null;
}


function layOut() {
  const parts = {
    bar: element("header", { class: "bar" }),
    head: element("section", { class: "case-head" }),
    problem: element("div", { class: "problem", role: "alert" }),
    left: element("aside", { class: "case-left", "aria-label": t("approval.passage") }),
    map: element("div", { class: "case-map" }),
    tabs: element("div", { class: "case-tabs" }),
    body: element("div", { class: "case-tab scroll", id: "case-tab", role: "tabpanel", tabindex: 0 }),
    side: element("div", { class: "case-side scroll" }),
    decision: element("section", { class: "decision", "aria-label": t("approval.decision") }),
    toasts: element("div", { class: "toasts" }),
  };
  const middle = element("main", { class: "case-middle" }, parts.map, parts.tabs, parts.body);
  const right = element("aside", { class: "case-right" }, parts.side, parts.decision);
  parts.page = element("div", { class: "case" }, parts.bar, parts.head, parts.problem, parts.left, middle, right, parts.toasts);
  document.body.prepend(parts.page);
  return parts;
}
