"""Two simple heuristics of the literature: greedy growth, and hill climbing from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimizer.cost import Scratch, evaluate, scratch_for
from optimizer.graph import parts
from optimizer.problem import Problem

if TYPE_CHECKING:
    from geodata.domain import IntArray


class Costed(NamedTuple):
    """E and C of a plan, its communities, and how many of them break a hard rule."""

    breach: int
    cost: int
    communities: int
    broken: int

    @property
    def rank(self) -> tuple[int, int]:
        """Order of plans: E, then C."""
        return self.breach, self.cost


def cost_of(problem: Problem, community: IntArray, work: Scratch) -> Costed:
    """Cost a plan of connected communities."""
    costs = [_rank(problem, np.flatnonzero(community == name), work) for name in np.unique(community)]
    return Costed(
        sum(breach for breach, _ in costs), sum(cost for _, cost in costs), len(costs),
        sum(breach > 0 for breach, _ in costs),
    )


def _rank(problem: Problem, members: IntArray, work: Scratch) -> tuple[int, int]:
    if len(members) == 0:
        return 0, 0
    breach, _, cost, _, _ = evaluate(problem.tables, members.astype(np.int64), work)
    return int(breach), int(cost)


def _beside(problem: Problem, unit: int) -> IntArray:
    t = problem.tables
    return t.neighbours[t.neighbour_start[unit] : t.neighbour_start[unit + 1]]


def grow(problem: Problem) -> IntArray:
    """Grow one community after another up to the target, each from the free unit with fewest free neighbours.

    The next unit is the one that touches its community most. A rest below the band joins its smallest neighbour.
    """
    h, band = problem.tables.households, problem.tables.base
    target = band.households_target or (band.households_min + min(band.households_max, 5_000)) // 2
    community = np.full(problem.n_units, -1, dtype=np.int64)
    number = 0
    while (free := np.flatnonzero(community < 0)).size:
        unit = min(free, key=lambda u: ((community[_beside(problem, u)] < 0).sum(), u))
        community[unit], held = number, int(h[unit])
        while held < target:
            rim = {int(v) for u in np.flatnonzero(community == number) for v in _beside(problem, u)}
            rim = {v for v in rim if community[v] < 0}
            if not rim:
                break
            unit = max(rim, key=lambda v: ((community[_beside(problem, v)] == number).sum(), -v))
            community[unit] = number
            held += int(h[unit])
        others = {
            int(community[v]) for u in np.flatnonzero(community == number) for v in _beside(problem, u)
        } - {-1, number}
        if held < band.households_min and others:
            community[community == number] = min(others, key=lambda c: (h[community == c].sum(), c))
        number += 1
    return community


def climb(problem: Problem, start: IntArray) -> IntArray:
    """Shift single units and merge communities while that lowers (E, C)."""
    work, community = scratch_for(problem.tables), start.copy()
    better = True
    while better:
        better = False
        for unit in range(problem.n_units):
            for other in sorted({int(community[v]) for v in _beside(problem, unit)} - {int(community[unit])}):
                better |= _shift(problem, community, unit, other, work) or _merge(
                    problem, community, int(community[unit]), other, work
                )
    return community


def _shift(problem: Problem, community: IntArray, unit: int, other: int, work: Scratch) -> bool:
    home = community[unit]
    if home == other:
        return False
    left = np.flatnonzero((community == home) & (np.arange(problem.n_units) != unit)).astype(np.int64)
    gained = np.flatnonzero((community == other) | (np.arange(problem.n_units) == unit))
    if len(parts(problem.tables, left)) > 1:
        return False
    before = _sum(problem, [np.flatnonzero(community == home), np.flatnonzero(community == other)], work)
    if _sum(problem, [left, gained], work) >= before:
        return False
    community[unit] = other
    return True


def _merge(problem: Problem, community: IntArray, home: int, other: int, work: Scratch) -> bool:
    if home == other:
        return False
    apart = [np.flatnonzero(community == home), np.flatnonzero(community == other)]
    if _sum(problem, [np.concatenate(apart)], work) >= _sum(problem, apart, work):
        return False
    community[community == other] = home
    return True


def _sum(problem: Problem, sets: list[IntArray], work: Scratch) -> tuple[int, int]:
    """E and C of several communities together."""
    ranks = [_rank(problem, members, work) for members in sets]
    return sum(breach for breach, _ in ranks), sum(cost for _, cost in ranks)
