// The decision: which step, why, with which points. It can be taken back for 30 seconds; then only a new step undoes it.

import { segments } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { count, headed, message, named, t } from "../sheet/words.js";
import { button } from "../editor/panels/dialog.js";
import { waitsFor } from "./caselist.js";
import { lacks, requestOf, takesReason } from "./draft.js";
import { pointEditor } from "./pointeditor.js";

/** The steps that this person may take, in the order in which they are offered: onward, back, ending. */
export function offersOf(of) {
  const weight = (offer) => (offer.is_return ? 1 : offer.asks_reason ? 2 : 0);
  return of.actions.filter((offer) => offer.is_mine).sort((a, b) => weight(a) - weight(b));
}

/**
 * The box. `draft` is what is being written, `pending` a decision that can still be taken back (`{ offer, left }`), `refusal`
 * what the server said no to; `act` has `choose`, `write`, `send`, `now`, `back`, `toSlot`, `toTab` and those of the points.
 */
export function decisionBox(of, { draft, pending, refusal, picking, busy }, act) {
  const offers = offersOf(of);
  const head = element("h2", {}, t("approval.decision"), element("span", { class: "quiet" }, t("approval.decision.kept")));
  if (pending) return [head, pendingLine(pending, act)];
  if (of.is_end) return [element("p", { class: "quiet" }, t("approval.decision.ended", { state: named(of.state_name) }))];
  if (!offers.length) return [element("p", { class: "quiet" }, t("approval.decision.others", { who: waitsFor(of) }))];
  const offer = offers.find((one) => one.action === draft.action) ?? null;
  return [
    head,
    segments(
      t("approval.decision"),
      offers.map((one) => [one.action, headed(one.name)]),
      offer?.action ?? null,
      act.choose,
    ),
    offer ? written(of, offer, { draft, picking, busy }, act) : null,
    refusal ? element("p", { class: "refused", role: "alert" }, sign("hard", t("kind.hard")), ` ${message(refusal)}`) : null,
  ];
}

function written(of, offer, { draft, picking, busy }, act) {
  const cannot = () => lacks(draft, offer).some((one) => one !== "reason");
  const { points = [] } = requestOf(draft, offer);
  const send = button(sendWords(offer, points), () => act.send(offer), "primary", { "data-key": "send", disabled: busy || cannot() });
  const update = () => {
    const { points: told = [] } = requestOf(draft, offer);
    send.textContent = sendWords(offer, told);
    send.disabled = busy || cannot();
  };
  const write = (changes) => {
    act.write(changes);
    update();
  };
  const reason = takesReason(offer)
    ? element(
        "textarea",
        {
          rows: 2,
          "aria-label": t("approval.decision.reason"),
          placeholder: t(offer.is_return ? "approval.decision.reason_or_points" : "approval.decision.reason"),
          "data-key": "reason",
          on: { input: (event) => write({ reason: event.target.value }) },
        },
        draft.reason,
      )
    : null;
  return element(
    "div",
    { class: "written" },
    element(
      "p",
      { class: "caption" },
      t("approval.decision.leads", { state: named(offer.target_name) }),
      offer.clause ? ` · ${offer.clause}` : "",
    ),
    wanting(of, offer, act),
    offer.is_return ? pointEditor(of, draft, { picking, act, write }) : null,
    reason,
    element(
      "div",
      { class: "foot" },
      draft.saved_at && (draft.reason || draft.points.length) ? element("span", { class: "caption" }, t("approval.decision.draft")) : null,
      element("span", { class: "spacer" }),
      send,
    ),
  );
}

function sendWords(offer, points) {
  return points.length ? `${headed(offer.name)} ${t("approval.point.count", { n: count(points.length) })}` : headed(offer.name);
}

// What still stands in the way, each with the way to where it is put right.
function wanting(of, offer, act) {
  const slots = new Map(of.slots.map((slot) => [slot.id, slot]));
  const rows = [
    ...offer.missing_papers.map((id) => [t("approval.decision.paper", { slot: named(slots.get(id)?.name) || id }), () => act.toSlot(id)]),
    ...offer.failed_guards.map((guard) => [named(guard), () => act.toGuard(guard.id)]),
  ];
  if (!rows.length) return null;
  return element(
    "ul",
    { class: "wanting" },
    rows.map(([text, go]) =>
      element(
        "li",
        {},
        sign("soft", t("kind.soft")),
        element("button", { type: "button", class: "link", on: { click: go } }, text.charAt(0).toUpperCase() + text.slice(1)),
      ),
    ),
  );
}

function pendingLine({ offer, left }, act) {
  return element(
    "div",
    { class: "pending", role: "status" },
    element(
      "p",
      {},
      t("approval.decision.pending", { what: named(offer.name) }),
      " ",
      element("b", { class: "left-seconds" }, count(left)),
      ` ${t("unit.second")}`,
    ),
    element(
      "div",
      { class: "foot" },
      button(t("approval.decision.back"), act.back, "secondary", { "data-key": "back" }),
      element("span", { class: "spacer" }),
      button(t("approval.decision.now"), act.now, "primary", { "data-key": "now" }),
    ),
  );
}
