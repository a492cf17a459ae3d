// Colours come from the palette's custom properties, so that light, dark and print have one source.

const DARK = window.matchMedia("(prefers-color-scheme: dark)");

/** The value of a palette token in the theme shown. */
export function colour(token) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}

/** Show a theme: "light", "dark", or null for the system's. */
export function showTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** Whether the page is dark now. */
export function isDark() {
  const told = document.documentElement.dataset.theme;
  return told ? told === "dark" : DARK.matches;
}

/** Call `act` when the system changes its theme. */
export function onSystemTheme(act) {
  DARK.addEventListener("change", act);
}

/** Mix two #rrggbb colours: `share` of the first. */
export function mix(first, second, share) {
  const part = (hex, at) => parseInt(hex.slice(at, at + 2), 16);
  const channel = (at) => Math.round(part(first, at) * share + part(second, at) * (1 - share));
  return `rgb(${channel(1)},${channel(3)},${channel(5)})`;
}

/** A canvas pattern of diagonal lines in a palette colour. */
export function hatch(token, step = 8, width = 1.3) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = step;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour(token);
  pen.lineWidth = width;
  for (const shift of [-step, 0, step]) {
    pen.moveTo(shift - 1, step + 1);
    pen.lineTo(shift + step + 1, -1);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}
