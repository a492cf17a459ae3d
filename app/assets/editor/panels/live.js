// What a screen reader is told while the planner draws: at most once a second, and then the latest.

const APART_MS = 1000;

/** Speak through `node`; `now` and `later` are the clock, for tests. */
export function makeLive(node, now = () => performance.now(), later = setTimeout) {
  let spoken = -Infinity;
  let waiting = null;
  const speak = () => {
    node.textContent = waiting;
    waiting = null;
    spoken = now();
  };
  return (text) => {
    const isWaiting = waiting !== null;
    waiting = text;
    if (isWaiting) return;
    const rest = spoken + APART_MS - now();
    if (rest <= 0) speak();
    else later(speak, rest);
  };
}
