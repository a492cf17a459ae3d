// Split an area by a drawn line: points by clicks, a double click or Enter ends, the server says what the parts hold.

import { unitAt } from "../../core/hit.js";

const SAMPLES = 64;
const SAME = 4;

/** The tool; `confirm` is the card that asks before anything is cut. */
export function makeSplit({ desk, session, confirm, t }) {
  let spots = [];
  let asked = 0;

  const drop = () => {
    spots = [];
    asked += 1;
    confirm.hide();
    desk.drop();
  };
  const draw = (more = []) => desk.sketch({ points: [...spots, ...more].map((spot) => spot.plane), dots: true });
  const finish = async () => {
    if (spots.length < 2) return;
    const line = spots.map((spot) => spot.place);
    const unit = crossed(session.ground, line);
    const at = spots.at(-1).at;
    if (unit < 0) {
      desk.refuse(t("editor.map.tool.split"), t("editor.map.warn.no_area"), spots.at(-1));
      spots = [];
      return;
    }
    const turn = (asked += 1);
    confirm.wait(desk.unitName(unit), at);
    try {
      const { parts } = await session.api.previewSplit(session.ground.ids[unit], line);
      if (turn !== asked) return;
      confirm.ask({ title: desk.unitName(unit), parts, at, yes: () => cut(unit, line), no: drop });
    } catch (error) {
      if (turn === asked) confirm.fail(desk.unitName(unit), error, at, drop);
    }
  };
  const cut = async (unit, line) => {
    const name = desk.unitName(unit);
    const at = spots.at(-1).at;
    confirm.wait(name, at);
    try {
      await session.split(unit, line);
      drop();
      desk.say(t("editor.map.split_done", { name }));
    } catch (error) {
      confirm.fail(name, error, at, drop);
    }
  };
  return {
    key: "KeyK",
    start() {},
    move() {},
    end(spot) {
      const last = spots.at(-1);
      if (last && Math.hypot(last.at.x - spot.at.x, last.at.y - spot.at.y) <= SAME) {
        finish();
        return;
      }
      spots.push(spot);
      draw();
    },
    idle: (spot) => spots.length > 0 && spot && draw([spot]),
    cancel: drop,
    isDrawing: () => spots.length > 0,
    finish,
    /** By keyboard a line is drawn from area to area: Enter sets a point, Enter at the same place ends. */
    enter({ spot }) {
      this.end(spot);
    },
  };
}

// The area in which most of the line lies.
function crossed(ground, line) {
  const lengths = line.slice(1).map(([x, y], k) => Math.hypot(x - line[k][0], y - line[k][1]));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const found = new Map();
  lengths.forEach((length, k) => {
    const steps = Math.max(2, Math.round((length / whole) * SAMPLES));
    for (let step = 0; step < steps; step += 1) {
      const share = (step + 0.5) / steps;
      const [from, to] = [line[k], line[k + 1]];
      const unit = unitAt(ground, [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
      if (unit >= 0) found.set(unit, (found.get(unit) ?? 0) + length / steps);
    }
  });
  return [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? -1;
}
