// The frame of the page: bar with the way here, the three steps, where errors are said, the bottom bar.

import { brand, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { icon, sign } from "../sheet/marks.js";
import { message, t } from "../sheet/words.js";
import { stepOf } from "./decisions.js";
import { inPageWords } from "./saying.js";

const STEPS = ["files", "check", "use"];

/** Lay the page out; each part is filled when the page is drawn. */
export function layOut(data) {
  const parts = {
    bar: element("header", { class: "bar" }),
    left: element("aside", { class: "left scroll" }),
    sheet: element("div", { class: "sheet-place" }),
    right: element("aside", { class: "right scroll" }),
    foot: element("footer", { class: "foot" }),
    problem: element("div", { class: "problem", role: "alert" }),
    live: element("div", { class: "live", role: "status", "aria-live": "polite" }),
    position: element("span", { class: "position" }),
  };
  const page = element("div", { class: "page data-page" }, parts.bar, parts.left, parts.sheet, parts.right, parts.foot, parts.problem, parts.live);
  document.body.prepend(page);
  document.title = `${data.dataset.name} · 四至`;
  return { ...parts, page };
}

/** The bar: where this is, how far it is, language and theme. */
export function head(state, data, page, drawer) {
  const dataset = state.get("dataset");
  return [
    brand(data.home),
    element("nav", { class: "way", "aria-label": t("data.way") }, element("a", { href: "/datasets" }, t("data.all")), element("span", { class: "quiet" }, "/")),
    element("h1", { title: dataset.name }, element("bdi", {}, dataset.name), ` · ${t("data.issue", { n: dataset.issue })}`),
    element("span", { class: `chip ${dataset.state === "ready" ? "ok" : "plain"}` }, t(`data.state.${dataset.state}`)),
    element("span", { class: "spacer" }),
    page.position,
    switches(state),
    drawer,
  ];
}

/** The three steps, and at which the dataset is. */
export function steps(dataset) {
  const now = stepOf(dataset);
  return element(
    "ol",
    { class: "steps" },
    STEPS.map((name, i) => {
      const done = i + 1 < now || dataset.state === "ready";
      return element(
        "li",
        { class: done ? "done" : i + 1 === now ? "now" : null, "aria-current": i + 1 === now ? "step" : null },
        element("i", { "aria-hidden": "true" }, done ? "✓" : String(i + 1)),
        t(`data.step.${name}`),
      );
    }),
  );
}

/** What went wrong: what happened, that nothing is lost, its code in grey. */
export function problemBar(state) {
  const error = state.get("failed");
  if (!error) return null;
  return [
    sign("hard", ""),
    element("p", {}, error.message_zh ? inPageWords(message(error)) : t("data.failed"), " ", element("span", { class: "quiet" }, error.code ?? error.name)),
    element(
      "button",
      { type: "button", class: "icon", "aria-label": t("data.close"), on: { click: () => state.set({ failed: null }) } },
      icon("close"),
    ),
  ];
}
