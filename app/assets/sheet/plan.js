// The page of a plan: wires the map, the table, the findings and the ledger to what the reader has chosen.

import { brand, segments, switches } from "./bar.js";
import { drawCover } from "./cover.js";
import { element } from "./dom.js";
import { findingsList, kindCounts, shownFindings } from "./findings.js";
import { makeFrame, metresPerPixel } from "./frame.js";
import { scaleEnd } from "./gauge.js";
import { drawGround } from "./ground.js";
import { makeHouses, makeLabels } from "./labels.js";
import { ledgerTable } from "./ledger.js";
import { houseKey, legend } from "./legend.js";
import { sign, worst } from "./marks.js";
import { clashes, officeTable, proof, statusChip, verdictChip } from "./offices.js";
import { makePanes, places, showPane } from "./panes.js";
import { makePins } from "./pins.js";
import { readings } from "./readings.js";
import { makeSearch } from "./search.js";
import { drawerButton, followPointer, layOut, listenKeys, motion, onTheme, openPage, printLight } from "./shell.js";
import { makeStreetNames } from "./streetnames.js";
import { makeTable } from "./table.js";
import { count, large, message, t, withUnit } from "./words.js";

const LAYERS = ["fills", "borders", "ending", "moved", "houses", "pins", "streets", "names", "labels"];
const NEEDS = { ending: (d) => d.ending, moved: (d) => d.today.length, houses: (d) => d.facilities.length, streets: (d) => d.lines.length,
  names: (d) => d.lines.some((l) => l.name) };
const PADDING = [26, 26];

/** Draw a plan on a Leaflet map; `data` is made in app/maps/payload.py. */
export function start(map, data) {
  const state = openPage(data, { chosen: null, office: null, view: "plan", tab: "findings", sort: null });
  const shown = shownFindings(data.audit);
  complete(data, shown);
  const act = makeActions(map, data, state);
  const frame = makeFrame(map, data, { home: act.home });
  const page = layOut(frame, data);
  const drawn = drawMap(map, data, state, act, shown);
  const search = makeSearch(() => searchEntries(data, act));
  frame.element.append(search.element);
  const table = makeTable(act);
  const panels = { state, data, shown, act, page, table, frame, search };

  const renderAll = () => { renderBar(panels); renderLeft(panels); renderRight(panels); renderStatus(panels); frame.relabel(); search.relabel(); drawn.relabel(); };
  state.on((changed) => {
    if (changed.has("chosen")) showChosen(panels, drawn);
    if (changed.has("view")) drawn.show(state.get("view"));
    if (changed.has("hidden")) drawn.panes();
    if (changed.has("language")) renderAll();
    else { renderBar(panels); renderLeft(panels); renderRight(panels); }
    if (changed.has("office")) act.home();
  });
  onTheme(state, drawn.restyle);
  followPointer(map, data, page.position);
  printLight(map, drawn.restyle, act.home);
  listenKeys({ Digit0: act.home, Slash: search.focus, Escape: () => act.pick(null), KeyF: (e) => act.nextFinding(shown, e.shiftKey ? -1 : 1),
    Backslash: () => page.page.classList.toggle("map-only") });
  renderAll();
  map.invalidateSize({ animate: false });
  act.home({ animate: false });
  drawn.restyle();
  drawn.arrange();
}

// What the table and the labels need to know of each community beyond the plan itself.
function complete(data, shown) {
  const today = new Map(data.today.map((c) => [c.community_id, c.households]));
  for (const community of data.communities) {
    const own = shown.filter(({ finding }) => finding.community_id === community.community_id && finding.status === "fail");
    community.mark = worst(own.map(({ kind }) => kind));
    community.today_households = today.get(community.continues) ?? null;
  }
  data.end = scaleEnd(data.band, data.communities.map((c) => c.households));
}

function makeActions(map, data, state) {
  const bounds = (rows) => L.latLngBounds(rows.flatMap((row) => places(row.geometry).flat(Infinity)));
  const fit = (rows, options) => rows.length && map.fitBounds(bounds(rows), { padding: PADDING, ...motion(), ...options });
  const community = (id) => data.communities.find((c) => c.community_id === id);
  let at = -1;
  const act = {
    pick(id) {
      const of = community(id);
      const elsewhere = of && state.get("office") !== null && of.subdistrict !== state.get("office");
      state.set({ chosen: of ? id : null, ...(elsewhere ? { office: null } : {}) });
    },
    zoom(id) {
      act.pick(id);
      if (community(id)) fit([community(id)]);
    },
    hover: () => {},
    sort(key) {
      const now = state.get("sort");
      state.set({ sort: now?.key !== key ? { key, way: key === "name" ? 1 : -1 } : now.way === (key === "name" ? 1 : -1) ? { key, way: -now.way } : null });
    },
    office: (name) => state.set({ office: name, chosen: null }),
    areas: (ids) => fit(data.units.filter((u) => ids.includes(u.area_id)), { maxZoom: map.getMaxZoom() - 3 }),
    home(options = {}) {
      const office = state.get("office");
      const inside = (rows) => rows.filter((row) => office === null || row.subdistrict === office);
      fit([...inside(data.units), ...(office === null ? data.subdistricts : [])], options);
    },
    /** What leads to the place of a finding, or null where it has none. */
    locate(finding) {
      if (finding.area_id && data.units.some((u) => u.area_id === finding.area_id)) return () => { act.pick(finding.community_id ?? null); act.areas([finding.area_id]); };
      if (community(finding.community_id)) return () => act.zoom(finding.community_id);
      if (finding.place) return () => map.setView([finding.place[1], finding.place[0]], Math.max(map.getZoom(), map.getMaxZoom() - 4), motion());
      return null;
    },
    nextFinding(shown, way) {
      const ways = shown.map(({ finding }) => act.locate(finding)).filter(Boolean);
      if (!ways.length) return;
      at = (at + way + ways.length) % ways.length;
      ways[at]();
    },
  };
  return act;
}

function drawMap(map, data, state, act, shown) {
  const renderers = makePanes(map);
  const ground = drawGround(map, data, renderers);
  const cover = drawCover(map, data, renderers, act);
  act.hover = cover.hover;
  const houses = makeHouses(map, data.facilities);
  const names = makeStreetNames(map, data);
  const labels = { plan: makeLabels(map, data.communities, (c) => c.mark), today: makeLabels(map, data.today, () => null) };
  const pins = makePins(map, () => pinItems(data, shown, act));
  const arrange = () => {
    const perPixel = metresPerPixel(map, data.is_local);
    const boxes = houses.arrange(perPixel);
    names.place([...boxes, ...labels[state.get("view")].arrange(boxes)], perPixel);
  };
  const show = (view) => {
    Object.entries(labels).forEach(([name, { layer }]) => (name === view ? layer.addTo(map) : layer.remove()));
    cover.show(view);
    arrange();
  };
  const panes = () => LAYERS.forEach((name) => showPane(map, name, !state.get("hidden").includes(name)));
  map.on("moveend", arrange);
  panes();
  return {
    arrange, show, panes,
    choose: cover.choose,
    restyle() { ground.restyle(); cover.restyle(); },
    relabel() { labels.plan.write(); labels.today.write(); pins.draw(); show(state.get("view")); },
  };
}

// Findings of a whole community stand in its label; those of one area or spot are pins of their own.
function pinItems(data, shown, act) {
  const communities = new Set(data.communities.map((c) => c.community_id));
  return shown.filter(({ finding }) => finding.status === "fail" && finding.place && (finding.area_id || !communities.has(finding.community_id)))
    .map(({ finding, kind }) => ({ at: finding.place, kind, text: message(finding), go: act.locate(finding) }));
}

function searchEntries(data, act) {
  const communities = data.communities.map((c) => ({ text: c.name, aside: c.subdistrict, go: () => act.zoom(c.community_id) }));
  const seen = new Set();
  const areas = data.units.filter((u) => u.area_id && !seen.has(u.area_id) && seen.add(u.area_id))
    .map((u) => ({ text: u.name ?? u.area_id, aside: u.area_id, go: () => { act.pick(u.community_id); act.areas([u.area_id]); } }));
  return [...communities, ...areas];
}

function showChosen({ state, data, frame, page }, drawn) {
  const community = data.communities.find((c) => c.community_id === state.get("chosen"));
  drawn.choose(state.get("chosen"));
  frame.showLimits(community?.four_bounds ?? null);
  page.live.textContent = community ? `${community.name} ${large(community.households, t("unit.household"))}` : "";
}

function renderBar({ state, data, page }) {
  const { profile } = data.plan;
  const rules = profile && [profile.id, ...(profile.overlays ?? []).map((o) => o.id ?? o)].join(" + ");
  const views = [["plan", t("view.plan")], ["today", t("view.today")]];
  page.bar.replaceChildren(...[
    brand(data.home), element("h1", { title: data.title }, data.title),
    rules && element("span", { class: "chip plain rules", title: profile.hash ?? "" }, rules), data.plan.status ? statusChip(data.plan) : verdictChip(data.audit),
    element("span", { class: "spacer" }),
    data.today.length ? segments(t("view.label"), views, state.get("view"), (view) => state.set({ view })) : null,
    element("span", { class: "spacer" }),
    switches(state, () => window.print()), drawerButton(page.page),
  ].filter(Boolean));
}

function renderLeft({ state, data, page }) {
  const hidden = new Set(state.get("hidden"));
  const toggle = (name) => state.set({ hidden: hidden.has(name) ? [...hidden].filter((n) => n !== name) : [...hidden, name] });
  const layers = LAYERS.filter((name) => !NEEDS[name] || NEEDS[name](data));
  const { profile, inputs } = data.plan;
  page.left.replaceChildren(...[
    element("section", { class: "layers" }, element("h2", {}, t("legend.title")), legend(layers, hidden, toggle), data.facilities.length ? houseKey() : null),
    proof(data.plan),
    element("section", { class: "basis" },
      profile && element("p", {}, `${t("basis.rules")} ${profile.id} ${profile.version ?? ""}`),
      inputs && element("p", {}, `${t("basis.inputs")} ${Object.keys(inputs).join(t("list"))}`),
      profile?.hash && element("p", { class: "hash" }, String(profile.hash).replace(/^sha256:/, "").slice(0, 16))),
  ].filter(Boolean));
}

function renderRight({ state, data, shown, act, page, table }) {
  const office = state.get("office");
  const inside = data.communities.filter((c) => office === null || c.subdistrict === office);
  if (!page.right.childElementCount) {
    page.slots = { top: element("div"), below: element("div", { class: "scroll below" }), tabs: element("div", { class: "tabs", role: "tablist" }) };
    page.right.append(page.slots.top, table.element, page.slots.tabs, page.slots.below);
  }
  page.slots.top.replaceChildren(...[officeChoice(data, office, act), readings(data, office)].filter(Boolean));
  table.render({ communities: inside, band: data.band, end: data.end, chosen: state.get("chosen"), sort: state.get("sort") });
  const listed = office === null ? shown : shown.filter(({ finding }) => belongs(finding, inside, data, office));
  page.slots.tabs.replaceChildren(...tabs(state, data, listed));
  page.slots.below.replaceChildren(...below({ state, data, act, listed, office }));
  page.slots.below.querySelector(".picked")?.scrollIntoView({ block: "nearest" });
}

function belongs(finding, inside, data, office) {
  if (finding.community_id) return inside.some((c) => c.community_id === finding.community_id);
  if (finding.area_id) return data.units.some((u) => u.area_id === finding.area_id && u.subdistrict === office);
  return true;
}

function officeChoice(data, office, act) {
  const names = [...new Set(data.communities.map((c) => c.subdistrict))].sort((a, b) => a.localeCompare(b, "zh-CN"));
  if (names.length < 2) return null;
  const select = element("select", { "aria-label": t("offices.choose"), on: { change: (e) => act.office(e.target.value || null) } },
    element("option", { value: "" }, t("offices.all", { n: names.length })), names.map((name) => element("option", { value: name, selected: name === office }, name)));
  return element("div", { class: "office-choice" }, select);
}

function tabs(state, data, listed) {
  const { hard, soft, note } = kindCounts(listed);
  const chips = [["hard", hard], ["soft", soft], ["note", note]].filter(([, n]) => n).map(([kind, n]) => element("span", { class: `chip ${kind}` }, sign(kind, t(`kind.${kind}`)), count(n)));
  const tab = (name, ...more) => element("button", { type: "button", role: "tab", "aria-selected": String(state.get("tab") === name), on: { click: () => state.set({ tab: name }) } }, t(`tab.${name}`), ...more);
  return [tab("findings", ...chips), data.today.length ? tab("ledger") : null, data.plan.offices ? tab("offices") : null].filter(Boolean);
}

function below({ state, data, act, listed, office }) {
  if (state.get("tab") === "ledger") return [ledgerTable(data, office, act)];
  if (state.get("tab") === "offices") return [officeTable(data.plan, office, act)];
  return [...clashes(data.plan), findingsList(listed, { locate: act.locate, chosen: state.get("chosen") }), ...leftOut("unplaced", data.plan), ...leftOut("undecided", data.plan)];
}

// Areas without a place or without a decision: in the totals, in no community.
function leftOut(which, plan) {
  const rows = plan[which] ?? [];
  if (!rows.length) return [];
  const households = rows.reduce((sum, row) => sum + (row.households ?? 0), 0);
  return [element("details", { class: "left-out" }, element("summary", {}, sign("note", t("kind.note")), t(`left_out.${which}`, { n: count(rows.length), households: count(households) })),
    element("ul", {}, rows.map((row) => element("li", {}, element("b", {}, row.name ?? row.area_id), ` ${withUnit(count(row.households), t("unit.household"))} `, element("span", { class: "quiet" }, message({ message_zh: row.reason_zh ?? row.reason ?? row.ruling ?? "", message_en: row.reason_en })))))) ];
}

function renderStatus({ data, page }) {
  const { after } = data.plan.totals ?? {};
  const households = after?.households ?? data.communities.reduce((sum, c) => sum + (c.households ?? 0), 0);
  page.status.replaceChildren(page.position, element("span", {}, data.is_local ? t("status.local") : data.crs), element("span", { class: "spacer" }),
    element("span", {}, t("status.counts", { units: count(data.units.length), communities: count(data.communities.length) })),
    element("span", {}, t("status.total", { households: large(households, t("unit.household")) })));
}
