"""Simulated annealing over connected communities, compiled, keeping every community it accepts.

Moves: shift a border unit, let a unit stand alone, merge two communities, and recombine two or split one along the
best of a few cuts of a random spanning tree (ReCom: DeFord, Duchin and Solomon 2021). Random numbers come from the
seed alone and effort is counted in moves, so that equal input gives equal plans.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.cost import Cost, Scratch, evaluate, scratch_for
from optimizer.graph import connected_without
from optimizer.pool import Pool, keep
from optimizer.problem import Problem
from optimizer.splitmix import below, seeded, unit_interval
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray

BREACH_PRICE = 200_000
"""Energy of one unit of E, thousandths of a household-minute: hard rules first, yet passable while it is hot."""
OUTLINE_PRICE = 1_000
"""Energy of 0.001 m of G under ``geography_first``."""
CUTS = 6
"""Cuts of a spanning tree that are costed before one is proposed."""


class _State(NamedTuple):
    """A partition under change, and the work space of the moves."""

    community: IntArray
    size: IntArray
    energy: IntArray
    costs: IntArray
    now: IntArray
    work: Scratch
    mark: IntArray
    queue: IntArray
    first: IntArray
    second: IntArray
    tree: IntArray
    below: IntArray
    random: np.ndarray


@dataclass(frozen=True, eq=False)
class Annealed:
    """The best partition of a run.

    Attributes
    ----------
    community
        (n,) community number of each unit.
    breach, outline, cost
        E, G and Σ c(S) of the partition.
    """

    community: IntArray
    breach: int
    outline: int
    cost: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """Lexicographic order of plans: E, then G, then C."""
        return self.breach, self.outline, self.cost


@njit(cache=True)
def _energy(cost: Cost) -> int:
    return cost.breach * BREACH_PRICE + cost.outline * OUTLINE_PRICE + cost.cost


@njit(cache=True)
def _collect(t: Tables, s: _State, seed: int, out: IntArray, stamp: int) -> int:
    """Write the community of ``seed`` into ``out`` in breadth-first order; return its size."""
    home = s.community[seed]
    out[0] = seed
    s.mark[seed] = stamp
    head, tail = 0, 1
    while head < tail:
        u = out[head]
        head += 1
        for e in range(t.neighbour_start[u], t.neighbour_start[u + 1]):
            v = t.neighbours[e]
            if s.community[v] == home and s.mark[v] != stamp:
                s.mark[v] = stamp
                out[tail] = v
                tail += 1
    return tail


@njit(cache=True)
def _accepts(state: np.ndarray, delta: int, heat: float) -> bool:
    return delta <= 0 or unit_interval(state) < np.exp(-delta / heat)


@njit(cache=True)
def _settle(s: _State, number: int, members: IntArray, cost: Cost) -> None:
    """Make ``members`` community ``number``."""
    for i in members:
        s.community[i] = number
    s.size[number] = len(members)
    s.energy[number] = _energy(cost)
    s.now[0] += cost.breach - s.costs[number, 0]
    s.now[1] += cost.outline - s.costs[number, 1]
    s.now[2] += cost.cost - s.costs[number, 2]
    s.costs[number, 0] = cost.breach
    s.costs[number, 1] = cost.outline
    s.costs[number, 2] = cost.cost


@njit(cache=True)
def _free_number(s: _State) -> int:
    for c in range(len(s.size)):
        if s.size[c] == 0:
            return c
    return -1


@njit(cache=True)
def _shift(t: Tables, s: _State, pool: Pool, unit: int, target: int, heat: float, stamp: int) -> int:
    """Move one unit to a neighbouring community, or (target < 0) let it stand alone; return the energy won."""
    home = s.community[unit]
    alone = target < 0
    if s.size[home] == 1:
        return 0
    if not connected_without(t, s.community, home, unit, s.size[home], s.mark, s.queue, stamp):
        return 0
    n_home = _collect(t, s, unit, s.first, stamp + 1)
    rest = s.first[1:n_home]
    before = s.energy[home]
    if alone:
        n_target = 0
    else:
        n_target = _collect(t, s, target, s.second, stamp + 2)
        before += s.energy[s.community[target]]
    s.second[n_target] = unit
    grown = s.second[: n_target + 1]
    cost_rest = evaluate(t, rest, s.work)
    cost_grown = evaluate(t, grown, s.work)
    delta = _energy(cost_rest) + _energy(cost_grown) - before
    if not _accepts(s.random, delta, heat):
        return 0
    number = _free_number(s) if alone else s.community[target]
    _settle(s, home, rest, cost_rest)
    _settle(s, number, grown, cost_grown)
    keep(pool, rest, cost_rest)
    keep(pool, grown, cost_grown)
    return -delta


@njit(cache=True)
def _merge(t: Tables, s: _State, pool: Pool, one: int, other: int, heat: float, stamp: int) -> int:
    """Merge the communities of two units; return the energy won."""
    a, b = s.community[one], s.community[other]
    n_one = _collect(t, s, one, s.first, stamp)
    n_other = _collect(t, s, other, s.second, stamp + 1)
    for k in range(n_other):
        s.first[n_one + k] = s.second[k]
    members = s.first[: n_one + n_other]
    cost = evaluate(t, members, s.work)
    delta = _energy(cost) - s.energy[a] - s.energy[b]
    if not _accepts(s.random, delta, heat):
        return 0
    s.size[b] = 0
    s.energy[b] = 0
    s.now[:] -= s.costs[b]
    s.costs[b] = 0
    _settle(s, a, members, cost)
    keep(pool, members, cost)
    return -delta


@njit(cache=True)
def _spanning_tree(t: Tables, s: _State, members: IntArray, stamp: int) -> None:
    """Random spanning tree of marked units: ``tree`` = parent, ``queue`` = order, root first."""
    n = len(members)
    for i in members:
        s.mark[i] = stamp
    root = members[below(s.random, n)]
    frontier = s.below
    s.tree[root] = -1
    s.mark[root] = stamp + 1
    frontier[0] = root
    width, placed = 1, 0
    s.queue[placed] = root
    placed += 1
    while width > 0:
        k = below(s.random, width)
        u = frontier[k]
        first, last = t.neighbour_start[u], t.neighbour_start[u + 1]
        offset = below(s.random, last - first) if last > first else 0
        found = -1
        for step in range(last - first):
            v = t.neighbours[first + (offset + step) % (last - first)]
            if s.mark[v] == stamp:
                found = v
                break
        if found < 0:
            width -= 1
            frontier[k] = frontier[width]
            continue
        s.tree[found] = u
        s.mark[found] = stamp + 1
        s.queue[placed] = found
        placed += 1
        frontier[width] = found
        width += 1


@njit(cache=True)
def _cut(t: Tables, s: _State, n: int, top: int, stamp: int) -> int:
    """Part the tree at ``top``: its subtree to ``second``, the rest to ``first``; return the subtree's size."""
    inside, outside = 0, 0
    s.mark[top] = stamp
    for k in range(n):
        u = s.queue[k]
        if u == top or (s.tree[u] >= 0 and s.mark[s.tree[u]] == stamp):
            s.mark[u] = stamp
            s.second[inside] = u
            inside += 1
        else:
            s.first[outside] = u
            outside += 1
    return inside


@njit(cache=True)
def _recombine(t: Tables, s: _State, pool: Pool, one: int, other: int, heat: float, stamp: int) -> int:
    """Cut one community (``other`` < 0), or two taken together, along a random tree; return the energy won."""
    a = s.community[one]
    n = _collect(t, s, one, s.first, stamp)
    before = s.energy[a]
    b = -1
    if other >= 0:
        b = s.community[other]
        n_other = _collect(t, s, other, s.second, stamp + 1)
        for k in range(n_other):
            s.first[n + k] = s.second[k]
        n += n_other
        before += s.energy[b]
    if n < 2:
        return 0
    _spanning_tree(t, s, s.first[:n], stamp + 2)
    best_top = -1
    best = 0
    for trial in range(min(CUTS, n - 1)):
        top = s.queue[1 + below(s.random, n - 1)]
        size = _cut(t, s, n, top, stamp + 4 + trial)
        energy = _energy(evaluate(t, s.second[:size], s.work)) + _energy(evaluate(t, s.first[: n - size], s.work))
        if best_top < 0 or energy < best:
            best, best_top = energy, top
    delta = best - before
    if not _accepts(s.random, delta, heat):
        return 0
    size = _cut(t, s, n, best_top, stamp + 4 + CUTS)
    cut_off, rest = s.second[:size], s.first[: n - size]
    cost_off, cost_rest = evaluate(t, cut_off, s.work), evaluate(t, rest, s.work)
    number = b if b >= 0 else _free_number(s)
    _settle(s, a, rest, cost_rest)
    _settle(s, number, cut_off, cost_off)
    keep(pool, cut_off, cost_off)
    keep(pool, rest, cost_rest)
    return -delta


@njit(cache=True)
def _run(
    t: Tables, s: _State, pool: Pool, moves: int, hot: float, cold: float, stamp: int, best: IntArray,
    rank: IntArray,
) -> int:
    """Anneal for a number of moves from the state at hand; keep the best partition in ``best`` and ``rank``."""
    n = len(t.households)
    cooling = (cold / hot) ** (1.0 / max(moves, 1))
    heat = hot
    for _ in range(moves):
        heat *= cooling
        stamp += 16
        unit = below(s.random, n)
        first, last = t.neighbour_start[unit], t.neighbour_start[unit + 1]
        if first == last:
            continue
        other = t.neighbours[first + below(s.random, last - first)]
        dice = below(s.random, 100)
        won = 0
        if s.community[unit] == s.community[other]:
            if dice < 12:
                won = _recombine(t, s, pool, unit, -1, heat, stamp)
            elif dice < 20:
                won = _shift(t, s, pool, unit, -1, heat, stamp)
        elif dice < 72:
            won = _shift(t, s, pool, unit, other, heat, stamp)
        elif dice < 90:
            won = _recombine(t, s, pool, unit, other, heat, stamp)
        else:
            won = _merge(t, s, pool, unit, other, heat, stamp)
        if won > 0 and (s.now[0], s.now[1], s.now[2]) < (rank[0], rank[1], rank[2]):
            rank[:] = s.now
            best[:] = s.community
    return stamp


class Annealer:
    """One annealing walk that can be continued; its pool grows as it goes.

    Parameters
    ----------
    problem
        The component to partition.
    start
        (n,) community numbers of a legal start (each connected), e.g. from `singletons`.
    pool
        Where communities are kept.
    seed
        Seeds the walk, together with the walk's own ``stream``.
    """

    def __init__(self, problem: Problem, start: IntArray, pool: Pool, *, seed: int, stream: int = 0) -> None:
        tables = problem.tables
        n = problem.n_units
        self._problem = problem
        self._pool = pool
        self._stamp = 1
        def zeros() -> IntArray:
            return np.zeros(n + 1, dtype=np.int64)

        self._state = _State(
            community=np.empty(n, dtype=np.int64), size=np.zeros(n, dtype=np.int64),
            energy=np.zeros(n, dtype=np.int64), costs=np.zeros((n, 3), dtype=np.int64),
            now=np.zeros(3, dtype=np.int64), work=scratch_for(tables),
            mark=zeros(), queue=zeros(), first=zeros(), second=zeros(), tree=zeros(), below=zeros(),
            random=seeded(seed, stream),
        )
        for number in np.unique(start):
            members = np.flatnonzero(start == number).astype(np.int64)
            cost = evaluate(tables, members, self._state.work)
            _settle(self._state, int(number), members, cost)
            keep(pool, members, cost)
        self._best = self._state.community.copy()
        self._rank = self._state.now.copy()

    def run(self, moves: int, *, hot: float, cold: float) -> Annealed:
        """Walk for a number of moves while cooling from ``hot`` to ``cold`` (thousandths of a household-minute)."""
        self._stamp = _run(
            self._problem.tables, self._state, self._pool, moves, hot, cold, self._stamp, self._best, self._rank
        )
        breach, outline, cost = (int(v) for v in self._rank)
        return Annealed(self._best.copy(), breach, outline, cost)


def singletons(problem: Problem) -> IntArray:
    """Start with every unit alone: always connected, seldom in band."""
    return np.arange(problem.n_units, dtype=np.int64)
