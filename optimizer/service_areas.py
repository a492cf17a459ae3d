"""The recipe for service areas: open sets, annealing, exact neighbourhoods, and a bound over all plans.

1. Prices on the units and an exact knapsack per facility bound every plan from below.
2. Where sites are chosen, open sets are judged by the bound of their fixed-set relaxation.
3. Annealing gives connected plans within capacity; the best are taken on.
4. A few adjoining areas at a time are planned anew, exactly, first from many starts, then around the best plan.
5. The prices are raised once more against the best plan. A problem of few facilities is searched as a whole, which
   may prove the plan best.

Random numbers come from the seed; without a time limit all limits are counts and the run repeats exactly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from optimizer.milp import ABSOLUTE_GAP
from optimizer.service.annealing import anneal, grow
from optimizer.service.problem import COST_SCALE, ServiceProblem, is_feasible, objective, rank, restrict
from optimizer.service.relaxation import Relaxation
from optimizer.service.search import Neighbourhoods
from optimizer.service.sites import Judged, SiteChoice

if TYPE_CHECKING:
    from geodata.domain import IntArray

STARTS, MOVES_PER_UNIT = 8, 6_000
"""Annealing runs, and moves of each for each unit."""
KEPT = 2
"""Annealed plans that are improved before the best goes on alone."""
KICKS = 100
"""Open sets to set out from anew."""
SETS = 6
"""Open sets for which plans are made."""
TRIES, RESTARTS = 40, 4
"""Neighbourhoods drawn in a row before a plan is started afresh, and how often it is without a time limit."""
NEAR = 0.006
"""Share by which a fresh plan may be dearer and still have its sites looked at."""
FRESH_SHARE = 0.7
"""Share of a time limit for fresh plans where all facilities are given: many starts find more than one long search."""
RELIEFS, RELIEFS_OF_SET = 40, 4
"""Neighbourhoods tried to take off excess demand: of the plan, and of an open set on trial."""
SPARE = (0.0, 0.003, 0.01)
"""Shares of the demand by which the capacities of an open set exceed it at least."""
SITE_SHARE, SET_SHARE = 0.2, 0.4
"""Shares of a time limit after which the choice of sites, and the trial of sets, ends."""
PROOFS = 3
"""Searches of the whole of a small problem."""
ROUNDING = 1e-9
"""Share taken off the bound for its floating-point sums."""
IN_TIME = 0.98
"""Share of a time limit after which the search stops, so that the final bound is in time."""
BOUND_ROUNDS = 12
"""Rounds of separators on the final bound."""


@dataclass(frozen=True, eq=False)
class ServiceResult:
    """A plan of service areas.

    Attributes
    ----------
    facility_of
        (n,) facility of each unit, or ``None`` where no feasible plan was found.
    objective, bound
        Cost and proven lower bound over all plans, in the input's unit; ``None`` without a plan.
    runtime_s
        Wall time.
    is_stopped_by_time
        Whether the time limit ended the run.
    """

    facility_of: IntArray | None
    objective: float | None
    bound: float | None
    runtime_s: float
    is_stopped_by_time: bool

    @property
    def gap(self) -> float | None:
        """(objective − bound) / objective."""
        if self.objective is None or self.bound is None:
            return None
        return 0.0 if self.objective == 0 else max(0.0, (self.objective - self.bound) / self.objective)


class _Clock:
    """Wall time that is left."""

    def __init__(self, limit_s: float | None) -> None:
        self._began = time.perf_counter()
        self._limit_s = None if limit_s is None else IN_TIME * limit_s
        self.ran_out = False

    @property
    def elapsed_s(self) -> float:
        return time.perf_counter() - self._began

    def left(self, share: float = 1.0) -> float | None:
        """Seconds left of a share of the limit."""
        if self._limit_s is None:
            return None
        left = self._limit_s * share - self.elapsed_s
        self.ran_out |= share == 1.0 and left <= 0
        return left

    def until(self, share: float) -> Callable[[], bool]:
        """Ask whether a share of the limit is used up."""
        return lambda: self._limit_s is not None and self.elapsed_s >= share * self._limit_s


def solve_service_areas(
    problem: ServiceProblem, *, seed: int = 0, time_limit_s: float | None = None
) -> ServiceResult:
    """Plan the service areas of a problem.

    Parameters
    ----------
    problem
        Units, facilities and costs.
    seed
        Seed of all random numbers.
    time_limit_s
        Wall time; ``None`` stops by counts alone, so that the same seed gives the same plan.
    """
    clock, rng = _Clock(time_limit_s), np.random.default_rng(seed)
    relaxation = Relaxation(problem)
    relaxation.climb(_guess(problem), 600)
    search = _given(problem, relaxation, rng, clock) if problem.must_open else _chosen(problem, relaxation, rng, clock)
    best = search.facility_of if search is not None and is_feasible(problem, search.facility_of) else None
    target = float(objective(problem, best)) if best is not None else relaxation.bound * 1.01
    relaxation.climb(target, 600)
    for _ in range(BOUND_ROUNDS):
        if relaxation.separate() == 0:
            break
        relaxation.climb(target, 150, step=0.3)
    bound = relaxation.bound * (1 - ROUNDING) / COST_SCALE
    if search is None or best is None:
        return ServiceResult(None, None, None, clock.elapsed_s, clock.ran_out)
    cost = objective(problem, best) / COST_SCALE
    if search.prove(PROOFS):
        bound = max(bound, cost - ABSOLUTE_GAP)
    return ServiceResult(best, cost, bound, clock.elapsed_s, clock.ran_out)


def _given(
    problem: ServiceProblem, relaxation: Relaxation, rng: np.random.Generator, clock: _Clock
) -> Neighbourhoods | None:
    """Plan with all facilities open."""
    annealed = _annealed(problem, rng, clock, STARTS)
    if not annealed:
        return None
    relaxation.climb(float(objective(problem, annealed[0])), 600)
    searches = [Neighbourhoods(problem, plan, relaxation.prices, rng, clock.left) for plan in annealed[:KEPT]]
    for search in searches:
        if search.relieve(RELIEFS):
            for size in (2, 3):
                search.sweep(size, sites=False)
    search = min(searches, key=lambda s: s.rank)
    return _finished(search, rng, clock, [np.arange(problem.n_facilities)], FRESH_SHARE)


def _chosen(
    problem: ServiceProblem, relaxation: Relaxation, rng: np.random.Generator, clock: _Clock
) -> Neighbourhoods | None:
    """Choose the facilities, then plan."""
    trial = _trial(problem, relaxation, rng, clock)
    searches: list[Neighbourhoods] = []
    for judged in trial:
        if searches and clock.until(SET_SHARE)():
            break
        search = _planned(problem, judged, rng, clock)
        if search is not None:
            searches.append(search)
    # The fewer sets are left, the harder each is looked at.
    for sites, size, kept in ((False, 3, 5), (True, 2, 3), (True, 3, 2)):
        searches = sorted(searches, key=lambda s: s.rank)[:kept]
        for search in searches:
            search.sweep(size, sites=sites)
    rivals = [np.array(judged.facilities, dtype=np.int64) for judged in trial]
    if not searches:
        return None
    return _finished(min(searches, key=lambda s: s.rank), rng, clock, rivals, SET_SHARE)


def _trial(
    problem: ServiceProblem, relaxation: Relaxation, rng: np.random.Generator, clock: _Clock
) -> list[Judged]:
    """Open sets worth a plan: the best of several total capacities, in turn."""
    choice = SiteChoice(problem, relaxation.prices, relaxation.bound * 1.02)
    if not choice.is_able(np.ones(problem.n_facilities, dtype=bool)):
        return []
    start, found = relaxation.areas()[1], []
    for k, spare in enumerate(SPARE):
        stop = clock.until(SITE_SHARE * (k + 1) / len(SPARE))
        choice.aim(min(int(problem.demand.sum() * (1 + spare)), int(problem.capacity.sum())))
        start = choice.as_open(choice.explore(start, rng, KICKS, stop))
        found.append(choice.best(SETS))
    turns = [judged for turn in zip_longest(*found) for judged in turn if judged is not None]
    return list({judged.facilities: judged for judged in turns}.values())


def _planned(
    problem: ServiceProblem, judged: Judged, rng: np.random.Generator, clock: _Clock
) -> Neighbourhoods | None:
    """Plan with one open set, as far as pairs of areas go; ``None`` where capacity is not kept soon."""
    facilities = np.array(judged.facilities, dtype=np.int64)
    fixed = restrict(problem, np.arange(problem.n_units), facilities, must_open=True)
    annealed = _annealed(fixed, rng, clock, 2)
    if not annealed:
        return None
    search = Neighbourhoods(problem, facilities[annealed[0]], judged.prices, rng, clock.left)
    if not search.relieve(RELIEFS_OF_SET):
        return None
    search.sweep(2, sites=False)
    return search


def _annealed(problem: ServiceProblem, rng: np.random.Generator, clock: _Clock, starts: int) -> list[IntArray]:
    """Annealed plans, the best first; none where a unit is out of reach of all facilities."""
    start = grow(problem)
    if (start < 0).any():
        return []
    plans = []
    for _ in range(starts):
        plans.append(anneal(problem, start, rng, MOVES_PER_UNIT * problem.n_units))
        if clock.until(0.8)():
            break
    return sorted(plans, key=lambda plan: rank(problem, plan))


def _finished(
    search: Neighbourhoods, rng: np.random.Generator, clock: _Clock, rivals: list[IntArray], fresh_share: float
) -> Neighbourhoods:
    """Start afresh for a share of the time, then improve the best by larger neighbourhoods, and so on.

    Fresh plans open what the best one opens and, in turn, one of the rival sets of facilities. Without a time limit
    both parts have their counts.
    """
    sites, turns = not search.problem.must_open, count()
    search.relieve(RELIEFS)
    for _ in range(RESTARTS) if clock.left() is None else count():
        if clock.until(fresh_share)() or search.prove(PROOFS):
            break
        search = _best_of(search, _turn(search, rivals, next(turns)), rng, clock)
    search.sweep(4, sites=False)
    for _ in range(RESTARTS) if clock.left() is None else count():
        if search.prove(PROOFS):
            break
        while search.wander(TRIES, sites=sites):
            pass
        if clock.until(1.0)():
            break
        search = _best_of(search, _turn(search, rivals, next(turns)), rng, clock)
    return search


def _turn(search: Neighbourhoods, rivals: list[IntArray], k: int) -> IntArray:
    """Facilities that the k-th fresh plan opens."""
    return np.unique(search.facility_of) if k % 2 == 0 else rivals[k // 2 % len(rivals)]


def _best_of(
    search: Neighbourhoods, facilities: IntArray, rng: np.random.Generator, clock: _Clock
) -> Neighbourhoods:
    """Plan afresh with some facilities; return the better of both."""
    other = _afresh(search, facilities, rng, clock)
    return other if other is not None and other.rank < search.rank else search


def _afresh(
    search: Neighbourhoods, facilities: IntArray, rng: np.random.Generator, clock: _Clock
) -> Neighbourhoods | None:
    """Plan with some facilities from the start; go on where the plan comes near the best."""
    problem, sites = search.problem, not search.problem.must_open
    fixed = restrict(problem, np.arange(problem.n_units), facilities, must_open=True)
    annealed = _annealed(fixed, rng, clock, STARTS // 2)
    if not annealed:
        return None
    other = Neighbourhoods(problem, facilities[annealed[0]], search.prices, rng, clock.left)
    if not other.relieve(RELIEFS_OF_SET):
        return None
    for size in (2, 3):
        other.sweep(size, sites=False)
    if sites and other.rank[1] < search.rank[1] * (1 + NEAR):
        other.sweep(3, sites=True)
        other.sweep(4, sites=False)
    return other


def _guess(problem: ServiceProblem) -> float:
    """Estimate the cost of a good plan: cheapest service, and the cheapest capacity where sites are chosen."""
    served = 1.1 * float(problem.cost.min(axis=1).sum())
    if problem.must_open:
        return served + float(problem.opening.sum())
    need, paid = float(problem.demand.sum()), 0.0
    for t in np.argsort(problem.opening / np.maximum(problem.capacity, 1)):
        paid += float(problem.opening[t]) * min(1.0, need / max(1, int(problem.capacity[t])))
        need -= float(problem.capacity[t])
        if need <= 0:
            break
    return 1.2 * (served + paid)
