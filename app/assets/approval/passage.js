// The way of a case as a list: what happened, where it stands, what is still to come. Pure.

const BEGUN = "begun";

/**
 * Lines of the timeline, the oldest first.
 *
 * Each is `{ kind, ... }`: `done` and `returned` hold a `step`, `begun` and `current` the case, `ahead` a `state` of the
 * way. Only the last way through a state is to come again: what was returned stands ahead once more.
 */
export function passage(of) {
  const happened = of.steps.map((step) => ({ kind: step.is_return ? "returned" : "done", step }));
  const here = of.path.findIndex((state) => state.is_current);
  const ahead = here < 0 || of.is_end ? [] : of.path.slice(here + 1).map((state) => ({ kind: "ahead", state }));
  return [{ kind: BEGUN }, ...happened, { kind: of.is_end ? "ended" : "current" }, ...ahead];
}

/** When a case came to where it is: its last step, or its beginning. */
export function enteredAt(of) {
  return of.steps.at(-1)?.at ?? of.opened_at;
}

/** How the opinions of the newest round stand: `{ round, asked, given, objected }`, or null where none were asked. */
export function roundOf(opinions) {
  if (!opinions.length) return null;
  const round = Math.max(...opinions.map((one) => one.round));
  const asked = opinions.filter((one) => one.round === round);
  return {
    round,
    asked,
    given: asked.filter((one) => one.verdict).length,
    objected: asked.filter((one) => one.verdict === "object").length,
  };
}

/** Points of the last return, and how many of them wait for a reply. */
export function openPoints(points) {
  return points.filter((one) => one.reply === null);
}
