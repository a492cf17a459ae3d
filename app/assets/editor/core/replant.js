// Changes on a drawing as JSON, splits included, in the server's order: for the versions of others, for recovery, and
// for drawings whose units change.

import { BeforeError, listed, same } from "./changes.js";

/** A new drawing (JSON) with a row of commands made. */
export function replayed(json, commands) {
  const next = structuredClone(json);
  next.splits ??= {};
  commands.forEach((command) => make(next, command.changes));
  return next;
}

/** A new drawing (JSON) with changes made; BeforeError where they do not fit. */
export function changed(json, changes) {
  return replayed(json, [{ changes }]);
}

/** Changes that lead from one drawing (JSON) to another, whatever each has cut. */
export function difference(from, to) {
  const splits = splitRows(from.splits ?? {}, to.splits ?? {});
  const middle = replayed(from, [{ changes: { splits: splits.filter(([, before]) => before === null) } }]);
  // The parts of a cut that ends come together where the whole unit is to be.
  const goal = { ...to.units };
  [...splits].reverse().forEach(([unit, before]) => before?.parts.forEach((part) => (goal[part] = goal[unit])));
  const units = rows(middle.units, goal).filter(([unit]) => unit in middle.units);
  return { units, communities: rows(from.communities, to.communities), splits };
}

function rows(from, to) {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((key) => !same(from[key] ?? null, to[key] ?? null))
    .sort()
    .map((key) => [key, from[key] ?? null, to[key] ?? null]);
}

// New cuts from the whole to its parts; cuts that end from the parts back to the whole. What was cut otherwise is
// joined and cut anew only by two commands, which the server asks for: such a cut is left as it is.
function splitRows(from, to) {
  const depth = (splits, unit) => {
    const parent = Object.keys(splits).find((key) => splits[key].parts.includes(unit));
    return parent === undefined ? 0 : 1 + depth(splits, parent);
  };
  const begun = Object.keys(to)
    .filter((unit) => !(unit in from))
    .sort((a, b) => depth(to, a) - depth(to, b));
  const ended = Object.keys(from)
    .filter((unit) => !(unit in to))
    .sort((a, b) => depth(from, b) - depth(from, a));
  return [...begun.map((unit) => [unit, null, to[unit]]), ...ended.map((unit) => [unit, from[unit], null])];
}

function make(drawing, changes) {
  const splits = listed(changes, "splits");
  const communities = listed(changes, "communities");
  splits.forEach(([unit, before, after]) => before === null && cut(drawing, unit, after));
  communities.forEach((row) => row[2] !== null && set(drawing.communities, "communities", row));
  listed(changes, "units").forEach((row) => {
    if (!(row[0] in drawing.units)) throw new BeforeError("units", row[0], row[1], undefined);
    set(drawing.units, "units", row);
  });
  splits.forEach(([unit, before]) => before !== null && join(drawing, unit, before));
  communities.forEach(([id, before, after]) => {
    if (after !== null) return;
    set(drawing.communities, "communities", [id, before, null]);
    delete drawing.communities[id];
  });
}

function set(map, list, [key, before, after]) {
  const found = map[key] ?? null;
  if (!same(found, before)) throw new BeforeError(list, key, before, found);
  map[key] = after;
}

function cut(drawing, unit, split) {
  if (!(unit in drawing.units)) throw new BeforeError("splits", unit, null, drawing.splits[unit]);
  split.parts.forEach((part) => (drawing.units[part] = drawing.units[unit]));
  delete drawing.units[unit];
  drawing.splits[unit] = split;
}

function join(drawing, unit, split) {
  const held = new Set(split.parts.map((part) => drawing.units[part]));
  if (!same(drawing.splits[unit] ?? null, split) || held.size !== 1 || held.has(undefined)) {
    throw new BeforeError("splits", unit, split, drawing.splits[unit] ?? null);
  }
  split.parts.forEach((part) => delete drawing.units[part]);
  drawing.units[unit] = [...held][0];
  delete drawing.splits[unit];
}
