// What happened: every step with who, when and why; where the case stands; what is still to come. Nothing here is edited.

import { when } from "../editor/panels/times.js";
import { element } from "../sheet/dom.js";
import { count, headed, named, t } from "../sheet/words.js";
import { shortHash, waitsFor } from "./caselist.js";
import { dayText, daysBetween, isoDay } from "./dates.js";
import { enteredAt, passage, roundOf } from "./passage.js";

/** The timeline of a case. */
export function timeline(of) {
  return [
    element("h2", {}, t("approval.passage")),
    element(
      "ol",
      { class: "timeline" },
      passage(of).map((line) => LINES[line.kind](of, line)),
    ),
  ];
}

function entry(kind, title, at, ...lines) {
  return element(
    "li",
    { class: kind },
    element("i", { class: "dot", "aria-hidden": "true" }),
    element("div", { class: "entry-head" }, element("b", {}, title), at ? element("time", { datetime: at }, when(at)) : null),
    lines
      .flat()
      .filter(Boolean)
      .map((line) => element("p", {}, line)),
  );
}

const LINES = {
  begun: (of) => entry("done", t("approval.passage.begun"), of.opened_at, body(of.organisation, of.opened_by)),
  done: (of, { step }) => stepEntry("done", of, step),
  returned: (of, { step }) => stepEntry("returned", of, step),
  current: (of) =>
    entry("current", headed(of.state_name), enteredAt(of), t("approval.passage.waits", { who: waitsFor(of) }), waited(of), opinionLine(of)),
  ended: (of) => entry("done ended", headed(of.state_name), of.closed_at ?? enteredAt(of)),
  ahead: (of, { state }) => entry("ahead", headed(state.name), null),
};

function stepEntry(kind, of, step) {
  return entry(
    kind,
    headed(step.name),
    step.at,
    body(step.organisation, step.by),
    pointsLine(of, step),
    step.reason && !step.points.length ? element("span", { class: "reason" }, step.reason) : null,
    frozenLine(of, step),
  );
}

// Where the organisation is called like the person there is no need to say it twice.
function body(organisation, by) {
  return organisation.name === by ? by : `${organisation.name} · ${by}`;
}

function pointsLine(of, { number, points }) {
  if (!points.length) return null;
  const own = of.points.filter((one) => one.step === number);
  const replied = own.filter((one) => one.reply !== null).length;
  const said = own.map((one) => `${one.number}. ${one.text}`).join(" ");
  return [t("approval.passage.points", { n: count(points.length), replied: count(replied) }), element("span", { class: "reason" }, said)];
}

// Which version a step was taken on is said where it is another one than before.
function frozenLine(of, { number, submission_hash: hash }) {
  const before = of.steps.find((one) => one.number === number - 1)?.submission_hash ?? null;
  const found = hash && hash !== before && of.submissions.find((one) => one.hash === hash);
  return found
    ? element("span", {}, t("approval.version", { n: count(found.number) }), " ", element("span", { class: "hash" }, shortHash(hash)))
    : null;
}

function waited(of) {
  const days = daysBetween(isoDay(new Date(enteredAt(of))), isoDay(new Date()));
  const deadline = of.next_deadline;
  const said = [t("approval.passage.days", { n: count(days + 1) })];
  if (deadline)
    said.push(t("approval.passage.due", { what: named(deadline.name), day: dayText(deadline.due_on, document.documentElement.lang) }));
  return said.join(t("list"));
}

function opinionLine(of) {
  const round = roundOf(of.opinions);
  return round && round.given < round.asked.length
    ? t("approval.passage.opinions", { given: count(round.given), asked: count(round.asked.length) })
    : null;
}
