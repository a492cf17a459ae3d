// Signs: what broke a rule (square, triangle, circle: they differ by shape), the house of a facility, the wordmark.

import { svg } from "./dom.js";

const KIND_BY_SEVERITY = { hard: "hard", soft: "soft" };

/** "hard", "soft" or "note": which sign a finding of the audit carries. Nothing is red before it is finished. */
export function kindOf(finding) {
  if (finding.status !== "fail") return "note";
  const kind = KIND_BY_SEVERITY[finding.severity] ?? "note";
  return kind === "hard" && finding.finished === false ? "soft" : kind;
}

const ORDER = ["hard", "soft", "note"];

/** The gravest of some kinds, or null. */
export function worst(kinds) {
  return ORDER.find((kind) => kinds.includes(kind)) ?? null;
}

/** The rank of a kind for sorting: the gravest first, no finding last. */
export function rank(kind) {
  const at = ORDER.indexOf(kind);
  return at < 0 ? ORDER.length : at;
}

const SHAPES = {
  hard: () => svg("rect", { x: 1, y: 1, width: 12, height: 12, rx: 2 }),
  soft: () => svg("path", { d: "M7 1.2 13.2 12.6H.8Z" }),
  note: () => svg("circle", { cx: 7, cy: 7, r: 5.8 }),
};

/** What a drawing says to a screen reader; without a label it only repeats the words beside it and is not read out. */
export function told(label) {
  return label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
}

/** The sign of a finding; with `number` it is a numbered pin; an empty label where words beside it say the same. */
export function sign(kind, label, number = null) {
  const text = number ?? (kind === "note" ? "i" : "!");
  const y = kind === "soft" ? 11.3 : 10.6;
  return svg(
    "svg",
    {
      class: `sign ${kind}${number === null ? "" : " numbered"}`,
      viewBox: "0 0 14 14",
      ...told(label),
    },
    SHAPES[number === null ? kind : "hard"](),
    svg("text", { x: 7, y: number === null ? y : 10.6, "text-anchor": "middle" }, String(text)),
  );
}

/** The tick of what keeps every rule. */
export function tick(label) {
  return svg(
    "svg",
    { class: "sign ok", viewBox: "0 0 14 14", ...told(label) },
    svg("path", { d: "M2.5 7.5 5.6 10.6 11.5 3.8" }),
  );
}

/** A house: full = stands and is large enough, hollow with a bar = too small, half = planned, dashed = candidate. */
export function house(facility) {
  const outline = "M7 1.2 13 6V13H1V6Z";
  const parts = [svg("path", { class: "wall", d: outline })];
  if (facility.status === "planned") parts.push(svg("path", { class: "half", d: "M1 9.5H13V13H1Z" }));
  else if (facility.short === true) parts.push(svg("path", { class: "bar", d: "M4 9.4H10" }));
  const look =
    facility.status === "candidate"
      ? "candidate"
      : facility.status === "planned"
        ? "planned"
        : facility.short === true
          ? "short"
          : "full";
  return svg("svg", { class: `house ${look}`, viewBox: "0 0 14 14", "aria-hidden": "true" }, parts);
}

/** The square with its four limits. */
export function wordmark() {
  return svg(
    "svg",
    { class: "wordmark", viewBox: "0 0 20 20", "aria-hidden": "true" },
    svg("path", { d: "M5.5 5.5h9v9h-9ZM10 0v3.4M10 16.6V20M0 10h3.4M16.6 10H20" }),
  );
}

const ICONS = {
  eye: "M1 8s2.6-4.5 7-4.5S15 8 15 8s-2.6 4.5-7 4.5S1 8 1 8Zm7 2.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  eyeOff: "M1 8s2.6-4.5 7-4.5S15 8 15 8s-2.6 4.5-7 4.5S1 8 1 8ZM2.5 2l11 12",
  locate: "M8 4.3a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4ZM8 1v3.3M8 11.7V15M1 8h3.3M11.7 8H15",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  whole: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14",
  theme: "M8 2a6 6 0 1 0 0 12ZM8 2a6 6 0 0 1 0 12",
  print: "M4.5 6V2h7v4M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7V14h-7Z",
  panel: "M2 3h12v10H2ZM9.5 3v10",
  right: "M6 3.5 10.5 8 6 12.5",
  down: "M3.5 6 8 10.5 12.5 6",
  up: "M3.5 10 8 5.5 12.5 10",
  file: "M4 1.500h5.500l3 3v10H4ZM9.500 1.500v3h3M6 8h5M6 11h5",
  lock: "M4 7.5h8V14H4ZM5.5 7.5V5a2.500 2.500 0 0 1 5 0v2.500",
  close: "M4 4l8 8M12 4l-8 8",
  undo: "M6 3 2.500 6.500 6 10M2.500 6.500H10a3.500 3.500 0 0 1 0 7H7",
  redo: "M10 3l3.500 3.500L10 10M13.500 6.500H6a3.500 3.500 0 0 0 0 7h3",
  more: "M3.500 8h.1M8 8h.1M12.500 8h.1",
  left: "M10 3.500 5.500 8 10 12.500",
  flag: "M4 14V2.500h8.500L10 6l2.500 3.500H4",
  pencil: "M3 13l.6-3L10.500 3.100l2.400 2.400L6 12.400ZM9 4.600 11.400 7",
  history: "M8 4.500V8l2.500 1.500M2.500 8a5.500 5.500 0 1 0 1.700-4M2.500 2v2.500H5",
};

/** A line icon of 16 px. */
export function icon(name) {
  return svg(
    "svg",
    { class: "line-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: ICONS[name] }),
  );
}
