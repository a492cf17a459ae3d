// Before an area is cut: what each part would hold, and the question whether to do it.

import { element } from "../../sheet/dom.js";
import { count, message, t, withUnit } from "../../sheet/words.js";

/** The card over a map. */
export function makeSplitCard(root) {
  const card = element("div", { class: "split-card float", role: "dialog", hidden: true });
  root.append(card);
  L.DomEvent.disableClickPropagation(card);
  const show = (title, at, ...parts) => {
    card.setAttribute("aria-label", t("editor.map.tool.split"));
    card.replaceChildren(element("header", {}, element("b", {}, title)), ...parts.filter(Boolean));
    card.hidden = false;
    card.style.setProperty(
      "left",
      `${Math.max(8, Math.min(root.clientWidth - card.offsetWidth - 8, at.x + 20))}px`,
    );
    card.style.setProperty(
      "top",
      `${Math.max(8, Math.min(root.clientHeight - card.offsetHeight - 8, at.y + 20))}px`,
    );
  };
  const button = (text, act, primary) =>
    element("button", { type: "button", class: primary ? "button primary" : "button", on: { click: act } }, text);
  return {
    element: card,
    hide() {
      card.hidden = true;
    },
    /** The server is being asked. */
    wait: (title, at) => show(title, at, element("p", { class: "quiet" }, t("editor.map.split.wait"))),
    /** Ask: `parts` as the server counts them. */
    ask({ title, parts, at, yes, no }) {
      const rows = parts.map((part, k) =>
        element(
          "li",
          {},
          element("span", {}, t("editor.map.split.part", { n: k + 1 })),
          element("b", {}, withUnit(count(part.households), t("unit.household"))),
        ),
      );
      const go = button(t("editor.map.split.yes"), yes, true);
      show(
        title,
        at,
        element("ul", {}, rows),
        element("div", { class: "actions" }, go, button(t("editor.map.key.cancel"), no)),
      );
      go.focus();
    },
    /** Say why it cannot be cut there. */
    fail(title, error, at, no) {
      show(
        title,
        at,
        element("p", { class: "card-warning hard" }, message(error) || error.message),
        element("div", { class: "actions" }, button(t("editor.map.split.again"), no)),
      );
    },
  };
}
