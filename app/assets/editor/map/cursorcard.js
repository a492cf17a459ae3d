// The card at the cursor while a button is down: both totals, one warning, what the keys do; never over what changes.

import { element } from "../../sheet/dom.js";
import { gauge, scaleEnd, standing } from "../../sheet/gauge.js";
import { sign } from "../../sheet/marks.js";
import { count, t, withUnit } from "../../sheet/words.js";

const GAUGE = 96;
const APART = 20;
const MOST_ROWS = 3;

/** Make the card over a map; `band` is that of the rules. */
export function makeCursorCard(root, band) {
  const card = element("div", { class: "cursor-card float", hidden: true });
  root.append(card);
  return {
    element: card,
    /**
     * Show `{ title, households, rows, more, warning, keys }` near `at`, away from the boxes of what changes.
     *
     * Rows are `{ name, colour, before, after }`, a warning `{ kind, text, detail }`, keys pairs of key and text.
     */
    show(content, at, boxes) {
      card.replaceChildren(...parts(content, band));
      card.hidden = false;
      place(card, root, at, boxes);
    },
    hide() {
      card.hidden = true;
    },
  };
}

function parts({ title, households, rows, warning, keys }, band) {
  const end = scaleEnd(
    band,
    rows.flatMap(({ before, after }) => [before, after]),
  );
  const shown = rows.slice(0, MOST_ROWS);
  return [
    element(
      "header",
      {},
      element("b", {}, title),
      households === null
        ? null
        : element("span", { class: "quiet" }, withUnit(count(households), t("unit.household"))),
      element("span", { class: "spacer" }),
      rows.length ? element("span", { class: "caption" }, t("editor.map.card.preview")) : null,
    ),
    shown.length
      ? element(
          "div",
          { class: "card-rows" },
          shown.map((row) => rowOf(row, band, end)),
        )
      : null,
    warning
      ? element(
          "p",
          { class: `card-warning ${warning.kind}` },
          sign(warning.kind, t(`kind.${warning.kind}`)),
          element("span", {}, element("b", {}, warning.text), warning.detail ? ` ${warning.detail}` : ""),
        )
      : null,
    keys.length
      ? element(
          "p",
          { class: "card-keys" },
          keys.map(([key, text]) => element("span", {}, key ? element("kbd", {}, key) : null, " ", text)),
        )
      : null,
  ].filter(Boolean);
}

function rowOf({ name, colour, before, after }, band, end) {
  const where = standing(after, band);
  return element(
    "div",
    { class: "card-row" },
    colour === null
      ? element("i", { class: "swatch cross" })
      : element("i", { class: "swatch", css: { background: `var(--c${colour})` } }),
    element("bdi", { class: "name" }, name),
    element(
      "span",
      { class: "figures" },
      `${count(before)} → `,
      element("b", { class: where === "in" ? null : where }, count(after)),
    ),
    gauge({ households: after, today: before, band, end, width: GAUGE, label: `${name} ${count(after)}` }),
  );
}

// Beside the cursor or in a corner: where it covers least of what changes, and then nearest.
function place(card, root, { x, y }, boxes) {
  const [width, height] = [card.offsetWidth, card.offsetHeight];
  const room = { width: root.clientWidth, height: root.clientHeight };
  const [left, right, top, bottom] = [APART, room.width - width - APART, APART, room.height - height - APART];
  const spots = [
    [x - width - APART, y - height - APART],
    [x + APART, y - height - APART],
    [x - width - APART, y + APART],
    [x + APART, y + APART],
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ].map(([px, py]) => [Math.max(8, Math.min(right, px)), Math.max(8, Math.min(bottom, py))]);
  const cursor = { left: x - APART / 2, right: x + APART, top: y - APART / 2, bottom: y + APART };
  const cost = ([px, py]) => {
    const box = { left: px, right: px + width, top: py, bottom: py + height };
    const covered = boxes.reduce((sum, other) => sum + overlap(box, other), 0) + 9 * overlap(box, cursor);
    return covered * 10 + Math.hypot(px + width / 2 - x, py + height / 2 - y);
  };
  const [px, py] = spots.reduce((best, spot) => (cost(spot) < cost(best) ? spot : best));
  card.style.setProperty("left", `${px}px`);
  card.style.setProperty("top", `${py}px`);
}

function overlap(a, b) {
  const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return w > 0 && h > 0 ? w * h : 0;
}
