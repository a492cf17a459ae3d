// Grounds of any size for random days, the map and the benchmarks: areas in rows, with counts by chance.

import { pathToFileURL } from "node:url";

import { packed, smallPlan } from "./small_ground.mjs";

const SIDE = 100;
const RULES = {
  households_min: 1000,
  households_max: 3000,
  population_min: 3000,
  population_max: null,
  combine_lower: "any",
  combine_upper: "households_only",
  walk_minutes: 15,
  floor_m2_per_100: 30,
  floor_mode: "ceil",
  floor_min_m2: 300,
  floor_min_households_max: 2000,
  floor_min_for_all: false,
  seats: [
    [2000, 5],
    [4000, 7],
    [null, 9],
  ],
};

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
export function randomness(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A ground of `columns` × `rows` areas, as `GET /plans/{id}/ground` tells it.
 *
 * `office` is how many areas a street office has across and upright; `bends` more points stand on each side of an area, which
 * stray by up to `stray` metres; between the share `apart` of neighbours there is no way; `walks` has the times on foot from
 * area to area told in street offices that are not too large.
 */
export function gridGround({ columns, rows, office, seed = 1, bends = 0, stray = 0, apart = 0.03, walks = true }) {
  const random = randomness(seed);
  const cells = [];
  for (let x = 0; x < columns; x += 1) for (let y = 0; y < rows; y += 1) cells.push([x, y]);
  const id = ([x, y]) => `u${String(x).padStart(3, "0")}-${String(y).padStart(3, "0")}`;
  const unitAt = (x, y) => (x >= 0 && y >= 0 && x < columns && y < rows ? x * rows + y : -1);
  const across = Math.ceil(columns / office[0]);
  const officeOf = ([x, y]) => Math.floor(x / office[0]) + across * Math.floor(y / office[1]);
  const names = Array.from({ length: across * Math.ceil(rows / office[1]) }, (_, k) => `街道${k}`);
  const place = ([x, y]) => [(x + 0.5) * SIDE, (y + 0.5) * SIDE];
  const lines = sidesOf(columns, rows, bends, stray, randomness(seed + 1));
  const together = ([a, b]) => a >= 0 && b >= 0 && officeOf(cells[a]) === officeOf(cells[b]);
  const between = lines.all.map(({ line, cells: both }) => ({ line, sides: both.map(([x, y]) => unitAt(x, y)) }));
  const inside = between.filter(({ sides }) => together(sides));
  const rim = between
    .filter(({ sides }) => !together(sides))
    .flatMap(({ line, sides }) => sides.filter((unit) => unit >= 0).map((unit) => ({ line, sides: [unit, -1] })));
  const near = inside.filter(() => random() >= apart).map(({ sides }) => sides);
  const sites = cells.flatMap((_, unit) => (random() < 0.08 ? [unit] : []));
  const arcs = [...inside, ...rim];
  const units = {
    id: cells.map(id),
    area_id: cells.map(id),
    name: cells.map(([x, y]) => `${x}-${y}小区`),
    subdistrict: cells.map(officeOf),
    households: cells.map(() => (random() < 0.1 ? 0 : Math.floor(random() * 500))),
    persons: cells.map(() => (random() < 0.05 ? -1 : Math.floor(random() * 1500))),
    kind: cells.map(() => "estate"),
    present: cells.map(([x, y]) => (random() < 0.02 ? null : `今${Math.floor(x / 3)}-${Math.floor(y / 3)}`)),
    place: cells.map(place),
  };
  const anchors = {
    facility_id: sites.map((unit) => `f${unit}`),
    name: sites.map((unit) => `站${unit}`),
    unit: sites,
    status: sites.map(() => (random() < 0.2 ? "candidate" : "existing")),
    area_m2: sites.map(() => (random() < 0.1 ? null : Math.floor(random() * 9000) / 10)),
    place: sites.map((unit) => place(cells[unit])),
  };
  return {
    hash: `grid ${columns} ${rows} ${seed}`,
    is_local: true,
    crs: null,
    grid: null,
    band: { min: 1000, target: 2000, max: 3000 },
    rules: RULES,
    units,
    subdistricts: names,
    shapes: cells.map((cell) => ({ type: "Polygon", coordinates: [lines.ring(cell)] })),
    arcs: {
      a: arcs.map(({ sides }) => sides[0]),
      b: arcs.map(({ sides }) => sides[1]),
      geometry: arcs.map(({ line }) => [line]),
    },
    neighbours: {
      a: near.map(([a]) => a),
      b: near.map(([, b]) => b),
      length_m: near.map(() => SIDE),
      crossing: near.map(() => 0),
      bridge: near.map(() => false),
    },
    anchors,
    facilities_known: true,
    walk: walking(units, anchors, names, walks),
    lines: streets(columns, rows),
    territories: [],
    facilities: anchors.facility_id.map((facility, k) => ({
      facility_id: facility,
      name: anchors.name[k],
      kind: "service",
      status: anchors.status[k],
      area_m2: anchors.area_m2[k],
      short: false,
      geometry: { type: "Point", coordinates: anchors.place[k] },
    })),
    today: [],
    facts_zh_en: { basis: null, crs_label: null },
  };
}

// Minutes on foot in tenths, 1.3 times the straight line at 72 m a minute.
function walking(units, anchors, names, walks) {
  const minutes = ([ax, ay], [bx, by]) => Math.min(65535, Math.ceil(((1.3 * Math.hypot(ax - bx, ay - by)) / 72) * 10));
  const table = (own, to) => packed(own.flatMap((unit) => to.map((goal) => minutes(units.place[unit], goal))));
  const of = (list, k) => list.flatMap((unit, i) => (units.subdistrict[unit] === k ? [i] : []));
  const walk = { minutes: {}, unit_walk: {} };
  names.forEach((name, k) => {
    const own = of([...units.id.keys()], k);
    const goals = of(anchors.unit, k);
    walk.minutes[name] = { units: own, anchors: goals, minutes: table(own, goals.map((anchor) => anchors.place[anchor])) };
    walk.unit_walk[name] =
      walks && own.length <= 600 ? { units: own, minutes: table(own, own.map((unit) => units.place[unit])) } : null;
  });
  return walk;
}

// The sides of the areas, each drawn once: `all` with the areas on both sides of it, `ring` around one area.
function sidesOf(columns, rows, bends, stray, random) {
  const side = ([x, y], [dx, dy]) =>
    Array.from({ length: bends + 2 }, (_, n) => {
      const t = n / (bends + 1);
      const off = stray && t > 0 && t < 1 ? (2 * random() - 1) * stray : 0;
      return [(x + dx * t) * SIDE + dy * off, (y + dy * t) * SIDE + dx * off];
    });
  const along = (wide, high, way) =>
    Array.from({ length: wide }, (_, x) => Array.from({ length: high }, (_, y) => side([x, y], way)));
  const across = along(columns, rows + 1, [1, 0]);
  const upright = along(columns + 1, rows, [0, 1]);
  const told = (lines, beside) =>
    lines.flatMap((column, x) => column.map((line, y) => ({ line, cells: [beside(x, y), [x, y]] })));
  return {
    all: [...told(upright, (x, y) => [x - 1, y]), ...told(across, (x, y) => [x, y - 1])],
    ring([x, y]) {
      const back = (line) => [...line].reverse();
      const sides = [across[x][y], upright[x + 1][y], back(across[x][y + 1]), back(upright[x][y])];
      return [...sides.flatMap((line) => line.slice(0, -1)), across[x][y][0]];
    },
  };
}

function streets(columns, rows) {
  const street = (name, k, coordinates) => ({
    name,
    kind: "road",
    road_class: k % 10 ? "residential" : "primary",
    geometry: { type: "LineString", coordinates },
  });
  const every = (n) => Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) => 2 * k);
  return [
    ...every(columns).map((k) => street(`经${k}路`, k, [[k * SIDE, -50], [k * SIDE, rows * SIDE + 50]])),
    ...every(rows).map((k) => street(`纬${k}街`, k, [[-50, k * SIDE], [columns * SIDE + 50, k * SIDE]])),
  ];
}

/** A drawing of it in blocks of about `size` units, never over the limit of a street office. */
export function gridDrawing(ground, size) {
  const side = Math.max(1, Math.round(Math.sqrt(size)));
  const home = (unit) => {
    const [x, y] = ground.units.place[unit].map((value) => Math.floor(value / SIDE / side));
    return `${ground.subdistricts[ground.units.subdistrict[unit]]}-${x}-${y}`;
  };
  const units = Object.fromEntries(ground.units.id.map((id, unit) => [id, home(unit)]));
  const subdistrict = new Map(
    ground.units.id.map((_, unit) => [home(unit), ground.subdistricts[ground.units.subdistrict[unit]]]),
  );
  const communities = Object.fromEntries(
    [...subdistrict].map(([id, office]) => {
      const [x, y] = id.split("-").slice(1).map(Number);
      // Two by two blocks in four fills that never clash.
      return [
        id,
        {
          name: id,
          subdistrict: office,
          locked: false,
          colour: [
            [0, 1],
            [3, 4],
          ][x % 2][y % 2],
          alone: false,
        },
      ];
    }),
  );
  return { units, communities, splits: {} };
}

// `node tests/editor/grid_ground.mjs '{"columns": 3, …, "community": 4}'` prints ground, drawing and plan, as for a page.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { community, ...asked } = JSON.parse(process.argv[2]);
  const ground = gridGround(asked);
  const plan = { ...smallPlan(), id: "grid", name: "网格" };
  process.stdout.write(JSON.stringify({ ground, drawing: gridDrawing(ground, community), plan }));
}
