// All datasets: what each holds and how far it is; new files become a new one.

import { brand, switches } from "../sheet/bar.js";
import { element, iconButton } from "../sheet/dom.js";
import { icon, sign } from "../sheet/marks.js";
import { openPage } from "../sheet/shell.js";
import { count, t } from "../sheet/words.js";
import { catchDrops } from "./drop.js";
import { chooser } from "./files.js";
import { redraw } from "../sheet/redraw.js";
import { problemBar } from "./layout.js";
import { openServer } from "./server.js";

const COLUMNS = ["name", "state", "areas", "households", "population", "plans", "created"];
const NUMBERS = new Set(["areas", "households", "population", "plans"]);

/** Draw the list; `data` is made in app/maps/data_page.py. */
export function start(data) {
  const state = openPage(data, { items: data.page.items, total: data.page.total, busy: false, failed: null, asked: null });
  const server = openServer();
  const bar = element("header", { class: "bar" });
  const main = element("main");
  const problem = element("div", { class: "problem", role: "alert" });
  const root = element("div", { class: "home data-list" }, bar, main, problem);
  const run = async (task) => {
    state.set({ busy: true, failed: null });
    try {
      await task();
    } catch (error) {
      state.set({ failed: error });
    } finally {
      state.set({ busy: false });
    }
  };
  const act = {
    create: (files) =>
      run(async () => {
        const made = await server.create(files);
        location.assign(`/datasets/${encodeURIComponent(made.id)}`);
      }),
    remove: (dataset) =>
      run(async () => {
        await server.remove(dataset.id);
        const { items, total } = await server.list(0, Math.max(state.get("items").length, 1));
        state.set({ items, total });
      }),
    isAsked: (dataset) => state.get("asked") === dataset.id,
    ask: (dataset) => state.set({ asked: dataset?.id ?? null }),
    more: () =>
      run(async () => {
        const { items, total } = await server.list(state.get("items").length);
        state.set({ items: [...state.get("items"), ...items], total });
      }),
  };
  const render = () => {
    redraw(bar, head(data, state, act));
    redraw(main, state.get("items").length ? table(state, act) : empty(state, act, data.may_write));
    redraw(problem, problemBar(state));
  };
  state.on(render);
  document.body.prepend(root);
  catchDrops(root, () => data.may_write && !state.get("busy"), act.create, () => t("data.drop_new"));
  render();
}

function head(data, state, act) {
  return [
    brand(data.home),
    element("h1", {}, t("data.all")),
    element("span", { class: "quiet" }, t("home.total", { n: count(state.get("total")) })),
    element("span", { class: "spacer" }),
    state.get("busy") ? element("span", { class: "quiet", role: "status" }, t("data.sending")) : null,
    data.may_write && state.get("items").length ? chooser(t("data.new"), act.create, { class: "secondary", "data-key": "new" }) : null,
    switches(state),
  ];
}

function empty(state, act, mayWrite) {
  if (!mayWrite) return element("p", { class: "empty" }, t("data.empty.reader"));
  return element(
    "div",
    { class: "empty" },
    element("p", {}, t("data.empty.none")),
    element("p", { class: "quiet" }, t("data.empty.kinds")),
    chooser(t("data.new"), act.create, { class: "primary", "data-key": "new", disabled: state.get("busy") }),
  );
}

function table(state, act) {
  const [items, total] = [state.get("items"), state.get("total")];
  const head_of = (key) => element("th", { scope: "col", class: NUMBERS.has(key) ? "number" : null }, t(`data.list.${key}`));
  return [
    element(
      "table",
      { class: "plans" },
      element("thead", {}, element("tr", {}, COLUMNS.map(head_of), element("th"))),
      element("tbody", {}, items.map((dataset) => row(dataset, act))),
    ),
    items.length < total
      ? element("button", { type: "button", class: "secondary", "data-key": "more", on: { click: act.more } }, t("data.list.more"))
      : null,
  ];
}

// Asked once more in place: what is deleted here does not come back.
function deletion(dataset, act) {
  if (!act.isAsked(dataset))
    return iconButton(t("data.delete", { name: dataset.name }), icon("close"), () => act.ask(dataset), {
      "data-key": `delete ${dataset.id}`,
    });
  const button = (key, run) =>
    element(
      "button",
      { type: "button", class: "link", "data-key": `${key} ${dataset.id}`, on: { click: run } },
      t(`data.delete.${key}`),
    );
  return element(
    "span",
    { class: "sure" },
    button("yes", () => act.remove(dataset)),
    button("no", () => act.ask(null)),
  );
}

function row(dataset, act) {
  const { totals } = dataset;
  const waits = dataset.open.length + (dataset.basis_open ? 1 : 0);
  const created = new Date(dataset.created_at).toLocaleString(document.documentElement.lang, {
    month: "short", day: "numeric", hour: "2-digit", minute: "2-digit",
  });
  return element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      element("a", { href: `/datasets/${encodeURIComponent(dataset.id)}` }, element("bdi", {}, dataset.name), ` · ${t("data.issue", { n: dataset.issue })}`),
      element("p", { class: "quiet" }, t("data.list.files", { n: dataset.files.length })),
    ),
    element(
      "td",
      {},
      element("span", { class: `chip ${dataset.state === "ready" ? "ok" : "plain"}` }, t(`data.state.${dataset.state}`)),
      waits ? element("span", { class: "chip hard" }, sign("hard", ""), t("data.waiting", { n: waits })) : null,
    ),
    element("td", { class: "number" }, count(totals.areas)),
    element("td", { class: "number" }, count(totals.households)),
    element("td", { class: "number" }, count(totals.population)),
    element("td", { class: "number" }, count(dataset.plans)),
    element("td", {}, created),
    element(
      "td",
      { class: "open" },
      dataset.plans || !dataset.may_change ? null : deletion(dataset, act),
    ),
  );
}
