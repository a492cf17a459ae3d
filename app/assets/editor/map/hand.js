// The hand on the map: which tool answers the mouse and which the keys, and how a gesture begins and ends.

import { unitAt } from "../core/hit.js";
import { t } from "../../sheet/words.js";
import { makeCursorCard } from "./cursorcard.js";
import { makeDesk } from "./desk.js";
import { makeFocus } from "./focus.js";
import { listenKeys } from "./keys.js";
import { listenPointer } from "./pointer.js";
import { makeSplitCard } from "./splitcard.js";
import { makeBrush, makeBrushSize, makeNew, makeUnassign } from "./tools/brush.js";
import { makeComment } from "./tools/comment.js";
import { makeBox, makeLasso } from "./tools/lasso.js";
import { makeLock } from "./tools/lock.js";
import { makeMerge } from "./tools/merge.js";
import { makePush } from "./tools/push.js";
import { makeSelect } from "./tools/select.js";
import { makeSplit } from "./tools/split.js";

const ON_BORDER = 6;

/** Give the map its tools; `say` speaks, `comment` takes a place, `hover(spot)` follows the idle mouse. */
export function takeInHand(map, session, scene, { view, paint, say, comment, hover }) {
  const root = map.getContainer();
  const card = makeCursorCard(root, session.ground.band);
  const confirm = makeSplitCard(root);
  const size = makeBrushSize();
  const desk = makeDesk({
    session,
    view,
    scene,
    paint,
    card,
    say,
    boxesOf: (groups) => boxesOnMap(map, scene, groups),
  });
  const shared = {
    desk,
    session,
    view,
    size,
    confirm,
    comment,
    chosen: scene.chosen,
    t,
    borderAt: (spot) => borderAt(map, scene, spot),
    reachOf: (pixels) => reachOf(map, pixels),
  };
  const tools = {
    select: makeSelect(shared),
    push: makePush(shared),
    brush: makeBrush(shared),
    lasso: makeLasso(shared),
    box: makeBox(shared),
    unassign: makeUnassign(shared),
    new: makeNew(shared),
    merge: makeMerge(shared),
    split: makeSplit(shared),
    lock: makeLock(shared),
    comment: makeComment(shared),
  };
  let space = false;
  const isReading = () => session.readOnly;
  const tool = () =>
    isReading() && view.get("tool") !== "comment" ? tools.select : (tools[view.get("tool")] ?? tools.select);
  const spotAt = (at) => {
    const { lng, lat } = map.containerPointToLatLng([at.x, at.y]);
    const place = [lng, lat];
    return { at, place, plane: scene.plane.project(lng, lat), unit: unitAt(session.ground, place) };
  };
  const focus = makeFocus(map, session, scene, { view, say, moved: () => paint.marks() });

  const pointer = listenPointer(map, {
    spotAt,
    tool,
    isPanning: () => space || Boolean(tool().pans),
    tap(spot) {
      if (space) return;
      tools.select.tap(spot);
      focus.follow(spot.unit);
    },
    idle(spot) {
      root.classList.toggle(
        "on-border",
        Boolean(spot) && tool() === tools.push && borderAt(map, scene, spot) !== null,
      );
      tool().idle?.(spot);
      hover(tool() === tools.select ? spot : null);
    },
  });
  const stop = () => {
    pointer.cancel();
    tools.split.cancel();
    desk.drop();
  };

  // What Enter does with areas: they go to the chosen community, or where the tool says.
  const give = (units, target = scene.chosen()) => {
    const kind = { unassign: "unassign", new: "new" }[view.get("tool")] ?? "move";
    if (target === null && kind !== "unassign") return say(t("editor.map.warn.choose"));
    const { unit } = focus;
    const at = map.latLngToContainerPoint([...session.ground.places[unit]].reverse());
    desk.lay({ kind, units, target, holds: true }, { ...spotAt(at), shift: false });
    const warned = desk.laid.ahead.cuts.length > 0;
    if (!desk.release(false) && !warned) say(t("editor.map.warn.nothing"));
    return undefined;
  };
  const enter = (event) => {
    if (tools.split.isDrawing() && !focus.isWalking) {
      tools.split.finish();
      return true;
    }
    if (event.target !== root || focus.unit < 0) return false;
    const { unit } = focus;
    if (event.shiftKey) {
      view.set({ selected: session.drawing.communityOf(unit) });
      say(desk.nameOf(scene.chosen()));
    } else if (!isReading()) {
      const spot = {
        ...spotAt(map.latLngToContainerPoint([...session.ground.places[unit]].reverse())),
        shift: false,
      };
      tool().enter({ unit, units: view.get("units"), spot }, give);
    }
    return true;
  };
  const escape = () => {
    if (pointer.isBusy() || desk.laid || tools.split.isDrawing()) stop();
    else if (view.get("tool") !== "select") view.set({ tool: "select" });
    else view.set({ selected: null, units: [] });
  };
  const step = (event) => event.target === root && focus.step(event.code, event.shiftKey);

  const keys = listenKeys(() => view.get("keys") !== false);
  keys.bind(
    Object.fromEntries(
      Object.entries(tools).map(([name, { key }]) => [
        key,
        () => (isReading() ? false : view.set({ tool: name })),
      ]),
    ),
  );
  keys.bind({
    BracketLeft: () => size.smaller(),
    BracketRight: () => size.larger(),
    Escape: escape,
    Enter: enter,
    ArrowLeft: step,
    ArrowRight: step,
    ArrowUp: step,
    ArrowDown: step,
    Equal: () => map.zoomIn(),
    Minus: () => map.zoomOut(),
    NumpadAdd: () => map.zoomIn(),
    NumpadSubtract: () => map.zoomOut(),
    Space(event) {
      if (event.target !== root && event.target !== document.body) return false;
      space = true;
      root.classList.add("panning");
      return true;
    },
  });
  document.addEventListener("keydown", (event) => event.key === "Shift" && desk.again(true));
  document.addEventListener("keyup", (event) => {
    if (event.key === "Shift") desk.again(false);
    if (event.code !== "Space") return;
    space = false;
    root.classList.remove("panning");
  });
  root.addEventListener("focus", focus.enter);
  root.addEventListener("blur", focus.leave);
  map.on("zoomstart", () => desk.laid || desk.sketch(null));

  view.on((changed) => {
    const [chosen, ...more] = view.get("units");
    if (changed.has("units") && chosen !== undefined && !more.length && chosen !== focus.unit)
      focus.follow(chosen);
    if (!changed.has("tool")) return;
    stop();
    root.dataset.tool = view.get("tool");
    root.classList.remove("on-border");
  });
  root.dataset.tool = view.get("tool");
  return { desk, focus, keys, stop };
}

// The boxes that some groups of units take of the map.
function boxesOnMap(map, scene, groups) {
  const { plane } = scene;
  const k = 2 ** (map.getZoom() - plane.base);
  const corner = plane.middle.multiplyBy(k).subtract(map.getPixelOrigin());
  const shift = map.layerPointToContainerPoint(corner);
  return groups.flat().map((unit) => {
    const [left, top, right, bottom] = plane.units.boxes.subarray(4 * unit, 4 * unit + 4);
    return {
      left: left * k + shift.x,
      top: top * k + shift.y,
      right: right * k + shift.x,
      bottom: bottom * k + shift.y,
    };
  });
}

// The units on both sides of a boundary that runs under the pointer, or null.
function borderAt(map, scene, { plane: [x, y] }) {
  const { arcs } = scene.plane;
  const reach = ON_BORDER * 2 ** (scene.plane.base - map.getZoom());
  let found = null;
  let least = reach;
  arcs.near([x - reach, y - reach, x + reach, y + reach], (arc) => {
    const [a, b] = [arcs.a[arc], arcs.b[arc]];
    if (b < 0 || scene.communityOf(a) === scene.communityOf(b)) return;
    const distance = distanceTo(arcs, arc, x, y);
    if (distance < least) [least, found] = [distance, [a, b]];
  });
  return found;
}

function distanceTo({ xy, paths, first }, arc, x, y) {
  let least = Infinity;
  for (let path = first[arc]; path < first[arc + 1]; path += 1) {
    for (let k = paths[path] + 1; k < paths[path + 1]; k += 1) {
      const [ax, ay, bx, by] = [xy[2 * k - 2], xy[2 * k - 1], xy[2 * k], xy[2 * k + 1]];
      const length = (bx - ax) ** 2 + (by - ay) ** 2;
      const share = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
      least = Math.min(least, Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y));
    }
  }
  return least;
}

// A length on the screen as one on the ground, east and north.
function reachOf(map, pixels) {
  if (!pixels) return 0;
  const middle = map.getSize().divideBy(2);
  const [from, to] = [
    map.containerPointToLatLng(middle),
    map.containerPointToLatLng(middle.add([pixels, pixels])),
  ];
  return [Math.abs(to.lng - from.lng), Math.abs(to.lat - from.lat)];
}
