// A gesture in the making: what it would change, shown on the map and on the card; done or dropped when it ends.

import { inBoth, t, count, withUnit } from "../../sheet/words.js";
import { gestureCard } from "./gesturecard.js";
import { NEW, unitTitle } from "./naming.js";
import { boxAround } from "./plane.js";

/**
 * The desk on which tools lay their gestures.
 *
 * `paint` repaints units and marks, `card` is the cursor card, `say` speaks to the reader's screen.
 */
export function makeDesk({ session, view, scene, paint, card, say, boxesOf }) {
  let laid = null;

  // What some units and a target come to.
  const changesOf = ({ kind, units, target, from }) => {
    if (kind === "merge") return session.merge(target, from);
    return target === NEW ? session.newCommunity(units) : session.assign(units, target);
  };

  const desk = {
    session,
    view,
    scene,
    say,
    /** What is laid out now, or null. */
    get laid() {
      return laid;
    },
    /**
     * Lay a gesture out: `{ kind, units, target, holds?, paints?, from? }`.
     *
     * `holds`: with a cut nothing happens on release; `paints`: the units already take their new colour.
     */
    lay(gesture, spot) {
      const { drawing, ground } = session;
      let changes = changesOf(gesture);
      let ahead = session.preview(changes);
      const joins = spot.shift && ahead.joinsCut.length > 0;
      if (joins) {
        changes = changesOf({ ...gesture, units: [...gesture.units, ...ahead.joinsCut] });
        ahead = session.preview(changes);
      }
      const moving = changes.units.map(([id]) => ground.indexOf.get(id));
      const cut = ahead.cuts.flatMap(({ units }) => units);
      const record = typeof gesture.target === "string" ? drawing.records.get(gesture.target) : null;
      laid = { gesture, changes, ahead, moving, cut, joins, spot };
      const repainted = scene.pass(
        { proposal: moving, cut },
        gesture.paints && record ? { colour: record.colour, locked: false } : null,
      );
      scene.outline("gesture", [
        { kind: "moving", units: moving },
        { kind: "cut", units: cut },
      ]);
      scene.notice = cut.length
        ? { text: t("editor.map.loose", { what: desk.sizeOf(cut) }), place: middleOf(scene.plane, cut) }
        : null;
      paint.units(repainted);
      paint.marks();
      const content = gestureCard(session, laid);
      card.show(content, spot.at, boxesOf([moving, cut]));
      say(content.spoken);
    },
    /** Say what a gesture chooses without moving anything. */
    choosing(units, spot) {
      const what = t("editor.map.chosen", { n: count(units.length) });
      scene.outline("gesture", [{ kind: "units", units }]);
      paint.marks();
      card.show(
        { title: what, households: total(session.ground, units), rows: [], warning: null, keys: [] },
        spot.at,
        boxesOf([units]),
      );
      say(what);
    },
    /** Say on the card why nothing would happen. */
    refuse(title, text, spot) {
      desk.drop();
      card.show({ title, households: null, rows: [], warning: { kind: "note", text }, keys: [] }, spot.at, []);
      say(`${title} ${text}`);
    },
    /** Shift went down or up while a gesture lies here. */
    again(shift) {
      if (laid) desk.lay(laid.gesture, { ...laid.spot, shift });
    },
    /** Do what lies here; returns whether anything was done. */
    release(shift) {
      if (!laid) {
        desk.drop();
        return false;
      }
      if (shift !== laid.joins && laid.ahead.joinsCut.length + Number(laid.joins) > 0) desk.again(shift);
      const { gesture, changes, ahead } = laid;
      const stops = gesture.holds && ahead.cuts.length > 0;
      desk.drop();
      if (stops || !changes.units.length) return false;
      session.commit(gesture.kind, labelOf(session, gesture, changes), changes);
      // What was just founded is what the planner goes on with.
      if (gesture.target === NEW) view.set({ selected: changes.units[0][2], units: [] });
      return true;
    },
    /** Take everything off the desk. */
    drop() {
      laid = null;
      const repainted = scene.pass({});
      scene.outline("gesture", []);
      scene.sketch = scene.notice = null;
      paint.units(repainted);
      paint.marks();
      card.hide();
    },
    /** Draw the line of a gesture: `{ points, closed?, radius?, dots? }` in the plane, or nothing. */
    sketch(sketch) {
      scene.sketch = sketch;
      paint.marks();
    },
    /** The name of a community, or of land of none. */
    nameOf: (id) => (id === null ? t("editor.map.unassigned") : (session.drawing.records.get(id)?.name ?? id)),
    /** The name of an area, or what to call it without one. */
    unitName: (unit) => unitTitle(session.ground, unit),
    sizeOf: (units) =>
      t("editor.map.areas", {
        n: count(units.length),
        households: withUnit(count(total(session.ground, units)), t("unit.household")),
      }),
  };
  return desk;
}

function middleOf(plane, units) {
  const [left, top, right, bottom] = boxAround(plane.units, units);
  return [(left + right) / 2, (top + bottom) / 2];
}

function total(ground, units) {
  return units.reduce((sum, unit) => sum + ground.households[unit], 0);
}

// The line of the log, in both languages: from where to where.
function labelOf(session, { kind }, changes) {
  const name = (id) => {
    if (id === null) return inBoth("editor.map.unassigned");
    const begun = changes.communities?.find(([of, before]) => of === id && before === null);
    const record = session.drawing.records.get(id) ?? begun?.[2];
    return record?.name ?? id;
  };
  const from = [...new Set(changes.units.map(([, before]) => before))];
  const to = changes.units[0][2];
  const ends = from.length === 1 ? "one" : "many";
  return inBoth(`editor.map.label.${kind}.${ends}`, {
    from: name(from[0]),
    to: name(to),
    n: changes.units.length,
  });
}
