// From metres of the working system to millimetres on paper. Pure arithmetic: nothing here knows of screens.

const MM_PER_M = 1000;
/** CSS pixels in a millimetre: 96 to the inch. */
export const PX_PER_MM = 96 / 25.4;
const TICK_STEPS_M = [50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 50_000];
const TICK_APART_MM = 26;

/** How a frame (app/plans/printing.py) lies on a piece of paper `width` × `height` mm: north is up, one scale everywhere. */
export function projectTo({ scale, centre, width_mm: width, height_mm: height }) {
  const perMm = scale / MM_PER_M;
  const [cx, cy] = centre;
  return {
    width,
    height,
    scale,
    perMm,
    x: (east) => (east - cx) / perMm + width / 2,
    y: (north) => height / 2 - (north - cy) / perMm,
    east: (x) => cx + (x - width / 2) * perMm,
    north: (y) => cy - (y - height / 2) * perMm,
  };
}

/** A projection that fits `bounds` [west, south, east, north] into a piece of paper, at whatever scale that needs. */
export function fitInto([west, south, east, north], width, height) {
  const scale = Math.max((east - west) / width, (north - south) / height) * 1.05 * MM_PER_M || 1;
  return projectTo({ scale, centre: [(west + east) / 2, (south + north) / 2], width_mm: width, height_mm: height });
}

/** SVG path of a GeoJSON polygon or line; what lies wholly off the paper is left out. */
export function pathOf(geometry, paper) {
  const lines = { LineString: (c) => [c], MultiLineString: (c) => c, Polygon: (c) => c, MultiPolygon: (c) => c.flat() }[geometry.type](geometry.coordinates);
  const close = geometry.type.endsWith("Polygon") ? "Z" : "";
  const shown = close ? [lines].filter((rings) => rings.some((ring) => touches(ring, paper))).flat() : lines.filter((line) => touches(line, paper));
  return shown.map((line) => `M${line.map(([x, y]) => `${paper.x(x).toFixed(3)} ${paper.y(y).toFixed(3)}`).join("L")}${close}`).join("");
}

function touches(line, paper) {
  const xs = line.map(([x]) => paper.x(x));
  const ys = line.map(([, y]) => paper.y(y));
  return Math.max(...xs) >= 0 && Math.min(...xs) <= paper.width && Math.max(...ys) >= 0 && Math.min(...ys) <= paper.height;
}

/** Kilometre ticks along both sides: `{ step, east: [[mm, metres]…], north: […] }`. */
export function ticks(paper) {
  const step = TICK_STEPS_M.find((one) => one / paper.perMm >= TICK_APART_MM) ?? TICK_STEPS_M.at(-1);
  const along = (from, to, place) => {
    const found = [];
    for (let value = Math.ceil(from / step) * step; value <= to; value += step) found.push([place(value), value]);
    return found;
  };
  return { step, east: along(paper.east(0), paper.east(paper.width), paper.x), north: along(paper.north(paper.height), paper.north(0), paper.y) };
}

/** West, south, east, north of GeoJSON geometries. */
export function boundsOf(geometries) {
  const found = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    found[0] = Math.min(found[0], part[0]);
    found[1] = Math.min(found[1], part[1]);
    found[2] = Math.max(found[2], part[0]);
    found[3] = Math.max(found[3], part[1]);
    return undefined;
  };
  geometries.forEach((geometry) => visit(geometry.coordinates));
  return found;
}
