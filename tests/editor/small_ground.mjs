// Twelve squares of 300 m in two street offices, as the server would send them; drawn by hand.
//
//        a    b  |  c    d          households        today
//   1   400  600 | 700  300         甲街道: a, b      甲一 = a    1,200
//   2   500  450 | 500    0         乙街道: c, d      甲二 = b    1,400
//       ·   ·    | ~~~  ===                          乙一 = c1, c2, d1, d2    1,500
//   3   300  350 | 400  450                          乙二 = c3, d3              850
//
// A river runs above c3 and d3: c2 and c3 share a border that nobody can cross, d2 and d3 are joined by a bridge.
// d2 is vacant land of no area. Persons are twice the households, unknown in b3. The band is 1,000 to 2,000.
//
// Facilities: f1 in a2 (900 m²), f2 in b2 (planned, 300 m²), f3 in c1 (floor unknown), f4 in d3 (a candidate).
// One walks 1.3 times the straight line, 72 m a minute; 10 minutes are a straight line of 553 m, so that the ends of
// a column (600 m) do not reach each other.

import { pathToFileURL } from "node:url";

export const SIDE = 300;
const HOUSEHOLDS = {
  a1: 400,
  a2: 500,
  a3: 300,
  b1: 600,
  b2: 450,
  b3: 350,
  c1: 700,
  c2: 500,
  c3: 400,
  d1: 300,
  d2: 0,
  d3: 450,
};
const TODAY = { a: "甲一", b: "甲二", c1: "乙一", c2: "乙一", d1: "乙一", d2: "乙一", c3: "乙二", d3: "乙二" };
const OFFICES = ["甲街道", "乙街道"];
const RIVER = 4;

const IDS = Object.keys(HOUSEHOLDS).sort();
const at = (id) => ["abcd".indexOf(id[0]), 3 - Number(id[1])];
const unit = (id) => IDS.indexOf(id);
const place = (id) => at(id).map((k) => (k + 0.5) * SIDE);
const today = (id) => TODAY[id] ?? TODAY[id[0]];

function square(id) {
  const [x, y] = at(id).map((k) => k * SIDE);
  const ring = [
    [x, y],
    [x + SIDE, y],
    [x + SIDE, y + SIDE],
    [x, y + SIDE],
    [x, y],
  ];
  return { type: "Polygon", coordinates: [ring] };
}

function pairs() {
  return IDS.flatMap((a) => IDS.filter((b) => a < b && distance(place(a), place(b)) === SIDE).map((b) => [a, b]));
}

function distance([ax, ay], [bx, by]) {
  return Math.hypot(ax - bx, ay - by);
}

function border(a, b) {
  const [[ax, ay], [bx, by]] = [place(a), place(b)];
  const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
  const isUpright = ay === by;
  const half = SIDE / 2;
  return isUpright
    ? [
        [
          [x, y - half],
          [x, y + half],
        ],
      ]
    : [
        [
          [x - half, y],
          [x + half, y],
        ],
      ];
}

function outline() {
  const [w, s, e, n] = [0, 0, 4 * SIDE, 3 * SIDE];
  return [
    [
      [w, s],
      [e, s],
      [e, n],
      [w, n],
      [w, s],
    ],
  ];
}

/** Minutes in tenths as the server packs them: little-endian, unsigned, 16 bits, base64. */
export function packed(tenths) {
  const bytes = new Uint8Array(2 * tenths.length);
  const view = new DataView(bytes.buffer);
  tenths.forEach((value, k) => view.setUint16(2 * k, value, true));
  return Buffer.from(bytes).toString("base64");
}

const tenths = (from, to) => Math.ceil(((1.3 * distance(from, to)) / 72) * 10);

function anchors() {
  const rows = [
    ["f1", "甲一站", "existing", 900, "a2"],
    ["f2", "甲二站", "planned", 300, "b2"],
    ["f3", "乙一站", "existing", null, "c1"],
    ["f4", "乙二备选", "candidate", 600, "d3"],
  ];
  return {
    facility_id: rows.map(([id]) => id),
    name: rows.map(([, name]) => name),
    status: rows.map(([, , status]) => status),
    area_m2: rows.map(([, , , area]) => area),
    unit: rows.map(([, , , , id]) => unit(id)),
    place: rows.map(([, , , , id]) => place(id)),
  };
}

function walk(list) {
  const minutes = {};
  const unit_walk = {};
  OFFICES.forEach((name, office) => {
    const own = IDS.filter((id) => officeOf(id) === office);
    const near = list.facility_id.map((_, k) => k).filter((k) => officeOf(IDS[list.unit[k]]) === office);
    minutes[name] = {
      units: own.map(unit),
      anchors: near,
      minutes: packed(own.flatMap((id) => near.map((k) => tenths(place(id), list.place[k])))),
    };
    const table = packed(own.flatMap((from) => own.map((to) => tenths(place(from), place(to)))));
    unit_walk[name] = { units: own.map(unit), minutes: table };
  });
  return { minutes, unit_walk };
}

const officeOf = (id) => ("ab".includes(id[0]) ? 0 : 1);

/** The ground of `GET /plans/{id}/ground`. */
export function smallGround() {
  const list = anchors();
  const shared = pairs();
  const isJoined = ([a, b]) => officeOf(a) === officeOf(b) && !(a === "c2" && b === "c3");
  const near = shared.filter(isJoined);
  const isBridge = ([a, b]) => a === "d2" && b === "d3";
  return {
    hash: "small",
    is_local: true,
    crs: null,
    grid: null,
    band: { min: 1000, target: 1500, max: 2000 },
    rules: {
      households_min: 1000,
      households_max: 2000,
      target: 1500,
      walk_minutes: 10,
      floor_m2_per_100: 30,
      floor_mode: "proportional",
      floor_min_m2: 600,
      floor_min_households_max: 2000,
      floor_min_for_all: false,
      seats: [
        [1200, 5],
        [1600, 7],
        [null, 9],
      ],
      profile: { id: "small", version: "1", overlays: [] },
    },
    units: {
      id: [...IDS],
      area_id: IDS.map((id) => (id === "d2" ? null : id)),
      name: IDS.map((id) => (id === "d2" ? "" : `${id}小区`)),
      subdistrict: IDS.map(officeOf),
      households: IDS.map((id) => HOUSEHOLDS[id]),
      persons: IDS.map((id) => (id === "b3" || id === "d2" ? -1 : 2 * HOUSEHOLDS[id])),
      kind: IDS.map((id) => (id === "d2" ? "vacant" : "estate")),
      present: IDS.map(today),
      place: IDS.map(place),
    },
    subdistricts: [...OFFICES],
    shapes: IDS.map(square),
    arcs: {
      a: [...shared.map(([a]) => unit(a)), 0],
      b: [...shared.map(([, b]) => unit(b)), -1],
      geometry: [...shared.map(([a, b]) => border(a, b)), outline()],
    },
    neighbours: {
      a: near.map(([a]) => unit(a)),
      b: near.map(([, b]) => unit(b)),
      length_m: near.map(() => SIDE),
      crossing: near.map((pair) => (isBridge(pair) ? RIVER : 0)),
      bridge: near.map(isBridge),
    },
    anchors: list,
    walk: walk(list),
    lines: [
      {
        name: "朝阳路",
        kind: "arterial",
        road_class: "primary",
        geometry: {
          type: "LineString",
          coordinates: [
            [600, -100],
            [600, 1000],
          ],
        },
      },
      {
        name: "清河",
        kind: "river",
        road_class: null,
        geometry: {
          type: "LineString",
          coordinates: [
            [600, 300],
            [1300, 300],
          ],
        },
      },
    ],
    territories: OFFICES.map((subdistrict, k) => {
      const [w, e] = [2 * k * SIDE, (2 * k + 2) * SIDE];
      return {
        subdistrict,
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [w, 0],
              [e, 0],
              [e, 900],
              [w, 900],
              [w, 0],
            ],
          ],
        },
      };
    }),
    facilities: list.facility_id.map((facility_id, k) => ({
      facility_id,
      name: list.name[k],
      kind: "service",
      status: list.status[k],
      area_m2: list.area_m2[k],
      community_id: null,
      short: false,
      geometry: { type: "Point", coordinates: list.place[k] },
    })),
    today: ["甲一", "甲二", "乙一", "乙二"].map((community_id) => ({
      community_id,
      name: community_id,
      subdistrict: OFFICES[community_id.startsWith("甲") ? 0 : 1],
      households: IDS.filter((id) => today(id) === community_id).reduce((sum, id) => sum + HOUSEHOLDS[id], 0),
    })),
    facts_zh_en: { basis: "resident", crs_label: null },
  };
}

/** Today's communities as a drawing. */
export function smallDrawing() {
  const record = (name, office, colour) => ({
    name,
    subdistrict: OFFICES[office],
    locked: false,
    colour,
    alone: false,
  });
  return {
    units: Object.fromEntries(IDS.map((id) => [id, today(id)])),
    communities: {
      甲一: record("甲一", 0, 0),
      甲二: record("甲二", 0, 1),
      乙一: record("乙一", 1, 3),
      乙二: record("乙二", 1, 0),
    },
    splits: {},
  };
}

/** A plan to it. */
export function smallPlan() {
  return {
    id: "p1",
    name: "小地块方案",
    head: 0,
    revision: 1,
    kind: "drawn",
    dataset: { id: "d1", name: "小地块" },
    origin: { kind: "today" },
  };
}

/** The unit number of an identifier. */
export const unitOf = unit;

// `node tests/editor/small_ground.mjs` prints everything as JSON, for a page without a server.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(JSON.stringify({ ground: smallGround(), drawing: smallDrawing(), plan: smallPlan() }));
}
