// The lines between panels: 1 px to look at, 8 px to take hold of. Sizes are this browser's; a double click restores.

import { element } from "../../sheet/dom.js";
import { t } from "../../sheet/words.js";

const STEP = 16;
const WAY = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** A splitter that sets the custom property `--size-NAME` of `host`; `side` is where the panel that it sizes lies. */
export function makeSplitter(host, view, { name, side, least, most }) {
  const upright = side !== "bottom";
  const sign = side === "left" ? 1 : -1;
  const property = `--size-${name}`;
  const node = element("div", {
    class: `splitter of-${name}`,
    role: "separator",
    tabindex: 0,
    "aria-orientation": upright ? "vertical" : "horizontal",
    "aria-valuemin": least,
    "aria-valuemax": most,
  });
  const shown = () => {
    const size = view.get("sizes")?.[name];
    if (size) host.style.setProperty(property, `${size}px`);
    else host.style.removeProperty(property);
    node.setAttribute("aria-valuenow", String(Math.round(size ?? measured(host, name))));
  };
  const keep = (size) => {
    const { [name]: _, ...others } = view.get("sizes") ?? {};
    view.set({ sizes: size === null ? others : { ...others, [name]: within(size, least, most) } });
    shown();
  };
  node.addEventListener("pointerdown", (event) => {
    const from = upright ? event.clientX : event.clientY;
    const before = measured(host, name);
    const move = (e) => keep(before + ((upright ? e.clientX : e.clientY) - from) * sign);
    const end = () => {
      node.removeEventListener("pointermove", move);
      node.classList.remove("held");
    };
    node.setPointerCapture(event.pointerId);
    node.classList.add("held");
    node.addEventListener("pointermove", move);
    node.addEventListener("pointerup", end, { once: true });
    node.addEventListener("pointercancel", end, { once: true });
    event.preventDefault();
  });
  node.addEventListener("dblclick", () => keep(null));
  node.addEventListener("keydown", (event) => {
    if (event.code === "Home") keep(null);
    else if (event.code in WAY) keep(measured(host, name) + WAY[event.code] * STEP * sign);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  shown();
  return {
    element: node,
    relabel() {
      node.setAttribute("aria-label", t(`editor.panel.splitter.${name}`));
      node.title = t("editor.panel.splitter.hint");
    },
  };
}

function measured(host, name) {
  const box = host.querySelector(`.${{ below: "below-sheet" }[name] ?? name}`);
  if (!box) return 0;
  return name === "below" ? box.offsetHeight : box.offsetWidth;
}

function within(size, least, most) {
  return Math.round(Math.min(most, Math.max(least, size)));
}
