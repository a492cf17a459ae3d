// Grounds of any size for random days and for the benchmark: squares in rows, with counts by chance.

import { packed } from "./small_ground.mjs";

const SIDE = 100;

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

/** A ground of `columns` × `rows` squares in street offices side by side; `corners` more points on each side of a square. */
export function gridGround({ columns, rows, offices, seed = 1, corners = 0, walks = true }) {
  const random = randomness(seed);
  const id = (x, y) => `u${String(x).padStart(3, "0")}-${String(y).padStart(3, "0")}`;
  const cells = [];
  for (let x = 0; x < columns; x += 1) for (let y = 0; y < rows; y += 1) cells.push([x, y]);
  const unitAt = new Map(cells.map(([x, y], unit) => [id(x, y), unit]));
  const office = ([x]) => Math.floor((x * offices) / columns);
  const place = ([x, y]) => [(x + 0.5) * SIDE, (y + 0.5) * SIDE];
  const pairs = cells.flatMap(([x, y]) =>
    [
      [x + 1, y],
      [x, y + 1],
    ]
      .filter(([a, b]) => a < columns && b < rows)
      .map(([a, b]) => [unitAt.get(id(x, y)), unitAt.get(id(a, b))]),
  );
  const near = pairs.filter(([a, b]) => office(cells[a]) === office(cells[b]) && random() < 0.97);
  const sites = cells.flatMap((_, unit) => (random() < 0.08 ? [unit] : []));
  const names = Array.from({ length: offices }, (_, k) => `街道${k}`);
  const minutes = ([ax, ay], [bx, by]) => Math.ceil(((1.3 * Math.hypot(ax - bx, ay - by)) / 72) * 10);
  const walk = { minutes: {}, unit_walk: {} };
  names.forEach((name, k) => {
    const own = cells.flatMap((cell, unit) => (office(cell) === k ? [unit] : []));
    const goals = sites.flatMap((unit, anchor) => (office(cells[unit]) === k ? [anchor] : []));
    const table = (to) =>
      packed(own.flatMap((unit) => to.map((goal) => minutes(place(cells[unit]), place(cells[goal])))));
    walk.minutes[name] = { units: own, anchors: goals, minutes: table(goals.map((anchor) => sites[anchor])) };
    walk.unit_walk[name] = walks && own.length <= 600 ? { units: own, minutes: table(own) } : null;
  });
  return {
    hash: `grid ${seed}`,
    is_local: true,
    crs: null,
    grid: null,
    band: { min: 1000, target: 2000, max: 3000 },
    rules: {
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
    },
    units: {
      id: cells.map(([x, y]) => id(x, y)),
      area_id: cells.map(([x, y]) => id(x, y)),
      name: cells.map(([x, y]) => `${x}-${y}`),
      subdistrict: cells.map(office),
      households: cells.map(() => (random() < 0.1 ? 0 : Math.floor(random() * 500))),
      persons: cells.map(() => (random() < 0.05 ? -1 : Math.floor(random() * 1500))),
      kind: cells.map(() => "estate"),
      present: cells.map(([x, y]) => (random() < 0.02 ? null : `今${Math.floor(x / 3)}-${Math.floor(y / 3)}`)),
      place: cells.map(place),
    },
    subdistricts: names,
    shapes: cells.map((cell) => ({ type: "Polygon", coordinates: [ring(cell, corners)] })),
    arcs: { a: pairs.map(([a]) => a), b: pairs.map(([, b]) => b), geometry: [] },
    neighbours: {
      a: near.map(([a]) => a),
      b: near.map(([, b]) => b),
      length_m: near.map(() => SIDE),
      crossing: near.map(() => 0),
      bridge: near.map(() => false),
    },
    anchors: {
      facility_id: sites.map((unit) => `f${unit}`),
      name: sites.map((unit) => `站${unit}`),
      unit: sites,
      status: sites.map(() => (random() < 0.2 ? "candidate" : "existing")),
      area_m2: sites.map(() => (random() < 0.1 ? null : Math.floor(random() * 9000) / 10)),
      place: sites.map((unit) => place(cells[unit])),
    },
    facilities_known: true,
    walk,
    lines: [],
    territories: [],
    facilities: [],
    today: [],
  };
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

function ring([x, y], corners) {
  const at = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const points = at.flatMap(([ax, ay], k) => {
    const [bx, by] = at[(k + 1) % 4];
    return Array.from({ length: corners + 1 }, (_, n) => {
      const t = n / (corners + 1);
      return [(x + ax + (bx - ax) * t) * SIDE, (y + ay + (by - ay) * t) * SIDE];
    });
  });
  return [...points, points[0]];
}
