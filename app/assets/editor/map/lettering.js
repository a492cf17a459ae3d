// Letters and small signs drawn with a pen, as the sheet writes them: casing under ink, never rotated but street names.

const NAME = 13;
const COUNT = 12;
const STREET = 11;
const SIGN = 18;
const BADGE = 12;
const HOUSE_OUTLINE = "M7 1.2 13 6V13H1V6Z";
const LOCK =
  "M3.5 7.5h9V14h-9ZM5.2 7.500V5a2.800 2.800 0 0 1 5.600 0v2.500H9.300V5a1.300 1.300 0 0 0-2.600 0v2.500Z";

let ruler = null;
const widths = new Map();

function textWidth(text, font) {
  const key = `${font}\n${text}`;
  if (!widths.has(key)) {
    ruler ??= document.createElement("canvas").getContext("2d");
    ruler.font = font;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

const fontOf = (size, weight, family) => `${weight} ${size}px ${family}`;

/** How wide a label is without and with its count. */
export function labelWidths({ name, figure, mark, locked }, family) {
  const bare = textWidth(name, fontOf(NAME, 600, family)) + (mark ? SIGN : 0) + (locked ? SIGN : 0);
  return [bare, Math.max(bare, textWidth(figure, fontOf(COUNT, 400, family)))];
}

/** Draw a label around a place of the canvas. */
export function drawLabel(pen, { name, figure, mark, locked, widths: [bare] }, { x, y, withCount }, inks) {
  const line = withCount ? y - 7 : y;
  let left = x - bare / 2;
  if (mark) {
    drawSign(pen, mark, left + 7, line, inks);
    left += SIGN;
  }
  if (locked) {
    drawLock(pen, left - 1, line - 8.5, inks);
    left += SIGN;
  }
  pen.textAlign = "left";
  write(pen, name, left, line, fontOf(NAME, 600, inks.family), inks.label, inks.casing, 3);
  if (!withCount) return;
  pen.textAlign = "center";
  write(pen, figure, x, y + 8, fontOf(COUNT, 400, inks.family), inks.label, inks.casing, 3);
}

function write(pen, text, x, y, font, ink, casing, halo) {
  pen.font = font;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = halo;
  pen.strokeStyle = casing;
  pen.strokeText(text, x, y);
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
}

// Square and triangle differ by shape; both as in sheet/marks.js.
function drawSign(pen, kind, x, y, inks) {
  const hard = kind === "hard";
  pen.beginPath();
  if (hard) pen.roundRect(x - 6, y - 6, BADGE, BADGE, 2);
  else {
    pen.moveTo(x, y - 6);
    pen.lineTo(x + 6.2, y + 5.6);
    pen.lineTo(x - 6.2, y + 5.6);
    pen.closePath();
  }
  pen.lineJoin = "round";
  pen.strokeStyle = inks.casing;
  pen.lineWidth = 3.6;
  pen.stroke();
  pen.fillStyle = hard ? inks.hard : inks["soft-tint"];
  pen.fill();
  if (!hard) {
    pen.strokeStyle = inks["soft-mark"];
    pen.lineWidth = 1.3;
    pen.stroke();
  }
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = fontOf(hard ? 10 : 9, 700, "sans-serif");
  pen.fillStyle = hard ? inks.raised : inks.soft;
  pen.fillText("!", x, y + (hard ? 0.5 : 1.6));
}

function drawLock(pen, x, y, inks) {
  const shape = placed(LOCK, x, y);
  pen.strokeStyle = inks.casing;
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.stroke(shape);
  pen.fillStyle = inks.label;
  pen.fill(shape);
}

/** Draw the house of a facility around a place: full, hollow with a bar, half filled, or dashed. */
export function drawHouse(pen, look, x, y, inks) {
  const outline = placed(HOUSE_OUTLINE, x - 7, y - 7);
  const full = look === "full";
  pen.lineJoin = "round";
  pen.strokeStyle = inks.casing;
  pen.lineWidth = full ? 2.4 : 4;
  pen.stroke(outline);
  pen.fillStyle = full ? inks.boundary : inks.casing;
  pen.fill(outline);
  if (full) return;
  pen.strokeStyle = inks.boundary;
  pen.lineWidth = 1.4;
  pen.setLineDash(look === "candidate" ? [2, 1.6] : []);
  pen.stroke(outline);
  pen.setLineDash([]);
  pen.fillStyle = inks.boundary;
  if (look === "planned") pen.fillRect(x - 6, y + 2.5, 12, 3.5);
  if (look === "short") pen.fillRect(x - 3, y + 1.6, 6, 1.6);
}

/** Draw the dot of a facility that is no house. */
export function drawDot(pen, x, y, inks) {
  pen.beginPath();
  pen.arc(x, y, 3.4, 0, 2 * Math.PI);
  pen.fillStyle = inks.casing;
  pen.fill();
  pen.beginPath();
  pen.arc(x, y, 2.2, 0, 2 * Math.PI);
  pen.fillStyle = inks.ink2;
  pen.fill();
}

/** Draw a street's name along the street. */
export function drawStreetName(pen, name, x, y, angle, inks) {
  pen.save();
  pen.translate(x, y);
  pen.rotate(angle);
  pen.textAlign = "center";
  write(pen, name, 0, 0, fontOf(STREET, 400, inks.family), inks["street-name"], inks.street, 2.6);
  pen.restore();
}

/** Draw words in a box: amber (`soft`) beyond the walk, `accent` on a ring, red (`hard`) for what comes loose. */
export function drawTag(pen, text, x, y, inks, kind) {
  const isHard = kind === "hard";
  const ink = isHard ? inks.raised : inks[kind];
  const font = fontOf(COUNT, 600, inks.family);
  const half = textWidth(text, font) / 2 + 5;
  pen.beginPath();
  pen.roundRect(x - half, y - 10, 2 * half, 20, kind === "accent" ? 10 : 3);
  pen.fillStyle = isHard ? inks.hard : inks.raised;
  pen.fill();
  pen.strokeStyle = kind === "soft" ? inks["soft-mark"] : ink;
  pen.lineWidth = 1;
  pen.stroke();
  pen.font = font;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = ink;
  pen.fillText(text, x, y + 0.5);
}

function placed(outline, x, y) {
  const path = new Path2D();
  path.addPath(new Path2D(outline), new DOMMatrix([1, 0, 0, 1, x, y]));
  return path;
}
