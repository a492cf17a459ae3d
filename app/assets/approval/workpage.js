// The frame of the pages that list: bar with the way through, main, side, what went wrong; drawn anew when anything changes.

import { redraw } from "../sheet/redraw.js";
import { makeToasts } from "../editor/panels/toasts.js";
import { brand, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { sign } from "../sheet/marks.js";
import { openPage } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { button } from "../editor/panels/dialog.js";
import { sections } from "./nav.js";
import { openOffice } from "./server.js";

/**
 * Open a page that lists. `draw(work)` gives `{ main, side }`, each nodes or null; `load(work)` fetches what it shows, as
 * changes of the state; this browser keeps the choices that `remember` names.
 *
 * Returns `{ state, office, toast, run, show, reload }`; `run` says what goes wrong and keeps the page, `show` takes what a
 * question is answered by into the state, unless another was asked meanwhile.
 */
export function openWork(data, view, choices, { draw, load, remember = {} }) {
  const state = openPage(data, { me: null, busy: false, failed: null, loaded: false, ...choices }, remember);
  const office = openOffice();
  const parts = {
    bar: element("header", { class: "bar" }),
    problem: element("div", { class: "problem", role: "alert" }),
    main: element("main"),
    side: element("aside", { class: "side" }),
    toasts: element("div", { class: "toasts" }),
  };
  const root = element("div", { class: `home work work-${view}` }, parts.bar, parts.problem, parts.main, parts.side, parts.toasts);
  document.body.prepend(root);
  const toast = makeToasts(parts.toasts);
  const run = async (task) => {
    state.set({ busy: true, failed: null });
    try {
      return await task();
    } catch (error) {
      if (!error.code) console.error(error);
      state.set({ failed: error });
      return null;
    } finally {
      state.set({ busy: false });
    }
  };
  const work = { state, office, toast, run, data };
  let asked = 0;
  work.show = (ask) =>
    run(async () => {
      const mine = (asked += 1);
      const changes = await ask();
      if (mine === asked) state.set(changes);
    });
  work.reload = () => work.show(async () => ({ me: state.get("me") ?? (await office.me()), ...(await load(work)), loaded: true }));
  const render = () => {
    document.title = `${t(`home.section.${view}`)} · 四至`;
    redraw(parts.bar, brand(data.home), sections(view), element("span", { class: "spacer" }), switches(state));
    redraw(parts.problem, problem(work));
    const { main = null, side = null } = draw(work);
    redraw(parts.main, main);
    redraw(parts.side, side);
    parts.side.hidden = !side;
    root.classList.toggle("has-side", Boolean(side));
    if (state.get("loaded")) document.documentElement.dataset.ready = "";
  };
  state.on(render);
  render();
  work.reload();
  return work;
}

function problem({ state, reload }) {
  const failed = state.get("failed");
  if (!failed) return null;
  return [
    sign("hard", t("kind.hard")),
    element("span", {}, message(failed) || failed.message),
    element("span", { class: "hash" }, failed.code ?? ""),
    element("span", { class: "spacer" }),
    button(t("editor.panel.load.again"), reload, "secondary", { "data-key": "again" }),
  ];
}

/** A heading with a count and what can be done beside it. */
export function heading(text, n = null, ...more) {
  return element(
    "header",
    { class: "section-head" },
    element("h2", {}, text),
    n === null ? null : element("span", { class: "quiet" }, n),
    element("span", { class: "spacer" }),
    more,
  );
}

/** A labelled choice in a row of filters; `choices` are `[value, text]`. */
export function choice(label, key, choices, chosen, choose) {
  const select = element(
    "select",
    { "data-key": key, on: { change: () => choose(select.value) } },
    choices.map(([value, text]) => element("option", { value, selected: String(value) === String(chosen ?? "") }, text)),
  );
  return element("label", { class: "filter" }, element("span", { class: "caption" }, label), select);
}

/** The choice of all, or of what waits for oneself. */
export function whoseChoice(mine, filter) {
  return choice(
    t("approval.filter.whose"),
    "mine",
    [
      ["", t("approval.any")],
      ["1", t("approval.filter.mine")],
    ],
    mine,
    (chosen) => filter({ mine: chosen }),
  );
}

/** A field to search by; it asks when the reader stops typing. */
export function searchField(label, value, look) {
  let timer = null;
  const input = element("input", {
    type: "search",
    value,
    "data-key": "q",
    on: {
      input: () => {
        clearTimeout(timer);
        timer = setTimeout(() => look(input.value.trim()), 350);
      },
    },
  });
  return element("label", { class: "filter grows" }, element("span", { class: "caption" }, label), input);
}

/** Keep filters in the address, so that a list can be passed on. */
export function keepInAddress(values) {
  const pairs = Object.entries(values).filter(([, value]) => value);
  history.replaceState(null, "", pairs.length ? `?${new URLSearchParams(pairs)}` : location.pathname);
}

/** The filters of an address; `names` are those that a page knows. */
export function fromAddress(names) {
  const asked = new URLSearchParams(location.search);
  return Object.fromEntries(names.map((name) => [name, asked.get(name) ?? ""]));
}
