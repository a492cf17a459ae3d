// A drawing and the changes made to it, as the server makes them (app/plans/pen.py).

import assert from "node:assert/strict";
import test from "node:test";

import { BeforeError, holds, joined } from "../../app/assets/editor/core/changes.js";
import { apply, invert, openDrawing } from "../../app/assets/editor/core/drawing.js";
import { openGround } from "../../app/assets/editor/core/ground.js";
import { changed, difference } from "../../app/assets/editor/core/replant.js";
import { smallDrawing, smallGround } from "./small_ground.mjs";
import { units } from "./opened.mjs";

const open = () => openDrawing(openGround(smallGround()), smallDrawing());
const MOVE = {
  units: [
    ["b1", "甲二", "甲一"],
    ["c3", "乙二", null],
  ],
};
const LINE = [
  [300, 450],
  [600, 450],
];
const CUT = { splits: [["b2", null, { line: LINE, parts: ["b2/1", "b2/2"] }]] };

test("changes move units and say what they touched", () => {
  const drawing = open();
  const touched = apply(drawing, MOVE);
  assert.deepEqual(touched.units, units("b1", "c3"));
  assert.deepEqual([...touched.communities].sort(), ["乙二", "甲一", "甲二"].sort());
  assert.equal(drawing.communityOf(units("b1")[0]), "甲一");
  assert.deepEqual([...drawing.unitsOf(null)], units("c3"));
});

test("made and taken back, a drawing is what it was", () => {
  const drawing = open();
  apply(drawing, MOVE);
  apply(drawing, invert(MOVE));
  assert.deepEqual(drawing.toJson(), smallDrawing());
});

test("a wrong before changes nothing at all", () => {
  const drawing = open();
  assert.throws(
    () =>
      apply(drawing, {
        units: [
          ["b1", "甲二", "甲一"],
          ["c3", "乙一", null],
        ],
      }),
    BeforeError,
  );
  assert.deepEqual(drawing.toJson(), smallDrawing());
  assert.equal(holds(drawing.read, { units: [["zz", null, "甲一"]] }), false, "a unit that is not there");
  assert.equal(holds(drawing.read, { communities: [["甲一", null, {}]] }), false, "a community that is there already");
});

test("a unit of the drawing that is not on the ground is an error, not a silence", () => {
  const json = smallDrawing();
  json.units.x9 = "甲一";
  assert.throws(() => openDrawing(openGround(smallGround()), json), /x9/);
});

test("joined changes leave out what comes back to where it was", () => {
  const there = {
    units: [
      ["b1", "甲二", "甲一"],
      ["b2", "甲二", "甲一"],
    ],
  };
  const back = {
    units: [
      ["b1", "甲一", "甲二"],
      ["b2", "甲一", null],
    ],
  };
  assert.deepEqual(joined([there, back]), { units: [["b2", "甲二", null]], communities: [], splits: [] });
});

test("the parts of a cut begin in the community of their unit", () => {
  const json = changed(smallDrawing(), CUT);
  assert.equal(json.units["b2/1"], "甲二");
  assert.equal(json.units["b2/2"], "甲二");
  assert.equal("b2" in json.units, false);
  assert.deepEqual(changed(json, invert(CUT)), smallDrawing());
});

test("a cut can be taken back only while its parts are together", () => {
  const apart = changed(changed(smallDrawing(), CUT), { units: [["b2/1", "甲二", "甲一"]] });
  assert.throws(() => changed(apart, invert(CUT)), BeforeError);
});

test("one command may bring the parts together and take the cut back: units come before cuts that end", () => {
  const apart = changed(changed(smallDrawing(), CUT), { units: [["b2/1", "甲二", "甲一"]] });
  const both = { units: [["b2/1", "甲一", "甲二"]], splits: invert(CUT).splits };
  assert.deepEqual(changed(apart, both), smallDrawing());
});

test("the difference of two drawings leads from one to the other, cuts and all", () => {
  const cut = changed(smallDrawing(), CUT);
  const inner = { splits: [["b2/1", null, { line: LINE, parts: ["b2/1/1", "b2/1/2"] }]] };
  const twice = changed(changed(cut, inner), {
    units: [
      ["b2/1/2", "甲二", "甲一"],
      ["c1", "乙一", null],
    ],
  });
  const moved = changed(smallDrawing(), {
    ...MOVE,
    communities: [
      ["甲一", smallDrawing().communities["甲一"], { ...smallDrawing().communities["甲一"], name: "新名" }],
    ],
  });
  for (const from of [smallDrawing(), cut, twice, moved]) {
    for (const to of [smallDrawing(), cut, twice, moved]) {
      assert.deepEqual(changed(from, difference(from, to)), to);
    }
  }
});
