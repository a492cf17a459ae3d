// What is due and what waits: the nearest deadlines, then cases that wait for whoever reads the page.

import { dueList } from "../approval/duelist.js";
import { element } from "../sheet/dom.js";
import { count, headed, message, t } from "../sheet/words.js";

const MOST = 5;

/** The panel; `load()` asks for it, `changed()` hears that it is there. */
export function makeDue({ api, changed }) {
  let due = [];
  let waiting = [];
  let waivers = [];
  return {
    async load() {
      const get = (path) => api.request("GET", path).catch(() => ({ items: [] }));
      const [deadlines, cases, asked] = await Promise.all([
        get("/deadlines?mine=true&limit=50"),
        get("/cases?open=true&limit=50"),
        get("/waivers?state=asked&limit=50"),
      ]);
      due = deadlines.items.filter((one) => one.state !== "done").slice(0, MOST);
      waiting = cases.items.filter((one) => one.may_act).slice(0, MOST);
      waivers = asked.items.filter((one) => one.may_decide);
      changed();
    },
    panel: () => (due.length || waiting.length || waivers.length ? [section(due, waiting, waivers)] : []),
  };
}

function section(due, waiting, waivers) {
  return element(
    "section",
    { class: "home-due" },
    element("h2", {}, t("approval.home"), element("span", { class: "spacer" }), element("a", { href: "/tasks" }, t("home.section.tasks"))),
    due.length ? dueList(due) : null,
    element("ul", { class: "waiting" }, waivers.slice(0, MOST).map(waiverRow), waiting.map(waitingRow)),
  );
}

function waiverRow(one) {
  return element(
    "li",
    {},
    element(
      "div",
      {},
      element("b", {}, t("waiver.asked_for", { rule: one.rule })),
      element("p", { class: "quiet" }, message(one.finding), " · ", element("bdi", {}, one.plan)),
    ),
    element("a", { href: "/waivers?state=asked", "aria-label": `${t("waiver.decide")} ${one.rule}` }, t("waiver.decide")),
  );
}

function waitingRow(one) {
  return element(
    "li",
    {},
    element(
      "div",
      {},
      element("b", {}, element("bdi", {}, one.title)),
      element(
        "p",
        { class: "quiet" },
        `${one.number} · ${headed(one.state_name)}`,
        one.open_points ? ` · ${t("approval.points.open", { n: count(one.open_points) })}` : "",
      ),
    ),
    element("a", { href: `/cases/${encodeURIComponent(one.id)}`, "aria-label": `${t("home.open")} ${one.number}` }, t("approval.home.do")),
  );
}
