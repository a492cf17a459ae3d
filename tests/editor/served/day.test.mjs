// Random days against a real server: it takes every command, draws the same, and judges what the page previewed.

import assert from "node:assert/strict";
import test from "node:test";

import { ApiError, createApi } from "../../../app/assets/editor/core/api.js";
import { createMemory } from "../../../app/assets/editor/core/memory.js";
import { createSession } from "../../../app/assets/editor/core/session.js";
import { openGround } from "../../../app/assets/editor/core/ground.js";
import { randomness } from "../grid_ground.mjs";

const SERVER = process.env.SIZHI_SERVER;
const DATASETS = (process.env.SIZHI_DATASETS ?? "").split(",");
const skip = SERVER ? false : "tests/editor/test_node.py starts the server";
const LABEL = { zh: "一步", en: "A step" };
const root = `${SERVER}/api/v1`;

async function begin(dataset_id, start = "today") {
  const made = await createApi({ plan: "", root }).create({ dataset_id, start });
  return made;
}

async function open(plan, more = {}) {
  const api = createApi({ plan: plan.id, root });
  const [ground, { version, drawing }] = [openGround(await api.ground()), await api.drawing()];
  const session = createSession({
    ground,
    drawing,
    plan: { ...plan, head: version },
    api,
    storage: createMemory(),
    Channel: null,
    ...more,
  });
  await session.ready;
  return { session, api };
}

function step(session, random, left) {
  const { ground, drawing } = session;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const communities = [...drawing.records.keys()];
  const free = ground.ids.map((_, unit) => unit).filter((unit) => !left.includes(unit));
  const some = () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(free));
  const id = pick(communities);
  return pick([
    () => ["move", session.assign(some(), id)],
    () => ["brush", session.assign(some(), id)],
    () => ["new", session.newCommunity(some())],
    () => ["unassign", session.assign(some(), null)],
    () => ["merge", session.merge(id, pick(communities))],
    () => ["lock", session.lock(id, random() < 0.2)],
    () => ["rename", session.rename(id, `<b>"${Math.floor(random() * 99)}`)],
    () => ["recolour", session.recolour(id, Math.floor(random() * 6))],
  ])();
}

async function sent(session) {
  while (session.pending) await session.settled();
  assert.equal(session.state, "saved");
}

function almost(mine, theirs, name) {
  if (mine === null || theirs === null) return assert.equal(mine, theirs, name);
  return assert.ok(Math.abs(mine - theirs) < 1e-9, `${name}: ${mine} here, ${theirs} by the server`);
}

// Of a street office that is drawn to the end the server takes the anchors of least cost under the objective, else those
// of least walking, as the page does at all times: so walking is compared while one area of each office is left open.
const firstOfEach = ({ subdistricts, subdistrict }) => subdistricts.map((_, office) => subdistrict.indexOf(office));

function compare(session, { plan }, { walking }) {
  const own = new Map(
    session
      .all()
      .filter(({ id }) => id !== null)
      .map((row) => [row.id, row]),
  );
  assert.deepEqual([...own.keys()].sort(), plan.communities.map(({ community_id: id }) => id).sort());
  for (const told of plan.communities) {
    const row = own.get(told.community_id);
    assert.equal(row.preview, true);
    const { community_id: id } = told;
    almost(row.households, told.households, `${id} households`);
    almost(row.persons, told.population, `${id} persons`);
    if (walking) almost(row.walkShare, told.walk_coverage, `${id} walking`);
    almost(row.floorM2, told.facility_area_m2, `${id} floor`);
    almost(row.floorNeedM2, told.facility_required_m2, `${id} floor needed`);
    almost(row.floorMissingM2, told.facility_missing_m2, `${id} floor missing`);
    almost(row.seats, told.committee_seats, `${id} seats`);
    assert.equal(row.continues, told.continues, `${id} continues`);
  }
  const [readings, { before, after }] = [session.readings(), plan.totals];
  assert.equal(readings.communities, after.communities);
  assert.equal(readings.inBand, after.in_band);
  assert.equal(readings.householdsChanged, after.households_changed);
  almost(readings.floorMissing, after.facility_missing_m2, "floor missing in the plan");
  if (walking) almost(readings.walkShare, after.walk_coverage, "walking in the plan");
  assert.equal(readings.today, before.communities);
  assert.equal(readings.todayInBand, before.in_band);
  if (plan.kept_share !== null) almost(1 - readings.share, plan.kept_share, "share that stays");
}

for (const [dataset, seed] of DATASETS.flatMap((id) => [
  [id, 1],
  [id, 2],
  [id, 3],
])) {
  test(`a day on dataset ${DATASETS.indexOf(dataset)} with seed ${seed}`, { skip }, async () => {
    const plan = await begin(dataset);
    // Judgements are asked for here, not by the page: what is compared is its preview.
    const quietly = {
      now: Date.now,
      after: (ms, run) => setTimeout(run, ms > 500 ? 1e9 : ms).unref(),
      cancel: clearTimeout,
    };
    const { session, api } = await open(plan, { clock: quietly });
    const random = randomness(seed);
    compare(session, await api.judgement(0), { walking: false });
    const left = firstOfEach(session.ground);
    session.commit("unassign", LABEL, session.assign(left, null));
    for (let round = 0; round < 3; round += 1) {
      for (let k = 0; k < 12; k += 1) {
        const [kind, changes] = step(session, random, left);
        const command = session.commit(kind, LABEL, changes);
        if (command && random() < 0.2) session.undo();
        if (random() < 0.1) session.redo();
      }
      await sent(session);
      const { version, drawing } = await api.drawing();
      assert.equal(version, session.head);
      assert.deepEqual(drawing, session.drawing.toJson());
      compare(session, await api.judgement(version), { walking: true });
    }
    while (session.canUndo) session.undo();
    await sent(session);
    assert.deepEqual((await api.drawing()).drawing, plan.drawing);
    session.close();
  });
}

test(
  "two sessions of one plan: the second is told, and each way out is one that the server takes",
  { skip },
  async () => {
    for (const how of ["keep", "take", "fork"]) {
      const plan = await begin(DATASETS[0]);
      const [{ session: first }, { session: second, api }] = [await open(plan), await open(plan)];
      const target = [...first.drawing.records.keys()];
      first.commit("move", LABEL, first.assign([0], first.communityOf(0) === target[0] ? target[1] : target[0]));
      await sent(first);
      second.commit("unassign", LABEL, second.assign([8], null));
      const mine = second.drawing.toJson();
      await second.settled();
      assert.equal(second.state, "conflict");
      const { theirs } = await second.conflict();
      assert.deepEqual(theirs.json, first.drawing.toJson());
      const answer = await second.resolve(how, {});
      await sent(second);
      const now = (await api.drawing()).drawing;
      assert.deepEqual(now, second.drawing.toJson());
      assert.deepEqual(how === "keep" ? now : first.drawing.toJson(), how === "keep" ? mine : now);
      if (how === "fork") assert.deepEqual((await api.at(answer.plan).drawing()).drawing, mine);
      await first.refresh();
      assert.deepEqual(first.drawing.toJson(), now);
      [first, second].forEach((session) => session.close());
    }
  },
);

test("a plan that is deleted under the page is gone; its drawing goes on as another plan", { skip }, async () => {
  const plan = await begin(DATASETS[1]);
  const { session, api } = await open(plan);
  await api.request("DELETE", `/plans/${plan.id}`, { match: plan.revision });
  session.commit("unassign", LABEL, session.assign([0, 1], null));
  await session.settled();
  assert.equal(session.state, "gone");
  assert.ok(session.status.error instanceof ApiError);
  const { plan: other } = await session.resolve("fork", { name: "救回" });
  assert.deepEqual((await api.at(other).drawing()).drawing, session.drawing.toJson());
  session.close();
});

test("a unit is cut, its parts drawn, judged and joined again", { skip }, async () => {
  const plan = await begin(DATASETS[1]);
  const { session, api } = await open(plan);
  const unit = session.ground.indexOf.get("c2");
  const [west, south, east, north] = session.ground.bounds.slice(4 * unit, 4 * unit + 4);
  const middle = (west + east) / 2;
  const before = session.drawing.toJson();
  const asked = session.split(unit, [
    [middle, south - 0.001],
    [middle, north + 0.001],
  ]);
  assert.equal(session.readOnly, true);
  const command = await asked;
  const parts = command.changes.splits[0][2].parts;
  assert.deepEqual((await api.drawing()).drawing, session.drawing.toJson());
  const part = session.ground.indexOf.get(parts[0]);
  const home = session.communityOf(part);
  const target = [...session.drawing.records].find(
    ([id, { subdistrict }]) => id !== home && subdistrict === "甲街道",
  )[0];
  session.commit("move", LABEL, session.assign([part, ...firstOfEach(session.ground)], target));
  session.commit("unassign", LABEL, session.assign(firstOfEach(session.ground), null));
  await sent(session);
  compare(session, await api.judgement(session.head), { walking: true });
  while (session.canUndo) assert.equal(session.undo(), true);
  await sent(session);
  assert.deepEqual(session.drawing.toJson(), before);
  assert.deepEqual((await api.drawing()).drawing, before);
  session.close();
});
