// Nothing that was drawn is lost: kept here first, sent in order, tried again; and the planner is told how it stands.

import assert from "node:assert/strict";
import test from "node:test";

import { ApiError, OfflineError } from "../../app/assets/editor/core/api.js";
import { createMemory } from "../../app/assets/editor/core/memory.js";
import { give, openPage, quiet } from "./opened.mjs";

const OFFLINE = new OfflineError(new Error("no line"));
const BACK_AND_FORTH = [
  ["b1", "甲一"],
  ["b1", "甲二"],
];

async function drawSteps(session, count) {
  for (let k = 0; k < count; k += 1) give(session, [BACK_AND_FORTH[k % 2][0]], BACK_AND_FORTH[k % 2][1]);
  await quiet();
}

const log = (server) => server.plans.get("p1").log;
const sends = (server) => server.calls.filter(([name]) => name === "send");

test("a step is kept before it is sent", async () => {
  const storage = createMemory();
  const order = [];
  const { append } = storage;
  storage.append = async (entry) => {
    await quiet();
    order.push("kept");
    return append(entry);
  };
  const { session, server } = await openPage({ storage });
  const api = server.api();
  give(session, ["b1"], "甲一");
  await quiet();
  await quiet();
  await quiet();
  order.push(...sends(server).map(() => "sent"));
  assert.deepEqual(order, ["kept", "sent"]);
  assert.equal(api.plan, "p1");
});

test("what the server has is no longer kept here", async () => {
  const { session, storage } = await openPage();
  give(session, ["b1"], "甲一");
  await quiet();
  assert.deepEqual(await storage.entries("p1"), []);
});

test("without a line steps wait here, drawing goes on, and all of them are sent when it is back", async () => {
  const { session, server, storage, clock } = await openPage();
  const states = [];
  session.on("state", (state) => states.push([state, session.status.caughtUp]));
  server.fail = OFFLINE;
  await drawSteps(session, 12);
  assert.deepEqual([session.state, session.pending, session.base, session.head], ["offline", 12, 0, 12]);
  assert.equal((await storage.entries("p1")).length, 12);
  assert.equal(session.undo(), true);
  await clock.pass(5 * 3600 * 1000);
  assert.equal(session.pending, 13);
  server.fail = null;
  await clock.pass(30_000);
  assert.deepEqual([session.state, session.pending, session.base], ["saved", 0, 13]);
  assert.equal(log(server).length, 13);
  assert.deepEqual(
    states.filter(([state]) => state === "saved"),
    [["saved", 13]],
    "13 steps caught up",
  );
  assert.deepEqual(server.drawing(), session.drawing.toJson());
  // An ordinary step afterwards catches nothing up.
  give(session, ["c3"], null);
  await quiet();
  assert.deepEqual(states.at(-1), ["saved", 0]);
});

test("tries come ever more seldom, every 30 seconds at last, and the status says when", async () => {
  const { session, server, clock } = await openPage();
  server.fail = new ApiError(503, {});
  const times = [];
  const began = clock.now();
  give(session, ["b1"], "甲一");
  for (let k = 0; k < 7; k += 1) {
    await quiet();
    times.push(Math.round((session.status.retryAt - clock.now()) / 1000));
    await clock.pass(session.status.retryAt - clock.now());
  }
  assert.deepEqual(times, [1, 2, 5, 10, 30, 30, 30]);
  assert.equal(session.state, "failed");
  assert.equal(session.status.error.status, 503);
  assert.ok(clock.now() > began);
});

test("an answer that got lost does no harm: the server takes each step once", async () => {
  const { session, server, clock } = await openPage();
  server.lose = 1;
  give(session, ["b1"], "甲一");
  await quiet();
  assert.equal(session.state, "offline");
  give(session, ["b2"], "甲一");
  await clock.pass(60_000);
  assert.deepEqual([session.state, session.base, log(server).length], ["saved", 2, 2]);
  assert.deepEqual(server.drawing(), session.drawing.toJson());
});

test("many steps go in batches of 500, in their order", async () => {
  const { session, server, clock } = await openPage();
  server.fail = OFFLINE;
  await drawSteps(session, 1100);
  server.fail = null;
  await clock.pass(60_000);
  assert.deepEqual(
    sends(server)
      .map(([, head, commands]) => [head, commands.length])
      .slice(-3),
    [
      [0, 500],
      [500, 500],
      [1000, 100],
    ],
  );
  assert.equal(session.base, 1100);
  assert.deepEqual(server.drawing(), session.drawing.toJson());
});

test("signed out: nothing is lost, and work goes on after signing in", async () => {
  const { session, server, clock } = await openPage();
  server.fail = new ApiError(401, { code: "http.401" });
  give(session, ["b1"], "甲一");
  await quiet();
  assert.deepEqual([session.state, session.status.retryAt], ["expired", null], "asking again would be no use");
  give(session, ["b2"], "甲一");
  await clock.pass(3600_000);
  assert.equal(session.pending, 2);
  server.fail = null;
  await session.retry();
  assert.deepEqual([session.state, session.base], ["saved", 2]);
});

test("a step that the server refuses is not tried for ever; it is said, kept, and can be tried again", async () => {
  const { session, server, storage, clock } = await openPage();
  server.fail = new ApiError(422, { code: "commands.invalid", message_zh: "不合", message_en: "does not fit" });
  give(session, ["b1"], "甲一");
  await clock.pass(3600_000);
  assert.deepEqual([session.state, sends(server).length, session.status.retryAt], ["failed", 1, null]);
  assert.equal(session.status.error.message_zh, "不合");
  assert.equal((await storage.entries("p1")).length, 1);
  server.fail = null;
  await session.retry();
  assert.equal(session.state, "saved");
});

test("a step that the server will never take can be set aside", async () => {
  const { session, server } = await openPage();
  const send = session.api.send;
  session.api.send = async () => {
    throw new ApiError(422, { code: "commands.invalid" });
  };
  give(session, ["b1"], "甲一");
  await quiet();
  session.api.send = send;
  await session.resolve("take");
  assert.deepEqual([session.state, session.pending, (await session.rescued()).length], ["saved", 0, 1]);
  assert.deepEqual(session.drawing.toJson(), server.drawing());
});

test("somebody drew on between a lost answer and the next try: our steps count once, theirs are followed", async () => {
  const { session, server, clock } = await openPage();
  server.lose = 1;
  give(session, ["b1"], "甲一");
  await quiet();
  server.draw("p1", {
    command_id: "theirs",
    kind: "move",
    label: { zh: "", en: "" },
    changes: { units: [["c3", "乙二", "乙一"]] },
  });
  await clock.pass(60_000);
  assert.deepEqual([session.state, session.base, session.pending], ["saved", 2, 0]);
  assert.deepEqual(session.drawing.toJson(), server.drawing());
  assert.equal(session.canUndo, true, "our own step");
  session.undo();
  await quiet();
  assert.deepEqual(
    log(server).map(({ kind }) => kind),
    ["move", "move", "undo"],
  );
  assert.deepEqual(session.drawing.toJson(), server.drawing());
});

test("a browser that keeps nothing is said to; steps are sent all the same", async () => {
  const storage = createMemory();
  assert.equal(storage.kind, "memory");
  const full = {
    ...createMemory(),
    kind: "disk",
    append: async () => {
      throw new Error("quota");
    },
  };
  const { session, server } = await openPage({ storage: full });
  assert.equal(session.status.kept, "disk");
  give(session, ["b1"], "甲一");
  await quiet();
  assert.equal(session.status.kept, "memory");
  assert.equal(log(server).length, 1);
});

test("a plan that was deleted: said, and the steps stay here", async () => {
  const { session, server, storage } = await openPage();
  server.plans.delete("p1");
  give(session, ["b1"], "甲一");
  await quiet();
  assert.equal(session.state, "gone");
  assert.equal((await storage.entries("p1")).length, 1);
  const copy = session.localCopy();
  assert.equal(copy.drawing.units.b1, "甲一");
  assert.equal(copy.commands.length, 1);
});

test("what was drawn goes on as a plan of its own where the plan is gone", async () => {
  const { session, server, storage } = await openPage();
  server.plans.delete("p1");
  give(session, ["b1"], "甲一");
  await quiet();
  const { plan } = await session.resolve("fork", { name: "副本" });
  assert.deepEqual(server.drawing(plan), session.drawing.toJson());
  assert.deepEqual(await storage.entries("p1"), []);
  assert.equal((await session.rescued()).length, 1);
});
