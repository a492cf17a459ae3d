// When panels are drawn: what the eye is on with the next frame, the rest once the hand has come to rest.

const REST_MS = 90;

/** `draw` maps names to functions; each is called once however often it was asked for. */
export function makeSchedule(draw, frame = requestAnimationFrame, later = setTimeout) {
  const soon = new Set();
  const resting = new Set();
  let asked = false;
  let timer = null;
  const run = (names) => {
    const wanted = [...names];
    names.clear();
    wanted.forEach((name) => draw[name]());
  };
  return {
    now(...names) {
      names.forEach((name) => {
        soon.add(name);
        resting.delete(name);
      });
      if (asked) return;
      asked = true;
      frame(() => {
        asked = false;
        run(soon);
      });
    },
    later(...names) {
      names.forEach((name) => soon.has(name) || resting.add(name));
      clearTimeout(timer);
      timer = later(() => run(resting), REST_MS);
    },
  };
}
