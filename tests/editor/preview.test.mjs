// What a gesture would do, told before the button is released.

import assert from "node:assert/strict";
import test from "node:test";

import { openPage, units } from "./opened.mjs";
import { smallDrawing } from "./small_ground.mjs";

const { session } = await openPage();
const look = (names, to) => session.preview(session.assign(units(...names), to));

test("both totals, before and after, the giver first", () => {
  const { rows, cut } = look(["b1"], "甲一");
  assert.deepEqual(rows, [
    { id: "甲二", before: 1400, after: 800, band: "under", gains: 0, loses: 1 },
    { id: "甲一", before: 1200, after: 1800, band: "in", gains: 1, loses: 0 },
  ]);
  assert.equal(cut, null);
});

test("looking changes nothing", () => {
  const before = session.drawing.toJson();
  look(["b2", "b3"], "甲一");
  assert.deepEqual(session.drawing.toJson(), before);
  assert.equal(session.pending, 0);
});

test("taking the middle cuts off the smaller end", () => {
  // 甲二 is b1 600, b2 450, b3 350: without b2 its main part is b1.
  const { cut, joinsCut } = look(["b2"], "甲一");
  assert.deepEqual(cut, { kind: "cut", community: "甲二", units: units("b3"), pieces: 1, households: 350 });
  assert.deepEqual(joinsCut, units("b3"));
});

test("what is cut off joins the gesture on request, and nothing else is cut then", () => {
  const { joinsCut } = look(["b2"], "甲一");
  const whole = session.preview(session.assign([...units("b2"), ...joinsCut], "甲一"));
  assert.equal(whole.cut, null);
  assert.deepEqual(
    whole.rows.map(({ id, after }) => [id, after]),
    [
      ["甲二", 600],
      ["甲一", 2000],
    ],
  );
});

test("a river without a bridge cuts: d2 is the only way from c2 to c1's other side", () => {
  // 乙一 is c1, c2, d1, d2 around a square: taking c1 leaves c2-d2-d1 together.
  assert.equal(look(["c1"], null).cut, null);
  // 乙二 takes c2 without touching it, as the river lies between.
  const { breaches } = look(["c2"], "乙二");
  assert.deepEqual(
    breaches.find(({ kind }) => kind === "apart"),
    {
      kind: "apart",
      community: "乙二",
      units: units("c2"),
      pieces: 1,
      households: 500,
    },
  );
  assert.equal(
    look(["d2"], "乙二").breaches.some(({ kind }) => kind === "apart"),
    false,
    "the bridge",
  );
});

test("a community that was in two pieces before is not called cut", async () => {
  const drawing = smallDrawing();
  drawing.units.b2 = "甲一";
  const { session: split } = await openPage({ drawing });
  const { cut } = split.preview(split.assign(units("a1"), null));
  assert.equal(cut, null);
});

test("a community that gives all it has is cut nowhere and breaks no band", () => {
  const { rows, cut, breaches } = look(["c3", "d3"], "乙一");
  assert.deepEqual(
    rows.map(({ id, after }) => [id, after]),
    [
      ["乙二", 0],
      ["乙一", 2350],
    ],
  );
  assert.equal(cut, null);
  assert.deepEqual(breaches, [{ kind: "over", community: "乙一", households: 2350 }]);
});

test("a new community is looked at like any other", () => {
  const changes = session.newCommunity(units("c1", "c2"));
  const { rows, breaches } = session.preview(changes);
  assert.deepEqual(
    rows.map(({ id, before, after }) => [id, before, after]),
    [
      ["乙一", 1500, 300],
      ["乙街道+1", 0, 1200],
    ],
  );
  assert.deepEqual(breaches, [{ kind: "under", community: "乙一", households: 300 }]);
});
