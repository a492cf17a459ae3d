// What the optimiser proposes, taken over in part or whole.

import assert from "node:assert/strict";
import test from "node:test";

import { give, LABEL, openPage, quiet, units } from "./opened.mjs";

const NEW = { name: "新社区 1", subdistrict: "乙街道", locked: false, colour: 2, alone: false };
const RESULT = {
  version: 0,
  parts: [
    { part: 1, changes: { units: [["b1", "甲二", "甲一"]] } },
    { part: 2, changes: { units: [["c3", "乙二", "乙一"]] } },
    { part: 3, changes: { units: [["d3", "乙二", "乙一"]] } },
    { part: 4, changes: { units: [["c1", "乙一", "乙街道+1"]], communities: [["乙街道+1", null, NEW]] } },
  ],
};
const stale = (session) =>
  session
    .parts(RESULT)
    .filter((part) => part.stale)
    .map(({ part }) => part);

test("some parts are one command, with a label that counts them", async () => {
  const { session, server } = await openPage();
  const command = session.acceptParts(RESULT, [1, 4]);
  assert.equal(command.kind, "accept");
  assert.deepEqual(command.label, { zh: "采纳建议 2 处", en: "Accept 2 parts" });
  assert.deepEqual(session.unitsOf("乙街道+1"), units("c1"));
  await quiet();
  assert.equal(server.plans.get("p1").log.length, 1);
  session.undo();
  assert.equal(session.communityOf(units("b1")[0]), "甲二");
  assert.equal(session.drawing.records.has("乙街道+1"), false);
});

test("parts that together leave a community without a unit end it", async () => {
  const { session } = await openPage();
  const { changes } = session.acceptParts(RESULT, [2, 3]);
  assert.deepEqual(
    changes.communities.filter(([, , after]) => after === null).map(([id]) => id),
    ["乙二"],
  );
});

test("a part whose unit has moved since is stale, the others can still be accepted", async () => {
  const { session } = await openPage();
  give(session, ["c3"], "乙一");
  assert.deepEqual(stale(session), [2]);
  const command = session.acceptParts(RESULT, [1, 2]);
  assert.deepEqual(command.changes.units, [["b1", "甲二", "甲一"]]);
  assert.equal(session.acceptParts(RESULT, [2]), null);
});

test("a part is stale where its target has ended, its new community is there already, or something was locked", async () => {
  const { session } = await openPage();
  session.commit("lock", LABEL, session.lock("甲一", true));
  assert.deepEqual(stale(session), [1]);
  session.commit("merge", LABEL, session.merge("乙二", "乙一"));
  assert.deepEqual(stale(session), [1, 2, 3, 4]);
});
