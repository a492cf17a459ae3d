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
const refused = (session) =>
  session
    .parts(RESULT)
    .filter((part) => part.refusal)
    .map(({ part, refusal }) => [part, refusal]);

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

test("a part whose unit has moved since cannot be accepted, the others can still be accepted", async () => {
  const { session } = await openPage();
  give(session, ["c3"], "乙一");
  assert.deepEqual(refused(session), [[2, "drawn"]]);
  const command = session.acceptParts(RESULT, [1, 2]);
  assert.deepEqual(command.changes.units, [["b1", "甲二", "甲一"]]);
  assert.equal(session.acceptParts(RESULT, [2]), null);
});

test("a part says why it cannot be taken: something was locked, its target has ended", async () => {
  const { session } = await openPage();
  session.commit("lock", LABEL, session.lock("甲一", true));
  assert.deepEqual(refused(session), [[1, "locked"]]);
  session.commit("merge", LABEL, session.merge("乙二", "乙一"));
  assert.deepEqual(refused(session), [
    [1, "locked"],
    [2, "drawn"],
    [3, "drawn"],
    [4, "drawn"],
  ]);
});

test("in another street office means unit, community or what is founded there, whatever else was drawn", async () => {
  const { session } = await openPage({ territory: "甲街道" });
  assert.deepEqual(refused(session), [
    [2, "elsewhere"],
    [3, "elsewhere"],
    [4, "elsewhere"],
  ]);
  assert.equal(session.acceptParts(RESULT, [2, 3, 4]), null);
  assert.deepEqual(session.acceptParts(RESULT, [1, 2, 3, 4]).changes.units, [["b1", "甲二", "甲一"]]);
  const across = [{ part: 1, changes: { units: [["b2", "甲二", "乙一"]] } }];
  const founding = [{ part: 1, changes: { units: [["b2", "甲二", "乙街道+1"]], communities: [["乙街道+1", null, NEW]] } }];
  for (const parts of [across, founding]) assert.equal(session.parts({ parts })[0].refusal, "elsewhere");
});
