// Waivers: those that wait for a decision, and what became of the others.

import { when } from "../editor/panels/times.js";
import { element } from "../sheet/dom.js";
import { count, message, t } from "../sheet/words.js";
import { showWaiver } from "../waivers/onewaiver.js";
import { stateChip } from "../waivers/state.js";
import { reading } from "./tasks.js";
import { choice, fromAddress, heading, keepInAddress, openWork } from "./workpage.js";

const MOST = 200;
const STATES = ["", "asked", "granted", "refused", "withdrawn"];
const COLUMNS = ["state", "breach", "plan", "asked", "decided", "time"];

/** Draw the page that app/maps/work_page.py made. */
export function start(data) {
  openWork(data, "waivers", { items: [], total: 0, which: fromAddress(["state"]).state }, { draw, load });
}

async function load({ state, office }) {
  const which = state.get("which");
  keepInAddress({ state: which });
  const { items, total } = await office.request("GET", `/waivers?limit=${MOST}${which ? `&state=${which}` : ""}`);
  return { items, total };
}

function draw(work) {
  const { state } = work;
  const items = state.get("items");
  const pick = (which) => {
    state.set({ which });
    work.reload();
  };
  return {
    main: [
      heading(t("home.section.waivers"), count(state.get("total"))),
      element("div", { class: "filters" }, choice(t("waiver.of.state"), "state", STATES.map((one) => [one, t(`waiver.which.${one || "all"}`)]), state.get("which"), pick)),
      !state.get("loaded") ? reading() : items.length ? table(items, work) : element("p", { class: "empty" }, t("waiver.none")),
    ],
  };
}

function table(items, work) {
  return element(
    "div",
    { class: "plans-scroll" },
    element(
      "table",
      { class: "plans waivers" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          COLUMNS.map((key) => element("th", { scope: "col" }, t(`waiver.of.${key}`))),
          element("th", {}, element("span", { class: "live" }, t("waiver.open"))),
        ),
      ),
      element("tbody", {}, items.map((one) => row(one, work))),
    ),
  );
}

function row(one, { office, toast, reload }) {
  const open = () => showWaiver({ api: office, waiver: one, toast, done: reload });
  return element(
    "tr",
    { "data-waiver": one.id },
    element("td", {}, stateChip(one)),
    element("th", { scope: "row" }, message(one.finding), element("p", { class: "quiet" }, [one.rule, one.finding.clause].filter(Boolean).join(" · "))),
    element("td", {}, element("bdi", {}, one.plan), element("p", { class: "quiet" }, t("home.version", { n: count(one.version) }))),
    element("td", {}, one.asked_by, element("p", { class: "quiet" }, when(one.asked_at))),
    element("td", {}, one.decided_by ?? "", one.document_number ? element("p", { class: "quiet" }, one.document_number) : null),
    element("td", {}, one.granted_on ? [one.granted_on, one.until].filter(Boolean).join(" ~ ") : ""),
    element("td", {}, element("button", { type: "button", class: one.may_decide ? "primary" : "link", "data-key": `waiver ${one.id}`, on: { click: open } }, t(one.may_decide ? "waiver.decide" : "waiver.open"))),
  );
}
