"""Lower bound by prices on the units, with an exact knapsack for each facility.

``min Σ a_it x_it + Σ o_t y_t`` with the rows "each unit once" priced by π_i (free) and separators "x_it ≤ Σ_{v in C}
x_vt" by μ ≥ 0 falls apart into one knapsack per facility and, where the plan chooses sites, one cover "the capacities
of the open ones reach the whole demand":

    L(π, μ) = Σ π_i + min_y Σ_t y_t (o_t + v_t),   v_t = min Σ_i (a_it − π_i ± μ) x_it over sets within the capacity.

Every L is a bound over all plans, connected or not. The best prices are sought by deflected subgradients (Held, Wolfe
and Crowder 1974; Camerini, Fratta and Maffioli 1975). The regrets of a pair — what L loses when the pair is forced in
or out — decide which pairs an improving plan can still contain (Posta, Ferland and Michelon 2012).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from optimizer.service.knapsack import BARRED, FREE, HELD, IMPOSSIBLE, best_area, cheapest_cover, unit_regrets
from optimizer.service.problem import ServiceProblem, beside, components, reachable

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

GRAINS = 4_096
"""Most steps of a knapsack; larger capacities are counted in coarser units, rounded in the bound's favour."""
PATIENCE = 12
"""Rounds without a better bound after which the step is shortened."""
STEP, SHORTEST_STEP = 1.0, 0.01


@njit(cache=True)
def _value(
    reduced: FloatArray, status: IntArray, weights: IntArray, rooms: IntArray, opening: FloatArray, must_open: bool,
    cover: IntArray, need: int, taken: BoolArray, is_open: BoolArray, items: IntArray, values: FloatArray,
) -> float:
    """Σ_t y_t (o_t + v_t) at reduced costs (m, n); ``taken`` (m, n) and ``is_open`` receive the sets."""
    m = len(rooms)
    for t in range(m):
        values[t] = opening[t] + best_area(reduced[t], status[t], weights, rooms[t], taken[t], items)
    if must_open:
        is_open[:] = True
        return values.sum()
    return cheapest_cover(values, cover, need, is_open)


@njit(cache=True)
def _reduce(
    cost: FloatArray, prices: FloatArray, cut_facility: IntArray, cut_unit: IntArray, cut_start: IntArray,
    cut_members: IntArray, cut_prices: FloatArray, reduced: FloatArray,
) -> None:
    for t in range(reduced.shape[0]):
        for i in range(reduced.shape[1]):
            reduced[t, i] = cost[t, i] - prices[i]
    for r in range(len(cut_facility)):
        t, price = cut_facility[r], cut_prices[r]
        if price > 0:
            reduced[t, cut_unit[r]] += price
            for k in range(cut_start[r], cut_start[r + 1]):
                reduced[t, cut_members[k]] -= price


@njit(cache=True)
def _climb(
    cost: FloatArray, status: IntArray, weights: IntArray, rooms: IntArray, opening: FloatArray, must_open: bool,
    cover: IntArray, need: int, cut_facility: IntArray, cut_unit: IntArray, cut_start: IntArray,
    cut_members: IntArray, prices: FloatArray, cut_prices: FloatArray, target: float, rounds: int, enough: float,
    step: float,
) -> float:
    """Raise L from the given prices, in place; return the best L. ``target`` is what the steps aim at."""
    m, n = cost.shape
    n_cuts = len(cut_facility)
    reduced = np.empty((m, n))
    taken = np.zeros((m, n), dtype=np.bool_)
    is_open = np.ones(m, dtype=np.bool_)
    items = np.empty(n, dtype=np.int64)
    values = np.empty(m)
    here, cuts_here = prices.copy(), cut_prices.copy()
    way, cut_way = np.zeros(n), np.zeros(n_cuts)
    slope, cut_slope = np.empty(n), np.empty(n_cuts)
    best, waited = -np.inf, 0
    for _ in range(rounds):
        _reduce(cost, here, cut_facility, cut_unit, cut_start, cut_members, cuts_here, reduced)
        value = here.sum() + _value(
            reduced, status, weights, rooms, opening, must_open, cover, need, taken, is_open, items, values,
        )
        if value > best + 1e-6 * abs(best):
            waited = 0
        else:
            waited += 1
        if value > best:
            best = value
            prices[:] = here
            cut_prices[:] = cuts_here
        if best >= enough:
            break
        if waited >= PATIENCE:
            step *= 0.6
            waited = 0
            here[:] = prices
            cuts_here[:] = cut_prices
            way[:] = 0
            cut_way[:] = 0
            if step < SHORTEST_STEP:
                break
            continue
        slope[:] = 1.0
        for t in range(m):
            if is_open[t]:
                for i in range(n):
                    if taken[t, i]:
                        slope[i] -= 1.0
        for r in range(n_cuts):
            t = cut_facility[r]
            cut_slope[r] = 0.0
            if is_open[t]:
                cut_slope[r] = 1.0 if taken[t, cut_unit[r]] else 0.0
                for k in range(cut_start[r], cut_start[r + 1]):
                    if taken[t, cut_members[k]]:
                        cut_slope[r] -= 1.0
            if cuts_here[r] <= 0 and cut_slope[r] < 0:
                cut_slope[r] = 0.0
        length = 0.0
        for i in range(n):
            way[i] = slope[i] + 0.6 * way[i]
            length += way[i] * way[i]
        for r in range(n_cuts):
            cut_way[r] = cut_slope[r] + 0.6 * cut_way[r]
            length += cut_way[r] * cut_way[r]
        if length == 0:
            break
        stride = step * max(target - value, 1e-4 * abs(target)) / length
        for i in range(n):
            here[i] += stride * way[i]
        for r in range(n_cuts):
            cuts_here[r] = max(0.0, cuts_here[r] + stride * cut_way[r])
    return best


@dataclass(frozen=True, eq=False)
class Regrets:
    """What the bound loses when a decision is forced.

    Attributes
    ----------
    bound
        The bound at these prices, with nothing forced.
    inside, outside
        (n, m) a unit served by a facility, or not although the facility is open.
    opened, closed
        (m,) a facility open, or closed.
    """

    bound: float
    inside: FloatArray
    outside: FloatArray
    opened: FloatArray
    closed: FloatArray


class Relaxation:
    """The priced relaxation of one problem; it keeps its best prices and its separators.

    Parameters
    ----------
    problem
        The problem.
    prices
        (n,) prices to start from, millionths; by default the cost of the nearest facility.
    """

    def __init__(self, problem: ServiceProblem, prices: FloatArray | None = None) -> None:
        self.problem = problem
        n, m = problem.n_units, problem.n_facilities
        grain = max(1, -(-int(problem.capacity.max()) // GRAINS))
        self._weights = problem.demand // grain
        self._rooms = problem.capacity // grain
        self._cover = -(-problem.capacity // grain)
        self._need = -(-int(problem.demand.sum()) // grain)
        self._cost = np.ascontiguousarray(problem.cost.T.astype(np.float64))
        self._opening = problem.opening.astype(np.float64)
        self.status = np.full((m, n), FREE, dtype=np.int64)
        part = components(problem)
        self.status[part[problem.home][:, None] != part[None, :]] = BARRED
        if problem.must_open:
            self.status[:, problem.home] = BARRED
        self.status[np.arange(m), problem.home] = HELD
        self.prices: FloatArray = self._cost.min(axis=0) if prices is None else prices.copy()
        self._cuts: dict[tuple[int, int, tuple[int, ...]], float] = {}
        self.bound = -np.inf

    def climb(self, target: float, rounds: int, *, enough: float = np.inf, step: float = STEP) -> float:
        """Raise the bound; return the best so far. Stops early at ``enough``."""
        facility, unit, start, members, cut_prices = self._cut_arrays()
        best = _climb(
            self._cost, self.status, self._weights, self._rooms, self._opening, self.problem.must_open, self._cover,
            self._need, facility, unit, start, members, self.prices, cut_prices, target, rounds, enough, step,
        )
        for key, price in zip(self._cuts, cut_prices, strict=True):
            self._cuts[key] = float(price)
        self.bound = max(self.bound, best)
        return self.bound

    def separate(self) -> int:
        """Add a separator for each loose part of the present areas; return how many are new."""
        taken, is_open, _, _ = self.areas()
        before = len(self._cuts)
        for t in np.flatnonzero(is_open):
            inside = taken[t]
            reached = reachable(self.problem, inside, int(self.problem.home[t]))
            loose = inside & ~reached
            while loose.any():
                unit = int(np.argmax(np.where(loose, self.problem.demand, -1)))
                part = reachable(self.problem, loose, unit)
                loose &= ~part
                self._cuts.setdefault((int(t), unit, separator(self.problem, part, int(self.problem.home[t]))), 0.0)
        return len(self._cuts) - before

    def areas(self) -> tuple[BoolArray, BoolArray, FloatArray, FloatArray]:
        """Return the areas (m, n), the open facilities, the value o_t + v_t of each and the reduced costs (m, n)."""
        m, n = self._cost.shape
        facility, unit, start, members, cut_prices = self._cut_arrays()
        reduced = np.empty((m, n))
        _reduce(self._cost, self.prices, facility, unit, start, members, cut_prices, reduced)
        taken, is_open, values = np.zeros((m, n), dtype=bool), np.ones(m, dtype=bool), np.empty(m)
        _value(
            reduced, self.status, self._weights, self._rooms, self._opening, self.problem.must_open, self._cover,
            self._need, taken, is_open, np.empty(n, dtype=np.int64), values,
        )
        return taken, is_open, values, reduced

    def regrets(self) -> Regrets:
        """Return what the bound at the present prices loses for each forced decision."""
        n, m = self.problem.n_units, self.problem.n_facilities
        _, _, values, reduced = self.areas()
        inside, outside = np.empty((m, n)), np.empty((m, n))
        for t in range(m):
            unit_regrets(reduced[t], self.status[t], self._weights, self._rooms[t], inside[t], outside[t])
        opened, closed, best = np.zeros(m), np.full(m, IMPOSSIBLE), float(values.sum())
        if not self.problem.must_open:
            best = cheapest_cover(values, self._cover, self._need, np.zeros(m, dtype=bool))
            for t in range(m):
                rest = np.arange(m) != t
                left = max(self._need - int(self._cover[t]), 0)
                work = np.zeros(m - 1, dtype=bool)
                opened[t] = values[t] + cheapest_cover(values[rest], self._cover[rest], left, work) - best
                closed[t] = cheapest_cover(values[rest], self._cover[rest], self._need, work) - best
        return Regrets(float(self.prices.sum()) + best, (inside + opened[:, None]).T, outside.T, opened, closed)

    def _cut_arrays(self) -> tuple[IntArray, IntArray, IntArray, IntArray, FloatArray]:
        keys = list(self._cuts)
        lengths = np.array([len(c) for _, _, c in keys], dtype=np.int64)
        return (
            np.array([t for t, _, _ in keys], dtype=np.int64),
            np.array([i for _, i, _ in keys], dtype=np.int64),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.array([v for _, _, c in keys for v in c], dtype=np.int64),
            np.array(list(self._cuts.values()), dtype=np.float64),
        )


def separator(problem: ServiceProblem, part: BoolArray, home: int) -> tuple[int, ...]:
    """Least set of units beside a connected part that cuts it off from ``home``."""
    around = _around(problem, part)
    if around[home]:
        # Nothing lies between: the facility's own unit is one of the neighbours.
        return tuple(np.flatnonzero(around).tolist())
    beyond = reachable(problem, ~part & ~around, home)
    return tuple(np.flatnonzero(around & _around(problem, beyond)).tolist())


def _around(problem: ServiceProblem, part: BoolArray) -> BoolArray:
    """Units beside a set, (n,)."""
    around = np.zeros(problem.n_units, dtype=bool)
    for u in np.flatnonzero(part):
        around[beside(problem, int(u))] = True
    return around & ~part
