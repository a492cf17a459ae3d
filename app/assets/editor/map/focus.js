// The keyboard on the map: arrows walk from area to area, the ring shows where, what is met is read out.

import { count, t, withUnit } from "../../sheet/words.js";
import { unitTitle } from "./naming.js";

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const WIDEST = Math.cos((70 * Math.PI) / 180);

/** Where the keyboard stands; `moved(unit)` after each step. The ring is seen only while keys are used. */
export function makeFocus(map, session, scene, { view, say, moved }) {
  const root = map.getContainer();
  let unit = -1;
  let isWalking = false;
  const show = () => {
    const isSeen = unit >= 0 && document.activeElement === root && (isWalking || root.matches(":focus-visible"));
    scene.outline("focus", isSeen ? [{ kind: "focus", units: [unit] }] : []);
    moved(unit);
  };
  const set = (to) => {
    unit = to;
    show();
  };
  const read = () => {
    const { ground, drawing } = session;
    const id = drawing.communityOf(unit);
    const parts = [
      unitTitle(ground, unit),
      withUnit(count(ground.households[unit]), t("unit.household")),
      id === null ? t("editor.map.unassigned") : drawing.records.get(id).name,
    ];
    const chosen = view.get("units").length;
    say([...parts, chosen > 1 ? t("editor.map.chosen", { n: chosen }) : null].filter(Boolean).join(t("list")));
  };
  return {
    get unit() {
      return unit;
    },
    /** Whether the keys brought it where it is. */
    get isWalking() {
      return isWalking;
    },
    /** The mouse chose: the keyboard goes on from there. */
    follow(to) {
      isWalking = false;
      set(to);
    },
    /** Begin where the reader is: the chosen area, else the middle of the map. */
    enter() {
      const [chosen] = view.get("units");
      if (unit < 0) unit = chosen ?? nearestTo(session.ground, map.getCenter());
      show();
    },
    leave() {
      isWalking = false;
      show();
    },
    /** Step by an arrow key; with Shift what is met is chosen too. Returns whether it was an arrow. */
    step(code, shift) {
      const way = WAYS[code];
      if (!way) return false;
      const from = unit < 0 ? nearestTo(session.ground, map.getCenter()) : unit;
      const to = unit < 0 ? from : neighbour(scene, session.ground, from, way);
      if (to === null) return true;
      isWalking = true;
      set(to);
      view.set({ units: shift ? [...new Set([...view.get("units"), from, to])] : [to] });
      read();
      return true;
    },
  };
}

// The neighbour that lies most in one direction; without one, the nearest area that does.
function neighbour({ plane }, ground, unit, way) {
  const { start, to } = ground.touching;
  const beside = [];
  for (let k = start[unit]; k < start[unit + 1]; k += 1) beside.push(to[k]);
  return best(plane, ground, unit, way, beside) ?? best(plane, ground, unit, way, ground.ids.keys());
}

function best({ project }, ground, unit, [dx, dy], candidates) {
  const [x, y] = project(...ground.places[unit]);
  let found = null;
  let least = Infinity;
  for (const other of candidates) {
    if (other === unit) continue;
    const [ox, oy] = project(...ground.places[other]);
    const distance = Math.hypot(ox - x, oy - y);
    const straight = ((ox - x) * dx + (oy - y) * dy) / (distance || 1);
    if (straight < WIDEST) continue;
    // Farther off to the side counts as farther away.
    const cost = distance / straight;
    if (cost < least) [least, found] = [cost, other];
  }
  return found;
}

function nearestTo(ground, { lng, lat }) {
  let found = -1;
  let least = Infinity;
  ground.places.forEach(([x, y], unit) => {
    const distance = Math.hypot(x - lng, y - lat);
    if (distance < least) [least, found] = [distance, unit];
  });
  return found;
}
