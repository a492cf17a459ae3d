// A street office draws its own land: the communities of the others neither give nor take, and keep their names.

import assert from "node:assert/strict";
import test from "node:test";

import { give, openPage, quiet, units } from "./opened.mjs";

test("units of another street office are neither taken nor left unassigned", async () => {
  const { session } = await openPage({ territory: "甲街道" });
  assert.deepEqual(session.assign(units("c3"), "乙一").units, []);
  assert.deepEqual(session.assign(units("c3"), null).units, []);
  assert.deepEqual(session.newCommunity(units("c3", "d3")).units, []);
  assert.deepEqual(session.lockedAmong(units("c3", "b1")), units("c3"));
  assert.equal(session.assign(units("b1"), "甲一").units.length, 1);
});

test("of a gesture over the limit only what is within it moves", async () => {
  const { session } = await openPage({ territory: "甲街道" });
  assert.deepEqual(session.newCommunity(units("b1", "c1")).units.map(([id]) => id), ["b1"]);
});

test("names, locks and fills of the others stay", async () => {
  const { session } = await openPage({ territory: "甲街道" });
  for (const changes of [session.rename("乙一", "别名"), session.lock("乙一", true), session.recolour("乙一", 3), session.merge("乙一", "乙二")]) {
    assert.deepEqual([changes.units, changes.communities], [[], []]);
  }
  assert.equal(session.rename("甲一", "别名").communities.length, 1);
});

test("what is drawn goes to the server, and proposals beyond the limit cannot be taken", async () => {
  const { session, server } = await openPage({ territory: "甲街道" });
  give(session, ["b1"], "甲一");
  await quiet();
  assert.equal(server.plans.get("p1").log.length, 1);
  const result = { version: 1, parts: [{ part: 1, changes: { units: [["c3", "乙二", "乙一"]] } }] };
  assert.equal(session.parts(result)[0].refusal, "elsewhere");
});

test("whoever is bound to no territory draws everywhere", async () => {
  const { session } = await openPage();
  assert.equal(session.assign(units("c3"), "乙一").units.length, 1);
});
