import assert from "node:assert/strict";
import test from "node:test";
import { EventsRefusedError, followEvents, parseEvents } from "../../app/assets/editor/panels/events.js";

const PROGRESS = 'event: progress\nid: 1\ndata: {"gap": 0.5}\n\n';
const DONE = "event: done\nid: 2\ndata: {}\n\n";

function answer(text, status = 200) {
  return new Response(new Blob([text]).stream(), { status });
}

test("whole events are taken, the rest waits", () => {
  const { events, rest } = parseEvents(`: alive\n\n${PROGRESS}event: best\ndata: {"a"`);
  assert.deepEqual(events, [{ id: "1", kind: "progress", data: '{"gap": 0.5}' }]);
  assert.equal(rest, 'event: best\ndata: {"a"');
});

test("lines may end in carriage return and line feed, torn apart too", () => {
  const whole = PROGRESS.replaceAll("\n", "\r\n");
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const first = parseEvents(whole.slice(0, cut));
    const second = parseEvents(first.rest + whole.slice(cut));
    assert.equal(first.events.length + second.events.length, 1, `cut at ${cut}`);
  }
});

test("a line that breaks is taken up behind the last event heard", async () => {
  const asked = [];
  const told = [];
  const line = [];
  const answers = [() => answer(PROGRESS), () => { throw new TypeError("down"); }, () => answer(DONE)];
  await followEvents("/x", {
    ask: async (_, { headers }) => {
      asked.push(headers["Last-Event-ID"] ?? null);
      return answers.shift()();
    },
    pause: async () => {},
    tell: (kind, data) => told.push([kind, data]),
    line: (isUp) => line.push(isUp),
  });
  assert.deepEqual(asked, [null, "1", "1"]);
  assert.deepEqual(told, [["progress", { gap: 0.5 }], ["done", {}]]);
  assert.deepEqual(line, [true, false, false, true]);
});

test("waits grow while the server is away, and a fault of it is waited out", async () => {
  const waits = [];
  const answers = [answer("", 503), answer("", 503), answer("", 503), answer(DONE)];
  await followEvents("/x", { ask: async () => answers.shift(), pause: async (ms) => waits.push(ms), tell: () => {} });
  assert.deepEqual(waits, [500, 1000, 2000]);
});

test("what the server refuses is not asked for again", async () => {
  const follow = followEvents("/x", { ask: async () => answer("", 404), tell: () => {} });
  await assert.rejects(follow, (error) => error instanceof EventsRefusedError && error.status === 404);
});

test("nothing is heard after the reader has left", async () => {
  const leash = new AbortController();
  const told = [];
  await followEvents("/x", {
    signal: leash.signal,
    ask: async () => answer(PROGRESS),
    pause: async () => leash.abort(),
    tell: (kind) => told.push(kind),
  });
  assert.deepEqual(told, ["progress"]);
});
