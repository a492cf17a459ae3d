// From the hand to the tools: which spot of the ground is meant, by mouse or pen; fingers only pan, zoom and choose.

const LEFT = 0;
const STILL = 4;

/**
 * Hand pointer events of the map to `tool()`, an object `{ start, move, end, cancel, hover? }`.
 *
 * A spot is `{ place: [x, y], at: {x, y} of the map, plane: [x, y], shift, event }`. `isPanning()` says whether
 * the left button pans now; `tap(spot)` answers a finger.
 */
export function listenPointer(map, { spotAt, tool, isPanning, tap, idle }) {
  const root = map.getContainer();
  let current = null;
  let first = null;

  const spotOf = (event) => {
    const box = root.getBoundingClientRect();
    const at = { x: event.clientX - box.left - root.clientLeft, y: event.clientY - box.top - root.clientTop };
    return { ...spotAt(at), shift: event.shiftKey, event };
  };
  const samples = (event) => {
    const all = event.getCoalescedEvents?.() ?? [];
    return (all.length ? all : [event]).map(spotOf);
  };
  const onGround = (event) => !event.target.closest(".leaflet-control, .float, button, input, a");

  const down = (event) => {
    if (!onGround(event)) return;
    const pans = event.pointerType === "touch" || isPanning();
    map.dragging[pans ? "enable" : "disable"]();
    first = { x: event.clientX, y: event.clientY, pans };
    if (pans || event.button !== LEFT || current) return;
    current = tool();
    root.setPointerCapture(event.pointerId);
    current.start(spotOf(event));
  };
  const move = (event) => {
    if (current) current.move(samples(event));
    else if (event.pointerType !== "touch" && event.buttons === 0) idle(onGround(event) ? spotOf(event) : null);
  };
  const up = (event) => {
    const isStill = first && Math.hypot(event.clientX - first.x, event.clientY - first.y) <= STILL;
    if (current) {
      const ending = current;
      current = null;
      ending.end(spotOf(event));
    } else if (first?.pans && isStill && onGround(event)) tap(spotOf(event));
    first = null;
  };
  const cancel = () => {
    current?.cancel();
    current = null;
  };
  root.addEventListener("pointerdown", down, { capture: true });
  root.addEventListener("pointermove", move);
  root.addEventListener("pointerup", up);
  root.addEventListener("pointercancel", cancel);
  root.addEventListener("pointerleave", () => !current && idle(null));
  return {
    /** Whether a button is down on the map. */
    isBusy: () => current !== null,
    cancel,
    /** Tell the tool that Shift went down or up. */
    shift: (shift) => current?.shift?.(shift),
  };
}
