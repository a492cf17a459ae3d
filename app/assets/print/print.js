// The page that prints a plan: choose what goes on paper, see it, print it. Every sheet is A3 across, true to scale.

import { createApi } from "../editor/core/api.js";
import { brand, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { openPage } from "../sheet/shell.js";
import { count, message, t } from "../sheet/words.js";
import { openPlan } from "./content.js";
import { drawPages } from "./pages.js";

const PATIENCE_MS = 180_000;
const FIELDS = ["title", "annex", "compiled", "checked", "approval"];
const KEPT = { print_compiled: "print_compiled", print_annex: "print_annex" };

/** Draw the page; `data` is made in app/maps/print_page.py. */
export function start(data) {
  const empty = Object.fromEntries(FIELDS.map((name) => [`print_${name}`, ""]));
  const state = openPage(data, { ...empty, left_out: [] }, KEPT);
  const api = createApi({ plan: data.plan_id });
  const parts = {
    bar: element("header", { class: "bar" }),
    choices: element("aside", { class: "print-choices" }),
    desk: element("main", { class: "desk" }),
  };
  document.body.prepend(element("div", { class: "printing-page" }, parts.bar, parts.choices, parts.desk));
  let plan = null;
  let failed = null;

  const renderBar = () =>
    parts.bar.replaceChildren(
      brand(data.home),
      element("a", { href: `/plans/${encodeURIComponent(data.plan_id)}` }, element("bdi", {}, data.title)),
      element("h1", {}, t("print.title")),
      element("span", { class: "chip plain" }, t("home.version", { n: count(data.version) })),
      element("span", { class: "spacer" }),
      switches(state),
      element("button", { type: "button", class: "primary", disabled: !plan, on: { click: () => window.print() } }, t("print.do")),
    );
  const renderDesk = () => {
    if (failed) return parts.desk.replaceChildren(element("p", { class: "print-note", role: "alert" }, message(failed) || t("print.failed"), " ", element("code", {}, failed.code ?? "")));
    if (!plan) return parts.desk.replaceChildren(element("p", { class: "print-note", role: "status" }, t("print.reading")));
    parts.desk.replaceChildren(...drawPages(plan, state));
    return fitDesk(parts.desk);
  };
  const renderChoices = () => parts.choices.replaceChildren(...choices(plan, state));
  const render = () => {
    renderBar();
    renderChoices();
    renderDesk();
  };
  state.on((changed) => {
    const typed = [...changed].some((key) => key.startsWith("print_"));
    if (changed.has("language") || changed.has("left_out")) render();
    else if (typed) renderDesk();
    else renderBar();
  });
  new ResizeObserver(() => fitDesk(parts.desk)).observe(parts.desk);
  render();
  api
    .request("GET", `/plans/${encodeURIComponent(data.plan_id)}/print?version=${data.version}`, { timeout_ms: PATIENCE_MS })
    .then((told) => (plan = openPlan(told, data.title)))
    .catch((error) => (failed = error))
    .finally(() => {
      render();
      document.documentElement.dataset.ready = "";
    });
}

// On the screen a sheet is as wide as the desk; on paper it is as large as it says.
function fitDesk(desk) {
  const paper = desk.querySelector(".a3");
  if (!paper) return;
  const room = desk.clientWidth - 48;
  desk.style.setProperty("--shown", String(Math.min(1.25, Math.max(0.3, room / 1587.4))));
}

function choices(plan, state) {
  const typed = (name) => {
    const input = element("input", { type: "text", maxlength: 120, value: state.get(`print_${name}`), placeholder: t(`print.hint.${name}`) });
    input.addEventListener("input", () => state.set({ [`print_${name}`]: input.value }));
    return element("label", { class: "field" }, element("span", { class: "caption" }, t(`print.field.${name}`)), input);
  };
  return [
    element("section", {}, element("h2", {}, t("print.fields")), FIELDS.map(typed)),
    plan ? element("section", {}, element("h2", {}, t("print.sheets")), element("ul", {}, plan.subjects.map((subject) => tickOf(subject, state)))) : null,
    element("p", { class: "quiet" }, t("print.how")),
  ].filter(Boolean);
}

function tickOf(subject, state) {
  const out = new Set(state.get("left_out"));
  const flip = (event) => {
    if (event.target.checked) out.delete(subject.key);
    else out.add(subject.key);
    state.set({ left_out: [...out] });
  };
  return element(
    "li",
    {},
    element("label", {}, element("input", { type: "checkbox", checked: !out.has(subject.key), on: { change: flip } }), subject.office ?? t("print.overview"), element("span", { class: "quiet" }, `1:${count(subject.frame.scale)}`)),
  );
}
