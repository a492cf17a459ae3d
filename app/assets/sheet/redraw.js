// Parts of the page are drawn anew as a whole, but never under a hand: neither what is being pressed nor an open menu is
// taken away. What had the focus, and how far a list was scrolled, stays.

const UNDER_A_HAND = ":active, [aria-haspopup=menu][aria-expanded=true]";
const LET_GO = ["menuclose", "pointerup", "pointercancel", "dragend", "keyup"];
const waiting = new Map();

/** Draw into `place` unless a hand is on it (a button pressed, a menu open, or `isBusy()`): then once it lets go. */
export function drawAtRest(place, draw, isBusy = () => false) {
  if (isBusy() || place.querySelector(UNDER_A_HAND)) {
    wait(place, () => drawAtRest(place, draw, isBusy));
    return;
  }
  waiting.delete(place);
  draw();
}

/** Replace the children of `root` at rest; an element with the `data-key` of the one that had the focus gets it back. */
export function redraw(root, ...children) {
  drawAtRest(root, () => {
    const key = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const at = root.scrollTop;
    root.replaceChildren(...children.flat(Infinity).filter(Boolean));
    root.scrollTop = at;
    if (key) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  });
}

function wait(place, draw) {
  waiting.set(place, draw);
  LET_GO.forEach((kind) => document.addEventListener(kind, letGo));
}

// After the click that follows has done its work.
function letGo() {
  setTimeout(() => [...waiting.values()].forEach((draw) => draw()));
}
