// Marks of findings on the map; those that would cover each other stand as one with the number of places.

import { element } from "./dom.js";
import { sign, worst } from "./marks.js";
import { elementMarker, place } from "./panes.js";
import { t } from "./words.js";

const NEAR = 20;
const CROWD = 60;
const NEAR_IN_CROWD = 56;
const HALF = 10;

/** Pins for `items`: `{ at, kind, text, number?, go }`, laid out anew at every zoom. */
export function makePins(map, itemsOf) {
  const layer = L.layerGroup().addTo(map);
  let groups = [];
  const draw = () => {
    layer.clearLayers();
    groups = cluster(map, itemsOf());
    groups.forEach((group) => layer.addLayer(pin(group)));
  };
  map.on("zoomend", draw);
  return {
    draw,
    /** What the pins take of the map. */
    boxes: () =>
      groups
        .map(({ items }) => map.latLngToContainerPoint(place(items[0].at)))
        .map(({ x, y }) => ({ left: x - HALF, right: x + HALF, top: y - HALF, bottom: y + HALF })),
  };
}

function cluster(map, items) {
  const groups = [];
  const apart = items.length > CROWD ? NEAR_IN_CROWD : NEAR;
  for (const item of items) {
    const at = map.latLngToLayerPoint(place(item.at));
    const near = groups.find((group) => group.at.distanceTo(at) < apart);
    if (near) near.items.push(item);
    else groups.push({ at, items: [item] });
  }
  return groups;
}

function pin({ items }) {
  const [first] = items;
  const kind = worst(items.map((item) => item.kind));
  const text = items.length === 1 ? first.text : t("pins.many", { n: items.length });
  const node = element(
    "button",
    {
      type: "button",
      class: "pin",
      title: items
        .map((item) => item.text)
        .slice(0, 6)
        .join("\n"),
      "aria-label": text,
      on: {
        click: (event) => {
          event.stopPropagation();
          first.go();
        },
      },
    },
    sign(kind, "", first.number ?? null),
    items.length > 1 ? element("span", { class: "many" }, text) : null,
  );
  return elementMarker(first.at, "pins", node, { interactive: true });
}
