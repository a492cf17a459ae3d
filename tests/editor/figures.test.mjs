// The figures of communities, worked out by hand from the drawing in small_ground.mjs.

import assert from "node:assert/strict";
import test from "node:test";

import { floorNeed, seatsFor } from "../../app/assets/editor/core/needs.js";
import { openGround } from "../../app/assets/editor/core/ground.js";
import { give, openPage, units } from "./opened.mjs";
import { smallGround } from "./small_ground.mjs";

test("households, persons, units; persons are unknown where those of an inhabited unit are", async () => {
  const { session } = await openPage();
  const one = session.totals("甲一");
  assert.deepEqual([one.households, one.persons, one.units, one.inBand], [1200, 2400, 3, "in"]);
  assert.equal(session.totals("甲二").persons, null, "b3 says nothing");
  // d2 says nothing either, but nobody lives there.
  assert.deepEqual([session.totals("乙一").persons, session.totals("乙一").units], [3000, 4]);
});

test("both ends belong to the band", async () => {
  const { session } = await openPage();
  give(session, ["b2", "b3"], "甲一");
  assert.deepEqual([session.totals("甲一").households, session.totals("甲一").inBand], [2000, "in"]);
  assert.deepEqual([session.totals("甲二").households, session.totals("甲二").inBand], [600, "under"]);
});

test("a unit that moves takes its households, and its move counts once", async () => {
  const { session } = await openPage();
  give(session, ["b1"], "甲一");
  const [one, two] = [session.totals("甲一"), session.totals("甲二")];
  assert.deepEqual([one.movedIn, one.movedOut, one.changed], [600, 0, true]);
  assert.deepEqual([two.movedIn, two.movedOut, two.changed], [0, 600, true]);
  const readings = session.readings();
  assert.equal(readings.householdsChanged, 600);
  assert.equal(readings.share, 600 / 4950);
});

test("a community continues the one of today of which it holds more than half, not exactly half", async () => {
  const { session } = await openPage();
  // 甲一 gives a2 (500) and then a1 (400) of its 1,200: with 700 it still continues, with 300 it does not.
  give(session, ["a2"], "甲二");
  assert.equal(session.totals("甲一").continues, "甲一");
  give(session, ["a1"], "甲二");
  assert.equal(session.totals("甲一").continues, null);
  // 甲二 holds 900 of 甲一's 1,200 and all 1,400 of its own: it continues the larger.
  assert.equal(session.totals("甲二").continues, "甲二");
  // So a1 and a2 moved, and a3 is no longer in what continues 甲一.
  assert.equal(session.readings().householdsChanged, 1200);
});

test("half is not more than half", async () => {
  const ground = smallGround();
  ground.units.households[units("a1")[0]] = 600;
  ground.units.households[units("a2")[0]] = 300;
  const { session } = await openPage({ ground });
  give(session, ["a1"], null);
  assert.equal(session.totals("甲一").continues, null, "600 of 1,200");
});

test("households without a community count as moved from that of today", async () => {
  const { session } = await openPage();
  give(session, ["a1"], null);
  const readings = session.readings();
  assert.deepEqual(
    [readings.householdsChanged, readings.unassignedUnits, readings.unassignedHouseholds],
    [400, 1, 400],
  );
  assert.deepEqual(session.all()[0].id, null);
});

test("floor: what stands and is planned counts, candidates do not, an unknown one leaves the sum unknown", async () => {
  const { session } = await openPage();
  const of = (id) => {
    const { floorM2, floorNeedM2, floorMissingM2 } = session.totals(id);
    return [floorM2, floorNeedM2, floorMissingM2];
  };
  assert.deepEqual(of("甲一"), [900, 360, 0]);
  assert.deepEqual(of("甲二"), [300, 420, 120]);
  assert.deepEqual(of("乙一"), [null, 450, null]);
  assert.deepEqual(of("乙二"), [0, 255, 255]);
});

test("what is known may suffice", async () => {
  const { session } = await openPage();
  const ground = smallGround();
  ground.anchors.unit[0] = units("c1")[0];
  const { session: other } = await openPage({ ground });
  assert.equal(session.totals("乙一").floorMissingM2, null);
  assert.deepEqual([other.totals("乙一").floorM2, other.totals("乙一").floorMissingM2], [null, 0], "900 m² are known");
});

test("without a facility layer floor is unknown", async () => {
  const ground = { ...smallGround(), facilities_known: false };
  ground.anchors = { facility_id: [], name: [], status: [], area_m2: [], unit: [], place: [] };
  const { session } = await openPage({ ground });
  assert.deepEqual([session.totals("甲一").floorM2, session.totals("甲一").floorMissingM2], [null, null]);
});

test("the least floor binds a new community of up to 2,000 households", async () => {
  const rules = { floor_m2_per_100: 30, floor_min_m2: 600, floor_min_households_max: 2000, floor_min_for_all: false };
  assert.equal(floorNeed(rules, 1000, true), 600);
  assert.equal(floorNeed(rules, 1000, false), 300);
  assert.equal(floorNeed(rules, 2000, true), 600);
  assert.equal(floorNeed(rules, 2001, true), 600.3);
  assert.equal(floorNeed({ ...rules, floor_min_for_all: true }, 1000, false), 600);
  assert.equal(floorNeed({ ...rules, floor_mode: "ceil" }, 5001, false), 1530);
  assert.equal(floorNeed({}, 1000, true), null);
  const { session } = await openPage();
  session.commit("new", { zh: "", en: "" }, session.newCommunity(units("c1")));
  assert.deepEqual([session.totals("乙街道+1").continues, session.totals("乙街道+1").floorNeedM2], [null, 600]);
});

test("seats: on the border of two classes the lower is recommended", () => {
  const rules = {
    seats: [
      [2000, 5],
      [4000, 7],
      [null, 9],
    ],
  };
  assert.deepEqual(
    [1, 2000, 2001, 4000, 4001].map((households) => seatsFor(rules, households)),
    [5, 5, 7, 7, 9],
  );
  assert.equal(seatsFor({ seats: [] }, 100), null);
});

test("walking: to the facility inside, the one with the least walking of all households", async () => {
  const { session } = await openPage();
  // 甲一 walks to f1 in the middle of the column; 甲二 likewise to f2.
  assert.equal(session.totals("甲一").walkShare, 1);
  // With b1 and b2, f1 (in a2) and f2 (in b2) are both inside. To f1 the columns walk, in tenths, 55·400 + 0 + 55·300
  // + 77·600 + 55·450 = 109,450; to f2 77·400 + 55·500 + 77·300 + 55·600 + 0 = 114,400. So it stays f1.
  give(session, ["b1", "b2"], "甲一");
  assert.equal(session.totals("甲一").walking.anchor, 0);
  // With b3 both stand in the middle of a block of six; b has more households than a, so that now f2 is nearer to all.
  give(session, ["b3"], "甲一");
  assert.equal(session.totals("甲一").walking.anchor, 1);
});

test("walking: without a facility to the unit with the least, and whoever lives beyond ten minutes does not count", async () => {
  const { session } = await openPage();
  // 乙二 (c3 400, d3 450) has only a candidate: its people walk to d3.
  assert.deepEqual(session.totals("乙二").walking, {
    within: 850,
    households: 850,
    anchor: null,
    unit: units("d3")[0],
  });
  // 乙一 walks to f3 in c1; d2, where nobody lives, is the farthest. With d3 and c3 those two are 10.9 and 12.2 minutes away.
  give(session, ["c3", "d3"], "乙一");
  const { walkShare, walking } = session.totals("乙一");
  assert.deepEqual([walking.within, walking.households], [1500, 2350]);
  assert.equal(walkShare, 1500 / 2350);
});

test("the walking share of the plan is that of its households", async () => {
  const { session } = await openPage();
  give(session, ["c3", "d3"], "乙一");
  assert.equal(session.readings().walkShare, (4950 - 850) / 4950);
});

test("walks that the tables do not tell leave the share open", async () => {
  const ground = smallGround();
  ground.walk.unit_walk["乙街道"] = null;
  const { session } = await openPage({ ground });
  assert.equal(session.totals("乙二").walkShare, null);
});

test("the plan's readings", async () => {
  const { session } = await openPage();
  give(session, ["c3", "d3"], "乙一");
  const readings = session.readings();
  assert.deepEqual(
    [
      readings.communities,
      readings.today,
      readings.inBand,
      readings.todayInBand,
      readings.floorMissing,
      readings.preview,
    ],
    [3, 4, 2, 3, null, true],
  );
});

test("undecided areas belong to nobody and count nowhere", async () => {
  const ground = smallGround();
  ground.units.undecided = units("c1");
  const { session } = await openPage({ ground });
  assert.equal(session.totals("乙一").households, 800);
  assert.deepEqual(session.assign(units("c1"), "乙二").units, []);
  assert.equal(openGround(ground).settled, 4950 - 700);
});
