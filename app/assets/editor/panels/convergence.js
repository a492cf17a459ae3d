// Objective and bound against time: the two lines close on each other, and where they meet the plan is proven.

import { svg } from "../../sheet/dom.js";
import { count, gapPercent, seconds, t } from "../../sheet/words.js";

const WIDTH = 140;
const HEIGHT = 84;
const LEFT = 4;
const FOOT = 14;

/** The plot of a trail of `{ seconds, objective, bound }`. */
export function convergence(trail) {
  const told = trail.filter(({ objective, bound }) => objective != null || bound != null);
  const last = told.at(-1);
  if (!last) return svg("svg", { class: "convergence", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
  const { low, high } = reach(told);
  const end = Math.max(last.seconds, 0.1);
  const x = (at) => LEFT + (at / end) * (WIDTH - LEFT - 2);
  const y = (value) => 6 + ((high - value) / (high - low || 1)) * (HEIGHT - FOOT - 12);
  const objective = steps(told, "objective", x, y);
  const bound = steps(told, "bound", x, y);
  return svg(
    "svg",
    { class: "convergence", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": spokenPlot(last) },
    objective && bound ? svg("path", { class: "between", d: area(told, x, y) }) : null,
    svg("path", { class: "axis", d: `M${LEFT - 2} 2V${HEIGHT - FOOT}H${WIDTH}` }),
    objective ? svg("path", { class: "objective", d: objective }) : null,
    bound ? svg("path", { class: "bound", d: bound }) : null,
    svg("text", { class: "end", x: WIDTH, y: HEIGHT - 2, "text-anchor": "end" }, seconds(last.seconds)),
    objective ? svg("text", { class: "name", x: WIDTH * 0.42, y: 14 }, t("editor.panel.work.objective")) : null,
    bound ? svg("text", { class: "name bound", x: WIDTH * 0.42, y: HEIGHT - FOOT - 5 }, t("editor.panel.work.bound")) : null,
  );
}

/** The scale: the first objectives may be a hundred times the last, so the worst of them run off the top. */
export function reach(told) {
  const objectives = told.map((p) => p.objective).filter((v) => v != null);
  const bounds = told.map((p) => p.bound).filter((v) => v != null);
  const best = Math.min(...objectives, ...(objectives.length ? [] : bounds));
  const low = Math.max(Math.min(...bounds, best), best * 0.5);
  const high = Math.min(Math.max(...objectives, best), best + Math.max((best - low) * 3, best * 0.05));
  return { low, high };
}

function steps(told, key, x, y) {
  const points = told.filter((p) => p[key] != null);
  if (!points.length) return null;
  let d = `M${x(points[0].seconds)} ${clamp(y(points[0][key]))}`;
  points.slice(1).forEach((p) => {
    d += `H${x(p.seconds)}V${clamp(y(p[key]))}`;
  });
  return `${d}H${x(told.at(-1).seconds)}`;
}

function area(told, x, y) {
  const both = told.filter((p) => p.objective != null && p.bound != null);
  if (!both.length) return "";
  const ends = both.map((p, i) => both[i + 1]?.seconds ?? told.at(-1).seconds);
  const there = both.map((p, i) => `L${x(p.seconds)} ${clamp(y(p.objective))}L${x(ends[i])} ${clamp(y(p.objective))}`);
  const back = both.map((p, i) => `L${x(ends[i])} ${clamp(y(p.bound))}L${x(p.seconds)} ${clamp(y(p.bound))}`).reverse();
  return `M${there.join("").slice(1)}${back.join("")}Z`;
}

function clamp(value) {
  return Math.min(HEIGHT - FOOT, Math.max(2, value));
}

function spokenPlot({ objective, bound, gap }) {
  return [
    `${t("editor.panel.work.objective")} ${count(objective)}`,
    `${t("editor.panel.work.bound")} ${count(bound)}`,
    gap == null ? "" : `${t("editor.panel.work.gap")} ${gapPercent(gap)}`,
  ].join(" ");
}
