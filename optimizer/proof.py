"""From a good plan to a proven one.

1. Column generation bounds all plans (`optimizer.generation`), then those with fewer and with more communities than the
   relaxation holds.
2. The cheapest cover by the communities seen on the way improves the plan.
3. A better plan can only use sets whose reduced cost exceeds the least of their anchor's unit by no more than the gap.
   All of them are listed; the cheapest cover by these is the optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.generation import MILLI, Generation, Leaf
from optimizer.partition import Columns, cheapest_cover, columns_of, columns_of_plan, joined
from optimizer.pool import Pool, empty_pool
from optimizer.pricing import Pricer
from optimizer.problem import Problem

if TYPE_CHECKING:
    from optimizer.anneal import Annealed

ROUNDS = 120
"""Most rounds of column generation for each range of the number of communities."""
LISTED, LISTED_MEMBERS = 120_000, 2_000_000
"""Most sets, and most members of them, that are listed for the last step."""
LISTING = 6_000_000
"""Branches that a listing may look at."""
COVER = 12_000
"""Columns of least reduced cost from which a plan is put together on the way."""
COVER_NODES = 2_000
ROUNDING = 2
"""Thousandths taken off the cost of a plan that is proven optimal, for the tolerance of the solver."""


@dataclass(frozen=True, eq=False)
class Proven:
    """The best plan and a bound of Σ c(S) over all legal plans."""

    plan: Annealed
    bound: int


@dataclass(frozen=True)
class Limits:
    """When to stop: the gap that is enough, the time that is left, and what is asked and told between steps."""

    goal: float
    left_s: Callable[[], float | None]
    stop: Callable[[], bool]
    report: Callable[[Annealed, int], None]


def prove(problem: Problem, pool: Pool, plan: Annealed, limits: Limits) -> Proven:
    """Improve a legal plan and bound it.

    Parameters
    ----------
    pool
        Communities seen so far, the plan's among them; it grows.
    plan
        A plan with E = 0 and G = 0.
    """
    pricer = Pricer(problem, hard=True)
    generation = Generation(problem, pricer, pool, plan, rounds=ROUNDS, stop=limits.stop)
    root = generation.root(plan, limits.goal)
    limits.report(plan, root.bound)
    leaves: tuple[Leaf, ...] = (root,)
    plan = _cover(problem, columns_of(pool), leaves, plan, limits)
    if _gap(plan, root.bound) > limits.goal and not limits.stop():
        leaves = generation.split(root, plan, limits.goal)
        plan = _cover(problem, columns_of(pool), leaves, plan, limits)
    bound = max(root.bound, min(leaf.bound for leaf in leaves))
    limits.report(plan, bound)
    if _gap(plan, bound) <= limits.goal or limits.stop():
        return Proven(plan, min(bound, plan.cost))
    listed = _list_all(problem, pricer, leaves, plan, limits)
    if listed is None:
        return Proven(plan, min(bound, plan.cost))
    seen = _near(problem, columns_of(pool), leaves, plan)
    cover = cheapest_cover(
        problem, joined(listed, seen), plan, time_limit_s=limits.left_s(), cancelled=limits.stop
    )
    return Proven(cover.plan, cover.plan.cost - ROUNDING if cover.exact else min(bound, cover.plan.cost))


def _gap(plan: Annealed, bound: int) -> float:
    return (plan.cost - bound) / plan.cost if plan.cost > 0 else 0.0


def _excess(problem: Problem, columns: Columns, leaf: Leaf) -> np.ndarray:
    """What each column costs, at a leaf's prices, above the least set anchored in its anchor's unit."""
    at, costs = leaf.at, columns.costs
    reduced = np.rint(columns.reduced(at.prices / MILLI, at.labels / MILLI) * MILLI) - at.count_price
    return np.asarray(reduced - leaf.least[problem.tables.anchor_unit[costs[:, 3]]])


def _near(problem: Problem, columns: Columns, leaves: tuple[Leaf, ...], plan: Annealed) -> Columns:
    """Legal columns that a better plan may use, and the plan's own."""
    legal = columns.take(np.flatnonzero((columns.costs[:, 0] == 0) & (columns.costs[:, 1] == 0)))
    slack = np.min([_excess(problem, legal, leaf) - (plan.cost - leaf.bound) for leaf in leaves], axis=0)
    order = np.argsort(slack, kind="stable")[:COVER]
    own = columns_of_plan(legal, plan)
    return legal.take(np.union1d(order[slack[order] <= 0], own))


def _cover(
    problem: Problem, columns: Columns, leaves: tuple[Leaf, ...], plan: Annealed, limits: Limits
) -> Annealed:
    """Put the best plan together from the columns seen."""
    if limits.stop():
        return plan
    near = _near(problem, columns, leaves, plan)
    return cheapest_cover(
        problem, near, plan, time_limit_s=limits.left_s(), nodes=COVER_NODES, cancelled=limits.stop
    ).plan


def _list_all(
    problem: Problem, pricer: Pricer, leaves: tuple[Leaf, ...], plan: Annealed, limits: Limits
) -> Columns | None:
    """All sets that a better plan may use, or ``None`` where they are too many."""
    pool = empty_pool(problem.n_units, columns=LISTED, entries=LISTED_MEMBERS, seed=0)
    for leaf in leaves:
        if leaf.bound >= plan.cost:
            continue
        found = pricer.price(
            pool, leaf.at, budget=LISTING, effort=LISTING, threshold=leaf.least + (plan.cost - leaf.bound + 1),
            stop=limits.stop,
        )
        if found.relaxed:
            return None
    return columns_of(pool)
