"""Rows of the assignment model that are only added where they are needed.

- ``x_it ≤ y_t``.
- A border off the streets is cut where its units have different anchors: ``cut_ij ≥ Σ_{t in A} (x_it − x_jt)`` for
  every set A of anchors; the worst A are those with x_it > x_jt.
- A border on the streets may only count as cut, once for each side, where it is:
  ``2 cut_ij ≤ Σ_{t in A} (x_it + x_jt) + Σ_{t not in A} (2 y_t − x_it − x_jt)`` for every A; the worst A are those
  with x_it + x_jt < y_t. Where neither unit or both are in t's community, t leaves nothing.
- For a part P that has come loose from its anchor t, ``x_it ≤ Σ_{v beside P} x_vt`` for one unit i of P (Validi,
  Buchanan and Lykhovyd 2022).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from optimizer.formulation import Variables
from optimizer.graph import parts
from optimizer.milp import Row
from optimizer.problem import Problem

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-5


def broken_rows(v: Variables, values: FloatArray) -> list[Row]:
    """Rows that given values of the variables break."""
    x, y = values[v.x], values[v.y]
    rows = [_open(v, int(i), int(k)) for i, k in np.argwhere(x > y + TOLERANCE)]
    for cut in v.cuts:
        now = values[cut.position]
        if cut.off_street:
            away = x[cut.i] - x[cut.j]
            for a, b, leaves in ((cut.i, cut.j, away > 0), (cut.j, cut.i, away < 0)):
                if np.abs(away[leaves]).sum() > now + TOLERANCE:
                    rows.append(_cut(v, cut.position, a, b, leaves))
        else:
            together = x[cut.i] + x[cut.j]
            if 2 * now > np.minimum(together, 2 * y - together).sum() + TOLERANCE:
                rows.append(_uncut(v, cut.position, cut.i, cut.j, together < y))
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


def _cut(v: Variables, position: int, a: int, b: int, leaves: BoolArray) -> Row:
    terms = [(position, 1.0)]
    for k in np.flatnonzero(leaves):
        terms += [(int(v.x[a, k]), -1.0), (int(v.x[b, k]), 1.0)]
    return Row(f"cut_{a}_{b}_{_mark(leaves)}", terms, ">=", 0.0)


def _uncut(v: Variables, position: int, a: int, b: int, apart: BoolArray) -> Row:
    weights: dict[int, float] = {position: 2.0}
    for k in range(len(v.y)):
        sign = -1.0 if apart[k] else 1.0
        for column in (int(v.x[a, k]), int(v.x[b, k])):
            weights[column] = weights.get(column, 0.0) + sign
        if not apart[k]:
            weights[int(v.y[k])] = weights.get(int(v.y[k]), 0.0) - 2.0
    terms = [(column, weight) for column, weight in weights.items() if weight != 0]
    return Row(f"uncut_{a}_{b}_{_mark(apart)}", terms, "<=", 0.0)


def _mark(chosen: BoolArray) -> str:
    """Name a set of anchors."""
    return hashlib.sha1(np.packbits(chosen).tobytes(), usedforsecurity=False).hexdigest()[:12]
