// The same plan in several tabs, and the same tab after a crash: nothing twice, nothing lost, nobody's queue mixed up.

import assert from "node:assert/strict";
import test from "node:test";

import { OfflineError } from "../../app/assets/editor/core/api.js";
import { createMemory } from "../../app/assets/editor/core/memory.js";
import { fakeClock, fakeServer } from "./fake_server.mjs";
import { give, LABEL, openPage, quiet, units } from "./opened.mjs";
import { smallDrawing, smallGround, smallPlan } from "./small_ground.mjs";

const OFFLINE = new OfflineError(new Error("no line"));

/** Channels of one browser: what one posts the others hear, until they are closed. */
function browser() {
  const open = new Set();
  return class {
    constructor() {
      open.add(this);
    }
    postMessage(data) {
      for (const other of open)
        if (other !== this) queueMicrotask(() => other.onmessage?.({ data: structuredClone(data) }));
    }
    close() {
      open.delete(this);
    }
  };
}

function shared() {
  const server = fakeServer({ plan: smallPlan(), drawing: smallDrawing(), ground: smallGround() });
  return { server, storage: createMemory(), clock: fakeClock(), Channel: browser() };
}

const log = (server) => server.plans.get("p1").log;

test("after a crash the steps that were not sent come back and are sent", async () => {
  const same = shared();
  const { session } = await openPage(same);
  same.server.fail = OFFLINE;
  give(session, ["b1"], "甲一");
  give(session, ["b2"], "甲一");
  await quiet();
  const drawn = session.drawing.toJson();
  session.close();
  same.server.fail = null;
  const { session: next } = await openPage(same);
  assert.deepEqual(next.drawing.toJson(), drawn);
  assert.equal(next.totals("甲一").households, 2250, "the figures come back too");
  await quiet();
  assert.deepEqual([next.state, next.base, log(same.server).length], ["saved", 2, 2]);
  assert.equal(next.status.caughtUp, 0);
  assert.deepEqual(await same.storage.entries("p1"), []);
  assert.equal(next.undo(), true, "and can be undone");
});

test("steps that had arrived although the answer was lost are not made twice", async () => {
  const same = shared();
  const { session } = await openPage(same);
  same.server.lose = 1;
  give(session, ["b1"], "甲一");
  await quiet();
  give(session, ["b2"], "甲一");
  await quiet();
  assert.deepEqual([log(same.server).length, session.pending], [1, 2]);
  session.close();
  const { session: next } = await openPage(same);
  await quiet();
  assert.deepEqual([next.state, next.base, next.pending, log(same.server).length], ["saved", 2, 0, 2]);
  assert.deepEqual(next.drawing.toJson(), same.server.drawing());
});

test("where others drew on since the crash, both are shown and nothing is sent", async () => {
  const same = shared();
  const { session } = await openPage(same);
  same.server.fail = OFFLINE;
  give(session, ["c3"], null);
  await quiet();
  session.close();
  same.server.fail = null;
  same.server.draw("p1", {
    command_id: "theirs",
    kind: "move",
    label: LABEL,
    changes: { units: [["b1", "甲二", "甲一"]] },
  });
  const { session: next } = await openPage(same);
  assert.deepEqual([next.state, next.pending, log(same.server).length], ["conflict", 1, 1]);
  const { theirs, mine } = await next.conflict();
  assert.equal(mine.json.units.c3, null);
  assert.equal(mine.json.units.b1, "甲二");
  assert.equal(theirs.json.units.b1, "甲一");
  await next.resolve("fork", {});
  assert.equal(next.state, "saved");
  assert.deepEqual(next.drawing.toJson(), same.server.drawing());
});

test("a tab that is still open keeps its own steps", async () => {
  const same = shared();
  const { session: first } = await openPage(same);
  same.server.fail = OFFLINE;
  give(first, ["b1"], "甲一");
  await quiet();
  same.server.fail = null;
  const { session: second } = await openPage(same);
  assert.equal(second.pending, 0);
  assert.equal(first.pending, 1);
});

test("what one tab sends the other follows, shape and figures", async () => {
  const same = shared();
  const [{ session: first }, { session: second }] = [await openPage(same), await openPage(same)];
  const heard = [];
  second.on("change", (touched) => heard.push(touched));
  give(first, ["b1"], "甲一");
  await same.clock.pass(1);
  assert.deepEqual(second.drawing.toJson(), first.drawing.toJson());
  assert.deepEqual([second.base, second.totals("甲一").households], [1, 1800]);
  assert.ok(heard.length > 0);
  assert.equal(second.canUndo, false, "each tab undoes its own steps");
  give(second, ["b2"], "甲一");
  await same.clock.pass(1);
  assert.deepEqual(first.drawing.toJson(), second.drawing.toJson());
  assert.deepEqual([first.base, log(same.server).length], [2, 2]);
  first.undo();
  await same.clock.pass(1);
  assert.deepEqual(second.drawing.toJson(), first.drawing.toJson());
});

test("both tabs at once: one is through, the other gets to choose", async () => {
  const same = shared();
  const [{ session: first }, { session: second }] = [await openPage(same), await openPage(same)];
  give(first, ["b1"], "甲一");
  give(second, ["c3"], null);
  await same.clock.pass(1);
  assert.deepEqual([first.state, second.state].sort(), ["conflict", "saved"]);
  assert.equal(log(same.server).length, 1);
  const left = first.state === "conflict" ? first : second;
  await left.resolve("keep");
  await same.clock.pass(1);
  assert.deepEqual([first.state, second.state], ["saved", "saved"]);
  assert.deepEqual(first.drawing.toJson(), second.drawing.toJson());
  assert.deepEqual(await same.storage.entries("p1"), []);
});

test("of two tabs that crashed, the later goes on and the earlier is set aside", async () => {
  const same = shared();
  const [{ session: first }, { session: second }] = [await openPage(same), await openPage(same)];
  same.server.fail = OFFLINE;
  give(first, ["b1"], "甲一");
  await quiet();
  give(second, ["c3"], null);
  await quiet();
  first.close();
  second.close();
  same.server.fail = null;
  const { session: next } = await openPage(same);
  await quiet();
  assert.equal(next.communityOf(units("c3")[0]), null);
  assert.equal(next.communityOf(units("b1")[0]), "甲二");
  assert.deepEqual(
    (await next.rescued()).map(({ commands }) => commands[0].changes.units[0][0]),
    ["b1"],
  );
});

test("of two tabs that open after a crash only one takes the steps over", async () => {
  const same = shared();
  const { session } = await openPage(same);
  same.server.fail = OFFLINE;
  give(session, ["b1"], "甲一");
  await quiet();
  session.close();
  same.server.fail = null;
  const both = await Promise.all([openPage(same), openPage(same)]);
  await same.clock.pass(1000);
  assert.equal(log(same.server).length, 1);
  for (const { session: each } of both) {
    assert.deepEqual([each.state, each.pending], ["saved", 0]);
  }
});

test("steps that fit no version are set aside, and the plan opens", async () => {
  const same = shared();
  const command = { command_id: "odd", kind: "move", label: LABEL, changes: { units: [["b1", "没有", "甲一"]] } };
  await same.storage.append({ plan: "p1", tab: "gone", base: 0, at: same.clock.now(), command });
  const { session } = await openPage(same);
  assert.deepEqual([session.state, session.pending], ["saved", 0]);
  assert.deepEqual(
    (await session.rescued()).map(({ commands }) => commands[0].command_id),
    ["odd"],
  );
  give(session, ["b1"], "甲一");
  await quiet();
  assert.equal(log(same.server).length, 1);
});
