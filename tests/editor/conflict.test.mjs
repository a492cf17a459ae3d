// Two people on one plan: keep mine, take theirs, save a copy; never a silent overwrite, and nothing is lost.

import assert from "node:assert/strict";
import test from "node:test";

import { give, LABEL, openPage, quiet, units } from "./opened.mjs";

const THEIRS = { command_id: "theirs", kind: "move", label: LABEL, changes: { units: [["b1", "甲二", "甲一"]] } };

/** A page that drew c3 to nobody while 王工 drew b1 to 甲一. */
async function clashed() {
  const page = await openPage();
  page.server.draw("p1", THEIRS);
  give(page.session, ["c3"], null);
  await quiet();
  return page;
}

const log = (server, plan = "p1") => server.plans.get(plan).log;

test("it is found when sending, and nothing is changed on either side", async () => {
  const { session, server } = await clashed();
  assert.equal(session.state, "conflict");
  assert.equal(log(server).length, 1);
  assert.equal(session.communityOf(units("c3")[0]), null);
});

test("both drawings can be looked at, with who drew last and when", async () => {
  const { session } = await clashed();
  const { theirs, mine } = await session.conflict();
  assert.equal(theirs.author, "王工");
  assert.equal(theirs.at, "2026-10-15T14:29:00Z");
  assert.deepEqual([theirs.head, theirs.commands.length, mine.commands.length], [1, 1, 1]);
  assert.equal(theirs.drawing.communityOf(units("b1")[0]), "甲一");
  assert.equal(theirs.drawing.communityOf(units("c3")[0]), "乙二");
  assert.equal(mine.drawing.communityOf(units("b1")[0]), "甲二");
  assert.equal(mine.drawing.communityOf(units("c3")[0]), null);
});

test("drawing goes on meanwhile, and nothing is sent", async () => {
  const { session, server, storage, clock } = await clashed();
  give(session, ["d3"], null);
  await clock.pass(3600_000);
  assert.deepEqual([session.state, session.pending, log(server).length], ["conflict", 2, 1]);
  assert.equal((await storage.entries("p1")).length, 2);
});

test("keep mine: one command leads from theirs to mine, and theirs stays a version", async () => {
  const { session, server, storage } = await clashed();
  give(session, ["d3"], null);
  const mine = session.drawing.toJson();
  await session.resolve("keep");
  assert.deepEqual([session.state, session.base, session.pending], ["saved", 2, 0]);
  assert.deepEqual(
    log(server).map(({ kind }) => kind),
    ["move", "keep"],
  );
  assert.deepEqual(server.drawing(), mine);
  assert.deepEqual(session.drawing.toJson(), mine);
  assert.deepEqual(await storage.entries("p1"), []);
  assert.deepEqual(
    session.versions().map(({ number, kind }) => [number, kind]),
    [
      [2, "keep"],
      [1, "move"],
    ],
  );
});

test("keeping can be undone: theirs comes back", async () => {
  const { session, server } = await clashed();
  await session.resolve("keep");
  session.undo();
  await quiet();
  assert.equal(session.communityOf(units("b1")[0]), "甲一");
  assert.equal(session.communityOf(units("c3")[0]), "乙二");
  assert.deepEqual(server.drawing(), session.drawing.toJson());
});

test("keep mine where theirs has gone on since the clash was found", async () => {
  const { session, server } = await clashed();
  server.draw("p1", { command_id: "more", kind: "move", label: LABEL, changes: { units: [["b2", "甲二", "甲一"]] } });
  const mine = session.drawing.toJson();
  await session.resolve("keep");
  assert.deepEqual(server.drawing(), mine);
  assert.equal(session.base, 3);
});

test("take theirs: mine is set aside for 30 days", async () => {
  const { session, server, clock, storage } = await clashed();
  const mine = session.drawing.toJson();
  await session.resolve("take");
  assert.deepEqual([session.state, session.base, session.pending], ["saved", 1, 0]);
  assert.deepEqual(session.drawing.toJson(), server.drawing());
  assert.equal(session.totals("甲一").households, 1800, "the figures are theirs too");
  assert.equal(session.canUndo, false);
  const [copy] = await session.rescued();
  assert.deepEqual(copy.drawing, mine);
  assert.equal(copy.commands.length, 1);
  const day = 24 * 3600 * 1000;
  assert.equal((await storage.rescued("p1", clock.now() + 30 * day)).length, 1);
  assert.equal((await storage.rescued("p1", clock.now() + 30 * day + 1)).length, 0);
  await session.forget(copy.id);
  assert.deepEqual(await session.rescued(), []);
});

test("save a copy: my steps are a plan of their own, and this one is theirs", async () => {
  const { session, server, storage } = await clashed();
  const mine = session.drawing.toJson();
  const { plan } = await session.resolve("fork", { name: "我的副本" });
  assert.deepEqual(server.drawing(plan), mine);
  assert.deepEqual(
    log(server, plan).map(({ kind }) => kind),
    ["move"],
    "step by step, with their names",
  );
  assert.deepEqual(session.drawing.toJson(), server.drawing());
  assert.deepEqual(await storage.entries(plan), []);
  assert.equal(session.state, "saved");
});

test("a copy that breaks off half-way loses nothing", async () => {
  const { session, server, storage } = await clashed();
  const { api } = session;
  const at = api.at;
  api.at = (plan) => ({
    ...at(plan),
    send: async () => {
      throw new Error("broken off");
    },
  });
  await assert.rejects(session.resolve("fork", {}), /broken off/);
  assert.equal(session.state, "conflict");
  assert.equal(session.pending, 1);
  const other = [...server.plans.keys()].at(-1);
  assert.equal((await storage.entries(other)).length, 1, "the copy is sent when it is opened");
});

test("without a line a conflict can wait", async () => {
  const { session, server } = await clashed();
  server.fail = new Error("no line");
  await assert.rejects(session.resolve("keep"));
  assert.deepEqual([session.state, session.pending], ["conflict", 1]);
  server.fail = null;
  await session.resolve("keep");
  assert.equal(session.state, "saved");
});

test("a cut of theirs does not stand in the way of keeping mine", async () => {
  const { session, server } = await openPage();
  server.draw("p1", {
    command_id: "cut",
    kind: "split",
    label: LABEL,
    changes: {
      splits: [
        [
          "b2",
          null,
          {
            line: [
              [300, 450],
              [600, 450],
            ],
            parts: ["b2/1", "b2/2"],
          },
        ],
      ],
    },
  });
  server.draw("p1", { command_id: "part", kind: "move", label: LABEL, changes: { units: [["b2/1", "甲二", "甲一"]] } });
  give(session, ["b1"], "甲一");
  await quiet();
  assert.equal(session.state, "conflict");
  const { theirs, mine } = await session.conflict();
  assert.equal(theirs.drawing, null, "its ground is not at hand: shown as JSON only");
  assert.equal(theirs.json.units["b2/1"], "甲一");
  assert.ok(mine.drawing);
  await session.resolve("keep");
  assert.deepEqual(server.drawing(), session.drawing.toJson());
  assert.deepEqual(server.drawing().splits, {});
});
