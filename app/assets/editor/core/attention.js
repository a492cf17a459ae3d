// Where the planner has to look: what is broken, what is undecided, what could be better; in this order.

import { NOWHERE } from "./drawing.js";
import { householdsOf, piecesOf } from "./contiguity.js";

const ORDER = { disconnected: 0, unassigned: 2, over: 3, under: 3 };

/** Places that ask for attention, the gravest first: `{kind, hard, community, units, households}`. */
export function attention(board, kind = null) {
  const places = [...ofCommunities(board), ...unassigned(board)];
  const wanted = kind === null ? places : places.filter((place) => place.kind === kind);
  return wanted.sort(
    (a, b) => rank(a) - rank(b) || b.households - a.households || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

function rank({ kind, hard }) {
  return hard ? Math.min(1, ORDER[kind]) : ORDER[kind];
}

function* ofCommunities({ ground, drawing, figures }) {
  const hard = ground.rules.hard ?? {};
  for (const [community, { name }] of drawing.records) {
    const units = drawing.unitsOf(community);
    const { households, inBand, pieces } = figures.totals(community);
    if (pieces > 1) {
      for (const piece of piecesOf(ground, units).slice(1)) {
        yield place("disconnected", true, community, name, piece, householdsOf(ground, piece));
      }
    }
    if (inBand === "over" || inBand === "under") {
      const isHard = Boolean(inBand === "over" ? hard.households_max : hard.households_min);
      yield place(inBand, isHard, community, name, units, households);
    }
  }
}

function* unassigned({ ground, drawing }) {
  for (const piece of piecesOf(
    ground,
    drawing.members[NOWHERE].filter((unit) => !ground.isUndecided[unit]),
  )) {
    yield place("unassigned", false, null, "", piece, householdsOf(ground, piece));
  }
}

function place(kind, hard, community, name, units, households) {
  return { kind, hard, community, name, units: [...units].sort((a, b) => a - b), households };
}
