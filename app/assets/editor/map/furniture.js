// What stands on the map: labels, houses, street names, pins of findings, numbers of lists, flags of comments.

import { element } from "../../sheet/dom.js";
import { shownFindings } from "../../sheet/findings.js";
import { icon, worst } from "../../sheet/marks.js";
import { elementMarker } from "../../sheet/panes.js";
import { makePins } from "../../sheet/pins.js";
import { count, message, t, withUnit } from "../../sheet/words.js";
import { makeLabels } from "./labels.js";
import { middleOf } from "./plane.js";
import { Surface } from "./surface.js";
import { RINGS_MINUTES } from "./walking.js";
import { makeWriting } from "./writing.js";

/** Put the furniture on; `go(finding)` leads to one, `openComment(id)` opens a comment. */
export function furnish(map, session, scene, { go, openComment }) {
  let marks = new Map();
  const findings = () =>
    shownFindings(session.judgement?.audit ?? {}).filter(({ finding }) => finding.status === "fail");
  const labels = makeLabels(session, scene, (id) => marks.get(id) ?? null);
  const pins = makePins(map, () => pinItems(session, findings(), go));
  const numbers = L.layerGroup().addTo(map);
  const comments = L.layerGroup().addTo(map);
  const writing = makeWriting(map, session, scene, {
    labels,
    boxes: pins.boxes,
    repaint: () => surface.repaint(),
  });
  const surface = new Surface(scene, writing.paint, { pane: "labels", keeps: false });
  map.on("moveend", writing.arrange);
  map.addLayer(surface);

  const readFindings = () => {
    marks = new Map();
    findings().forEach(({ finding, kind }) => {
      const id = finding.community_id;
      marks.set(id, worst([kind, marks.get(id)].filter(Boolean)));
    });
    pins.draw();
  };
  return {
    arrange: writing.arrange,
    facilityAt: writing.facilityAt,
    read: writing.read,
    /** Write everything anew: at first, after a change of ground, language or theme. */
    all() {
      readFindings();
      labels.write([...new Set([...labels.all.keys(), ...session.drawing.records.keys()])]);
      writing.arrange();
    },
    /** Follow a ground whose units changed. */
    lay() {
      labels.lay();
      writing.lay();
    },
    /** Some communities changed. */
    communities(ids) {
      labels.write(ids);
      writing.arrange();
    },
    /** The server has judged: marks and pins follow, and preview figures lose their star. */
    judged() {
      readFindings();
      labels.reword();
      writing.arrange();
    },
    /** Numbers of places that a list names: `{ at, kind: "proposal" | "hard", number, text, shown?, go }`. */
    number(items) {
      numbers.clearLayers();
      items.forEach((item) => numbers.addLayer(numberPin(item)));
    },
    /** Flags of the comments: `{ id, place, number, resolved, text }`. */
    comments(list) {
      comments.clearLayers();
      list.forEach((comment) => comments.addLayer(flag(comment, openComment)));
    },
    /** The walk: households of areas beyond it in place, and the minutes on the rings. */
    walk(beyond, rings) {
      const { ground } = session;
      const households = beyond.map((unit) => ({
        kind: "soft",
        text: withUnit(count(ground.households[unit]), t("unit.household")),
        place: scene.plane.project(...ground.places[unit]),
      }));
      const minutes = rings.map(({ ring, arc }) => ({
        kind: "accent",
        text: t("editor.map.minutes", { n: RINGS_MINUTES[ring] }),
        place: scene.plane.project(...middleOf(ground.arcs.geometry[arc])),
      }));
      writing.tag([...households, ...minutes]);
    },
  };
}

// A finding of a whole community stands in its label; one of an area or a spot is a pin of its own.
function pinItems({ ground, drawing }, list, go) {
  const unitOfArea = new Map();
  ground.areas.forEach((area, unit) => area !== null && !unitOfArea.has(area) && unitOfArea.set(area, unit));
  return list.flatMap(({ finding, kind }) => {
    const unit = finding.area_id ? unitOfArea.get(finding.area_id) : undefined;
    const at = unit === undefined ? finding.place : ground.places[unit];
    if (!at || (!finding.area_id && drawing.records.has(finding.community_id))) return [];
    return [{ at, kind, text: message(finding), go: () => go(finding) }];
  });
}

function numberPin({ at, kind, number, text, shown, go }) {
  const node = element(
    "button",
    {
      type: "button",
      class: `number-pin ${kind}`,
      title: text,
      "aria-label": `${number} ${text}`,
      on: {
        click: (event) => {
          event.stopPropagation();
          go();
        },
      },
    },
    element("b", {}, String(number)),
    shown ? element("span", {}, shown) : null,
  );
  return elementMarker(at, "pins", node, { interactive: true });
}

function flag({ id, place, number, resolved, text }, open) {
  const node = element(
    "button",
    {
      type: "button",
      class: `flag${resolved ? " resolved" : ""}`,
      title: text,
      "aria-label": t("editor.map.comment", { n: number, text }),
      on: {
        click: (event) => {
          event.stopPropagation();
          open(id);
        },
      },
    },
    icon("flag"),
    element("b", {}, String(number)),
  );
  return elementMarker(place, "comments", node, { interactive: true });
}
