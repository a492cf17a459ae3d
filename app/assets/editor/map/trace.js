// Corners of the plane to a path of the pen.

const GRAIN = 2;

/**
 * Add the rings or lines of one item to the pen's path; rings end where they begin, so nothing has to close them.
 *
 * In a coarse frame corners are laid on half pixels and those that fall together are drawn once: both sides of a
 * border fall on the same ones, so that no gap opens between them.
 */
export function trace(pen, layer, item, frame) {
  const { paths, first } = layer;
  const line = frame.isCoarse ? coarseLine : fineLine;
  for (let path = first[item]; path < first[item + 1]; path += 1)
    line(pen, layer.xy, paths[path], paths[path + 1], frame);
}

function fineLine(pen, xy, from, end, { k, x, y }) {
  pen.moveTo(xy[2 * from] * k + x, xy[2 * from + 1] * k + y);
  for (let corner = from + 1; corner < end; corner += 1)
    pen.lineTo(xy[2 * corner] * k + x, xy[2 * corner + 1] * k + y);
}

function coarseLine(pen, xy, from, end, { k, x, y }) {
  const scale = k * GRAIN;
  // Rounded apart from the shift of the view: a border must not change its shape when the map is moved.
  let px = Math.round(xy[2 * from] * scale);
  let py = Math.round(xy[2 * from + 1] * scale);
  pen.moveTo(px / GRAIN + x, py / GRAIN + y);
  for (let corner = from + 1; corner < end; corner += 1) {
    const cx = Math.round(xy[2 * corner] * scale);
    const cy = Math.round(xy[2 * corner + 1] * scale);
    if (cx === px && cy === py) continue;
    px = cx;
    py = cy;
    pen.lineTo(px / GRAIN + x, py / GRAIN + y);
  }
}

// A path of many thousand corners takes longer than its parts: without a GPU twice as long.
const AT_ONCE = 48;

/** Stroke arcs one over the other: `strokes` is a list of `{ width, colour, dash? }`, casings first. */
export function strokeArcs(pen, layer, arcs, frame, strokes) {
  for (const stroke of strokes) {
    for (let from = 0; from < arcs.length; from += AT_ONCE) {
      pen.beginPath();
      for (let k = from; k < Math.min(arcs.length, from + AT_ONCE); k += 1) trace(pen, layer, arcs[k], frame);
      strokePath(pen, [stroke]);
    }
  }
}

/** Fill units with a colour or a pattern. */
export function fillUnits(pen, layer, units, frame, style) {
  if (!units.length) return;
  pen.beginPath();
  for (const unit of units) trace(pen, layer, unit, frame);
  pen.fillStyle = style;
  pen.fill("evenodd");
}

/** Stroke the pen's path several times. */
export function strokePath(pen, strokes) {
  pen.lineJoin = "round";
  for (const { width, colour, dash, cap } of strokes) {
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.lineCap = cap ?? (dash ? "butt" : "round");
    pen.setLineDash(dash ?? []);
    pen.stroke();
  }
  pen.setLineDash([]);
}
