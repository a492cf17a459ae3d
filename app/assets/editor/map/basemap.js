// Tiles under the sheet, where somebody has configured them. They show outside the streets' land, and everywhere while
// the fills are switched off: a fill is never see-through.

import { element } from "../../sheet/dom.js";
import { t } from "../../sheet/words.js";

export const BASE_MAP = "basemap";

/** Prepare the base map that `told` describes (app/maps/basemap.py); it follows the layer of its name. */
export function makeBaseMap(map, told, { view, frame }) {
  const layers = told.layers.map((address) =>
    L.tileLayer(address, { minZoom: 1, maxNativeZoom: 18, maxZoom: 20 }),
  );
  const note = element("p", { class: "basemap-note float" });
  const paper = map.getPane("paper");
  const show = () => {
    const hidden = view.get("hidden");
    const isShown = !hidden.includes(BASE_MAP);
    layers.forEach((layer) => (isShown ? layer.addTo(map) : layer.remove()));
    paper.hidden = isShown && hidden.includes("fills");
    note.hidden = !isShown;
    note.textContent = t(told.shifted ? "basemap.shifted" : "basemap.note", told);
  };
  frame.element.append(note);
  view.on((changed) => (changed.has("hidden") || changed.has("language")) && show());
  show();
}
