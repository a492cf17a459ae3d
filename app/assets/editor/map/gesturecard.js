// What the card says of a gesture: who gives, who takes, the one warning that matters most, what release does.

import { count, t, withUnit } from "../../sheet/words.js";
import { NEW, unitTitle } from "./naming.js";

/** The content of the cursor card, with `spoken`, the same in one line. */
export function gestureCard(session, { gesture, changes, ahead, moving, joins }) {
  const { ground } = session;
  const title =
    moving.length === 1 ? unitTitle(ground, moving[0]) : t("editor.map.card.areas", { n: count(moving.length) });
  const households = moving.reduce((sum, unit) => sum + ground.households[unit], 0);
  const rows = rowsOf(session, changes, ahead);
  const warning = warningOf(session, gesture, ahead, moving);
  const keys = moving.length ? keysOf(session, gesture, changes, ahead, joins) : [];
  const spoken = [
    title,
    withUnit(count(households), t("unit.household")),
    ...rows.map(({ name, before, after }) => `${name} ${count(before)} → ${count(after)}`),
    warning && `${warning.text} ${warning.detail ?? ""}`,
  ];
  return { title, households, rows, warning, keys, spoken: spoken.filter(Boolean).join(t("list")) };
}

// Givers first, the taker last.
function rowsOf({ drawing }, changes, { rows }) {
  const begun = new Map(
    (changes.communities ?? []).filter(([, before]) => before === null).map(([id, , after]) => [id, after]),
  );
  return [...rows]
    .sort((a, b) => Number(a.gains > 0) - Number(b.gains > 0) || b.before - b.after - (a.before - a.after))
    .map(({ id, before, after }) => {
      const record = drawing.records.get(id) ?? begun.get(id);
      return { name: record.name, colour: drawing.records.has(id) ? record.colour : null, before, after };
    });
}

function warningOf(session, gesture, ahead, moving) {
  const { drawing, ground } = session;
  const name = (id) => drawing.records.get(id)?.name ?? id;
  const size = ({ units, households }) =>
    t("editor.map.areas", {
      n: count(units.length),
      households: withUnit(count(households), t("unit.household")),
    });
  const locked = lockedAmong(session, gesture, moving);
  if (locked !== null) return { kind: "note", text: whyLocked(session.drawing, locked, name(locked)) };
  if (ahead.cut) {
    const pieces = ahead.cut.pieces + 1;
    const side = t(`editor.map.side.${sideOf(session, ahead.cut, new Set(moving))}`);
    return {
      kind: "hard",
      text: t("editor.map.warn.cut", {
        name: name(ahead.cut.community),
        n: pieces === 2 ? t("editor.map.two") : count(pieces),
      }),
      detail: t("editor.map.warn.cut.detail", { side, what: size(ahead.cut) }),
    };
  }
  const [apart] = ahead.breaches.filter(({ kind }) => kind === "apart");
  if (apart)
    return { kind: "soft", text: t("editor.map.warn.apart", { name: name(apart.community), what: size(apart) }) };
  const taker = ahead.rows.find(({ gains }) => gains > 0);
  const worst =
    ahead.rows.find(({ band, gains }) => band === "over" && gains > 0) ??
    ahead.rows.find(({ band, loses, after }) => band === "under" && loses > 0 && after > 0);
  if (!worst || !ground.band) return null;
  const by = worst.band === "over" ? worst.after - ground.band.max : ground.band.min - worst.after;
  const who = worst === taker && gesture.target === NEW ? t("editor.map.card.new") : name(worst.id);
  return { kind: "soft", text: t(`editor.map.warn.${worst.band}`, { name: who, by: count(by) }) };
}

// On which side of what stays lies what would come loose.
function sideOf({ ground, drawing }, { community, units }, moving) {
  const loose = new Set(units);
  const rest = drawing.unitsOf(community).filter((unit) => !loose.has(unit) && !moving.has(unit));
  const [lx, ly] = meanPlace(ground, units);
  const [x, y] = meanPlace(ground, rest.length ? rest : units);
  if (Math.abs(ly - y) >= Math.abs(lx - x)) return ly >= y ? "north" : "south";
  return lx >= x ? "east" : "west";
}

function meanPlace({ places }, units) {
  return [0, 1].map((axis) => units.reduce((sum, unit) => sum + places[unit][axis], 0) / units.length);
}

function whyLocked(drawing, id, name) {
  if (!drawing.isElsewhere(id)) return t("editor.map.warn.locked", { name });
  return t("editor.map.warn.elsewhere", { name, office: drawing.records.get(id).subdistrict });
}

// A locked community that the gesture would take from, or give to, where nothing else is left of it.
function lockedAmong({ drawing }, { units, target, from }, moving) {
  if (typeof target === "string" && drawing.isLocked(target)) return target;
  if (moving.length) return null;
  const held = from ?? units.map((unit) => drawing.communityOf(unit)).find((id) => drawing.isLocked(id));
  return held !== undefined && drawing.isLocked(held) ? held : null;
}

function keysOf({ drawing }, { target, holds, kind }, changes, { cut, joinsCut }, joins) {
  const name =
    target === NEW
      ? t("editor.map.card.new")
      : target === null
        ? t("editor.map.unassigned")
        : (drawing.records.get(target)?.name ?? target);
  const give = t(kind === "merge" ? "editor.map.key.merge" : "editor.map.key.give", { name });
  const escape = ["Esc", t("editor.map.key.cancel")];
  if (joins) return [[`Shift + ${t("editor.map.key.release")}`, t("editor.map.key.with_rest", { name })], escape];
  if (!cut || !joinsCut.length) return [[t("editor.map.key.release"), give], escape];
  return [
    [t("editor.map.key.release"), holds ? t("editor.map.key.nothing") : give],
    [`Shift + ${t("editor.map.key.release")}`, t("editor.map.key.with_rest", { name })],
    escape,
  ];
}
