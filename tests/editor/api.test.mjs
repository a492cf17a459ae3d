// What the server tells in parts is put together.

import assert from "node:assert/strict";
import test from "node:test";

import { createApi } from "../../app/assets/editor/core/api.js";

/** A server whose log is `length` long, and which tells `most` commands at a time. */
function serverOf(length, most) {
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    const after = Number(new URL(address, "http://server").searchParams.get("after"));
    const numbers = Array.from({ length }, (_, k) => k + 1).filter((number) => number > after);
    const body = { items: numbers.slice(0, most).map((number) => ({ number })), head: length };
    return { ok: true, status: 200, text: async () => JSON.stringify(body), headers: new Map() };
  };
  return { api: createApi({ plan: "p 1", fetch }), asked };
}

test("a long log is asked for until its end", async () => {
  const { api, asked } = serverOf(7, 3);
  const { items, head } = await api.commands(0);
  assert.deepEqual(items.map(({ number }) => number), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(head, 7);
  assert.deepEqual(asked.map((address) => address.split("?")[1]), ["after=0", "after=3", "after=6"]);
});

test("a short log is asked for once, and an empty one too", async () => {
  for (const [length, after, wanted] of [[3, 0, [1, 2, 3]], [3, 2, [3]], [3, 3, []], [0, 0, []]]) {
    const { api, asked } = serverOf(length, 3);
    assert.deepEqual((await api.commands(after)).items.map(({ number }) => number), wanted);
    assert.equal(asked.length, 1);
  }
});
