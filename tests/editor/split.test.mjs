// Cutting a unit by a drawn line: the server cuts, the ground changes under the drawing, undo brings the old one back.

import assert from "node:assert/strict";
import test from "node:test";

import { OfflineError } from "../../app/assets/editor/core/api.js";
import { createMemory } from "../../app/assets/editor/core/memory.js";
import { fakeClock, fakeServer } from "./fake_server.mjs";
import { give, LABEL, openPage, quiet, units } from "./opened.mjs";
import { smallDrawing, smallGround, smallPlan } from "./small_ground.mjs";

const LINE = [
  [300, 450],
  [600, 450],
];
const PARTS = ["b2/1", "b2/2"];

/** The small ground with b2 (450 households) cut into a northern part of 200 and a southern one of 250. */
function cutGround() {
  const ground = smallGround();
  const { units: table } = ground;
  const b2 = table.id.indexOf("b2");
  const box = (south, north) => ({
    type: "Polygon",
    coordinates: [
      [
        [300, south],
        [600, south],
        [600, north],
        [300, north],
        [300, south],
      ],
    ],
  });
  const put = (list, first, second) => list.splice(b2, 1, first, second);
  put(table.id, ...PARTS);
  put(table.households, 200, 250);
  put(table.persons, 400, 500);
  put(table.place, [450, 525], [450, 375]);
  put(ground.shapes, box(450, 600), box(300, 450));
  for (const name of ["area_id", "name", "subdistrict", "kind", "present"])
    put(table[name], table[name][b2], table[name][b2]);
  const renumber = (list) => list.map((unit) => (unit > b2 ? unit + 1 : unit));
  for (const pairs of [ground.neighbours, ground.arcs]) {
    const [a, b] = [renumber(pairs.a), renumber(pairs.b)];
    // What lay beside b2 lies beside its north, but b3, which lies beside its south; both share the line.
    const south = table.id.indexOf("b3");
    pairs.a = [...a.map((unit, k) => (unit === b2 && b[k] === south ? b2 + 1 : unit)), b2];
    pairs.b = [...b, b2 + 1];
    for (const name of ["length_m", "crossing", "bridge"]) pairs[name]?.push(pairs[name][0]);
  }
  ground.anchors.unit = renumber(ground.anchors.unit);
  // Who walks is not asked here.
  ground.walk = { minutes: {}, unit_walk: {} };
  ground.hash = "cut";
  return ground;
}

function cutting() {
  const server = fakeServer({ plan: smallPlan(), drawing: smallDrawing(), ground: smallGround() });
  server.cut = (unit, line) => ({
    command_id: `cut-${server.plans.get("p1").log.length}`,
    kind: "split",
    label: { zh: "切分小区 b2", en: "Split b2" },
    changes: { splits: [[unit, null, { line, parts: PARTS }]] },
  });
  server.groundAt = () => ("b2" in server.drawing().units ? smallGround() : cutGround());
  return { server, storage: createMemory(), clock: fakeClock() };
}

test("the parts take the place of the unit, in its community and with their own households", async () => {
  const page = await openPage(cutting());
  const { session } = page;
  const heard = [];
  session.on("change", (touched) => heard.push(touched.ground));
  await session.split(units("b2")[0], LINE);
  assert.equal(session.ground.count, 13);
  assert.deepEqual(
    session.unitsOf("甲二").map((unit) => session.ground.ids[unit]),
    ["b1", "b2/1", "b2/2", "b3"],
  );
  assert.equal(session.totals("甲二").households, 1400);
  assert.deepEqual(heard, [true]);
  assert.deepEqual([session.base, session.pending], [1, 0]);
});

test("a part can be given away, and the two of them no longer joined are a cut", async () => {
  const { session } = await openPage(cutting());
  await session.split(units("b2")[0], LINE);
  const [north, south] = PARTS.map((id) => session.ground.indexOf.get(id));
  assert.equal(
    session.preview(session.assign([north], "甲一")).cut.households,
    600,
    "b1 comes loose: the south holds b3",
  );
  session.commit("move", LABEL, session.assign([south], "甲一"));
  assert.equal(session.totals("甲一").households, 1450);
});

test("undo joins the parts again without asking the server, redo cuts again", async () => {
  const { session, server } = await openPage(cutting());
  const before = [session.drawing.toJson(), session.totals("甲二")];
  await session.split(units("b2")[0], LINE);
  give(session, ["a1"], null);
  await quiet();
  server.fail = new OfflineError(new Error("no line"));
  assert.equal(session.undo(), true);
  assert.equal(session.undo(), true);
  assert.deepEqual([session.drawing.toJson(), session.totals("甲二")], before);
  assert.equal(session.redo(), true);
  assert.equal(session.ground.count, 13);
  assert.equal(session.undo(), true);
  server.fail = null;
  await session.retry();
  assert.deepEqual(server.drawing(), smallDrawing());
});

test("a cut can be taken back only while its parts are together", async () => {
  const { session } = await openPage(cutting());
  await session.split(units("b2")[0], LINE);
  session.commit("move", LABEL, session.assign([session.ground.indexOf.get("b2/2")], "甲一"));
  session.undo();
  assert.equal(session.canUndo, true);
  session.undo();
  assert.equal(session.ground.count, 12);
});

test("on a page that never saw the whole unit, undo asks the server first", async () => {
  const same = cutting();
  const { session } = await openPage(same);
  await session.split(units("b2")[0], LINE);
  session.close();
  const { session: later } = await openPage({ ...same, ground: cutGround() });
  const undone = later.undo();
  assert.equal(later.readOnly, true, "nobody draws while the ground changes");
  assert.equal(await undone, true);
  assert.equal(later.readOnly, false);
  assert.deepEqual([later.ground.count, later.base], [12, 2]);
  assert.deepEqual(later.drawing.toJson(), smallDrawing());
});

test("after a crash a cut that was taken back and not sent is sent first, then drawn", async () => {
  const same = cutting();
  const { session } = await openPage(same);
  await session.split(units("b2")[0], LINE);
  same.server.fail = new OfflineError(new Error("no line"));
  session.undo();
  await quiet();
  session.close();
  same.server.fail = null;
  const { session: later } = await openPage({ ...same, ground: cutGround() });
  assert.deepEqual(later.drawing.toJson(), smallDrawing());
  assert.deepEqual([later.state, later.base, later.pending], ["saved", 2, 0]);
});

test("without a line nothing is cut, and the planner hears of it", async () => {
  const { session, server } = await openPage(cutting());
  server.fail = new OfflineError(new Error("no line"));
  await assert.rejects(session.split(units("b2")[0], LINE), OfflineError);
  assert.equal(session.ground.count, 12);
  assert.equal(session.readOnly, false);
});
