// The points of a return: each says what is to be put right, tied to a paper, to a place on the map, or to nothing.

import { element, iconButton } from "../sheet/dom.js";
import { icon } from "../sheet/marks.js";
import { count, headed, named, t } from "../sheet/words.js";

/** The list and the ways to add to it; `act` has `addPoint`, `removePoint`, `pickPlace`, `showPlace`; `write` keeps what is written. */
export function pointEditor(of, draft, { picking, act, write }) {
  const slots = new Map(of.slots.map((slot) => [slot.id, slot]));
  const row = (point, i) =>
    element(
      "li",
      { class: "point" },
      element("b", { class: "point-number" }, String(i + 1)),
      tie(point, slots, act),
      element(
        "textarea",
        {
          rows: 1,
          "aria-label": t("approval.point.text", { n: count(i + 1) }),
          placeholder: t("approval.point.what"),
          "data-key": `point ${i}`,
          on: {
            input: (event) =>
              write({ points: draft.points.map((one, at) => (at === i ? Object.assign(one, { text: event.target.value }) : one)) }),
          },
        },
        point.text,
      ),
      iconButton(t("approval.point.remove", { n: count(i + 1) }), icon("close"), () => act.removePoint(i), {
        "data-key": `remove point ${i}`,
      }),
    );
  const slot = element(
    "select",
    {
      "aria-label": t("approval.point.from_slot"),
      "data-key": "point slot",
      on: { change: () => slot.value && act.addPoint({ slot: slot.value }) },
    },
    element("option", { value: "" }, t("approval.point.from_slot")),
    of.slots.map((one) => element("option", { value: one.id }, headed(one.name))),
  );
  return element(
    "div",
    { class: "points-editor" },
    element("ol", {}, draft.points.map(row)),
    element(
      "div",
      { class: "add-points" },
      element(
        "button",
        { type: "button", class: "link", "data-key": "add point", on: { click: () => act.addPoint({}) } },
        t("approval.point.add"),
      ),
      act.pickPlace
        ? element(
            "button",
            { type: "button", class: "link", "aria-pressed": String(picking), "data-key": "pick place", on: { click: act.pickPlace } },
            t(picking ? "approval.point.picking" : "approval.point.from_map"),
          )
        : null,
      slot,
    ),
  );
}

/** To what a point is tied: the name of a paper, or a way to its place; `act` has `placeName` and `showPlace`. */
export function tie(point, slots, { placeName, showPlace }) {
  if (point.slot) return element("span", { class: "tie" }, named(slots.get(point.slot)?.name) || point.slot);
  if (!point.place) return null;
  const name = placeName(point.place.community_id) ?? t("approval.point.place");
  return element(
    "button",
    { type: "button", class: "tie", title: t("findings.locate"), on: { click: () => showPlace(point) } },
    icon("locate"),
    name,
  );
}
