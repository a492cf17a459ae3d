// The one instrument: a household count on the band. Same drawing in the table, on cards and for whole plans.

import { svg } from "./dom.js";
import { told } from "./marks.js";

const HEIGHT = 18;
const MIDDLE = 11;
const HEADROOM = 1.36;

/** The end of the scale: 1.36 times the upper limit, or else the largest count. */
export function scaleEnd(band, counts) {
  return band?.max ? band.max * HEADROOM : Math.max(1, ...counts) * 1.05;
}

/** "over", "under", "in" or "unknown": where a count lies; both ends belong to the band. */
export function standing(households, band) {
  if (households === null || households === undefined) return "unknown";
  if (band?.max != null && households > band.max) return "over";
  if (band?.min != null && households < band.min) return "under";
  return "in";
}

function ruler(band, end, width) {
  const at = (value) => (Math.min(value, end) / end) * width;
  const band_x = at(band?.min ?? 0);
  const shade =
    band &&
    svg("rect", { class: "band", x: band_x, y: MIDDLE - 6, width: at(band.max ?? end) - band_x, height: 12 });
  return { at, shade };
}

/** The gauge of one community: `today` is the count of the present community that it continues, `proposal` what the
 * optimiser suggests. */
export function gauge({ households, today, proposal, band, end, width, label }) {
  const { at, shade } = ruler(band, end, width);
  const where = standing(households, band);
  const inside = where === "over" ? band.max : (households ?? 0);
  const bar = svg("rect", {
    class: where === "under" ? "bar under" : "bar",
    x: 0,
    y: MIDDLE - 2.5,
    width: at(inside),
    height: 5,
  });
  const beyond =
    where === "over" &&
    svg("rect", {
      class: "over",
      x: at(band.max),
      y: MIDDLE - 4,
      width: Math.max(2, at(households) - at(band.max)),
      height: 8,
    });
  const missing =
    where === "under" &&
    svg("rect", {
      class: "missing",
      x: at(households),
      y: MIDDLE - 2,
      width: at(band.min) - at(households),
      height: 4,
    });
  const target =
    band?.target != null &&
    svg("rect", { class: "target", x: at(band.target) - 1, y: MIDDLE - 6, width: 2, height: 12 });
  const before = today != null && svg("path", { class: "today", d: `M${at(today) - 3.5} .8h7l-3.5 5z` });
  const after =
    proposal != null && svg("path", { class: "proposal", d: `M${at(proposal) - 3.5} 18h7l-3.5-5z` });
  return svg(
    "svg",
    { class: "gauge", ...told(label), width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` },
    [shade, bar, beyond, missing, target, before, after].filter(Boolean),
  );
}

/** The head of a column of gauges: the limits and the target in figures. */
export function gaugeScale(band, end, width) {
  const { at } = ruler(band, end, width);
  const text = (value, anchor, shift) =>
    value != null && svg("text", { x: at(value) + shift, y: 12, "text-anchor": anchor }, String(value));
  const crowded = band?.target != null && band?.max != null && at(band.max) - at(band.target) < 30;
  const figures = band
    ? [
        text(band.min, "middle", 0),
        text(band.target, crowded ? "end" : "middle", crowded ? 7 : 0),
        text(band.max, crowded ? "start" : "middle", crowded ? -8 : 0),
      ]
    : [];
  return svg(
    "svg",
    { class: "gauge", width, height: 16, viewBox: `0 0 ${width} 16`, "aria-hidden": "true" },
    figures.filter(Boolean),
  );
}

/** A whole plan on the same scale: one tick a community. */
export function strip({ counts, band, end, width, label }) {
  const { at, shade } = ruler(band, end, width);
  const ticks = counts.map((value) =>
    svg("rect", { class: `tick ${standing(value, band)}`, x: at(value) - 1, y: MIDDLE - 6, width: 2, height: 12 }),
  );
  return svg(
    "svg",
    { class: "gauge", ...told(label), width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` },
    shade ?? [],
    ticks,
  );
}
