// Random days of a planner on random ground: whatever is done, the figures are those of a count from scratch, what is
// called cut is cut, fills never clash by our doing, and taking everything back leads to where it began.

import assert from "node:assert/strict";
import test from "node:test";

import { clash, neighboursOf } from "../../app/assets/editor/core/colours.js";
import { countFigures } from "../../app/assets/editor/core/figures.js";
import { createMemory } from "../../app/assets/editor/core/memory.js";
import { createSession } from "../../app/assets/editor/core/session.js";
import { openDrawing } from "../../app/assets/editor/core/drawing.js";
import { openGround } from "../../app/assets/editor/core/ground.js";
import { fakeClock, fakeServer, quiet } from "./fake_server.mjs";
import { LABEL } from "./opened.mjs";
import { gridDrawing, gridGround, randomness } from "./grid_ground.mjs";

const SEEDS = [1, 2, 3, 4, 5, 6];
const STEPS = 60;

async function open(seed) {
  const json = gridGround({ columns: 8, rows: 7, office: [4, 7], seed });
  const drawing = gridDrawing(json, 4);
  const plan = { id: "p1", head: 0, name: "随机" };
  const server = fakeServer({ plan, drawing, ground: json });
  const session = createSession({
    ground: openGround(json),
    drawing,
    plan,
    api: server.api(),
    storage: createMemory(),
    clock: fakeClock(),
    Channel: null,
  });
  await session.ready;
  return { session, server, drawing };
}

function randomChanges(session, random) {
  const { ground, drawing } = session;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const communities = [...drawing.records.keys()];
  const some = () => Array.from({ length: 1 + Math.floor(random() * 4) }, () => Math.floor(random() * ground.count));
  const block = () => session.unitsOf(pick(communities));
  const id = pick(communities);
  return pick([
    () => session.assign(some(), id),
    () => session.assign(some(), id),
    () => session.assign(block().slice(0, 3), pick(communities)),
    () => session.assign(some(), null),
    () => session.newCommunity(some()),
    () => session.newCommunity(block()),
    () => session.merge(id, pick(communities)),
    () => session.lock(id, random() < 0.3),
    () => session.rename(id, `名${Math.floor(random() * 99)}`),
  ])();
}

// Everything that the figures keep by difference, counted anew.
function fromScratch(session) {
  const fresh = countFigures(openDrawing(session.ground, session.drawing.toJson()));
  return Object.fromEntries([null, ...session.drawing.records.keys()].map((id) => [id, fresh.totals(id)]));
}

function kept(session) {
  return Object.fromEntries(
    [null, ...session.drawing.records.keys()].map((id) => {
      const { preview, ...totals } = session.totals(id);
      return [id, totals];
    }),
  );
}

// Pieces by union of neighbours: another way than the search of the editor.
function piecesByUnion(ground, units) {
  const root = new Map(units.map((unit) => [unit, unit]));
  const find = (unit) => (root.get(unit) === unit ? unit : find(root.get(unit)));
  ground.json_pairs.forEach(([a, b]) => {
    if (root.has(a) && root.has(b)) root.set(find(a), find(b));
  });
  return new Set(units.map(find)).size;
}

for (const seed of SEEDS) {
  test(`a day with seed ${seed}`, async () => {
    const { session, server, drawing: start } = await open(seed);
    const { ground } = session;
    ground.json_pairs = ground.neighbours.to.length ? pairsOf(ground.neighbours) : [];
    const random = randomness(seed);
    const drawn = [session.drawing.toJson()];
    for (let step = 0; step < STEPS; step += 1) {
      const changes = randomChanges(session, random);
      const ahead = session.preview(changes);
      const alike = clashes(session);
      const command = session.commit("move", LABEL, changes);
      if (command === null) continue;
      drawn.push(session.drawing.toJson());
      onlyHelplessClashes(session, alike);
      assert.deepEqual(kept(session), fromScratch(session));
      for (const { id, after } of ahead.rows) {
        const now = id !== null && session.drawing.records.has(id) ? session.totals(id).households : 0;
        assert.equal(now, after, "what was foretold came true");
      }
      for (const id of session.drawing.records.keys()) {
        assert.ok(session.unitsOf(id).length > 0, "no community without a unit");
        assert.equal(session.totals(id).pieces, piecesByUnion(ground, session.unitsOf(id)));
      }
      assert.equal(
        ahead.cuts.length === 0,
        !cutsAnything(ground, drawn.at(-2), drawn.at(-1)),
        "a cut is told, and only a cut",
      );
      if (random() < 0.25) {
        session.undo();
        assert.deepEqual(session.drawing.toJson(), drawn.at(-2));
        if (random() < 0.5) {
          session.redo();
          assert.deepEqual(session.drawing.toJson(), drawn.at(-1));
        } else drawn.pop();
      }
    }
    await quiet();
    assert.equal(session.state, "saved");
    assert.deepEqual(server.drawing(), session.drawing.toJson());
    while (session.canUndo) session.undo();
    assert.deepEqual(session.drawing.toJson(), { ...start, splits: {} });
    assert.deepEqual(kept(session), fromScratch(session));
    await quiet();
    assert.deepEqual(server.drawing(), { ...start, splits: {} });
  });
}

function pairsOf({ start, to }) {
  const found = [];
  for (let unit = 0; unit + 1 < start.length; unit += 1) {
    for (let k = start[unit]; k < start[unit + 1]; k += 1) if (unit < to[k]) found.push([unit, to[k]]);
  }
  return found;
}

// Whether two units that stay in a community, joined inside it before, are joined no longer.
function cutsAnything(ground, before, after) {
  return Object.keys(after.communities).some((id) => {
    const held = (json) => ground.ids.flatMap((name, unit) => (json.units[name] === id ? [unit] : []));
    const [old, now] = [held(before), held(after)];
    const stayed = old.filter((unit) => now.includes(unit));
    if (old.every((unit) => now.includes(unit))) return false;
    const label = (units) => {
      const labels = new Map();
      const near = (unit) => ground.json_pairs.flatMap(([a, b]) => (a === unit ? [b] : b === unit ? [a] : []));
      const mark = (unit, name) => {
        if (labels.has(unit) || !units.includes(unit)) return;
        labels.set(unit, name);
        near(unit).forEach((other) => mark(other, name));
      };
      units.forEach((unit) => mark(unit, unit));
      return labels;
    };
    const [was, is] = [label(old), label(now)];
    return stayed.some((a) => stayed.some((b) => was.get(a) === was.get(b) && is.get(a) !== is.get(b)));
  });
}

// Neighbours that look alike, as "a b".
function clashes({ drawing }) {
  const fill = (number) => drawing.records.get(drawing.list[number]).colour;
  const alive = drawing.list.flatMap((id, number) => (drawing.records.has(id) ? [number] : []));
  const pairs = alive.flatMap((a) =>
    [...neighboursOf(drawing, a)].filter((b) => a < b && clash(fill(a), fill(b))).map((b) => [a, b]),
  );
  return new Map(pairs.map(([a, b]) => [`${drawing.list[a]} ${drawing.list[b]}`, [a, b]]));
}

// A pair that an edit made must have been beyond help: no fill was free for at least one of the two.
function onlyHelplessClashes({ drawing }, before) {
  const fill = (number) => drawing.records.get(drawing.list[number]).colour;
  const isFree = (number) => {
    const around = [...neighboursOf(drawing, number)].map(fill);
    return [0, 1, 2, 3, 4, 5].some((own) => !around.some((other) => clash(own, other)));
  };
  for (const [names, pair] of clashes({ drawing })) {
    if (!before.has(names)) assert.ok(!pair.every(isFree), `${names} look alike by our doing`);
  }
}
