// One Leaflet pane a kind of thing, bottom to top. A legend entry shows and hides a pane.

const CANVASES = ["paper", "fills", "moved", "streets", "ending", "borders", "chosen"];
const MARKERS = ["names", "houses", "labels", "pins"];
const FIRST = 300;
const BEYOND_VIEW = 0.4;

/** Make the panes; returns a canvas renderer for each drawn one. Only the fills answer the mouse. */
export function makePanes(map) {
  map.attributionControl.setPrefix(false);
  [...CANVASES, ...MARKERS].forEach((name, i) => {
    map.createPane(name).style.zIndex = FIRST + i * 10;
  });
  return Object.fromEntries(CANVASES.map((pane) => [pane, L.canvas({ pane, padding: BEYOND_VIEW })]));
}

export function showPane(map, name, visible) {
  map.getPane(name).hidden = !visible;
}

/** GeoJSON polygon or line to what Leaflet takes: places as [y, x]. */
export function places(geometry) {
  const depth = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[geometry.type];
  return L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth);
}

/** GeoJSON position to what Leaflet takes. */
export function place([x, y]) {
  return L.latLng(y, x);
}

/** A polygon or line that does not answer the mouse. */
export function drawing(geometry, renderer, style) {
  const make = geometry.type.endsWith("LineString") ? L.polyline : L.polygon;
  return make(places(geometry), {
    renderer,
    pane: renderer.options.pane,
    interactive: false,
    smoothFactor: 0,
    ...style,
  });
}

/** A marker that holds an element of ours; the element is centred on the place. */
export function elementMarker(at, pane, node, options = {}) {
  const icon = L.divIcon({ html: node, className: "anchor", iconSize: [0, 0] });
  return L.marker(place(at), { pane, icon, interactive: false, keyboard: false, ...options });
}
