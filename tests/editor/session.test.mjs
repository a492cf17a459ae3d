// What a planner can do to a plan, through the one seam that the views use.

import assert from "node:assert/strict";
import test from "node:test";

import { give, LABEL, openPage, quiet, units } from "./opened.mjs";
import { smallDrawing, smallGround } from "./small_ground.mjs";

const ids = (session) => [...session.drawing.records.keys()].sort();

test("a gesture is one command: drawn at once, sent, and told to whoever listens", async () => {
  const { session, server } = await openPage();
  const heard = [];
  session.on("change", (touched) => heard.push(touched));
  const command = give(session, ["b1"], "甲一", "push");
  assert.equal(session.communityOf(units("b1")[0]), "甲一");
  assert.deepEqual(
    heard.map((each) => each.units),
    [units("b1")],
  );
  assert.deepEqual([...heard[0].communities].sort(), ["甲一", "甲二"]);
  assert.equal(session.state, "saving");
  await quiet();
  assert.deepEqual([session.state, session.pending, session.head, session.base], ["saved", 0, 1, 1]);
  assert.deepEqual(
    server.plans.get("p1").log.map(({ command_id: id, kind }) => [id, kind]),
    [[command.command_id, "push"]],
  );
  assert.deepEqual(server.drawing(), session.drawing.toJson());
});

test("a gesture that changes nothing is no command", async () => {
  const { session } = await openPage();
  assert.equal(give(session, ["a1"], "甲一"), null);
  assert.equal(session.head, 0);
});

test("undo and redo restore shape and numbers; a new step forgets what was undone", async () => {
  const { session } = await openPage();
  const start = [session.drawing.toJson(), session.all(), session.readings()];
  give(session, ["b1", "b2"], "甲一");
  session.commit("new", LABEL, session.newCommunity(units("c1", "c2")));
  const after = [session.drawing.toJson(), session.readings()];
  assert.equal(session.undo() && session.undo(), true);
  const byId = (rows) => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  assert.deepEqual(
    [session.drawing.toJson(), byId(session.all()), session.readings()],
    [start[0], byId(start[1]), start[2]],
  );
  assert.equal(session.canUndo, false);
  assert.equal(session.redo() && session.redo(), true);
  assert.deepEqual([session.drawing.toJson(), session.readings()], after);
  session.undo();
  give(session, ["d3"], null);
  assert.equal(session.canRedo, false);
});

test("undoing appends to the log and never takes from it", async () => {
  const { session, server } = await openPage();
  give(session, ["b1"], "甲一");
  session.undo();
  session.redo();
  await quiet();
  assert.deepEqual(
    server.plans.get("p1").log.map(({ kind }) => kind),
    ["move", "undo", "redo"],
  );
  assert.deepEqual(
    session.versions().map(({ number, kind }) => [number, kind]),
    [
      [3, "redo"],
      [2, "undo"],
      [1, "move"],
    ],
  );
});

test("locks, names and fills are undone like everything else", async () => {
  const { session } = await openPage();
  const before = session.drawing.toJson();
  session.commit("lock", LABEL, session.lock("甲一", true));
  session.commit("rename", LABEL, session.rename("甲一", "“新”<名>"));
  session.commit("recolour", LABEL, session.recolour("甲一", 4));
  session.commit("alone", LABEL, session.alone("乙二", true));
  assert.deepEqual(session.drawing.records.get("甲一"), {
    name: "“新”<名>",
    subdistrict: "甲街道",
    locked: true,
    colour: 4,
    alone: false,
  });
  for (let k = 0; k < 4; k += 1) session.undo();
  assert.deepEqual(session.drawing.toJson(), before);
});

test("what is locked neither gives nor takes", async () => {
  const { session } = await openPage();
  session.commit("lock", LABEL, session.lock("甲一", true));
  assert.deepEqual(session.assign(units("b1"), "甲一").units, []);
  assert.deepEqual(session.assign(units("a1", "b1"), null).units, [["b1", "甲二", null]]);
  assert.deepEqual(session.merge("甲二", "甲一").units, []);
  assert.deepEqual(session.merge("甲一", "甲二").units, []);
  assert.deepEqual(session.lockedAmong(units("a1", "b1")), units("a1"));
});

test("no unit joins a community of another street office", async () => {
  const { session } = await openPage();
  assert.deepEqual(session.assign(units("b1", "c1"), "甲一").units, [["b1", "甲二", "甲一"]]);
  assert.deepEqual(session.merge("甲二", "乙一").units, []);
  // A lasso over both founds a community of the office in which most of it lies.
  const { units: rows, communities } = session.newCommunity(units("b1", "c1", "c2"));
  assert.deepEqual(
    rows.map(([unit]) => unit),
    ["c1", "c2"],
  );
  assert.equal(communities[0][0], "乙街道+1");
});

test("a community that gives its last unit ends with the same command, and undo brings it back", async () => {
  const { session } = await openPage();
  const command = session.commit("merge", LABEL, session.merge("甲一", "甲二"));
  assert.deepEqual(ids(session), ["乙一", "乙二", "甲一"]);
  assert.deepEqual(
    command.changes.communities.filter(([, , after]) => after === null).map(([id]) => id),
    ["甲二"],
  );
  session.undo();
  assert.deepEqual(ids(session), ["乙一", "乙二", "甲一", "甲二"]);
});

test("identifiers of new communities are never used twice, not even after undo", async () => {
  const { session } = await openPage();
  const found = (names) => session.commit("new", LABEL, session.newCommunity(units(...names)));
  found(["a1"]);
  session.undo();
  found(["a1"]);
  assert.ok(ids(session).includes("甲街道+2") && !ids(session).includes("甲街道+1"));
  assert.equal(session.drawing.records.get("甲街道+2").name, "新社区 2");
});

test("nor after the page was opened again, when the community has long ended", async () => {
  const { session, server, storage } = await openPage();
  session.commit("new", LABEL, session.newCommunity(units("a1")));
  session.commit("merge", LABEL, session.merge("甲一", "甲街道+1"));
  await quiet();
  const { session: later } = await openPage({ server, storage });
  later.commit("new", LABEL, later.newCommunity(units("a1")));
  assert.ok(ids(later).includes("甲街道+2"));
});

test("after the page was opened again, the last steps can still be undone", async () => {
  const { session, server, storage } = await openPage();
  give(session, ["b1"], "甲一");
  give(session, ["b2"], "甲一");
  session.undo();
  await quiet();
  const { session: later } = await openPage({ server, storage });
  assert.equal(later.canRedo, true);
  assert.equal(later.undo(), true);
  assert.deepEqual(later.drawing.toJson(), smallDrawing());
});

test("others' steps are not ours to undo", async () => {
  const { session, server } = await openPage();
  server.draw("p1", { command_id: "x", kind: "move", label: LABEL, changes: { units: [["b1", "甲二", "甲一"]] } });
  await session.refresh();
  assert.equal(session.communityOf(units("b1")[0]), "甲一");
  assert.equal(session.canUndo, false);
  assert.equal(session.versions()[0].author, "王工");
});

test("a frozen plan is read only", async () => {
  const { session } = await openPage({ readOnly: true });
  assert.throws(() => give(session, ["b1"], "甲一"), /read only/);
  assert.equal(session.readOnly, true);
  assert.equal(session.canUndo, false);
});

test("what asks for attention: broken, undecided, outside the band, in this order", async () => {
  const { session } = await openPage();
  give(session, ["b2"], "甲一");
  give(session, ["c1"], null);
  const places = session.attention();
  assert.deepEqual(
    places.map(({ kind, community, units: where, households }) => [kind, community, where, households]),
    [
      ["disconnected", "甲二", units("b3"), 350],
      ["unassigned", null, units("c1"), 700],
      ["under", "甲二", units("b1", "b3"), 950],
      ["under", "乙二", units("c3", "d3"), 850],
      ["under", "乙一", units("c2", "d1", "d2"), 800],
    ],
  );
  assert.deepEqual(session.attention("unassigned").length, 1);
});

test("a hard band comes before what is only undecided", async () => {
  const ground = smallGround();
  ground.rules.hard = { households_min: true, households_max: false };
  const { session } = await openPage({ ground });
  give(session, ["c1"], null);
  assert.deepEqual(
    session.attention().map(({ kind, hard }) => [kind, hard]),
    [
      ["under", true],
      ["under", true],
      ["unassigned", false],
    ],
  );
});

test("next and previous walk through the places and begin again", async () => {
  const { session } = await openPage();
  give(session, ["c1"], null);
  const there = [1, 1, 1, 1].map((step) => session.nextPlace(step).community);
  assert.deepEqual(there, [null, "乙二", "乙一", null]);
  assert.equal(session.nextPlace(-1).community, "乙一");
  assert.equal(session.nextPlace(1, "disconnected"), null);
});

test("the ledger lists who leaves the community of today, and by whose hand", async () => {
  const { session } = await openPage();
  give(session, ["b1"], "甲一");
  give(session, ["b2"], null);
  session.commit("accept", LABEL, session.assign(units("c1"), "乙二"));
  assert.deepEqual(
    session.ledger().map(({ area_id: area, households, from, to, by }) => [area, households, from, to, by]),
    [
      ["c1", 700, "乙一", "乙二", "optimiser"],
      ["b1", 600, "甲二", "甲一", "drawn"],
      ["b2", 450, "甲二", null, "drawn"],
      // With 350 of 1,400 households the new 甲二 no longer continues today's: b3 changes community without moving.
      ["b3", 350, "甲二", "甲二", null],
    ],
  );
  session.undo();
  assert.equal(
    session.ledger().some(({ area_id: area }) => area === "c1"),
    false,
  );
});

test("search finds areas, communities, roads by any part of their name, what begins with it first", async () => {
  const { session } = await openPage();
  assert.deepEqual(
    session.find("b1").map(({ kind, name }) => [kind, name]),
    [["unit", "b1小区"]],
  );
  assert.deepEqual(
    session.find("甲").map(({ kind, name }) => [kind, name]),
    [
      ["community", "甲一"],
      ["community", "甲二"],
      ["facility", "甲一站"],
      ["facility", "甲二站"],
    ],
  );
  assert.deepEqual(
    session.find("朝阳").map(({ kind }) => kind),
    ["road"],
  );
  assert.deepEqual(session.find("Ｂ１").length, 1, "full-width letters are letters");
  assert.deepEqual(session.find("  "), []);
  assert.equal(session.find("小区", 3).length, 3);
});

test("figures are marked as preview until the server has judged exactly this version", async () => {
  const { session, server, clock } = await openPage();
  const told = {
    community_id: "甲一",
    households: 1800,
    population: 3600,
    walk_coverage: 0.75,
    facility_area_m2: 900,
    facility_required_m2: 540,
    facility_missing_m2: 0,
    committee_seats: 9,
    continues: "甲一",
  };
  server.judge = (version) => ({
    version,
    hash: "h",
    audit: {},
    plan: { communities: [told], totals: { after: { facility_missing_m2: 7, walk_coverage: 0.8 } } },
  });
  give(session, ["b1"], "甲一");
  assert.equal(session.totals("甲一").preview, true);
  const heard = [];
  session.on("judgement", (judgement) => heard.push(judgement.version));
  await clock.pass(2000);
  assert.deepEqual(heard, [1]);
  assert.deepEqual(
    [session.totals("甲一").preview, session.totals("甲一").walkShare, session.totals("甲一").seats],
    [false, 0.75, 9],
  );
  assert.deepEqual([session.readings().preview, session.readings().floorMissing], [false, 7]);
  give(session, ["b2"], "甲一");
  assert.equal(session.totals("甲一").preview, true);
  assert.equal(session.readings().preview, true);
});
