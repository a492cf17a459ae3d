// Why there is no plan that keeps every must rule: the place on the map, and the ways out with what each costs.

import { element, iconButton } from "../../sheet/dom.js";
import { icon, sign } from "../../sheet/marks.js";
import { count, knows, message, seconds, t } from "../../sheet/words.js";
import { button } from "./dialog.js";

/** What a way out is called; `target` is a unit, which is known by its name. */
export function wayText(way, ground) {
  const index = ground.indexOf.get(way.target);
  const target = (index === undefined ? null : ground.names[index]) ?? way.target;
  const key = `relax.${way.action}`;
  return knows(key) ? t(key, { target, value: count(way.value) }) : `${way.action} ${target}`;
}

/** A table that prices every way out beside the others. */
export function priceTable({ clashes, ground, session, act }) {
  const ways = clashes.flatMap((clash) => clash.relaxations ?? []);
  return element(
    "div",
    { class: "prices" },
    element("p", {}, t("editor.panel.clash.least", { n: count(clashes.length) })),
    ways.length
      ? element(
          "table",
          { class: "plain" },
          element(
            "thead",
            {},
            element(
              "tr",
              {},
              element("th", { scope: "col" }, t("editor.panel.clash.way")),
              element("th", { scope: "col", class: "number" }, t("editor.panel.clash.breach")),
              element("th", { scope: "col", class: "number" }, t("editor.panel.clash.objective")),
              element("th", {}, ""),
            ),
          ),
          element(
            "tbody",
            {},
            ways.map((way, i) =>
              element(
                "tr",
                {},
                element("th", { scope: "row" }, `${i + 1} `, element("bdi", {}, wayText(way, ground))),
                element("td", { class: `number${way.breach ? " over" : ""}` }, count(way.breach)),
                element("td", { class: "number" }, count(way.objective)),
                element("td", {}, session.frozen ? null : button(t("editor.panel.clash.relax"), () => act.relax(way), "link")),
              ),
            ),
          ),
        )
      : null,
  );
}

/** The card on the map: one sentence and the numbered ways out, the cheapest first, one click each. */
export function makeExplanation({ session, sheet, act }) {
  const card = element("section", { class: "explanation float", role: "dialog", hidden: true });
  sheet.append(card);
  L.DomEvent.disableClickPropagation(card);
  L.DomEvent.disableScrollPropagation(card);
  let dismissed = null;

  const show = (proposal) => {
    const clash = proposal?.explanation?.[0] ?? null;
    card.hidden = clash === null || dismissed === proposal;
    if (card.hidden) return;
    const dismiss = () => {
      dismissed = proposal;
      card.hidden = true;
    };
    card.setAttribute("aria-label", t("editor.panel.clash.title"));
    card.replaceChildren(
      element(
        "header",
        {},
        sign("hard", t("kind.hard")),
        element("h2", {}, t("editor.panel.clash.title")),
        element("span", { class: "spacer" }),
        iconButton(t("editor.panel.close"), icon("close"), dismiss),
      ),
      ...proposal.explanation.flatMap((one) => clashParts(one)),
      element("p", { class: "proved quiet" }, proved(proposal)),
    );
  };
  const clashParts = (clash) => [
    element("p", { class: "sentence" }, element("bdi", {}, message(clash)), " ", button(t("findings.locate"), () => act.goPlaces(clash.places), "link")),
    clash.relaxations?.length ? element("p", { class: "sentence quiet" }, t(leadIn(clash.relaxations))) : null,
    element("ol", { class: "ways" }, (clash.relaxations ?? []).map((way, i) => wayRow(way, i + 1))),
  ];
  const wayRow = (way, n) =>
    element(
      "li",
      {},
      element("span", { class: "wall-number", "aria-hidden": "true" }, String(n)),
      element(
        "div",
        {},
        element("b", {}, element("bdi", {}, wayText(way, session.ground))),
        element(
          "p",
          { class: "quiet" },
          t(way.breach ? "editor.panel.clash.leaves" : "editor.panel.clash.solves", {
            breach: count(way.breach),
            objective: count(way.objective),
          }),
        ),
      ),
      session.frozen ? null : button(t("editor.panel.clash.relax"), () => act.relax(way), n === 1 ? "primary" : "secondary"),
    );
  return { show };
}

function proved({ status, seconds: took }) {
  return `${t(status === "infeasible" ? "editor.panel.clash.proved" : "editor.panel.clash.not_proved")}${took == null ? "" : t("editor.panel.clash.took", { time: seconds(took) })}`;
}

// Enough is only what leaves no rule broken.
function leadIn(ways) {
  return ways.every(({ breach }) => breach === 0) ? "editor.panel.clash.any" : "editor.panel.clash.some";
}
