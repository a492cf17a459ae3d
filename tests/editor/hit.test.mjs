// Which units a gesture means. The squares are 300 m wide; a1 has its corner in the north-west at (0, 900).

import assert from "node:assert/strict";
import test from "node:test";

import { openDrawing } from "../../app/assets/editor/core/drawing.js";
import { openGround } from "../../app/assets/editor/core/ground.js";
import { pushable, unitAt, unitsAlong, unitsIn, unitsInBox } from "../../app/assets/editor/core/hit.js";
import { smallDrawing, smallGround, unitOf } from "./small_ground.mjs";
import { units } from "./opened.mjs";

const ground = openGround(smallGround());
const sorted = (list) => [...list].sort((a, b) => a - b);

test("a place lies in the unit around it, or in none", () => {
  assert.equal(unitAt(ground, [10, 890]), unitOf("a1"));
  assert.equal(unitAt(ground, [450, 450]), unitOf("b2"));
  assert.equal(unitAt(ground, [-5, 450]), -1);
  assert.equal(unitAt(ground, [5000, 5000]), -1);
});

test("a hole belongs to what fills it, not to what surrounds it", () => {
  const json = smallGround();
  const inner = [
    [100, 700],
    [200, 700],
    [200, 800],
    [100, 800],
    [100, 700],
  ];
  json.shapes[0].coordinates.push(inner);
  json.shapes[1] = { type: "MultiPolygon", coordinates: [json.shapes[1].coordinates, [inner]] };
  const pierced = openGround(json);
  assert.equal(unitAt(pierced, [150, 750]), unitOf("a2"));
  assert.equal(unitAt(pierced, [50, 750]), unitOf("a1"));
  assert.deepEqual(
    unitsAlong(pierced, [
      [140, 740],
      [160, 760],
    ]),
    units("a2"),
  );
});

test("a fast stroke of two samples hits every unit between them, in its order", () => {
  assert.deepEqual(
    unitsAlong(ground, [
      [150, 450],
      [1050, 450],
    ]),
    units("a2", "b2", "c2", "d2"),
  );
  assert.deepEqual(
    unitsAlong(ground, [
      [1050, 450],
      [150, 450],
    ]),
    units("d2", "c2", "b2", "a2"),
  );
});

test("a stroke that only clips a corner hits it", () => {
  // From a1 down to b2 through the corner of b1: y = 890 − x.
  assert.deepEqual(
    sorted(
      unitsAlong(ground, [
        [250, 640],
        [350, 540],
      ]),
    ),
    sorted(units("a1", "a2", "b2")),
  );
  assert.deepEqual(
    sorted(
      unitsAlong(ground, [
        [250, 660],
        [350, 560],
      ]),
    ),
    sorted(units("a1", "b1", "b2")),
  );
});

test("a stroke that crosses a unit without a corner or sample inside hits it", () => {
  assert.ok(
    unitsAlong(ground, [
      [-100, 450],
      [2000, 450],
    ]).includes(unitOf("c2")),
  );
  assert.deepEqual(
    unitsAlong(ground, [
      [-100, 450],
      [2000, 450],
    ]),
    units("a2", "b2", "c2", "d2"),
  );
});

test("a single tap is a stroke of one sample", () => {
  assert.deepEqual(unitsAlong(ground, [[450, 450]]), units("b2"));
  assert.deepEqual(unitsAlong(ground, []), []);
});

test("a wide brush takes what its edges touch", () => {
  const stroke = [
    [100, 620],
    [500, 620],
  ];
  assert.deepEqual(sorted(unitsAlong(ground, stroke)), sorted(units("a1", "b1")));
  assert.deepEqual(sorted(unitsAlong(ground, stroke, 30)), sorted(units("a1", "a2", "b1", "b2")));
});

test("however finely a stroke is sampled, it hits the same units", () => {
  const path = Array.from({ length: 200 }, (_, k) => [20 + 5.7 * k, 880 - 4.1 * k]);
  assert.deepEqual(sorted(unitsAlong(ground, path)), sorted(unitsAlong(ground, [path[0], path.at(-1)])));
});

test("a lasso takes the units whose place it surrounds", () => {
  assert.deepEqual(
    unitsIn(ground, [
      [0, 500],
      [800, 500],
      [800, 900],
      [0, 900],
    ]),
    units("a1", "b1", "c1"),
  );
  assert.deepEqual(
    unitsIn(ground, [
      [0, 0],
      [10, 10],
    ]),
    [],
  );
  // A concave one that goes around b1.
  const around = [
    [0, 900],
    [0, 600],
    [900, 600],
    [900, 900],
    [590, 900],
    [590, 610],
    [310, 610],
    [310, 900],
  ];
  assert.deepEqual(unitsIn(ground, around), units("a1", "c1"));
});

test("a rectangle may be drawn from any corner", () => {
  const found = units("a1", "a2", "b1", "b2");
  assert.deepEqual(unitsInBox(ground, [500, 400], [100, 800]), found);
  assert.deepEqual(unitsInBox(ground, [100, 800], [500, 400]), found);
});

test("a unit is pushed only over a border that can be crossed, and never out of or into a lock", () => {
  const drawing = openDrawing(ground, smallDrawing());
  assert.equal(pushable(ground, drawing, unitOf("b1"), "甲一"), true);
  assert.equal(pushable(ground, drawing, unitOf("a1"), "甲一"), false);
  assert.equal(pushable(ground, drawing, unitOf("c2"), "乙二"), false, "the river");
  assert.equal(pushable(ground, drawing, unitOf("d2"), "乙二"), true, "the bridge");
  assert.equal(pushable(ground, drawing, unitOf("b1"), "没有"), false);
  const locked = smallDrawing();
  locked.communities["甲一"].locked = true;
  assert.equal(pushable(ground, openDrawing(ground, locked), unitOf("b1"), "甲一"), false);
  assert.equal(pushable(ground, openDrawing(ground, locked), unitOf("a1"), "甲二"), false);
});

test("a brush is a round tip: a small unit inside its width is met, one beyond its radius is not", () => {
  const json = smallGround();
  const ring = [
    [440, 800],
    [460, 800],
    [460, 820],
    [440, 820],
    [440, 800],
  ];
  json.shapes[unitOf("c3")] = { type: "Polygon", coordinates: [ring] };
  const small = openGround(json);
  const stroke = [
    [320, 760],
    [580, 760],
  ];
  assert.ok(!unitsAlong(small, stroke, 39).includes(unitOf("c3")));
  assert.ok(unitsAlong(small, stroke, 70).includes(unitOf("c3")));
  // The tip reaches 50 m beyond the last sample, not its corner: a2 lies 40 m below and 40 m to the west of it.
  assert.deepEqual(
    unitsAlong(ground, [[340, 640]], 50),
    units("a1", "a2", "b1", "b2").filter((unit) => unit !== unitOf("a2")),
  );
  assert.ok(unitsAlong(ground, [[340, 640]], 60).includes(unitOf("a2")));
  assert.ok(!unitsAlong(ground, [[340, 640]], [60, 30]).includes(unitOf("a2")), "an ellipse where degrees differ");
});
