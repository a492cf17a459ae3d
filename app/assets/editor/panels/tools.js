// The tools with their words and keys, undo and redo, and the way to the next place that wants attention.

import { element, iconButton, svg } from "../../sheet/dom.js";
import { icon } from "../../sheet/marks.js";
import { redraw } from "../../sheet/redraw.js";
import { t } from "../../sheet/words.js";

/** The tools in the order in which they are shown, with their keys. */
export const TOOLS = [
  ["select", "V"],
  ["push", "B"],
  ["brush", "P"],
  ["lasso", "L"],
  ["box", "R"],
  ["unassign", "E"],
  ["new", "N"],
  ["merge", "M"],
  ["split", "K"],
  ["lock", "X"],
];

const PATHS = {
  select: "M4 2 12.500 8.500 8.800 9.100 11 13.400 9.300 14.200 7.200 10 4.500 12.500Z",
  push: "M2 10C5 10 5 6 8 6s3 4 6 4M8 2v6M5.500 4.500 8 2l2.500 2.500",
  brush: "M3 13c0-2 1-3.500 3-3.500L12.500 3l1 1L7 10.500C7 12.500 5 13 3 13Z",
  lasso: "M8 3C4.500 3 2 4.700 2 7s2.500 4 6 4 6-1.700 6-4-2.500-4-6-4ZM5.500 10.500C4 11 4 13 5.500 13.500",
  box: "M2.500 3.500h11v9h-11Z",
  unassign: "M9.500 2.500 14 7l-6 6.500H5L2.500 11ZM5.500 7 10 11.500",
  new: "M8 3v10M3 8h10",
  merge: "M3.500 2.500 8 7v6.500M12.500 2.500 8 7",
  split: "M3 3h10v10.500H3ZM9.500 1.500 6.500 15",
  lock: "M4 7.500h8V14H4ZM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500",
};

/** Draw the tools into their section of the left column. */
export function makeTools({ view, session, act }) {
  const root = element("section", { class: "tools" });
  const render = () => {
    if (session.frozen) {
      root.replaceChildren();
      return;
    }
    redraw(
      root,
      element(
        "h2",
        {},
        element("span", { class: "word" }, t("editor.panel.tools")),
        element(
          "span",
          { class: "undo" },
          history("undo", session.canUndo, act.undo),
          history("redo", session.canRedo, act.redo),
        ),
      ),
      element("div", { class: "tool-grid", role: "toolbar", "aria-label": t("editor.panel.tools") }, TOOLS.map(tool)),
      wide("search", t("editor.panel.next"), "F", (event) => act.next(event.shiftKey ? -1 : 1)),
    );
  };
  const tool = ([name, key]) => {
    const word = t(`editor.panel.tool.${name}`);
    return element(
      "button",
      {
        type: "button",
        class: "tool",
        title: `${word} ${key}`,
        "aria-pressed": String(view.get("tool") === name),
        "aria-keyshortcuts": key,
        "data-tool": name,
        on: { click: () => view.set({ tool: name }) },
      },
      toolIcon(name),
      element("span", { class: "word" }, word),
      element("kbd", { "aria-hidden": "true" }, key),
    );
  };
  const history = (name, can, run) =>
    iconButton(t(`editor.panel.${name}`), icon(name), run, { "aria-disabled": String(!can), "data-act": name });
  const wide = (name, word, key, run) =>
    element(
      "button",
      { type: "button", class: "tool wide", title: `${word} ${key}`, "aria-keyshortcuts": key, on: { click: run } },
      icon(name),
      element("span", { class: "word" }, word),
      element("kbd", { "aria-hidden": "true" }, key),
    );
  return { element: root, render };
}

/** The icon of a tool. */
export function toolIcon(name) {
  return svg("svg", { class: "line-icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}
