// The map on which a plan is drawn: the sheet's map, what the session holds, and the hand of the planner.

import { motion, onTheme } from "../../sheet/shell.js";
import { t } from "../../sheet/words.js";
import { makeLive } from "../panels/live.js";
import { element } from "../../sheet/dom.js";
import { furnish } from "./furniture.js";
import { takeInHand } from "./hand.js";
import { showKeys } from "./keys.js";
import { drawLayers, EDITOR_LAYERS } from "./layers.js";
import { boxAround } from "./plane.js";
import { makeScene } from "./scene.js";
import { makeShown } from "./shown.js";
import { makeUnitCard } from "./unitcard.js";
import { ringArcs } from "./walking.js";

export { EDITOR_LAYERS };

const PADDING = [26, 26];
const NEAREST = 3;

/**
 * Draw a session on a Leaflet map.
 *
 * `view` is the page's store (`tool, selected, units, hover, hidden, language, theme, keys`); `say(text)` speaks to a
 * screen reader; `comment({ place, unit })`, `openComment(id)`, `openFinding(finding)` are what the panels do.
 */
export function drawEditorMap(map, session, view, hooks = {}) {
  const { comment = () => {}, openComment = () => {}, openFinding = () => {} } = hooks;
  const root = map.getContainer();
  prepare(map);
  const say = hooks.say ?? ownVoice(root);
  const scene = makeScene(map, session, view);
  const paint = drawLayers(map, session, scene);

  const flyTo = (units, options = {}) => {
    const box = boxAround(scene.plane.units, units);
    if (box)
      map.fitBounds(boundsOf(map, scene, box), {
        padding: PADDING,
        maxZoom: map.getMaxZoom() - NEAREST,
        ...motion(),
        ...options,
      });
  };
  const home = (options) => flyTo([...session.ground.ids.keys()], { maxZoom: map.getMaxZoom(), ...options });
  const goFinding = (finding) => {
    const units = unitsOfFinding(session, finding);
    if (session.drawing.records.has(finding.community_id)) view.set({ selected: finding.community_id });
    if (units.length) flyTo(units);
    openFinding(finding);
  };
  const furniture = furnish(map, session, scene, { go: goFinding, openComment });
  const shown = makeShown(session, scene, { paint, furniture, go: (units) => flyTo(units) });
  const unitCard = makeUnitCard(root, session, furniture.facilityAt);
  const hand = takeInHand(map, session, scene, { view, paint, say, comment, hover: unitCard.show });
  hand.keys.bind({
    Digit0: () => home(),
    Numpad0: () => home(),
    "ctrl+KeyZ": () => session.undo(),
    "ctrl+shift+KeyZ": () => session.redo(),
    "ctrl+KeyY": () => session.redo(),
    Slash: (event) => (event.shiftKey ? showKeys(view) : false),
  });

  const choose = () => {
    scene.outlineCommunity("chosen", "chosen", view.get("selected"));
    scene.outline("units", view.get("units").length ? [{ kind: "units", units: view.get("units") }] : []);
  };
  const hover = () => scene.outlineCommunity("hover", "hover", view.get("hover"));
  const walk = () => {
    const { ground } = session;
    scene.walk();
    const id = scene.chosen();
    const far =
      scene.walking && id !== null
        ? session.unitsOf(id).filter((u) => ground.households[u] > 0 && scene.walking.beyond(u))
        : [];
    scene.outline(
      "beyond",
      far.map((unit) => ({ kind: "beyond", units: [unit] })),
    );
    furniture.walk(far, scene.walking && id !== null ? ringArcs(scene) : []);
  };
  const relabel = () => {
    root.setAttribute("aria-label", t("editor.map.name"));
    furniture.all();
  };
  const relay = () => {
    hand.stop();
    scene.lay();
    hand.focus.follow(-1);
    furniture.lay();
    unitCard.forget();
    view.set({ units: [], selected: scene.chosen() });
    choose();
    walk();
    furniture.all();
    shown.renew();
    paint.all();
  };
  session.on("change", ({ units, communities, ground }) => {
    if (ground) return relay();
    scene.forget();
    unitCard.forget();
    if (communities.includes(view.get("selected"))) view.set({ selected: scene.chosen() });
    choose();
    if (scene.walking) walk();
    paint.membership([...units, ...communities.flatMap((id) => session.drawing.unitsOf(id))]);
    paint.marks();
    furniture.communities(communities);
    return undefined;
  });
  session.on("judgement", () => furniture.judged());
  view.on((changed) => {
    if (changed.has("hidden")) {
      paint.panes();
      furniture.arrange();
    }
    if (changed.has("selected") || changed.has("units")) choose();
    if (changed.has("hover")) hover();
    if (changed.has("hidden") || (changed.has("selected") && scene.walking)) {
      walk();
      shown.draw();
      paint.all();
    }
    if (changed.has("language")) relabel();
    paint.marks();
  });
  const restyle = () => {
    paint.restyle();
    furniture.arrange();
  };
  onTheme(view, restyle);

  map.invalidateSize({ animate: false });
  home({ animate: false });
  walk();
  choose();
  relabel();
  restyle();
  return {
    layers: EDITOR_LAYERS,
    restyle,
    relabel,
    /** What is written of the communities on the map. */
    read: furniture.read,
    /** Zoom to units; and to everything. */
    flyTo,
    home,
    showProposal: shown.showProposal,
    showClash: shown.showClash,
    highlight: shown.highlight,
    showComments: furniture.comments,
    goFinding,
    /** `bind({ KeyS: act, "ctrl+KeyS": act })`: keys of the panels. */
    keys: hand.keys,
    showKeys: () => showKeys(view),
    /** Drop a gesture that is going on: a dialog opens, or the plan is no longer ours. */
    stop: hand.stop,
    /** Nothing can be drawn any more: only choosing and reading stay. */
    setFrozen(frozen) {
      hand.stop();
      root.classList.toggle("frozen", frozen);
      if (frozen) view.set({ tool: "select" });
    },
  };
}

function prepare(map) {
  map.keyboard.disable();
  map.boxZoom.disable();
  const root = map.getContainer();
  root.tabIndex = 0;
  root.setAttribute("role", "application");
}

function ownVoice(root) {
  const node = element("div", { class: "live", role: "status", "aria-live": "polite" });
  root.append(node);
  return makeLive(node);
}

function boundsOf(map, { plane }, [left, top, right, bottom]) {
  const at = (x, y) => map.unproject(L.point(x, y).add(plane.middle), plane.base);
  return L.latLngBounds(at(left, top), at(right, bottom));
}

function unitsOfFinding({ ground, drawing }, { area_id: area, community_id: community }) {
  if (area) return [...ground.areas.keys()].filter((unit) => ground.areas[unit] === area);
  return drawing.records.has(community) ? drawing.unitsOf(community) : [];
}
