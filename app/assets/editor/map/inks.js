// The colours of the theme shown, read once for all painters.

import { colour, mix } from "../../sheet/theme.js";

const VACANT = 0.88;
const DIMMED = 0.36;
const FILLS = [0, 1, 2, 3, 4, 5];
const TOKENS = [
  "map",
  "boundary",
  "casing",
  "raised",
  "accent",
  "hard",
  "soft",
  "soft-mark",
  "soft-tint",
  "ink2",
  "label",
  "street",
  "street-name",
];

/**
 * Read the palette.
 *
 * `fills[colour * 4 + vacant * 2 + dimmed]` is how a unit is filled; the other keys are tokens of look.md section 5.
 */
export function readInks() {
  const inks = Object.fromEntries(TOKENS.map((token) => [token, colour(token)]));
  const paper = inks.map;
  const lighter = (hex, share) => rgbToHex(mix(hex, paper, share));
  inks.fills = FILLS.flatMap((i) => {
    const full = colour(`c${i}`);
    const vacant = lighter(full, VACANT);
    return [full, lighter(full, DIMMED), vacant, lighter(vacant, DIMMED)];
  });
  inks.family = getComputedStyle(document.body).fontFamily;
  return inks;
}

function rgbToHex(rgb) {
  return `#${rgb
    .match(/\d+/g)
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("")}`;
}
