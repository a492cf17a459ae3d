"""Column generation: the best lower bound that prices can prove, and the communities that matter.

The relaxation of set partitioning over *all* communities (`optimizer.partition`) grows by the sets that
`optimizer.pricing` finds too cheap for the prices at hand. Prices stay near the best so far: a box around them
(Marsten, Hogan and Blankenship 1975) and a step part of the way to the new ones (Wentges 1997). A relaxation that holds
17.6 communities meets the target size in each of them, which no plan does: it is solved once more with at most 17 and
once with at least 18.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.cost import Cost, evaluate, scratch_for
from optimizer.master import Master
from optimizer.partition import columns_of
from optimizer.pool import Pool
from optimizer.pricing import Point, Priced, Pricer, Relaxed
from optimizer.problem import Problem

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from optimizer.anneal import Annealed

MILLI = 1000.0
BOX, LEAST_BOX = 1.0, 0.15
"""Half-width of the box around the best prices, as a share of what a household costs on average; failed steps halve it
as far as the least."""
STAY = 0.15
"""Share of the best prices in the next ones, until a step fails."""
FIRST_BUDGET, LAST_BUDGET = 3_000, 200_000
"""Branches for each anchor and label: doubled after each step that does not raise the bound."""
EFFORT = 8_000_000
"""Branches that one range of the number of communities may take in all."""
SETTLED = 3e-4
"""Relative distance of bound and relaxation at which prices have settled."""
WHOLE = 1e-3
"""Distance from a whole number at which the count of communities is taken as whole."""


@dataclass(frozen=True, eq=False)
class Leaf:
    """What the prices prove of all plans with at least ``fewest`` and at most ``most`` communities.

    Attributes
    ----------
    bound
        Lower bound of Σ c(S), thousandths of a household-minute.
    at
        The prices that prove it.
    least
        (n,) Least reduced cost of a set anchored in each unit at these prices, at most 0.
    count
        Communities in the relaxation.
    """

    fewest: int
    most: int
    bound: int
    at: Point
    least: FloatArray
    count: float


class Generation:
    """Column generation for one component.

    Parameters
    ----------
    problem, pricer
        The component, and what prices its sets.
    pool
        Communities seen so far; it grows.
    rounds
        Most rounds for each leaf.
    stop
        Asked between rounds.
    """

    def __init__(
        self, problem: Problem, pricer: Pricer, pool: Pool, plan: Annealed, *, rounds: int, stop: Callable[[], bool]
    ) -> None:
        self._problem, self._pricer, self._pool = problem, pricer, pool
        self._rounds, self._stop = rounds, stop
        self._master = Master(problem.n_units, len(problem.labels), plan.cost / MILLI + 1.0)
        self._used = 0
        households = problem.tables.households
        self._average = plan.cost / max(int(households.sum()), 1) * np.maximum(households, 1)

    def root(self, plan: Annealed, goal: float) -> Leaf:
        """Bound all plans, from the prices that a plan suggests, until the gap to it is at most ``goal``."""
        at = Point(shared_costs(self._problem, plan), np.zeros(len(self._problem.labels)), 0.0)
        return self._settle(at, 1, self._problem.n_units, plan, goal)

    def split(self, leaf: Leaf, plan: Annealed, goal: float) -> tuple[Leaf, ...]:
        """Bound plans with fewer and with more communities than the relaxation holds, if that is no whole number."""
        if abs(leaf.count - round(leaf.count)) <= WHOLE:
            return (leaf,)
        below = int(np.floor(leaf.count))
        ranges = ((leaf.fewest, below), (below + 1, leaf.most))
        return tuple(self._settle(leaf.at, fewest, most, plan, goal) for fewest, most in ranges if fewest <= most)

    def _settle(self, start: Point, fewest: int, most: int, plan: Annealed, goal: float) -> Leaf:
        """Raise the bound until it meets the relaxation, the plan, or the limit of rounds."""
        master = self._master
        master.limit_count(fewest, most)
        budget, stay, nodes, box = FIRST_BUDGET, STAY, 0, BOX
        found = self._pricer.price(self._pool, start, budget=budget, stop=self._stop)
        best = Leaf(fewest, most, _bound(found, start, fewest, most), start, found.least, float(fewest))
        for _ in range(self._rounds):
            nodes += found.nodes
            if self._stop() or nodes > EFFORT or plan.cost - best.bound <= goal * plan.cost:
                break
            self._add(found)
            reach = box * self._average
            master.box((best.at.prices - reach) / MILLI, (best.at.prices + reach) / MILLI)
            try:
                solved = master.solve()
            except ArithmeticError:
                break
            best = replace(best, count=solved.count)
            is_settled = solved.objective - best.bound / MILLI <= SETTLED * solved.objective
            if is_settled and not solved.is_boxed and (budget == LAST_BUDGET or not solved.is_passing):
                break
            if solved.is_passing and is_settled:
                # What stands for sets that were not searched to the end holds the bound down: search longer.
                master.drop_passing()
                budget, stay = min(8 * budget, LAST_BUDGET), 1.0
            at = _toward(best.at, Point(solved.prices * MILLI, solved.labels * MILLI, solved.count_price * MILLI), stay)
            found = self._pricer.price(self._pool, at, budget=budget, stop=self._stop)
            bound = _bound(found, at, fewest, most)
            if bound > best.bound:
                best = replace(best, bound=bound, at=at, least=found.least)
                stay = STAY
            else:
                budget, stay, box = min(2 * budget, LAST_BUDGET), 0.0, max(box / 2, LEAST_BOX)
        return best

    def _add(self, found: Priced) -> None:
        """Give the master the legal communities that came into the pool since, and the fractional ones."""
        columns = columns_of(self._pool)
        legal = (columns.costs[:, 0] == 0) & (columns.costs[:, 1] == 0)
        chosen = columns.take(self._used + np.flatnonzero(legal[self._used :]))
        start, rows = chosen.rows(self._problem)
        self._master.add(chosen.costs[:, 2] / MILLI, start, rows)
        self._used = len(columns)
        for one in found.relaxed:
            self._add_relaxed(one)

    def _add_relaxed(self, one: Relaxed) -> None:
        n, n_labels = self._problem.n_units, len(self._problem.labels)
        held = np.flatnonzero(one.shares > 0)
        label = [n + one.label] if one.label >= 0 else []
        rows: IntArray = np.array([*held, *label, n + n_labels + one.unit, 2 * n + n_labels], dtype=np.int64)
        shares = np.concatenate([one.shares[held], np.ones(len(rows) - len(held))])
        self._master.add_passing(one.cost / MILLI, rows, shares)


def _bound(found: Priced, at: Point, fewest: int, most: int) -> int:
    """Bound of all plans with that many communities: θ·K at the end of the range that suits it."""
    return int(np.floor(found.bound + min(at.count_price * fewest, at.count_price * most)))


def _toward(now: Point, goal: Point, stay: float) -> Point:
    """Whole prices between two points."""
    return Point(
        np.rint(stay * now.prices + (1 - stay) * goal.prices),
        np.minimum(np.rint(stay * now.labels + (1 - stay) * goal.labels), 0.0),
        float(np.rint(stay * now.count_price + (1 - stay) * goal.count_price)),
    )


def shared_costs(problem: Problem, plan: Annealed) -> FloatArray:
    """Prices to start from: what each unit costs in a plan, the community's common costs shared by households."""
    t = problem.tables
    work = scratch_for(t)
    prices = np.zeros(problem.n_units)
    for number in np.unique(plan.community):
        members = np.flatnonzero(plan.community == number).astype(np.int64)
        cost = Cost(*evaluate(t, members, work))
        own = t.access[members, cost.anchor] + np.where(t.label[members] != cost.label, t.relocate[members], 0)
        households = t.households[members]
        share = households / households.sum() if households.sum() else np.full(len(members), 1 / len(members))
        prices[members] = own + (cost.cost - own.sum()) * share
    return np.rint(prices)
