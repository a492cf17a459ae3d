import assert from "node:assert/strict";
import test from "node:test";
import { makeSchedule } from "../../app/assets/editor/panels/schedule.js";
import { makeLive } from "../../app/assets/editor/panels/live.js";
import { makeWork, NotSavedError, proposalOf, tickedParts } from "../../app/assets/editor/panels/work.js";
import { createEvents } from "../../app/assets/editor/core/events.js";

function setUp({ state = "saved", pending = 0, result = { parts: [], seconds: 1, objective: 5, bound: 5, gap: 0 } } = {}) {
  const events = createEvents();
  const session = { state, pending, base: 7, on: events.on, parts: (of) => of.parts };
  const asked = [];
  const api = {
    url: (path) => path,
    request: async (method, path, { body } = {}) => {
      asked.push([method, path, body]);
      if (method === "POST" && path.endsWith("/jobs")) return { id: "j" };
      return path === "/jobs/j" ? { id: "j", state: "done", result } : { items: [] };
    },
  };
  let end = null;
  const later = [];
  const work = makeWork({
    api,
    session,
    planId: "p",
    later: (run) => later.push(run),
    follow: (_, { tell, signal }) =>
      new Promise((resolve) => {
        end = resolve;
        signal.addEventListener("abort", resolve);
        tell("progress", { elapsed_s: 0.5, objective: 9, bound: null, gap: null });
      }),
  });
  return { work, session, events, asked, later, end: () => end() };
}

const rest = () => new Promise((go) => setTimeout(go, 0));

test("a job runs on the version that the server has, and its result is proposed", async () => {
  const { work, asked, end } = setUp();
  const running = work.start("complete", { subdistricts: ["新街"] });
  await rest();
  assert.deepEqual(asked[0], ["POST", "/plans/p/jobs", { kind: "complete", version: 7, subdistricts: ["新街"] }]);
  assert.equal(work.state.phase, "running");
  end();
  await running;
  assert.equal(work.state.phase, "done");
  assert.deepEqual(work.state.trail.map(({ objective }) => objective), [9, 5]);
  assert.deepEqual(proposalOf(work.state).parts, []);
});

test("steps on their way are waited for", async () => {
  const { work, session, events, asked } = setUp({ state: "saving", pending: 2 });
  work.start("improve");
  await rest();
  assert.deepEqual(asked, []);
  Object.assign(session, { state: "saved", pending: 0, base: 9 });
  events.emit("state");
  await rest();
  assert.equal(asked[0][2].version, 9);
});

test("without a line nothing is asked, and it says so", async () => {
  const { work, asked } = setUp({ state: "offline", pending: 1 });
  await work.start("complete");
  assert.equal(work.state.phase, "failed");
  assert.ok(work.state.failure instanceof NotSavedError);
  assert.deepEqual(asked, []);
});

test("a hand on the map stops the job; when it is off the same is asked anew", async () => {
  const { work, session, asked, later } = setUp();
  work.start("improve", { subdistricts: ["新街"] });
  await rest();
  work.hold();
  assert.equal(work.state.phase, "paused");
  assert.deepEqual(asked[1].slice(0, 2), ["POST", "/jobs/j/cancel"]);
  work.release();
  session.base = 8;
  later.at(-1)();
  await rest();
  assert.deepEqual(asked.at(-1)[2], { kind: "improve", version: 8, subdistricts: ["新街"] });
});

test("given up while it is paused, it does not begin again", async () => {
  const { work, asked, later } = setUp();
  work.start("improve");
  await rest();
  work.hold();
  work.release();
  work.discard();
  const before = asked.length;
  later.at(-1)();
  await rest();
  assert.equal(asked.length, before);
  assert.equal(work.state.phase, "idle");
});

test("only what is ticked and still fits is accepted", () => {
  const { session } = setUp();
  const proposal = { parts: [1, 2, 3, 4].map((part) => ({ part, refusal: part === 2 ? "drawn" : null })) };
  assert.deepEqual(tickedParts(proposal, new Set([3]), session), [1, 4]);
});

test("panels are drawn once for many changes, the others when the hand rests", () => {
  const drawn = [];
  const frames = [];
  const timers = [];
  const draw = { table: () => drawn.push("table"), ledger: () => drawn.push("ledger") };
  const schedule = makeSchedule(draw, (run) => frames.push(run), (run) => timers.push(run));
  schedule.now("table");
  schedule.now("table");
  schedule.later("ledger", "table");
  frames[0]();
  assert.deepEqual(drawn, ["table"]);
  timers.at(-1)();
  assert.deepEqual(drawn, ["table", "ledger"]);
  assert.equal(frames.length, 1);
});

test("a screen reader hears at most one line a second, the latest", () => {
  const node = { textContent: "" };
  let now = 0;
  const timers = [];
  const say = makeLive(node, () => now, (run) => timers.push(run));
  say("1");
  say("2");
  say("3");
  assert.equal(node.textContent, "1");
  assert.equal(timers.length, 1);
  now = 1000;
  timers[0]();
  assert.equal(node.textContent, "3");
});
