// Before the plan is there: frame, legend and table at once, a moving line after 0.4 s, words after 4 s; and when it does
// not come, what happened, what is safe, what to do.

import { element } from "../../sheet/dom.js";
import { sign } from "../../sheet/marks.js";
import { message, t } from "../../sheet/words.js";
import { button } from "./dialog.js";

const LINE_MS = 400;
const WORDS_MS = 4000;

/** Show that something is being read on the sheet; returns how to say what, and how to end it. */
export function showLoading(sheet) {
  const line = element("div", { class: "loading-line", hidden: true });
  const words = element("p", { class: "loading-words", role: "status", hidden: true });
  sheet.append(line, words);
  const timers = [
    setTimeout(() => (line.hidden = false), LINE_MS),
    setTimeout(() => (words.hidden = false), WORDS_MS),
  ];
  return {
    say: (text) => (words.textContent = text),
    end() {
      timers.forEach(clearTimeout);
      line.remove();
      words.remove();
    },
  };
}

/** Rows of nothing where the table will be. */
export function emptyTable(rows = 12) {
  return element(
    "div",
    { class: "table-ghost", "aria-hidden": "true" },
    Array.from({ length: rows }, () => element("i")),
  );
}

/** A panel on the sheet that says why there is no plan, and what can be done. */
export function showFailure(sheet, error, home) {
  const key = error.status === 404 || error.status === 410 ? "gone" : error.code === "offline" ? "offline" : "failed";
  sheet.append(
    element(
      "section",
      { class: "failure-panel float", role: "alert" },
      element("h2", {}, sign("hard", t("kind.hard")), t(`editor.panel.load.${key}`)),
      element("p", {}, element("bdi", {}, message(error))),
      element("p", { class: "quiet" }, t("editor.panel.load.safe")),
      element(
        "p",
        { class: "foot" },
        button(t("editor.panel.load.again"), () => location.reload(), "primary"),
        home ? element("a", { class: "secondary", href: home }, t("editor.panel.load.home")) : null,
      ),
      element("p", { class: "hash" }, error.code ?? error.name),
    ),
  );
}

/** One sentence and the next step, where there is nothing to draw on yet. */
export function showEmpty(sheet, dataset) {
  sheet.append(
    element(
      "section",
      { class: "failure-panel float" },
      element("p", {}, t("editor.panel.load.empty")),
      dataset
        ? element(
            "p",
            { class: "foot" },
            element("a", { class: "primary", href: `/datasets/${encodeURIComponent(dataset.id)}` }, t("editor.panel.load.to_data")),
          )
        : null,
    ),
  );
}
