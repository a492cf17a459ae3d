// Arrows from where a file puts places to where they are, once converted out of a shifted datum; with metres.

import { element } from "../sheet/dom.js";
import { place } from "../sheet/panes.js";
import { colour } from "../sheet/theme.js";
import { metres } from "../sheet/words.js";

const HEAD_PX = 9;
const HEAD_WIDE = 0.42;
const LEAST_PX = 7;
const PANE = "shift";

/** Draw the arrows of `shifts`; an empty list draws nothing. */
export function drawShifts(map, shifts) {
  const pane = map.createPane(PANE);
  pane.style.zIndex = 365;
  pane.style.pointerEvents = "none";
  const renderer = L.canvas({ pane: PANE, padding: 0.4 });
  const layer = L.layerGroup().addTo(map);
  const [first] = shifts;
  const draw = () => {
    layer.clearLayers();
    if (!first) return;
    first.arrows.forEach(([from, to]) => drawArrow(map, layer, renderer, place(from), place(to)));
    const [from, to] = first.arrows[Math.floor(first.arrows.length / 2)].map(place);
    const text = element("span", { class: "shift-label" }, metres(map.distance(from, to)));
    const icon = L.divIcon({ html: text, className: "anchor", iconSize: [0, 0] });
    layer.addLayer(L.marker(to, { icon, pane: PANE, interactive: false, keyboard: false }));
  };
  map.on("zoomend", draw);
  return {
    restyle: draw,
    show: (isShown) => {
      pane.hidden = !isShown;
    },
  };
}

function drawArrow(map, layer, renderer, from, to) {
  const [a, b] = [map.latLngToLayerPoint(from), map.latLngToLayerPoint(to)];
  const length = a.distanceTo(b);
  if (length < LEAST_PX) return;
  const head = Math.min(HEAD_PX, length * 0.6);
  const along = b.subtract(a).divideBy(length);
  const side = L.point(-along.y, along.x).multiplyBy(head * HEAD_WIDE);
  const neck = b.subtract(along.multiplyBy(head));
  const corners = [b, neck.add(side), neck.subtract(side)].map((point) => map.layerPointToLatLng(point));
  const options = { renderer, pane: PANE, interactive: false, smoothFactor: 0 };
  const shaft = [from, map.layerPointToLatLng(neck)];
  layer.addLayer(L.polyline(shaft, { ...options, weight: 4.4, color: colour("raised"), opacity: 0.9 }));
  layer.addLayer(L.polyline(shaft, { ...options, weight: 1.8, color: colour("hard") }));
  layer.addLayer(L.polygon(corners, { ...options, stroke: false, fillColor: colour("hard"), fillOpacity: 1 }));
}
