// The hatches of look.md section 6, in the colours of the theme shown; they keep still on the ground while it moves.

import { colour } from "../../sheet/theme.js";

const TILES = {
  proposal: { step: 8, token: "accent", draw: diagonal, width: 1.6 },
  moved: { step: 8, token: "ink2", draw: diagonal, width: 1.3 },
  locked: { step: 7, token: "ink2", draw: dots },
  unassigned: { step: 12, token: "line2", draw: cross, width: 1 },
  cut: { step: 8, token: "hard", draw: cross, width: 1.5 },
};

/** Make the patterns; `of(name, frame)` is one of them laid for a frame, `renew()` follows the theme. */
export function makePatterns() {
  const made = new Map();
  return {
    of(name, { min, ratio }) {
      const key = `${name} ${ratio}`;
      if (!made.has(key)) made.set(key, makeTile(TILES[name], ratio));
      const { step } = TILES[name];
      const place = new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, -(min.x % step), -(min.y % step)]);
      const pattern = made.get(key);
      pattern.setTransform(place);
      return pattern;
    },
    renew: () => made.clear(),
  };
}

function makeTile({ step, token, draw, width }, ratio) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(step * ratio);
  const pen = tile.getContext("2d");
  pen.scale(tile.width / step, tile.height / step);
  pen.strokeStyle = pen.fillStyle = colour(token);
  pen.lineWidth = width;
  draw(pen, step);
  return pen.createPattern(tile, "repeat");
}

function diagonal(pen, step) {
  pen.beginPath();
  for (const shift of [-step, 0, step]) {
    pen.moveTo(shift - 1, step + 1);
    pen.lineTo(shift + step + 1, -1);
  }
  pen.stroke();
}

function cross(pen, step) {
  diagonal(pen, step);
  pen.beginPath();
  for (const shift of [-step, 0, step]) {
    pen.moveTo(shift - 1, -1);
    pen.lineTo(shift + step + 1, step + 1);
  }
  pen.stroke();
}

function dots(pen, step) {
  pen.beginPath();
  pen.arc(step / 2, step / 2, 0.9, 0, 2 * Math.PI);
  pen.fill();
}
