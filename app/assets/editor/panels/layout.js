// The one screen: bar, left column, sheet, right column, the two panels below, status line, and what parts them.

import { element } from "../../sheet/dom.js";
import { t } from "../../sheet/words.js";
import { makeSplitter } from "./splitters.js";

/** Lay the page out around the frame of the map; each slot is filled by its own panel. */
export function layOutEditor(frame, view) {
  const slots = {
    bar: element("header", { class: "bar" }),
    left: element("aside", { class: "left" }),
    right: element("aside", { class: "right" }),
    colleague: element("section", { class: "colleague" }),
    ledger: element("section", { class: "ledger" }),
    status: element("footer", { class: "status" }),
    live: element("div", { class: "live", role: "status", "aria-live": "polite" }),
    toast: element("div", { class: "toasts" }),
    note: element("p", { class: "narrow-note", role: "note" }),
  };
  const below = element("div", { class: "below-sheet" });
  const tabs = element("div", { class: "below-tabs tabs", role: "tablist" });
  below.append(tabs, slots.colleague, slots.ledger);
  const page = element("div", { class: "page editor" });
  const splitters = [
    makeSplitter(page, view, { name: "left", side: "left", least: 200, most: 420 }),
    makeSplitter(page, view, { name: "right", side: "right", least: 380, most: 640 }),
    makeSplitter(page, view, { name: "below", side: "bottom", least: 120, most: 480 }),
  ];
  const inner = makeSplitter(below, view, { name: "colleague", side: "left", least: 260, most: 900 });
  below.append(inner.element);
  const parts = [slots.bar, slots.left, frame.element, below, slots.right, slots.status];
  page.append(...parts, ...splitters.map((s) => s.element), slots.live);
  frame.element.append(slots.toast, slots.note);
  document.body.prepend(page);

  const relabel = () => {
    slots.left.setAttribute("aria-label", t("editor.panel.region.left"));
    slots.right.setAttribute("aria-label", t("editor.panel.region.right"));
    slots.colleague.setAttribute("aria-label", t("editor.panel.colleague"));
    slots.ledger.setAttribute("aria-label", t("editor.panel.ledger"));
    [...splitters, inner].forEach((s) => s.relabel());
    slots.note.textContent = t("editor.panel.narrow");
    tabs.replaceChildren(...["colleague", "ledger"].map((name) => belowTab(name, view)));
    below.dataset.tab = view.get("below");
  };
  view.on((changed) => {
    if (changed.has("below") || changed.has("language")) relabel();
  });
  relabel();
  return { ...slots, page };
}

// Where the two panels below do not fit side by side one is shown at a time.
function belowTab(name, view) {
  return element(
    "button",
    {
      type: "button",
      role: "tab",
      "aria-selected": String(view.get("below") === name),
      on: { click: () => view.set({ below: name }) },
    },
    t(`editor.panel.${name}`),
  );
}
