// Two plans side by side: which is which, two linked maps, gains and losses, the ledger, and taking one into the other.

import { createApi } from "../editor/core/api.js";
import { makeToasts } from "../editor/panels/toasts.js";
import { element } from "../sheet/dom.js";
import { redraw } from "../sheet/redraw.js";
import { listenKeys, onTheme, openPage } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { renderBar, renderChoice, renderStatus } from "./bar.js";
import { differences } from "./differences.js";
import { gainTable } from "./gains.js";
import { makeMaps } from "./maps.js";
import { openTaking } from "./taking.js";

const PATIENCE_MS = 180_000;
const CHOICES = { mode: "beside", linked: true, only: true, today: false, tab: "communities", split: 50, a: null, b: null, picked: null };

/** Take over the page that app/maps/compare_page.py made. */
export function start(map, data) {
  const state = openPage(data, { ...CHOICES, a: data.a, b: data.b });
  const api = createApi({ plan: "" });
  const parts = layOut();
  const toast = makeToasts(parts.toasts);
  const maps = makeMaps(map, data, state, parts.maps);
  let shown = null;
  let asked = 0;

  const load = async () => {
    const mine = (asked += 1);
    const [a, b] = [state.get("a"), state.get("b")];
    history.replaceState(null, "", a && b ? `?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}` : location.pathname);
    if (!a || !b) return say(t(data.plans.length ? "compare.empty.second" : "compare.empty.none"));
    say(t("compare.reading"), "loading");
    try {
      const get = (path) => api.request("GET", path, { timeout_ms: PATIENCE_MS });
      const comparison = await get(`/comparison?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`);
      const sheets = await Promise.all([a, b].map((reference) => get(sheetOf(reference))));
      if (mine !== asked) return undefined;
      shown = { comparison, sheets };
      say(null);
      maps.show(comparison, sheets);
    } catch (error) {
      if (mine !== asked) return undefined;
      shown = null;
      say(message(error) || t("compare.failed"), "failed");
    }
    return render();
  };
  const say = (text, kind = "") => {
    parts.note.className = `compare-note ${kind}`;
    parts.note.hidden = text === null;
    parts.note.replaceChildren(...(text === null ? [] : [element("p", {}, text), element("a", { href: "/" }, t("compare.home"))]));
    parts.maps.classList.toggle("waiting", text !== null);
  };
  const act = {
    choose: (side, reference) => state.set({ [side]: reference }),
    swap: () => state.set({ a: state.get("b"), b: state.get("a") }),
    pick: (pair) => maps.flyTo(pair),
    areas: (units) => maps.flyToUnits(units),
    take: () => openTaking({ api, comparison: shown.comparison, toast, hover: maps.hover }),
  };
  const render = () => {
    renderBar(parts.bar, state, data);
    renderChoice(parts.choice, { state, data, api, act });
    renderStatus(parts.status, shown, maps);
    redraw(parts.gains, shown ? gainTable({ ...shown, act, state }) : null);
    redraw(parts.differences, shown ? differences({ ...shown, act, state }) : null);
    maps.relabel();
  };
  state.on((changed) => {
    if (changed.has("a") || changed.has("b")) load();
    if (changed.has("mode") || changed.has("only") || changed.has("today") || changed.has("linked")) maps.restyle();
    if (!changed.has("split")) render();
  });
  onTheme(state, maps.restyle);
  listenKeys({
    KeyY: () => state.set({ linked: !state.get("linked") }),
    KeyX: act.swap,
    Digit0: maps.home,
    Digit1: () => state.set({ mode: "beside" }),
    Digit2: () => state.set({ mode: "swipe" }),
    Digit3: () => state.set({ mode: "over" }),
  });
  render();
  load();
}

function sheetOf(reference) {
  const [plan, version] = reference.split("@");
  return `/plans/${encodeURIComponent(plan)}/sheet${version === undefined ? "" : `?version=${version}`}`;
}

function layOut() {
  const parts = {
    bar: element("header", { class: "bar" }),
    choice: element("div", { class: "choice" }),
    maps: element("main", { class: "maps" }),
    note: element("div", { class: "compare-note", role: "status" }),
    gains: element("section", { class: "gains scroll" }),
    differences: element("section", { class: "differences scroll" }),
    status: element("footer", { class: "status" }),
    toasts: element("div", { class: "toasts" }),
  };
  const page = element("div", { class: "compare" }, parts.bar, parts.choice, parts.maps, parts.gains, parts.differences, parts.status, parts.note, parts.toasts);
  document.body.prepend(page);
  return parts;
}
