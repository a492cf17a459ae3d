// The home page: every plan is one strip of ticks on the band.

import { brand, switches } from "./bar.js";
import { element } from "./dom.js";
import { scaleEnd, strip } from "./gauge.js";
import { icon, sign } from "./marks.js";
import { statusChip, verdictChip } from "./offices.js";
import { openPage } from "./shell.js";
import { count, gapPercent, message, t } from "./words.js";

const STRIP = 260;
const COLUMNS = ["plan", "band", "communities", "changed", "verdict", "gap"];
const NUMBERS = new Set(["communities", "changed", "gap"]);

/** Draw the list; `data` is made in app/plans/home.py. */
export function start(data) {
  const state = openPage(data, {});
  const root = element("div", { class: "home" });
  const render = () =>
    root.replaceChildren(
      element(
        "header",
        { class: "bar" },
        brand(null),
        element("h1", {}, t("home.title")),
        element("span", { class: "quiet" }, t("home.total", { n: count(data.plans.length) })),
        element("span", { class: "spacer" }),
        switches(state),
      ),
      element("main", {}, data.plans.length ? list(data.plans) : element("p", { class: "empty" }, t("home.empty"))),
    );
  state.on(render);
  document.body.prepend(root);
  render();
}

function list(plans) {
  return element(
    "table",
    { class: "plans" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        COLUMNS.map((key) =>
          element("th", { scope: "col", class: NUMBERS.has(key) ? "number" : null }, t(`home.${key}`)),
        ),
        element("th"),
      ),
    ),
    element("tbody", {}, plans.map(row)),
  );
}

function row(plan) {
  const href = `/plans/${encodeURIComponent(plan.id)}`;
  const name = element(
    "th",
    { scope: "row" },
    element("a", { href }, plan.title),
    element("p", { class: "quiet" }, aside(plan)),
  );
  if (plan.message_zh)
    return element(
      "tr",
      { class: "broken" },
      element("th", { scope: "row" }, plan.title),
      element("td", { colspan: COLUMNS.length }, sign("hard", t("kind.hard")), ` ${message(plan)}`),
    );
  return element(
    "tr",
    {},
    name,
    element(
      "td",
      {},
      strip({
        counts: plan.households_by_community,
        band: plan.band,
        end: scaleEnd(plan.band, plan.households_by_community),
        width: STRIP,
        label: t("home.strip", { title: plan.title, n: count(plan.communities) }),
      }),
    ),
    element("td", { class: "number" }, count(plan.communities)),
    element("td", { class: "number" }, count(plan.households_changed)),
    element("td", {}, verdict(plan)),
    element(
      "td",
      { class: "number" },
      plan.status === "optimal" ? statusChip(plan) : plan.gap === null ? statusChip(plan) : gapPercent(plan.gap),
    ),
    element(
      "td",
      { class: "open" },
      element("a", { href, "aria-label": `${t("home.open")} ${plan.title}` }, icon("right")),
    ),
  );
}

function aside(plan) {
  const rules = [plan.profile, ...plan.overlays].filter(Boolean).join(" + ");
  const saved =
    plan.saved &&
    new Date(plan.saved).toLocaleString(document.documentElement.lang, {
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
  return [rules, saved].filter(Boolean).join(" · ");
}

function verdict(plan) {
  const { findings } = plan;
  const failed = findings.hard + findings.soft + findings.note;
  return !failed
    ? verdictChip(plan)
    : ["hard", "soft", "note"]
        .filter((kind) => findings[kind])
        .map((kind) =>
          element(
            "span",
            { class: `chip ${kind}` },
            sign(kind, ""),
            `${t(`kind.${kind}`)} ${count(findings[kind])}`,
          ),
        );
}
