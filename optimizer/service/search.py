"""Neighbourhood search: a few service areas beside each other are planned anew, exactly, over and over.

Small sets first: all pairs and triples of areas until none can be improved, then larger sets by chance. Where the
plan chooses sites, the closed ones that stand in these areas may open and the open ones may close. A set that was
proven to be best is not looked at again until one of its areas has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.service.exact import Left, reoptimise
from optimizer.service.problem import ServiceProblem, excess, rank, restrict

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

PAIRS, NODES = 220, 60
"""Pairs and nodes of one search, multiplied as a set comes up again unproven."""
LARGEST = 7
"""Most areas of one set."""


class Neighbourhoods:
    """A plan under improvement.

    Parameters
    ----------
    problem
        The whole problem.
    facility_of
        (n,) a connected plan.
    prices
        (n,) prices of the units, millionths.
    rng
        Source of random numbers.
    left
        Seconds left, or ``None`` without a time limit.
    """

    def __init__(
        self, problem: ServiceProblem, facility_of: IntArray, prices: FloatArray, rng: np.random.Generator, left: Left
    ) -> None:
        self.problem = problem
        self.facility_of = facility_of.copy()
        self.prices = prices
        self._rng = rng
        self._left = left
        self._effort: dict[tuple[bytes, bytes, bool], int] = {}

    @property
    def rank(self) -> tuple[int, int]:
        """Excess and cost of the plan."""
        return rank(self.problem, self.facility_of)

    def relieve(self, tries: int) -> bool:
        """Take off what exceeds the capacities, around the areas concerned; return whether nothing is left."""
        if self.rank[0] > 0 and self.prove(1):
            return self.rank[0] == 0
        for k in range(tries):
            over = np.flatnonzero(excess(self.problem, self.facility_of))
            if len(over) == 0 or self._is_over():
                break
            self.plan_anew(self._drawn(2 + k % 4, int(self._rng.choice(over))), sites=False)
        return not excess(self.problem, self.facility_of).any()

    def sweep(self, size: int, *, sites: bool) -> bool:
        """Plan every set of so many adjoining areas anew, until nothing changes; return whether anything did."""
        improved, again = False, True
        while again:
            again = False
            sets = connected_sets(self._beside(), size)
            for k in self._rng.permutation(len(sets)):
                if self._is_over():
                    return improved
                if all(self._is_open(t) for t in sets[k]) and self.plan_anew(sets[k], sites=sites):
                    improved = again = True
        return improved

    def wander(self, tries: int, *, sites: bool) -> bool:
        """Plan sets drawn by chance anew; return whether anything changed."""
        improved = False
        for _ in range(tries):
            if self._is_over():
                break
            size = int(self._rng.integers(4, LARGEST + 1))
            improved |= self.plan_anew(self._drawn(size), sites=sites and bool(self._rng.random() < 0.5))
        return improved

    def prove(self, tries: int) -> bool:
        """Search a problem of few facilities as a whole; return whether the plan is proven best.

        A plan with excess that is proven best proves that no plan keeps the capacities.
        """
        if self.problem.n_facilities > LARGEST:
            return False
        sites = not self.problem.must_open
        for _ in range(tries):
            everything = tuple(np.unique(self.facility_of).tolist())
            self.plan_anew(everything, sites=sites)
            if self._effort.get(self._key(everything, sites=sites)[2], 0) < 0:
                return True
        return False

    def plan_anew(self, areas: tuple[int, ...], *, sites: bool) -> bool:
        """Plan one set of areas anew; return whether the plan got better."""
        facilities, units, key = self._key(areas, sites=sites)
        effort = self._effort.get(key, 0)
        if effort < 0:
            return False
        number = np.full(self.problem.n_facilities, -1, dtype=np.int64)
        number[facilities] = np.arange(len(facilities))
        small = restrict(self.problem, units, facilities, must_open=not sites)
        answer = reoptimise(
            small, number[self.facility_of[units]], self.prices[units], pairs=PAIRS * (1 + effort),
            nodes=NODES * (1 + 2 * effort), left=self._left,
        )
        self._effort[key] = -1 if answer.proven else effort + 1
        if answer.facility_of is None:
            return False
        self.facility_of[units] = facilities[answer.facility_of]
        if answer.proven and not sites:
            self._effort[self._key(areas, sites=False)[2]] = -1
        return True

    def _key(
        self, areas: tuple[int, ...], *, sites: bool
    ) -> tuple[IntArray, IntArray, tuple[bytes, bytes, bool]]:
        """Facilities and units of a set of areas, and what the outcome of planning it anew is filed under."""
        facilities = np.array(areas, dtype=np.int64)
        units = np.flatnonzero(np.isin(self.facility_of, facilities))
        if sites:
            closed = np.flatnonzero(~np.isin(np.arange(self.problem.n_facilities), self.facility_of))
            facilities = np.concatenate([facilities, closed[np.isin(self.problem.home[closed], units)]])
        return facilities, units, (facilities.tobytes(), self.facility_of[units].tobytes() + units.tobytes(), sites)

    def _is_over(self) -> bool:
        left = self._left()
        return left is not None and left <= 0

    def _is_open(self, facility: int) -> bool:
        return bool(self.facility_of[self.problem.home[facility]] == facility)

    def _beside(self) -> BoolArray:
        return areas_beside(self.problem, self.facility_of)

    def _drawn(self, size: int, first: int | None = None) -> tuple[int, ...]:
        """Draw a connected set of areas."""
        beside = self._beside()
        chosen = [int(self._rng.choice(np.unique(self.facility_of))) if first is None else first]
        while len(chosen) < size:
            around = np.flatnonzero(beside[chosen].any(axis=0))
            around = around[~np.isin(around, chosen)]
            if len(around) == 0:
                break
            chosen.append(int(self._rng.choice(around)))
        return tuple(sorted(chosen))


def areas_beside(problem: ServiceProblem, facility_of: IntArray) -> BoolArray:
    """Which service areas adjoin, (m, m)."""
    m = problem.n_facilities
    beside = np.zeros((m, m), dtype=bool)
    unit = np.repeat(np.arange(problem.n_units), np.diff(problem.neighbour_start))
    beside[facility_of[unit], facility_of[problem.neighbours]] = True
    np.fill_diagonal(beside, False)
    return beside


def connected_sets(beside: BoolArray, size: int) -> list[tuple[int, ...]]:
    """All sets of so many service areas that hang together."""
    found = {frozenset([int(t)]) for t in np.flatnonzero(beside.any(axis=0))}
    for _ in range(size - 1):
        found = {
            chosen | {int(u)}
            for chosen in found for t in chosen for u in np.flatnonzero(beside[t]) if int(u) not in chosen
        }
    return sorted(tuple(sorted(chosen)) for chosen in found)
