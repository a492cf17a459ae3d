// The sheet in the middle: the raw ground with numbered findings, or what to do until there is one.

import { drawCheck } from "../sheet/checkmap.js";
import { element } from "../sheet/dom.js";
import { makeFrame } from "../sheet/frame.js";
import { place, places } from "../sheet/panes.js";
import { followPointer, motion } from "../sheet/shell.js";
import { message, t } from "../sheet/words.js";
import { spot } from "../sheet/checkgroups.js";
import { datumCard } from "./datumcard.js";
import { redraw } from "../sheet/redraw.js";
import { drawShifts } from "./shift.js";

const CLOSE_UP = 4;

/** Make the sheet around a Leaflet map; `holder` is the element that it stands in. */
export function makeSheet(map, data, state, holder, position, act) {
  const options = map.options;
  const over = element("div", { class: "over" });
  const card = element("div", { class: "card-place" });
  let view = null;

  const build = (payload, groups) => {
    if (view) {
      view.frame.remove();
    }
    const own = view ? L.map(freshContainer(), options) : map;
    own.attributionControl.setPrefix(false);
    const ground = payload ?? { is_local: data.is_local };
    const bounds = payload ? boundsOf(payload) : null;
    const home = (more = {}) => bounds?.isValid() && own.fitBounds(bounds, { padding: [30, 30], ...motion(), ...more });
    const frame = makeFrame(own, ground, { home });
    holder.replaceChildren(frame.element);
    frame.element.append(over, card);
    if (payload) followPointer(own, ground, position);
    view = { map: own, frame, home, payload, drawn: null, shifts: null };
    if (payload) {
      view.drawn = drawCheck(own, payload, state, groups(), { go: act.go });
      view.shifts = drawShifts(own, payload.shifts);
    }
    frame.relabel();
    own.invalidateSize({ animate: false });
    if (payload) {
      home({ animate: false });
      view.drawn.restyle();
      view.drawn.relabel();
      view.drawn.arrange();
    }
  };

  return {
    /** Draw a check anew; `groups()` are its numbered findings. */
    show: (payload, groups) => build(payload, groups),
    home: () => view.home(),
    restyle() {
      view.drawn?.restyle();
      view.shifts?.restyle();
    },
    relabel() {
      view.frame.relabel();
      view.drawn?.relabel();
    },
    pick: (finding) => view.drawn?.pick(finding),
    go(finding) {
      const at = spot(finding);
      if (at) view.map.setView(at, Math.max(view.map.getZoom(), view.map.getMaxZoom() - CLOSE_UP), motion());
    },
    /** What stands over the sheet: the way on, progress, the card on the datum. */
    render(groups) {
      const isStale = view.payload && state.get("dataset").state === "draft";
      view.frame.element.classList.toggle("stale", Boolean(isStale));
      redraw(over, overlay(state, view.payload, act));
      redraw(card, view.payload ? datumCard(state, groups, act) : null);
    },
  };
}

function overlay(state, payload, act) {
  const [job, dataset] = [state.get("job"), state.get("dataset")];
  if (job) {
    const words = job.progress?.message_zh ? message(job.progress) : t("data.checking");
    return [
      element("div", { class: "neat-progress", role: "progressbar", "aria-label": words }),
      payload ? null : element("p", { class: "empty-sheet" }, words),
    ];
  }
  if (payload) return dataset.state === "draft" ? element("p", { class: "stale-note" }, t("data.stale")) : null;
  if (state.get("failed")) return null;
  return element(
    "div",
    { class: "empty-sheet" },
    element("p", {}, t(dataset.roles.areas ? "data.empty.unchecked" : "data.empty.no_areas")),
    dataset.roles.areas
      ? element("button", { type: "button", class: "primary", "data-key": "check sheet", on: { click: act.check } }, t("data.check"))
      : null,
  );
}

function freshContainer() {
  return element("div", { class: "folium-map", id: "sheet-map" });
}

function boundsOf(payload) {
  const shapes = [...payload.areas, ...payload.subdistricts].filter((row) => row.geometry);
  return L.latLngBounds(
    shapes.flatMap(({ geometry }) =>
      geometry.type === "Point" ? [place(geometry.coordinates)] : places(geometry).flat(Infinity),
    ),
  );
}
