"""Rows of the assignment model that are only added where they are needed.

``x_it ≤ y_t``; ``cut_ij ≥ x_it − x_jt`` for a border off the streets and ``cut_ij ≤ 2 − x_it − x_jt`` for one on
them; and for a part P that has come loose from its anchor t, x_it ≤ Σ_{v beside P} x_vt for one unit i of P
(Validi, Buchanan and Lykhovyd 2022).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.formulation import Variables
from optimizer.graph import parts
from optimizer.milp import Row
from optimizer.problem import Problem

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-5


def broken_rows(problem: Problem, v: Variables, values: FloatArray) -> list[Row]:
    """Rows that given values of the variables break."""
    x, y = values[v.x], values[v.y]
    rows = [_open(v, int(i), int(k)) for i, k in np.argwhere(x > y + TOLERANCE)]
    for cut in v.cuts:
        now = values[cut.position]
        if cut.off_street:
            for a, b in ((cut.i, cut.j), (cut.j, cut.i)):
                rows += [_cut(v, cut.position, a, b, int(k)) for k in np.flatnonzero(x[a] - x[b] > now + TOLERANCE)]
        else:
            both = x[cut.i] + x[cut.j] + now > 2 + TOLERANCE
            rows += [_uncut(v, cut.position, cut.i, cut.j, int(k)) for k in np.flatnonzero(both)]
    return rows


def opening_rows(problem: Problem, v: Variables, allowed: BoolArray) -> list[Row]:
    """``x_it ≤ y_t`` for all pairs that may still be; without them a solution means nothing."""
    anchor_unit = problem.tables.anchor_unit
    return [_open(v, int(i), int(k)) for i, k in np.argwhere(allowed) if anchor_unit[k] != i]


def loose_parts(problem: Problem, v: Variables, anchor_of: IntArray) -> list[Row]:
    """One separator for each part of a community that has come loose from its anchor."""
    t = problem.tables
    rows = []
    for k in np.unique(anchor_of):
        home = int(t.anchor_unit[k])
        for part in parts(t, np.flatnonzero(anchor_of == k).astype(np.int64)):
            if home in part:
                continue
            inside = set(part.tolist())
            beside = {int(w) for u in part for w in t.neighbours[t.neighbour_start[u] : t.neighbour_start[u + 1]]}
            unit = int(part[np.argmax(t.households[part])])
            terms = [(int(v.x[unit, k]), 1.0), *((int(v.x[w, k]), -1.0) for w in sorted(beside - inside))]
            rows.append(Row(f"connected_{unit}_{k}_{part[0]}_{len(part)}", terms, "<=", 0.0))
    return rows


def _open(v: Variables, i: int, k: int) -> Row:
    return Row(f"open_{i}_{k}", [(int(v.x[i, k]), 1.0), (int(v.y[k]), -1.0)], "<=", 0.0)


def _cut(v: Variables, position: int, a: int, b: int, k: int) -> Row:
    return Row(f"cut_{a}_{b}_{k}", [(position, 1.0), (int(v.x[a, k]), -1.0), (int(v.x[b, k]), 1.0)], ">=", 0.0)


def _uncut(v: Variables, position: int, a: int, b: int, k: int) -> Row:
    return Row(f"uncut_{a}_{b}_{k}", [(position, 1.0), (int(v.x[a, k]), 1.0), (int(v.x[b, k]), 1.0)], "<=", 2.0)
