// What is due and what waits: the nearest deadlines, then cases that wait for whoever reads the page.

import { dueList } from "../approval/duelist.js";
import { element } from "../sheet/dom.js";
import { count, headed, t } from "../sheet/words.js";

const MOST = 5;

/** The panel; `load()` asks for it, `changed()` hears that it is there. */
export function makeDue({ api, changed }) {
  let due = [];
  let waiting = [];
  return {
    async load() {
      const get = (path) => api.request("GET", path).catch(() => ({ items: [] }));
      const [deadlines, cases] = await Promise.all([get("/deadlines?mine=true&limit=50"), get("/cases?open=true&limit=50")]);
      due = deadlines.items.filter((one) => one.state !== "done").slice(0, MOST);
      waiting = cases.items.filter((one) => one.may_act).slice(0, MOST);
      changed();
    },
    panel: () => (due.length || waiting.length ? [section(due, waiting)] : []),
  };
}

function section(due, waiting) {
  return element(
    "section",
    { class: "home-due" },
    element("h2", {}, t("approval.home"), element("span", { class: "spacer" }), element("a", { href: "/tasks" }, t("home.section.tasks"))),
    due.length ? dueList(due) : null,
    element("ul", { class: "waiting" }, waiting.map(waitingRow)),
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
