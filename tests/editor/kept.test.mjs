// What this browser keeps of a reader's choices, and what findings are counted as.

import assert from "node:assert/strict";
import test from "node:test";

import { kindCounts, shownFindings } from "../../app/assets/sheet/findings.js";
import { createState } from "../../app/assets/sheet/state.js";

function withStorage(act) {
  const kept = new Map();
  globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
  try {
    act();
  } finally {
    delete globalThis.localStorage;
  }
}

test("layers switched on one page are not those of another", () =>
  withStorage(() => {
    const home = createState({ language: "zh" }, { language: "language" });
    home.set({ language: "en" });
    const editor = () => createState({ language: "zh", hidden: ["walking"] }, { language: "language", hidden: "hidden.editor" });
    assert.deepEqual(editor().get("hidden"), ["walking"]);
    const sheet = createState({ hidden: [] }, { hidden: "hidden.plan" });
    sheet.set({ hidden: ["lines"] });
    assert.deepEqual(editor().get("hidden"), ["walking"]);
    editor().set({ hidden: [] });
    assert.deepEqual(editor().get("hidden"), []);
    assert.equal(editor().get("language"), "en");
  }));

test("only failures are counted by kind; what nobody could judge is counted apart, what was waived not at all", () => {
  const finding = (severity, status, finished = true) => ({ severity, status, finished });
  const findings = [
    finding("hard", "fail"),
    finding("hard", "fail", false),
    finding("soft", "fail"),
    finding("soft", "unknown"),
    finding("hard", "unknown"),
    finding("hard", "waived"),
    finding("advisory", "fail"),
    finding("soft", "pass"),
  ];
  const shown = shownFindings({ findings });
  assert.equal(shown.length, 7);
  assert.deepEqual(kindCounts(shown), { hard: 1, soft: 2, note: 1, unknown: 2 });
});
