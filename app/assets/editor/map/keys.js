// The keys of the page, by place on the keyboard (event.code), so that Chinese input methods do not swallow them.

import { element } from "../../sheet/dom.js";
import { t } from "../../sheet/words.js";
import { openDialog } from "../panels/dialog.js";

/** Every key and what it does, in groups, as the list on `?` shows them. */
const LIST = [
  [
    "tools",
    [
      ["V", "select"],
      ["B", "push"],
      ["P", "brush"],
      ["[ ]", "size"],
      ["L", "lasso"],
      ["R", "box"],
      ["E", "unassign"],
      ["N", "new"],
      ["M", "merge"],
      ["K", "split"],
      ["X", "lock"],
      ["G", "comment"],
    ],
  ],
  [
    "map",
    [
      ["← ↑ → ↓", "walk"],
      ["Shift + ←→", "extend"],
      ["Enter", "give"],
      ["Shift + Enter", "choose"],
      ["Space", "pan"],
      ["+ −", "zoom"],
      ["0", "whole"],
      ["\\", "map_only"],
      ["F / Shift F", "next"],
    ],
  ],
  [
    "plan",
    [
      ["Ctrl Z", "undo"],
      ["Ctrl Shift Z", "redo"],
      ["Ctrl S", "name"],
      ["S", "solve"],
      ["1–9", "suggestion"],
      ["C", "compare"],
      ["/", "search"],
      ["Esc", "cancel"],
      ["?", "list"],
    ],
  ],
];

/** How a key press is written: "KeyZ", "ctrl+KeyZ", "ctrl+shift+KeyZ"; Shift counts only with Ctrl. */
export function chordOf(event) {
  const ctrl = event.ctrlKey || event.metaKey;
  return `${ctrl ? "ctrl+" : ""}${ctrl && event.shiftKey ? "shift+" : ""}${event.code}`;
}

/**
 * Listen to keys; `bind(keys)` adds what chords do: a function of the event, which returns false to let it pass.
 *
 * Chords with Ctrl and Escape always work; single keys do not while a field has the focus, nor when `singles()` is
 * false.
 */
export function listenKeys(singles) {
  const bound = new Map();
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const chord = chordOf(event);
    const isSingle = !chord.startsWith("ctrl+") && event.code !== "Escape";
    const field = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (isSingle && (field || !singles())) return;
    if (field && event.code !== "Escape" && chord !== "ctrl+KeyS") return;
    const acts = bound.get(chord) ?? [];
    if (acts.some((act) => act(event) !== false)) event.preventDefault();
  });
  return {
    bind(keys) {
      Object.entries(keys).forEach(([chord, act]) => bound.set(chord, [...(bound.get(chord) ?? []), act]));
    },
  };
}

/** Show the list of keys, with the switch that turns single keys off. */
export function showKeys(view) {
  const box = element("input", {
    type: "checkbox",
    checked: view.get("keys") !== false,
    on: { change: () => view.set({ keys: box.checked }) },
  });
  const groups = LIST.map(([group, keys]) =>
    element(
      "section",
      {},
      element("h3", {}, t(`editor.map.keys.${group}`)),
      element(
        "dl",
        {},
        keys.map(([key, what]) => [
          element("dt", {}, element("kbd", {}, key)),
          element("dd", {}, t(`editor.map.does.${what}`)),
        ]),
      ),
    ),
  );
  const off = element("label", { class: "keys-switch" }, box, t("editor.map.keys.single"));
  return openDialog({
    title: t("editor.map.keys.title"),
    body: [element("div", { class: "keys" }, groups), off],
    kind: "wide",
  });
}
