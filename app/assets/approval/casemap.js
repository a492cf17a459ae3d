// The frozen plan on one map: before and after together, present only, proposed only; pins of findings and of points.

import { makeActions } from "../sheet/actions.js";
import { segments } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { makeFrame } from "../sheet/frame.js";
import { worst } from "../sheet/marks.js";
import { makePins } from "../sheet/pins.js";
import { drawMap } from "../sheet/planmap.js";
import { createState } from "../sheet/state.js";
import { t } from "../sheet/words.js";
import { shownFindings } from "../sheet/findings.js";

export const VIEWS = ["both", "today", "plan"];
const CALM = ["houses"];
const LOOKS = { both: ["plan", CALM], today: ["today", CALM], plan: ["plan", [...CALM, "moved", "ending"]] };

/** Of a sheet what lies in one street office, with the mark of each community; the rest of the district stays ground. */
export function officeSheet(sheet, subdistrict) {
  const inside = (row) => row.subdistrict === subdistrict;
  const units = sheet.units.filter(inside);
  if (!subdistrict || !units.length) return markCommunities({ ...sheet });
  const present = new Set(units.map((unit) => unit.present));
  return markCommunities({
    ...sheet,
    units,
    communities: sheet.communities.filter(inside),
    today: sheet.today.filter((one) => present.has(one.community_id)),
    subdistricts: sheet.subdistricts.filter(inside),
  });
}

function markCommunities(sheet) {
  const shown = shownFindings(sheet.audit);
  const households = new Map(sheet.today.map((one) => [one.community_id, one.households]));
  const communities = sheet.communities.map((one) => ({
    ...one,
    mark: worst(
      shown.filter(({ finding }) => finding.community_id === one.community_id && finding.status === "fail").map(({ kind }) => kind),
    ),
    today_households: households.get(one.continues) ?? null,
  }));
  return { ...sheet, communities };
}

/** Draw a sheet (see `officeSheet`) in `host`; `points()` are those shown as numbered pins, `picked(place)` hears of a place. */
export function makeCaseMap(host, sheet, { view, points, picked, pick }) {
  const map = L.map(mapNode(), {
    crs: sheet.is_local ? L.CRS.Simple : L.CRS.EPSG3857,
    ...(sheet.is_local ? { minZoom: -10, maxZoom: 3 } : { minZoom: 8, maxZoom: 20 }),
    zoomSnap: 0.1,
    zoomDelta: 0.5,
    wheelPxPerZoomLevel: 120,
    zoomControl: false,
    doubleClickZoom: false,
    preferCanvas: true,
    center: [0, 0],
    zoom: 0,
  });
  const look = createState({ view: LOOKS[view()][0], hidden: LOOKS[view()][1], office: null, chosen: null, sort: null });
  const act = makeActions(map, sheet, look);
  const frame = makeFrame(map, sheet, { home: act.home });
  const choices = element("div", { class: "view-choice" });
  const legend = element("ul", { class: "case-key float" });
  frame.element.append(choices, legend);
  host.replaceChildren(frame.element);
  map.invalidateSize({ animate: false });
  act.home({ animate: false });
  const drawn = drawMap(map, sheet, look, act, []);
  const pins = makePins(map, () =>
    points().map((one) => ({ at: [one.place.lon, one.place.lat], kind: one.kind, number: one.number, text: one.text, go: one.go })),
  );
  let picking = false;
  map.on("click", ({ latlng }) => picking && picked({ lon: latlng.lng, lat: latlng.lat, community_id: look.get("chosen") }));
  look.on((changed) => {
    if (changed.has("chosen")) {
      const community = sheet.communities.find((one) => one.community_id === look.get("chosen"));
      drawn.choose(look.get("chosen"));
      frame.showLimits(community?.four_bounds ?? null);
    }
    if (changed.has("view")) drawn.show(look.get("view"));
    if (changed.has("hidden")) drawn.panes();
  });
  const relabel = () => {
    const shown = view();
    choices.replaceChildren(
      segments(
        t("view.label"),
        VIEWS.map((one) => [one, t(`approval.view.${one}`)]),
        shown,
        pick,
      ),
    );
    legend.replaceChildren(...keyLines(shown));
    frame.relabel();
    drawn.relabel();
    pins.draw();
  };
  const restyle = () => drawn.restyle();
  restyle();
  relabel();
  drawn.arrange();
  return {
    act,
    restyle,
    relabel,
    pins: () => pins.draw(),
    home: act.home,
    /** Show before and after, the present, or the proposal. */
    show(wanted) {
      const [of, hidden] = LOOKS[wanted];
      look.set({ view: of, hidden });
      relabel();
    },
    /** Whether the next click on the map names a place. */
    setPicking(is) {
      picking = is;
      frame.element.classList.toggle("picking", is);
    },
    remove: () => frame.remove(),
  };
}

// Leaflet wants its element to be in the page and to have a size.
function mapNode() {
  const node = element("div", { class: "folium-map" });
  const holder = element("div", { class: "hidden-holder" }, node);
  document.body.append(holder);
  requestAnimationFrame(() => holder.remove());
  return node;
}

function keyLines(view) {
  const line = (kind) => element("li", {}, element("i", { class: `line-key ${kind}` }), t(`approval.key.${kind}`));
  return { both: ["own", "today", "hatched"], today: ["present"], plan: ["own"] }[view].map(line);
}
