// The ground as the editor sees it: what the server sent, with everything that is asked often in typed arrays.

import { boundsOf, flatten } from "./geometry.js";
import { gridOf } from "./cells.js";
import { openWalks } from "./walks.js";

const UNKNOWN = -1;

/** Open what `GET /plans/{id}/ground` answers; units are numbered as they come, ordered by identifier. */
export function openGround(json) {
  const { units } = json;
  const count = units.id.length;
  const shapes = flatten(json.shapes);
  const bounds = boundsOf(shapes);
  const present = [...new Set(units.present.filter((id) => id !== null))].sort();
  const presentAt = new Map(present.map((id, k) => [id, k]));
  const anchors = openAnchors(json, count);
  const isUndecided = new Uint8Array(count);
  (units.undecided ?? []).forEach((unit) => (isUndecided[unit] = 1));
  return {
    ...json,
    count,
    ids: units.id,
    indexOf: new Map(units.id.map((id, unit) => [id, unit])),
    names: units.name,
    areas: units.area_id,
    places: units.place,
    kinds: units.kind,
    subdistrict: Int32Array.from(units.subdistrict),
    households: Int32Array.from(units.households, (value) => value ?? 0),
    householdsKnown: units.households.every((value) => value !== null),
    persons: Int32Array.from(units.persons, (value) => value ?? UNKNOWN),
    /** Present community of each unit as a number in `presentIds`, −1 for none. */
    present: Int32Array.from(units.present, (id) => (id === null ? UNKNOWN : presentAt.get(id))),
    presentIds: present,
    presentAt,
    presentHouseholds: presentHouseholds(units, presentAt),
    /** Households that have a present community, without those of undecided areas. */
    settled: sumWhere(units.households, (unit) => units.present[unit] !== null && !isUndecided[unit]),
    /** Units of undecided areas (PL-13): in no community until somebody rules on them. */
    isUndecided,
    /** Units whose area the files call relatively independent. */
    isAlone: Uint8Array.from(units.id, (_, unit) => (units.alone?.[unit] ? 1 : 0)),
    selectedKinds: new Set(json.rules.selected?.kinds ?? []),
    rings: shapes,
    bounds,
    cells: gridOf(bounds, count),
    neighbours: openNeighbours(json.neighbours, count),
    /** Borders drawn between units: every pair that shares a line, whether or not one can walk across. */
    touching: openNeighbours(json.arcs, count),
    anchors,
    walks: openWalks(json, count),
    band: json.band ?? null,
  };
}

/** Neighbours as compressed rows: those of unit u are `to[start[u]]` to `to[start[u + 1]]`, `edge` their pairs. */
function openNeighbours({ a, b }, count) {
  const start = new Int32Array(count + 1);
  const each = (visit) => {
    for (let k = 0; k < a.length; k += 1) {
      if (a[k] < 0 || b[k] < 0) continue;
      visit(a[k], b[k], k);
      visit(b[k], a[k], k);
    }
  };
  each((from) => (start[from + 1] += 1));
  for (let unit = 0; unit < count; unit += 1) start[unit + 1] += start[unit];
  const to = new Int32Array(start[count]);
  const edge = new Int32Array(start[count]);
  const next = start.slice(0, -1);
  each((from, other, k) => {
    to[next[from]] = other;
    edge[next[from]++] = k;
  });
  return { start, to, edge };
}

function openAnchors({ anchors, facilities_known: known }, count) {
  const here = Array.from({ length: count }, () => []);
  const list = anchors ?? { facility_id: [], status: [], area_m2: [], unit: [] };
  list.facility_id.forEach((_, anchor) => {
    // A candidate is no facility yet: nobody walks to it and it has no floor.
    if (list.status[anchor] !== "candidate" && list.unit[anchor] >= 0) here[list.unit[anchor]].push(anchor);
  });
  return { ...list, here, known: known ?? Boolean(anchors) };
}

function sumWhere(values, holds) {
  return values.reduce((sum, value, k) => sum + (holds(k) ? (value ?? 0) : 0), 0);
}

function presentHouseholds(units, presentAt) {
  const sums = new Float64Array(presentAt.size);
  units.present.forEach((id, unit) => {
    if (id !== null) sums[presentAt.get(id)] += units.households[unit] ?? 0;
  });
  return sums;
}
