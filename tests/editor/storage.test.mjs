// The store that stands in for the browser's database keeps the same contract.

import assert from "node:assert/strict";
import test from "node:test";

import { createMemory } from "../../app/assets/editor/core/memory.js";
import { openStorage } from "../../app/assets/editor/core/storage.js";
import { storageContract } from "./storage_contract.mjs";

for (const [what, found, wanted] of await storageContract(createMemory())) {
  test(what, () => assert.equal(found, wanted));
}

test("without a database memory stands in, and says so", async () => {
  assert.equal((await openStorage(undefined)).kind, "memory");
  const refusing = {
    open: () => {
      throw new DOMException("denied", "SecurityError");
    },
  };
  assert.equal((await openStorage(refusing)).kind, "memory");
});

test("what is kept is a copy: nobody changes it from outside", async () => {
  const store = createMemory();
  const command = { command_id: "a", changes: { units: [] } };
  await store.append({ plan: "p", tab: "t", base: 0, command });
  command.changes.units.push("x");
  assert.deepEqual((await store.entries("p"))[0].command.changes.units, []);
});
