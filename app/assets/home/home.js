// The home page: what to go on with, every plan as a strip of ticks on the band, the ground, what happened lately.

import { createApi } from "../editor/core/api.js";
import { handOver } from "../editor/panels/handing.js";
import { makeToasts } from "../editor/panels/toasts.js";
import { brand, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { redraw } from "../sheet/redraw.js";
import { onTheme, openPage } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { sections } from "../approval/nav.js";
import { beginnings } from "./begin.js";
import { makeDue } from "./due.js";
import { makeGoOn } from "./goon.js";
import { groundPanel } from "./ground.js";
import { recentPanel } from "./recent.js";
import { planSection } from "./strips.js";

/** Draw the page; `data` is made in app/plans/home.py. */
export function start(data) {
  const newest = data.plans.items.find((plan) => plan.kind === "drawn") ?? null;
  const state = openPage(data, {
    items: data.plans.items,
    total: data.plans.total,
    which: "open",
    archived: data.archived,
    deleted: data.deleted,
    chosen: [],
    newest,
    dataset: pickDataset(data.datasets, newest?.dataset?.id),
    busy: false,
  });
  const api = createApi({ plan: "" });
  const parts = {
    bar: element("header", { class: "bar" }),
    plans: element("section", { class: "all-plans" }),
    side: element("aside", { class: "side" }),
    toasts: element("div", { class: "toasts" }),
  };
  const toast = makeToasts(parts.toasts);
  const act = makeActions({ state, api, toast });
  const begin = beginnings({ state, data, api, toast, act });
  const goOn = makeGoOn({ api, state, submits: data.submits, judged: act.refresh });
  const due = makeDue({ api, changed: () => renderSide() });
  const main = element("main", {}, goOn.element, parts.plans);
  document.body.prepend(element("div", { class: "home front" }, parts.bar, main, parts.side, parts.toasts));

  const render = () => {
    redraw(parts.bar, brand(null), sections("plans"), element("span", { class: "spacer" }), switches(state));
    goOn.render();
    redraw(parts.plans, planSection({ state, data, act, begin }));
    renderSide();
  };
  const renderSide = () => redraw(parts.side, due.panel(), groundPanel(state, data), recentPanel(data.recent));
  state.on((changed) => {
    render();
    if (changed.has("newest")) goOn.load();
  });
  onTheme(state, goOn.restyle);
  render();
  goOn.load();
  due.load();
}

function pickDataset(datasets, wanted) {
  const ready = datasets.filter((one) => one.state === "ready");
  return (ready.find((one) => one.id === wanted) ?? ready[0] ?? datasets[0])?.id ?? null;
}

const QUERY = { open: "", archived: "&archived=true", deleted: "&deleted=true" };
const MOST = 200;

function makeActions({ state, api, toast }) {
  const list = (which, offset = 0, limit = MOST) =>
    api.request("GET", `/plans?limit=${limit}&offset=${offset}${QUERY[which]}`);
  const at = (plan) => `/plans/${encodeURIComponent(plan.id)}`;
  const tried = async (run) => {
    state.set({ busy: true });
    try {
      return await run();
    } catch (error) {
      toast.fail(message(error));
      return null;
    } finally {
      state.set({ busy: false });
    }
  };
  // Of several questions on their way only the one asked last is answered on the page, with the list wanted last.
  let wanted = state.get("which");
  let asked = 0;
  const refresh = async (which = wanted) => {
    wanted = which;
    const mine = (asked += 1);
    const [shown, open, archived, deleted] = await Promise.all([
      list(which),
      list("open"),
      list("archived", 0, 1),
      list("deleted", 0, 1),
    ]);
    if (mine !== asked) return;
    const newest = open.items.find((plan) => plan.kind === "drawn") ?? null;
    const ids = new Set(shown.items.map((plan) => plan.id));
    state.set({
      which,
      items: shown.items,
      total: shown.total,
      open: open.total,
      archived: archived.total,
      deleted: deleted.total,
      chosen: state.get("chosen").filter((id) => ids.has(id)),
      ...(newest?.id === state.get("newest")?.id ? {} : { newest }),
    });
  };
  return {
    tried,
    refresh: () => refresh().catch(() => {}),
    show: (which) => tried(() => refresh(which)),
    more: () =>
      tried(async () => {
        const items = state.get("items");
        const next = await list(state.get("which"), items.length);
        if (state.get("items") === items) state.set({ items: [...items, ...next.items], total: next.total });
      }),
    /** Choose a plan to compare, or let it go; of three the first is let go. */
    choose(plan, isChosen) {
      const others = state.get("chosen").filter((id) => id !== plan.id);
      state.set({ chosen: isChosen ? [...others, plan.id].slice(-2) : others });
    },
    archive: (plan, archived) =>
      tried(async () => {
        await api.request("PATCH", at(plan), { match: plan.revision, body: { archived } });
        await refresh();
      }),
    /** Give a plan to another organisation, on a server where there are any. */
    handOver: state.get("reader") && ((plan) =>
      handOver({
        api,
        plan: { id: plan.id, name: plan.title, revision: plan.revision },
        toast,
        done: async (organisation) => {
          await refresh();
          toast.say(t("home.handed_over", { name: plan.title, to: organisation }));
        },
      })),
    remove: (plan) =>
      tried(async () => {
        await api.request("DELETE", at(plan), { match: plan.revision });
        await refresh();
        toast.say(t("home.deleted", { name: plan.title }), {
          text: t("home.restore"),
          act: () => tried(() => api.request("POST", `${at(plan)}/restore`).then(() => refresh())),
        });
      }),
    restore: (plan) =>
      tried(async () => {
        await api.request("POST", `${at(plan)}/restore`);
        await refresh();
      }),
  };
}
