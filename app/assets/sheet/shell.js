// The page around the sheet, the same for plan and check: bar, left column, sheet, right column, status line.

import { element, iconButton } from "./dom.js";
import { locate } from "./grid.js";
import { icon } from "./marks.js";
import { createState } from "./state.js";
import { onSystemTheme, showTheme } from "./theme.js";
import { openCatalogues, setLanguage, t } from "./words.js";

const PRINTED = { width: "1500px", height: "1030px" };

/** Open the page's words and the reader's choices; this browser keeps those of `remember`, see createState. */
export function openPage(data, choices, remember = {}) {
  const language = navigator.language?.toLowerCase().startsWith("en") ? "en" : "zh";
  const state = createState({ language: data.language ?? language, theme: null, reader: data.reader ?? null, ...choices }, {
    language: "language",
    theme: "theme",
    ...remember,
  });
  openCatalogues(data.words, state.get("language"));
  showTheme(state.get("theme"));
  state.on((changed) => {
    if (changed.has("language")) setLanguage(state.get("language"));
    if (changed.has("theme")) showTheme(state.get("theme"));
  });
  return state;
}

/** Lay the page out; the columns are filled by `render` of each page. */
export function layOut(frame, data) {
  const parts = {
    bar: element("header", { class: "bar" }),
    left: element("aside", { class: "left" }),
    right: element("aside", { class: "right" }),
    status: element("footer", { class: "status" }),
    live: element("div", { class: "live", role: "status", "aria-live": "polite" }),
  };
  parts.position = element("span", { class: "position" });
  const page = element(
    "div",
    { class: "page" },
    parts.bar,
    parts.left,
    frame.element,
    parts.right,
    parts.status,
    parts.live,
  );
  document.body.prepend(page);
  document.title = `${data.title} · 四至`;
  return { ...parts, page };
}

/** A button that opens the right column where it is a drawer. */
export function drawerButton(page) {
  return iconButton(t("bar.drawer"), icon("panel"), () => page.classList.toggle("drawer-open"), {
    class: "icon drawer-button",
  });
}

/** Say the working coordinates under the pointer. */
export function followPointer(map, data, position) {
  map.on("mousemove", ({ latlng }) => {
    const [east, north] = locate(data.grid, latlng.lng, latlng.lat);
    const figure = (value) => value.toFixed(1).replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0");
    position.textContent = `X ${figure(east)}  Y ${figure(north)}`;
  });
  map.on("mouseout", () => {
    position.textContent = "";
  });
}

/** Redraw in light colours on a sheet of paper while the browser prints, then go back. */
export function printLight(map, restyle, home) {
  const root = document.documentElement;
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = { theme: root.dataset.theme ?? null, center: map.getCenter(), zoom: map.getZoom() };
    showTheme("light");
    root.classList.add("printing");
    Object.entries(PRINTED).forEach(([key, value]) => root.style.setProperty(`--print-${key}`, value));
    map.invalidateSize({ animate: false, pan: false });
    home();
    restyle();
  });
  window.addEventListener("afterprint", () => {
    root.classList.remove("printing");
    showTheme(before.theme);
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.center, before.zoom, { animate: false });
    restyle();
  });
}

/** Call `act` after a change of theme, chosen or the system's, has taken effect. */
export function onTheme(state, act) {
  onSystemTheme(act);
  state.on((changed) => changed.has("theme") && act());
}

/** Single keys work unless a field has the focus; `keys` maps `event.code` to what it does. */
export function listenKeys(keys) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.code in keys)) return;
    keys[event.code](event);
    event.preventDefault();
  });
}

/** Whether the map may fly: not for readers who asked for less motion. */
export function motion() {
  return { animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches, duration: 0.35 };
}
