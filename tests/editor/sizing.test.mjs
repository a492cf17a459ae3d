// How a community stands to its band, by the numbers of packs that count persons too (rules.md 2.1, AMB-1, AMB-21).

import assert from "node:assert/strict";
import test from "node:test";

import { sizeOf, standing } from "../../app/assets/editor/core/sizing.js";

const BAND = { households_min: 1000, households_max: 3000, population_min: 3000, population_max: 9000 };
const tally = (households, persons, more = {}) => ({
  households,
  persons: persons ?? 0,
  personsMissing: persons === null ? 1 : 0,
  inhabited: 3,
  selected: 0,
  familyCommittee: 0,
  alone: 0,
  ...more,
});
const ground = (rules) => ({ householdsKnown: true, rules });
const size = (rules, ...counted) => sizeOf(ground(rules), tally(...counted));

test("households alone", () => {
  const rules = { ...BAND, combine_lower: "households_only", combine_upper: "households_only" };
  assert.deepEqual(
    [999, 1000, 3000, 3001].map((h) => size(rules, h, 1)),
    ["under", "in", "in", "over"],
  );
});

test("any: one measure that is met suffices", () => {
  const rules = { ...BAND, combine_lower: "any", combine_upper: "any" };
  assert.equal(size(rules, 900, 3000), "in");
  assert.equal(size(rules, 900, 2999), "under");
  assert.equal(size(rules, 3500, 9000), "in");
  assert.equal(size(rules, 3500, 9001), "over");
  assert.equal(size(rules, 900, null), "under", "unknown persons meet nothing");
});

test("all: no known measure may break its bound", () => {
  const rules = { ...BAND, combine_lower: "all", combine_upper: "all" };
  assert.equal(size(rules, 1000, 2999), "under");
  assert.equal(size(rules, 3000, 9001), "over");
  assert.equal(size(rules, 1000, null), "in");
});

test("relatively independent ones may be small where the pack says so: all inhabited areas are, or the planner records it", () => {
  const rules = { ...BAND, exempts_alone: true };
  assert.equal(size(rules, 300, 900, { alone: 3 }), "in");
  assert.equal(size(rules, 300, 900, { alone: 2 }), "under");
  assert.equal(sizeOf(ground(rules), tally(300, 900), true), "in");
  assert.equal(sizeOf(ground(BAND), tally(300, 900), true), "under");
  assert.equal(sizeOf(ground(rules), tally(3001, 900), true), "over", "never large");
});

test("quarters have numbers of their own where every inhabited area is one", () => {
  const selected = {
    kinds: ["soe_quarter"],
    size: { households_min: 400, households_max: 4000, exempts_family_committee: true },
  };
  const rules = { ...BAND, selected };
  assert.equal(size(rules, 500, null, { selected: 3 }), "in");
  assert.equal(size(rules, 500, null, { selected: 2 }), "under");
  assert.equal(size(rules, 300, null, { selected: 3, familyCommittee: 3 }), "in");
});

test("nobody is no size, and no counts are no verdict", () => {
  assert.equal(size(BAND, 0, 0), "empty");
  assert.equal(sizeOf({ householdsKnown: false, rules: BAND }, tally(0, 0)), "unknown");
});

test("the gauge knows households alone", () => {
  assert.equal(standing({ min: 1000, max: null }, 9999), "in");
  assert.equal(standing(null, 3), "in");
  assert.equal(standing({ min: 1000, max: 3000 }, null), "unknown");
});
