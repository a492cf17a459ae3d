// The optimiser beside the planner: what it can be asked, what it is doing, what it proposes. Named by what it does.

import { element } from "../../sheet/dom.js";
import { sign } from "../../sheet/marks.js";
import { statusChip } from "../../sheet/offices.js";
import { redraw } from "../../sheet/redraw.js";
import { count, gapPercent, message, t } from "../../sheet/words.js";
import { convergence } from "./convergence.js";
import { button } from "./dialog.js";
import { priceTable } from "./explanation.js";
import { alternativeList, partList } from "./proposal.js";
import { solvedOffice } from "./scope.js";
import { KINDS, NotSavedError, proposalOf, tickedParts } from "./work.js";

/** Draw the optimiser's panel; `act` has `ask(kind)`, `accept()` and `relax(way)`. */
export function makeColleague({ view, session, work, slots, act }) {
  const head = element("h2");
  const body = element("div", { class: "colleague-body scroll" });
  slots.colleague.replaceChildren(head, body);

  const render = () => {
    const state = work.state;
    slots.colleague.dataset.phase = state.phase;
    head.replaceChildren(...headParts(state));
    redraw(body, PHASES[state.phase](state));
  };

  const headParts = (state) => {
    const doing = state.kind ? ` · ${t(`editor.panel.work.${state.kind}`)}` : "";
    return [
      element("b", {}, `${t("editor.panel.colleague")}${doing}`),
      element("span", { class: "quiet" }, lockText(session)),
      element("span", { class: "spacer" }),
      headChip(state),
    ].filter(Boolean);
  };

  const idle = () => [
    element("div", { class: "verbs" }, KINDS.map(verb)),
    element("p", { class: "quiet" }, scopeText(), t(`editor.panel.work.order.${session.plan.objective ?? "balanced"}`)),
    element("p", { class: "quiet" }, whyNot(session) ?? t("editor.panel.work.pauses")),
  ];
  const scopeText = () => {
    const office = solvedOffice(session, view.get("office"));
    return office === null ? null : t("editor.panel.work.scope", { office });
  };
  const verb = (kind) =>
    element(
      "button",
      {
        type: "button",
        class: "verb",
        "data-verb": kind,
        "aria-disabled": String(whyNot(session) !== null),
        title: t(`editor.panel.work.${kind}.full`),
        on: { click: () => act.ask(kind) },
      },
      element("b", {}, t(`editor.panel.work.${kind}`)),
      element("span", { class: "quiet" }, t(`editor.panel.work.${kind}.moves`)),
    );

  const running = (state) => [
    element(
      "div",
      { class: "running" },
      element("div", { class: "plot" }, convergence(state.trail), figures(state.trail.at(-1))),
      element(
        "div",
        { class: "so-far" },
        state.best ? partList({ proposal: state.best, session, state, act: null }) : element("p", { class: "quiet" }, t("editor.panel.work.searching")),
      ),
    ),
    element(
      "div",
      { class: "foot" },
      button(t("editor.panel.work.stop"), () => work.stop(), "primary", { "data-act": "stop" }),
      element("span", { class: "quiet" }, t(state.isUp ? "editor.panel.work.pauses" : "editor.panel.work.line_down")),
    ),
  ];

  const paused = () => [
    element("p", {}, t("editor.panel.work.paused")),
    element("div", { class: "foot" }, button(t("editor.panel.work.give_up"), () => work.discard())),
  ];

  const failed = (state) => [
    element("p", { class: "failure" }, sign("hard", t("kind.hard")), element("span", {}, failureText(state.failure))),
    element(
      "div",
      { class: "foot" },
      button(t("editor.panel.work.again"), () => work.start(state.kind, state.request), "primary"),
      button(t("editor.panel.close"), () => work.discard()),
    ),
  ];

  const done = (state) => {
    const proposal = proposalOf(state);
    if (!proposal) return [element("p", {}, t("editor.panel.work.nothing")), foot(state, null)];
    const clashes = proposal.explanation?.length ? proposal.explanation : null;
    return [
      clashes ? priceTable({ clashes, ground: session.ground, session, act }) : null,
      element(
        "div",
        { class: "running" },
        state.trail.length && !clashes
          ? element("div", { class: "plot" }, convergence(state.trail), figures(proposal))
          : null,
        element(
          "div",
          { class: "so-far" },
          state.result.plans ? alternativeList({ plans: state.result.plans, state, work }) : null,
          partList({ proposal, session, state, act: { tick: work.tick, go: act.goPart } }),
        ),
      ),
      foot(state, proposal),
    ];
  };
  const foot = (state, proposal) => {
    const n = proposal ? tickedParts(proposal, state.refused, session).length : 0;
    return element(
      "div",
      { class: "foot" },
      n && !session.frozen
        ? button(t("editor.panel.work.accept", { n: count(n) }), act.accept, "primary", { "data-act": "accept", "aria-keyshortcuts": "Enter" })
        : null,
      state.result.plans || !n ? null : button(t("editor.panel.work.others"), () => act.ask("alternatives")),
      element("span", { class: "spacer" }),
      button(t("editor.panel.work.discard"), () => work.discard(), "link"),
    );
  };

  const PHASES = { idle, asking: running, running, paused, failed, done };
  return { render };
}

// Why the optimiser cannot be asked now, or null.
function whyNot(session) {
  if (session.frozen) return t("editor.panel.work.read_only");
  if (["offline", "conflict", "expired", "gone", "failed"].includes(session.state))
    return t(`editor.panel.work.not_now.${session.state}`);
  const { territory } = session.drawing;
  if (territory !== null && !session.ground.subdistricts.includes(territory)) return t("editor.panel.work.not_now.elsewhere", { office: territory });
  return null;
}

function lockText(session) {
  const locked = [...session.drawing.records.values()].filter((record) => record.locked).length;
  return locked ? t("editor.panel.work.locked", { n: count(locked) }) : "";
}

function headChip(state) {
  if (state.phase === "idle") return element("span", { class: "quiet" }, t("editor.panel.work.idle"));
  if (state.phase === "running" || state.phase === "asking")
    return element("span", { class: "chip plain" }, t(state.best ? "editor.panel.work.improving" : "editor.panel.work.searching"));
  if (state.phase !== "done") return null;
  const proposal = proposalOf(state);
  return proposal && statusChip(proposal);
}

function figures(at) {
  if (!at) return null;
  const unit = t("unit.household_minute");
  return element(
    "dl",
    { class: "figures" },
    element("dt", {}, t("editor.panel.work.objective")),
    element("dd", {}, element("b", {}, count(at.objective)), ` ${unit}`),
    element("dt", {}, t("editor.panel.work.bound")),
    element("dd", {}, element("b", {}, count(at.bound))),
    element("dt", {}, t("editor.panel.work.gap")),
    element("dd", {}, element("b", {}, at.gap == null ? "—" : gapPercent(at.gap))),
  );
}

function failureText(failure) {
  if (failure instanceof NotSavedError) return t(`editor.panel.work.not_now.${failure.state}`);
  return message(failure ?? {}) || t("editor.panel.error.offline");
}
