// The ground in typed arrays: numbers of units, neighbours, walks, what is there today.

import assert from "node:assert/strict";
import test from "node:test";

import { openGround } from "../../app/assets/editor/core/ground.js";
import { smallGround, unitOf } from "./small_ground.mjs";
import { units } from "./opened.mjs";

const ground = openGround(smallGround());

function around({ start, to }, name) {
  const unit = unitOf(name);
  return [...to.slice(start[unit], start[unit + 1])].sort((a, b) => a - b);
}

test("units are numbered in the order of their identifiers", () => {
  assert.equal(ground.count, 12);
  assert.equal(ground.indexOf.get("b2"), 4);
  assert.equal(ground.ids[4], "b2");
  assert.equal(ground.households[unitOf("c1")], 700);
});

test("neighbours are the pairs over which a community may extend, both ways", () => {
  assert.deepEqual(around(ground.neighbours, "a2"), units("a1", "a3", "b2"));
  // b and c lie in two street offices; c2 and c3 have a river between them, d2 and d3 a bridge.
  assert.deepEqual(around(ground.neighbours, "c2"), units("c1", "d2"));
  assert.deepEqual(around(ground.neighbours, "d3"), units("c3", "d2"));
});

test("borders that are drawn include those that nobody can cross", () => {
  assert.deepEqual(around(ground.touching, "c2"), units("b2", "c1", "c3", "d2"));
});

test("bounds are those of the shape", () => {
  assert.deepEqual([...ground.bounds.slice(4 * unitOf("b2"), 4 * unitOf("b2") + 4)], [300, 300, 600, 600]);
});

test("walks are tenths of minutes: 300 m of straight line are 390 m on foot, 5.5 minutes rounded up", () => {
  assert.equal(ground.walks.toAnchor(unitOf("a2"), 0), 0);
  assert.equal(ground.walks.toAnchor(unitOf("a1"), 0), 55);
  assert.equal(ground.walks.toUnit(unitOf("c1"), unitOf("c3")), 109);
});

test("walks are known within one street office only", () => {
  assert.equal(ground.walks.toAnchor(unitOf("c1"), 0), undefined);
  assert.equal(ground.walks.toUnit(unitOf("a1"), unitOf("c1")), undefined);
});

test("an office without a table of its units says nothing about walks between them", () => {
  const json = smallGround();
  json.walk.unit_walk["甲街道"] = null;
  assert.equal(openGround(json).walks.toUnit(unitOf("a1"), unitOf("a2")), undefined);
});

test("households of a present community are those of all its units", () => {
  const today = Object.fromEntries(ground.presentIds.map((id, k) => [id, ground.presentHouseholds[k]]));
  assert.deepEqual(today, { 甲一: 1200, 甲二: 1400, 乙一: 1500, 乙二: 850 });
});

test("unknown counts are told from none", () => {
  const json = smallGround();
  json.units.households = json.units.households.map(() => null);
  assert.equal(openGround(json).householdsKnown, false);
  assert.equal(ground.persons[unitOf("b3")], -1);
});
