// How fast the editor's core is, without a browser: `node tests/benchmarks/editor_core.mjs [units…]`.
//
// Median and 95th percentile in milliseconds of what happens while the mouse moves (hit test of a brush stroke, preview)
// and when the button is released (commit with figures, readings and table), beside opening the ground.

import { performance } from "node:perf_hooks";

import { createMemory } from "../../app/assets/editor/core/memory.js";
import { createSession } from "../../app/assets/editor/core/session.js";
import { openGround } from "../../app/assets/editor/core/ground.js";
import { unitsAlong } from "../../app/assets/editor/core/hit.js";
import { gridDrawing, gridGround, randomness } from "../editor/grid_ground.mjs";

const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [500, 5_000, 20_000];
const ROUNDS = 400;
const BENDS = 7;
const UNITS_A_COMMUNITY = 25;
const UNITS_AN_OFFICE = 500;
const LABEL = { zh: "移动", en: "Move" };

const SILENT = {
  send: () => new Promise(() => {}),
  commands: async () => ({ items: [], head: 0 }),
  judgement: () => new Promise(() => {}),
};

function timed(work) {
  const began = performance.now();
  const value = work();
  return [performance.now() - began, value];
}

function told(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return `${at(0.5).toFixed(3).padStart(9)} ${at(0.95).toFixed(3).padStart(9)}`;
}

async function measure(count) {
  const columns = Math.round(Math.sqrt(count));
  const rows = Math.round(count / columns);
  const json = gridGround({
    columns,
    rows,
    office: [Math.max(1, Math.round(UNITS_AN_OFFICE / rows)), rows],
    seed: 7,
    bends: BENDS,
  });
  const [opening, ground] = timed(() => openGround(json));
  const session = createSession({
    ground,
    drawing: gridDrawing(json, UNITS_A_COMMUNITY),
    plan: { id: "b", head: 0 },
    api: SILENT,
    storage: createMemory(),
    Channel: null,
  });
  await session.ready;
  session.all();
  const random = randomness(11);
  const times = { stroke: [], preview: [], commit: [], table: [], undo: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const [x, y] = [random() * columns * 100, random() * rows * 100];
    const path = [
      [x, y],
      [x + (random() - 0.5) * 400, y + (random() - 0.5) * 400],
    ];
    const [stroke, units] = timed(() => unitsAlong(ground, path, 30));
    times.stroke.push(stroke);
    const target = session.communityOf(units[0] ?? 0);
    const neighbour = units.at(-1) ?? 0;
    const [preview, changes] = timed(() => {
      const wanted = session.assign([...units, neighbour], target);
      session.preview(wanted);
      return wanted;
    });
    times.preview.push(preview);
    const [commit, command] = timed(() => {
      const made = session.commit("brush", LABEL, changes);
      if (made)
        made.changes.units.forEach(([, from, to]) =>
          [from, to].forEach((id) => session.drawing.records.has(id) && session.totals(id)),
        );
      return made;
    });
    if (command) times.commit.push(commit);
    times.table.push(timed(() => [session.all(), session.readings()])[0]);
    if (command && round % 3 === 0) times.undo.push(timed(() => session.undo())[0]);
  }
  session.close();
  console.log(
    `\n${ground.count} units, ${session.drawing.records.size} communities, ${json.subdistricts.length} street offices; ground opened in ${opening.toFixed(0)} ms`,
  );
  console.log("                    median       p95  ms");
  const rowsOf = [
    ["brush stroke", "stroke"],
    ["preview", "preview"],
    ["commit", "commit"],
    ["table, readings", "table"],
    ["undo", "undo"],
  ];
  rowsOf.forEach(([name, key]) => console.log(`  ${name.padEnd(16)} ${told(times[key])}`));
}

for (const count of SIZES) await measure(count);
process.exit(0);
