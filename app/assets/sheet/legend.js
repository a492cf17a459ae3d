// Legend and layer list in one: an entry shows and hides what it explains.

import { element, svg } from "./dom.js";
import { house, icon, sign } from "./marks.js";
import { t } from "./words.js";

const line = (name) => () =>
  svg("svg", { class: `key ${name}`, viewBox: "0 0 26 14" }, svg("path", { d: "M1 7H25" }));
const box = (name) => () => element("i", { class: `key ${name}` });

const KEYS = {
  fills: () =>
    element(
      "i",
      { class: "key fills" },
      ["c2", "c4", "c0"].map((c) => element("i", { css: { background: `var(--${c})` } })),
    ),
  borders: line("borders"),
  ending: line("ending"),
  moved: box("moved"),
  houses: () => house({ status: "existing" }),
  pins: () => sign("soft", ""),
  streets: () =>
    svg("svg", { class: "key streets", viewBox: "0 0 26 14" }, svg("path", { d: "M1 4.500H25M1 9.500H25" })),
  names: () => element("span", { class: "key text" }, "文"),
  labels: () => element("b", { class: "key text" }, "户"),
  areas: box("areas"),
  units: line("units"),
  islands: box("islands"),
  proposal: box("proposal"),
  unassigned: box("unassigned"),
  walking: () =>
    svg("svg", { class: "key walking", viewBox: "0 0 26 14" }, [2, 4.5, 6.5].map((r) => svg("circle", { cx: 13, cy: 7, r }))),
  comments: () => icon("flag"),
  basemap: box("basemap"),
};

/** The list of `layers`; `hidden` are switched off, `toggle(name)` switches one. */
export function legend(layers, hidden, toggle) {
  return element(
    "ul",
    { class: "legend" },
    layers.map((name) => {
      const off = hidden.has(name);
      return element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            role: "switch",
            "aria-checked": String(!off),
            title: t(`layer.${name}`),
            class: off ? "off" : null,
            on: { click: () => toggle(name) },
          },
          element("span", { class: "symbol" }, KEYS[name]()),
          element("span", { class: "word" }, t(`layer.${name}`)),
          icon(off ? "eyeOff" : "eye"),
        ),
      );
    }),
  );
}

/** What the house of a facility may look like. */
export function houseKey() {
  const looks = [
    ["existing", false, "full"],
    ["existing", true, "short"],
    ["planned", null, "planned"],
    ["candidate", null, "candidate"],
  ];
  return element(
    "p",
    { class: "houses-key" },
    looks.map(([status, short, word]) => element("span", {}, house({ status, short }), t(`house.${word}`))),
  );
}
