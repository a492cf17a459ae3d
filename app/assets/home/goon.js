// "Go on with": the plan last drawn on, with a small map, what is missing, the four readings and its strip.

import { openSubmit } from "../approval/submit.js";
import { element } from "../sheet/dom.js";
import { makeFrame } from "../sheet/frame.js";
import { gaugeScale, scaleEnd, strip } from "../sheet/gauge.js";
import { kindOf, worst } from "../sheet/marks.js";
import { places } from "../sheet/panes.js";
import { drawMap } from "../sheet/planmap.js";
import { readings } from "../sheet/readings.js";
import { redraw } from "../sheet/redraw.js";
import { createState } from "../sheet/state.js";
import { count, large, message, t } from "../sheet/words.js";

const STRIP = 316;
const HIDDEN = ["moved", "ending", "houses", "names", "pins"];
const PATIENCE_MS = 120_000;

/** Make the panel; `load()` asks for what it draws, `judged()` hears that the server has judged a plan by that, `submits` are the kinds of case allowed. */
export function makeGoOn({ api, state, submits, judged }) {
  const root = element("section", { class: "go-on", hidden: true });
  const text = element("div", { class: "go-on-text" });
  const place = element("div", { class: "go-on-map" });
  root.append(place, text);
  let shown = null;
  let failed = null;
  let view = null;

  const load = async () => {
    const plan = state.get("newest");
    view?.frame.remove();
    [shown, failed, view] = [null, null, null];
    render();
    if (!plan) return;
    place.classList.add("loading");
    try {
      const sheet = await api.request("GET", `/plans/${encodeURIComponent(plan.id)}/sheet`, { timeout_ms: PATIENCE_MS });
      if (state.get("newest")?.id !== plan.id) return;
      shown = sheet;
      mark(shown);
      view = drawSmall(place, shown);
      if (plan.stale || plan.judged_version === null) judged();
    } catch (error) {
      failed = error;
    } finally {
      place.classList.remove("loading");
    }
    render();
  };
  const render = () => {
    const plan = state.get("newest");
    root.hidden = !plan;
    if (!plan) return;
    redraw(text, words(plan, shown, failed, submits));
    view?.frame.relabel();
    view?.drawn.relabel();
  };
  return { element: root, load, render, restyle: () => view?.drawn.restyle() };
}

// On so small a map only what breaks a must rule is marked.
function mark(sheet) {
  const broken = new Set(sheet.audit.findings.filter((f) => kindOf(f) === "hard").map((f) => f.community_id));
  for (const community of sheet.communities) community.mark = broken.has(community.community_id) ? "hard" : null;
}

function drawSmall(place, sheet) {
  const node = element("div", { class: "folium-map" });
  const holder = element("div", { class: "hidden-holder" }, node);
  document.body.append(holder);
  const map = L.map(node, {
    crs: sheet.is_local ? L.CRS.Simple : L.CRS.EPSG3857,
    ...(sheet.is_local ? { minZoom: -10, maxZoom: 3 } : { minZoom: 8, maxZoom: 20 }),
    zoomSnap: 0.1, zoomControl: false, attributionControl: true, preferCanvas: true, keyboard: false, dragging: false,
    scrollWheelZoom: false, doubleClickZoom: false, touchZoom: false, boxZoom: false, zoomAnimation: false, center: [0, 0], zoom: 0,
  });
  const home = () => map.fitBounds(bounds(sheet), { padding: [10, 10], animate: false });
  const frame = makeFrame(map, sheet, { home });
  holder.remove();
  place.replaceChildren(frame.element);
  frame.element.setAttribute("aria-hidden", "true");
  map.invalidateSize({ animate: false });
  home();
  const act = { pick: () => {}, zoom: () => {}, locate: () => null };
  const drawn = drawMap(map, sheet, createState({ view: "plan", hidden: HIDDEN }), act, []);
  map.on("resize", home);
  drawn.restyle();
  drawn.relabel();
  return { frame, drawn };
}

function bounds(sheet) {
  return L.latLngBounds([...sheet.subdistricts, ...sheet.units].flatMap((row) => places(row.geometry).flat(Infinity)));
}

function words(plan, sheet, failed, submits) {
  const href = `/plans/${encodeURIComponent(plan.id)}`;
  const audit = `/api/v1${href}/map`;
  const counts = sheet ? sheet.communities.map((c) => c.households).filter((n) => n !== null) : plan.households_by_community;
  const end = scaleEnd(plan.band, counts);
  return [
    element(
      "h1",
      {},
      t("home.go_on"),
      element("a", { href }, element("bdi", {}, plan.title)),
      element("span", { class: "chip plain" }, t("home.draft", { n: count(plan.version) })),
    ),
    element("p", { class: "missing", role: "status" }, failed ? message(failed) : sheet ? missing(sheet) : t("home.reading")),
    sheet ? readings(sheet, null) : element("div", { class: "readings ghost" }),
    element(
      "div",
      { class: "go-on-strip" },
      strip({ counts, band: plan.band, end, width: STRIP, label: t("home.strip", { title: plan.title, n: count(counts.length) }) }),
      gaugeScale(plan.band, end, STRIP),
    ),
    element(
      "div",
      { class: "row" },
      element("a", { class: "primary", href }, t("home.draw_on")),
      element("a", { class: "secondary", href: audit }, t("home.audit")),
      submits.length
        ? element("button", { type: "button", class: "link", "data-key": "submit", on: { click: () => openSubmit({ id: plan.id, name: plan.title, version: plan.version }, submits) } }, t("approval.submit"))
        : null,
    ),
  ].filter(Boolean);
}

/** What is still to be done before a plan can be submitted, in one sentence: what has no community, then the gravest. */
export function missing(sheet) {
  const waiting = sheet.plan.unassigned_households ?? unassigned(sheet);
  const broken = sheet.audit.findings.filter((f) => f.status === "fail" && f.finished !== false);
  const kind = worst(broken.map(kindOf));
  const alike = broken.filter((f) => kindOf(f) === kind);
  const parts = [
    waiting ? t("home.missing.unassigned", { households: large(waiting, t("unit.household")) }) : null,
    kind ? t(`home.missing.${kind}`, { n: count(alike.length), what: message(alike[0]) }) : null,
  ].filter(Boolean);
  return parts.join(t("home.missing.seam")) || t("home.missing.none");
}

function unassigned(sheet) {
  return sheet.units.filter((unit) => unit.area_id && !unit.community_id).reduce((sum, unit) => sum + (unit.households ?? 0), 0);
}
