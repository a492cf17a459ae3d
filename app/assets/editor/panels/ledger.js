// Who has moved since today, from where to where, and by whom: what went out of one community came into another.

import { element, iconButton } from "../../sheet/dom.js";
import { swatchName } from "../../sheet/ledger.js";
import { icon, tick } from "../../sheet/marks.js";
import { redraw } from "../../sheet/redraw.js";
import { count, t } from "../../sheet/words.js";

/** Draw the ledger; `act` has `goUnits(units)` and `undoRow(row)`. */
export function makeLedger({ session, slots, act }) {
  const scroll = element("div", { class: "scroll" });
  const head = element("h2");
  slots.ledger.replaceChildren(head, scroll);

  const render = () => {
    const rows = [...session.ledger()].sort((a, b) => b.households - a.households);
    const out = sum(rows.filter((r) => r.from !== null));
    const into = sum(rows.filter((r) => r.to !== null));
    const open = sum(rows.filter((r) => r.to === null));
    head.replaceChildren(
      element("b", {}, t("editor.panel.ledger")),
      element("span", { class: "quiet" }, t("editor.panel.ledger.sum", { n: count(rows.length), households: count(sum(rows)) })),
      element("span", { class: "spacer" }),
      ...(rows.length ? [balance(out, into, open)] : []),
    );
    redraw(scroll, rows.length ? table(rows) : element("p", { class: "empty" }, t("ledger.none")));
  };
  const table = (rows) =>
    element(
      "table",
      { class: "plain ledger-rows" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", { scope: "col" }, t("ledger.area")),
          element("th", { scope: "col", class: "number" }, t("ledger.households")),
          element("th", { scope: "col" }, t("ledger.way")),
          element("th", { scope: "col" }, t("editor.panel.ledger.by")),
          element("th", {}, element("span", { class: "live" }, t("editor.panel.ledger.undo"))),
        ),
      ),
      element("tbody", {}, rows.map(line)),
    );
  const line = (row) =>
    element(
      "tr",
      { class: "link", tabindex: 0, on: { click: () => act.goUnits(row.units), keydown: enter(() => act.goUnits(row.units)) } },
      element("th", { scope: "row" }, element("bdi", {}, row.area)),
      element("td", { class: "number" }, count(row.households)),
      element("td", {}, side(row.from), " → ", side(row.to)),
      element("td", { class: "quiet" }, t(`editor.panel.ledger.by.${row.by}`)),
      element("td", { class: "row-undo" }, session.frozen ? null : undoButton(row)),
    );
  const undoButton = (row) =>
    iconButton(t("editor.panel.ledger.undo"), icon("undo"), (event) => {
      event.stopPropagation();
      act.undoRow(row);
    });
  const side = (id) => swatchName(id === null ? null : session.drawing.records.get(id) ?? today(id), id);
  const today = (id) => {
    const found = session.ground.today.find((c) => c.community_id === id);
    return found ? { name: found.name, colour: found.colour ?? 0 } : null;
  };
  return { render };
}

// What is still out with nobody is said, not hidden in the sum.
function balance(out, into, open) {
  if (open) return element("span", { class: "balance open" }, t("editor.panel.ledger.open", { households: count(open) }));
  if (out === into) return element("span", { class: "balance" }, tick(""), t("editor.panel.ledger.balances"));
  return element("span", { class: "balance" }, t("editor.panel.ledger.new_land", { households: count(into - out) }));
}

function sum(rows) {
  return rows.reduce((total, row) => total + row.households, 0);
}

function enter(act) {
  return (event) => {
    if (event.target !== event.currentTarget || event.code !== "Enter") return;
    act();
    event.preventDefault();
  };
}
