// What a gesture changes: from units and communities to the lists of a command. Nothing is drawn here.

import { NONE } from "./changes.js";

const MOST_LETTERS = 200;

/** Units that a gesture may move to a community (`null`: to none), in order and each once. */
export function movable(drawing, units, target) {
  const { ground } = drawing;
  if (target !== null && (!drawing.records.has(target) || drawing.isLocked(target))) return [];
  const office = target === null ? null : drawing.records.get(target).subdistrict;
  return [...new Set(units)]
    .sort((a, b) => a - b)
    .filter((unit) => {
      const home = drawing.communityOf(unit);
      if (home === target || drawing.isLocked(home) || ground.isUndecided[unit]) return false;
      return office === null || ground.subdistricts[ground.subdistrict[unit]] === office;
    });
}

/** Give units to a community, or to none; locked ones stay, and so do those of another street office. */
export function assign(drawing, units, target) {
  return moved(drawing, movable(drawing, units, target), target, []);
}

/** Found a community of some units: those of the street office that most of them lie in. */
export function newCommunity(drawing, units, used) {
  const { ground } = drawing;
  const loose = units.filter((unit) => drawing.communityOf(unit) === null && !ground.isUndecided[unit] && drawing.isOurs(unit));
  const free = movable(drawing, units, null).concat(loose);
  if (free.length === 0) return NONE;
  const office = mostCommon(free.map((unit) => ground.subdistrict[unit]));
  const subdistrict = ground.subdistricts[office];
  const own = [...new Set(free)].sort((a, b) => a - b).filter((unit) => ground.subdistrict[unit] === office);
  const number = firstFree((k) => used.has(`${subdistrict}+${k}`) || drawing.records.has(`${subdistrict}+${k}`), 1);
  const id = `${subdistrict}+${number}`;
  const names = new Set([...drawing.records.values()].map(({ name }) => name));
  const name = `新社区 ${firstFree((k) => names.has(`新社区 ${k}`), number)}`;
  const record = { name, subdistrict, locked: false, colour: 0, alone: false };
  return moved(drawing, own, id, [[id, null, record]]);
}

/** Join the second community to the first; nothing where one is locked or they are of two street offices. */
export function merge(drawing, into, from) {
  if (into === from || drawing.isLocked(from)) return NONE;
  if (drawing.records.get(into)?.subdistrict !== drawing.records.get(from)?.subdistrict) return NONE;
  return assign(drawing, drawing.unitsOf(from), into);
}

/** Change some fields of a community's record: `locked`, `name`, `colour`, `alone`; none of another street office. */
export function edit(drawing, id, fields) {
  if (drawing.isElsewhere(id)) return NONE;
  const record = drawing.records.get(id);
  const after = { ...record, ...fields };
  const differs = record && Object.keys(fields).some((key) => record[key] !== fields[key]);
  return differs ? { ...NONE, communities: [[id, record, after]] } : NONE;
}

/** Rename a community; a name of nothing but blanks is none. */
export function rename(drawing, id, name) {
  const text = name.trim().slice(0, MOST_LETTERS);
  return text ? edit(drawing, id, { name: text }) : NONE;
}

/** The same changes with the communities that they leave without a unit ended, and no other ended by them. */
export function completed(drawing, changes) {
  const left = new Map();
  const count = (id, sign) => id !== null && left.set(id, (left.get(id) ?? drawing.unitsOf(id).length) + sign);
  changes.units.forEach(([, before, after]) => {
    count(before, -1);
    count(after, 1);
  });
  const told = new Map(changes.communities.map((row) => [row[0], row]));
  const begun = changes.communities.filter(([id, , after]) => after !== null && (left.get(id) ?? 1) > 0);
  const ended = [...left]
    .filter(([id, units]) => units === 0 && drawing.records.has(id))
    .map(([id]) => [id, told.get(id)?.[1] ?? drawing.records.get(id), null]);
  return { units: changes.units, communities: [...begun, ...ended], splits: changes.splits ?? [] };
}

function moved(drawing, units, target, communities) {
  const rows = units.map((unit) => [drawing.ground.ids[unit], drawing.communityOf(unit), target]);
  return rows.length ? completed(drawing, { units: rows, communities }) : NONE;
}

function firstFree(taken, from) {
  let number = from;
  while (taken(number)) number += 1;
  return number;
}

function mostCommon(values) {
  const counts = new Map();
  values.forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1));
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0][0];
}
