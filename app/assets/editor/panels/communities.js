// The right column's upper half: readings, the street office chosen, the community table with what can be done to a row.

import { floorText, limitsText, termList } from "../../sheet/community.js";
import { element } from "../../sheet/dom.js";
import { scaleEnd } from "../../sheet/gauge.js";
import { readingRow } from "../../sheet/readings.js";
import { makeTable } from "../../sheet/table.js";
import { redraw } from "../../sheet/redraw.js";
import { count, large, percent, t } from "../../sheet/words.js";
import { button } from "./dialog.js";
import { UNASSIGNED } from "./rows.js";
import { readingsOf } from "./scope.js";

const NOTE_OF_ALONE = "相对独立";

/** Draw readings and table; `rows()` gives the rows, `act` what can be done. */
export function makeCommunities({ view, session, rows, act }) {
  const top = element("div", { class: "readings-slot" });
  const table = makeTable(
    { pick: act.pick, zoom: act.zoom, hover: act.hover, sort: act.sort },
    (community) => describe(community),
  );
  const offices = [...session.ground.subdistricts].sort((a, b) => a.localeCompare(b, "zh-CN"));

  const render = () => {
    const all = rows();
    const office = view.get("office");
    redraw(top, officeChoice(), readingRow(readingsOf(session, all, office)));
    table.render({
      communities: all.filter((row) => office === null || row.unassigned || row.subdistrict === office),
      band: session.ground.band,
      end: scaleEnd(
        session.ground.band,
        all.map((row) => row.households ?? 0),
      ),
      chosen: view.get("selected"),
      sort: view.get("sort"),
    });
  };

  const officeChoice = () => {
    if (offices.length < 2) return null;
    const chosen = view.get("office");
    return element(
      "div",
      { class: "office-choice" },
      element(
        "select",
        { "aria-label": t("offices.choose"), on: { change: (e) => act.office(e.target.value || null) } },
        element("option", { value: "" }, t("offices.all", { n: offices.length })),
        offices.map((name) => element("option", { value: name, selected: name === chosen }, officeText(name))),
      ),
    );
  };

  const officeText = (name) => {
    const { territory } = session.drawing;
    return territory === null || name === territory ? name : t("offices.look_only", { name });
  };

  const describe = (c) => {
    if (c.unassigned)
      return [
        element("p", {}, t("editor.panel.unassigned.text", { units: count(c.units), households: count(c.households) })),
        element("p", { class: "row-actions" }, button(t("editor.panel.row.zoom"), () => act.zoom(UNASSIGNED), "link")),
      ];
    return [
      termList([
        [t("detail.origin"), c.continues ? t("detail.continues", { before: presentName(session, c.continues) }) : t("detail.new")],
        [t("detail.population"), c.population === null ? null : count(c.population)],
        [t("detail.floor"), floorText(c)],
        [t("editor.panel.row.pieces"), c.pieces > 1 ? count(c.pieces) : null],
        [t("detail.limits"), limitsText(c.four_bounds)],
        [t("editor.panel.row.note"), c.alone ? t("editor.panel.row.alone_note", { note: NOTE_OF_ALONE }) : null],
      ]),
      session.frozen ? zoomOnly(c) : actions(c),
    ];
  };
  const zoomOnly = (c) =>
    element("p", { class: "row-actions" }, button(t("editor.panel.row.zoom"), () => act.zoom(c.community_id), "link"));
  const actions = (c) => {
    const line = element("p", { class: "row-actions" });
    line.append(
      button(t("editor.panel.row.zoom"), () => act.zoom(c.community_id), "link"),
      button(t("editor.panel.row.rename"), () => renameIn(line, c), "link"),
      button(t(c.locked ? "editor.panel.row.unlock" : "editor.panel.row.lock"), () => act.lock(c.community_id, !c.locked), "link"),
      button(t(c.alone ? "editor.panel.row.not_alone" : "editor.panel.row.alone"), () => act.alone(c.community_id, !c.alone), "link"),
    );
    return line;
  };
  const renameIn = (line, c) => {
    const before = [...line.childNodes];
    const input = element("input", { class: "rename", value: c.name, "aria-label": t("editor.panel.row.rename"), maxlength: 60 });
    let isOpen = true;
    const end = (keep) => {
      if (!isOpen) return;
      isOpen = false;
      line.replaceChildren(...before);
      const wanted = input.value.trim();
      if (keep && wanted && wanted !== c.name) act.rename(c.community_id, wanted);
      else before[1].focus();
    };
    input.addEventListener("keydown", (event) => {
      if (!event.isComposing && (event.code === "Enter" || event.code === "Escape")) {
        end(event.code === "Enter");
        event.preventDefault();
      }
      event.stopPropagation();
    });
    input.addEventListener("blur", () => end(true));
    line.replaceChildren(input);
    input.select();
  };
  return { element: top, table: table.element, render };
}

function presentName(session, id) {
  return session.ground.today.find((c) => c.community_id === id)?.name ?? id;
}

/** One line for a screen reader: the community, its total, and whether that is in the band. */
export function spoken(row, band) {
  if (!row) return "";
  const total = large(row.households, t("unit.household"));
  if (band?.max != null && row.households > band.max)
    return t("gauge.over", { name: row.name, households: count(row.households), by: count(row.households - band.max) });
  if (band?.min != null && row.households < band.min)
    return t("gauge.under", { name: row.name, households: count(row.households), by: count(band.min - row.households) });
  return `${row.name} ${total}${row.walkShare == null ? "" : `${t("list")}${t("editor.panel.walk", { share: percent(row.walkShare) })}`}`;
}
