// The administrator's page: organisations, accounts and keys, each a table with its form.

import { createApi } from "../editor/core/api.js";
import { makeToasts } from "../editor/panels/toasts.js";
import { brand, segments, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { redraw } from "../sheet/redraw.js";
import { openPage } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { accounts } from "./accounts.js";
import { keys } from "./keys.js";
import { organisations } from "./organisations.js";

const MOST = 200;
const TABS = ["organisations", "users", "keys"];
const PATHS = { organisations: "/organisations", users: "/users", keys: "/api-keys" };

/** Draw the page; `data` is made in app/maps/sign_in_page.py. */
export function start(data) {
  const state = openPage(data, { tab: "organisations", lists: null, failed: null });
  const { request } = createApi({ plan: "" });
  const parts = {
    bar: element("header", { class: "bar" }),
    main: element("main"),
    toasts: element("div", { class: "toasts" }),
  };
  document.body.prepend(element("div", { class: "people-page" }, parts.bar, parts.main, parts.toasts));
  const toast = makeToasts(parts.toasts);

  const all = async (path) => {
    const items = [];
    for (let total = 1; items.length < total; ) {
      const page = await request("GET", `${path}?offset=${items.length}&limit=${MOST}`);
      items.push(...page.items);
      total = page.items.length ? page.total : items.length;
    }
    return items;
  };
  const load = async () => {
    try {
      const lists = await Promise.all(TABS.map((tab) => all(PATHS[tab])));
      state.set({ lists: Object.fromEntries(TABS.map((tab, k) => [tab, lists[k]])), failed: null });
    } catch (error) {
      state.set({ failed: error });
    }
  };
  // A form says in itself what was refused; of a button's request the page says it.
  const send = async (method, path, body) => {
    const answer = await request(method, path, body === undefined ? {} : { body });
    await load();
    return answer;
  };
  const tell = (...asked) => send(...asked).catch((error) => toast.fail(message(error)));
  const sections = {
    organisations: organisations({ state, data, send }),
    users: accounts({ state, send, tell }),
    keys: keys({ state, data, send, tell }),
  };

  const render = () => {
    const tab = state.get("tab");
    document.title = `${t("people.title")} · 四至`;
    redraw(parts.bar, brand(data.home), element("h1", {}, t("people.title")), element("span", { class: "spacer" }), switches(state));
    const chosen = segments(
      t("people.title"),
      TABS.map((name) => [name, t(`people.tab.${name}`)]),
      tab,
      (name) => state.set({ tab: name }),
    );
    const add = element("button", { type: "button", class: "primary", on: { click: sections[tab].add } }, t(`people.add.${tab}`));
    redraw(parts.main, element("div", { class: "people-head" }, chosen, element("span", { class: "spacer" }), add), body(tab));
  };
  const body = (tab) => {
    const failed = state.get("failed");
    if (failed) return problem(failed);
    const lists = state.get("lists");
    if (!lists) return element("p", { class: "empty" }, "…");
    if (!lists[tab].length) return element("p", { class: "empty" }, t(`people.empty.${tab}`));
    return table(sections[tab].columns(), lists[tab]);
  };
  const problem = (error) =>
    element("p", { class: "empty", role: "alert" }, t("people.failed"), " ", message(error), " ", element("button", { type: "button", class: "secondary", on: { click: load } }, t("people.again")));

  state.on(render);
  render();
  load();
}

function table(columns, rows) {
  return element(
    "div",
    { class: "people-table scroll" },
    element(
      "table",
      { class: "plain" },
      element("thead", {}, element("tr", {}, columns.map(([head]) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, rows.map((row) => element("tr", {}, columns.map(([, cell], k) => element(k ? "td" : "th", { scope: k ? null : "row" }, cell(row)))))),
    ),
  );
}
