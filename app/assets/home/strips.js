// All plans: each is one strip of ticks on the band, with what the server last said of it.

import { makeMenu } from "../editor/panels/menu.js";
import { when } from "../editor/panels/times.js";
import { segments } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { scaleEnd, strip } from "../sheet/gauge.js";
import { icon, sign, tick } from "../sheet/marks.js";
import { statusWord, verdictChip } from "../sheet/offices.js";
import { count, gapPercent, message, t } from "../sheet/words.js";

const STRIP = 168;
const COLUMNS = ["plan", "band", "communities", "changed", "verdict", "gap", "state"];
const NUMBERS = new Set(["communities", "changed", "gap"]);
const DAY_MS = 86_400_000;
const RESTORABLE_DAYS = 30;

/** The section under "go on with": heading, buttons that begin a plan, the list, comparing. */
export function planSection({ state, data, act, begin }) {
  const items = state.get("items");
  const which = state.get("which");
  const isEmpty = !items.length && which === "open" && !state.get("archived") && !state.get("deleted");
  if (isEmpty) return [emptyState(data, state, begin)];
  return [
    element(
      "header",
      {},
      element("h2", {}, t("home.title")),
      segments(t("home.which"), choices(state), which, act.show),
      element("span", { class: "spacer" }),
      begin.buttons(),
    ),
    items.length ? list(state, act) : element("p", { class: "empty" }, t(`home.none.${which}`)),
    items.length < state.get("total") ? button(t("home.more"), act.more, { "data-key": "more" }) : null,
    element("footer", {}, compareButton(state), element("span", { class: "quiet" }, t("home.kept"))),
  ].filter(Boolean);
}

function choices(state) {
  const n = { open: state.get("open") ?? (state.get("which") === "open" ? state.get("total") : ""), archived: state.get("archived"), deleted: state.get("deleted") };
  return ["open", "archived", "deleted"].map((which) => [which, `${t(`home.which.${which}`)} ${count(n[which])}`]);
}

// One sentence and the next step as a button.
function emptyState(data, state, begin) {
  const step = !data.datasets.length ? "data" : state.get("dataset") && isReady(data, state) ? "plan" : "check";
  return element(
    "div",
    { class: "empty-home" },
    element("p", {}, t(`home.empty.${step}`)),
    step === "plan"
      ? element("div", { class: "row" }, begin.buttons())
      : element("a", { class: "primary", href: step === "data" ? "/datasets" : `/datasets/${encodeURIComponent(state.get("dataset"))}` }, t(`home.empty.${step}.do`)),
  );
}

function isReady(data, state) {
  return data.datasets.find((one) => one.id === state.get("dataset"))?.state === "ready";
}

function button(text, act, attributes = {}) {
  return element("button", { type: "button", class: "secondary", on: { click: act }, ...attributes }, text);
}

function compareButton(state) {
  const chosen = state.get("chosen");
  const n = t("home.compare", { n: count(chosen.length) });
  if (chosen.length !== 2)
    return element("span", { class: "secondary", "aria-disabled": "true", title: t("home.compare.how") }, n);
  const [a, b] = chosen.map(encodeURIComponent);
  return element("a", { class: "secondary", href: `/compare?a=${a}&b=${b}`, "data-key": "compare" }, n);
}

function list(state, act) {
  return element(
    "div",
    { class: "plans-scroll" },
    element(
      "table",
      { class: "plans" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", { class: "pick" }, element("span", { class: "live" }, t("home.pick"))),
          COLUMNS.map((key) => element("th", { scope: "col", class: NUMBERS.has(key) ? "number" : key }, t(`home.${key}`))),
          element("th", {}, element("span", { class: "live" }, t("home.open"))),
        ),
      ),
      element("tbody", {}, state.get("items").map((plan) => row(plan, state, act))),
    ),
  );
}

function row(plan, state, act) {
  if (plan.message_zh)
    return element(
      "tr",
      { class: "broken" },
      element("td"),
      element("th", { scope: "row" }, element("bdi", {}, plan.title)),
      element("td", { colspan: COLUMNS.length }, sign("hard", t("kind.hard")), ` ${message(plan)}`),
    );
  const href = plan.deleted_at ? null : `/plans/${encodeURIComponent(plan.id)}`;
  const name = element("bdi", {}, plan.title);
  return element(
    "tr",
    { "data-plan": plan.id },
    element("td", { class: "pick" }, plan.kind === "drawn" && href ? pick(plan, state, act) : null),
    element("th", { scope: "row" }, href ? element("a", { href }, name) : name, element("p", { class: "quiet" }, aside(plan))),
    element("td", {}, stripOf(plan)),
    element("td", { class: "number" }, count(plan.communities)),
    element("td", { class: "number" }, count(plan.households_changed)),
    element("td", {}, verdict(plan)),
    element("td", { class: "number" }, proof(plan)),
    element("td", {}, stateWord(plan)),
    element("td", { class: "open" }, doing(plan, act)),
  );
}

function pick(plan, state, act) {
  return element("input", {
    type: "checkbox",
    checked: state.get("chosen").includes(plan.id),
    "aria-label": t("home.pick_one", { name: plan.title }),
    "data-key": `pick ${plan.id}`,
    on: { change: (event) => act.choose(plan, event.target.checked) },
  });
}

function aside(plan) {
  const rules = [plan.profile, ...plan.overlays].filter(Boolean).join(" + ");
  const version = plan.kind === "drawn" ? t("home.version", { n: count(plan.version) }) : rules;
  const giver = plan.handed_from && t("home.handed", { from: plan.handed_from });
  return [version, plan.author, giver, plan.saved && when(plan.saved)].filter(Boolean).join(" · ");
}

function stripOf(plan) {
  const drawn = strip({
    counts: plan.households_by_community,
    band: plan.band,
    end: scaleEnd(plan.band, plan.households_by_community),
    width: STRIP,
    label: t("home.strip", { title: plan.title, n: count(plan.communities) }),
  });
  if (!plan.unassigned_households) return drawn;
  return [drawn, element("p", { class: "quiet unassigned" }, t("home.unassigned", { n: count(plan.unassigned_households) }))];
}

function verdict(plan) {
  const { findings } = plan;
  if (plan.verdict === null || plan.verdict === undefined)
    return element("span", { class: "quiet" }, t("home.unjudged"));
  const waits = plan.stale ? element("span", { class: "quiet", title: t("home.stale.full", { n: count(plan.judged_version) }) }, "*") : null;
  const kinds = ["hard", "soft", "note"].filter((kind) => findings[kind]);
  const [worst] = kinds;
  if (!worst) return [plan.verdict === "pass" ? element("span", { class: "chip ok" }, tick(""), t("verdict.pass")) : verdictChip(plan), waits];
  return [
    kinds
      .slice(0, 2)
      .map((kind) => element("span", { class: `chip ${kind}` }, sign(kind, ""), `${t(`kind.${kind}`)} ${count(findings[kind])}`)),
    waits,
  ];
}

function proof(plan) {
  if (plan.status === "optimal") return t("home.optimal");
  if (plan.gap !== null && plan.gap !== undefined) return gapPercent(plan.gap);
  const word = statusWord(plan);
  return word && plan.status !== "feasible" ? element("span", { title: word.text }, t("home.unproved")) : "—";
}

function stateWord(plan) {
  if (plan.deleted_at) {
    const left = Math.max(0, RESTORABLE_DAYS - Math.floor((Date.now() - new Date(plan.deleted_at)) / DAY_MS));
    return t("home.state.deleted", { n: count(left) });
  }
  return t(plan.kind === "folder" ? "home.state.folder" : plan.archived ? "home.state.archived" : "home.state.draft");
}

function doing(plan, act) {
  const href = `/plans/${encodeURIComponent(plan.id)}`;
  if (plan.deleted_at) return button(t("home.restore"), () => act.restore(plan), { "data-key": `restore ${plan.id}` });
  const entries = () => [
    { text: t("home.print"), act: () => location.assign(`${href}/print`) },
    plan.archived
      ? { text: t("home.unarchive"), act: () => act.archive(plan, false) }
      : { text: t("home.archive"), act: () => act.archive(plan, true) },
    ...(act.handOver ? [{ text: t("editor.panel.hand_over"), act: () => act.handOver(plan) }] : []),
    { text: t("home.delete"), act: () => act.remove(plan) },
  ];
  return [
    plan.kind === "drawn" ? makeMenu(icon("more"), t("home.menu", { name: plan.title }), entries) : null,
    element("a", { class: "icon", href, "aria-label": `${t("home.open")} ${plan.title}` }, icon("right")),
  ];
}
