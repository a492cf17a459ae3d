"""Proof over a family of sets that is complete up to a number of households.

All connected sets of at most that many households are listed with their exact cost; every larger one is bounded by
the knapsack of `optimizer.bound`. With prices π, μ in whole thousandths of a household-minute ::

    Σ π_i + Σ μ_e + Σ_u min(0, least reduced cost of a listed set anchored in u, that of a larger set)

bounds every plan, and a set whose reduced cost exceeds the least of its anchor's unit by more than the gap is in no
better plan. Where that holds for all larger sets, the cheapest cover by the listed ones is the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.bound import Bounded, evaluate_prices, raise_bound
from optimizer.enumerate import whole_family
from optimizer.partition import cheapest_cover, columns_of, joined
from optimizer.problem import Problem
from optimizer.scopes import Scope, scopes_of
from optimizer.tables import NO_MAXIMUM

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from optimizer.anneal import Annealed
    from optimizer.milp import Cancelled
    from optimizer.partition import Columns

MILLI = 1000.0
LISTED_SHARES = (1.0, 0.8, 0.65)
"""Shares of the band's maximum up to which sets are listed, the first that the limit allows."""
BATCH = 1500
"""Listed sets that one round gives to the master."""
ROUNDING = 2
"""Thousandths taken off the cost of a plan that is proven optimal, for the tolerance of the solver."""


@dataclass(frozen=True, eq=False)
class Proven:
    """The best plan and a bound of Σ c(S) over all plans of least breach."""

    plan: Annealed
    bound: int


def prove(
    problem: Problem,
    seen: Columns,
    plan: Annealed,
    *,
    limit: int,
    rounds: int,
    goal: float,
    time_limit_s: float | None,
    stop: Cancelled,
) -> Proven | None:
    """Prove a legal plan, or find a better one, over all sets up to the band's maximum.

    Parameters
    ----------
    seen
        Columns that contain the plan's communities.
    plan
        The best legal plan known.
    limit
        Most sets to list.
    rounds, goal, stop
        See `optimizer.bound.raise_bound`.

    Returns
    -------
    The plan and its bound; ``None`` where there are too many sets, or no maximum to stop at.
    """
    most = max(problem.tables.base.households_max, problem.tables.overlay.households_max)
    if most >= NO_MAXIMUM:
        return None
    for share in LISTED_SHARES:
        family = whole_family(problem, limit=limit, most_households=int(share * most))
        if family is not None:
            most = int(share * most)
            break
    else:
        return None
    listed = columns_of(family)
    listed = listed.take(np.flatnonzero(listed.costs[:, 0] == 0))
    columns = joined(listed, _communities(seen, plan))
    scopes = scopes_of(problem, hard=True, above=most)

    def oracle(prices: FloatArray, labels: FloatArray, to_beat: float) -> Bounded:
        return _bounded(problem, columns, scopes, prices, labels, to_beat)

    bound, prices, labels = raise_bound(
        problem, _communities(seen, plan), plan, oracle, rounds=rounds, goal=goal, stop=stop
    )
    # A plan with this set costs at least the bound and what the set costs above the least of its anchor's unit.
    slack = plan.cost - bound
    reduced = _reduced(columns, prices, labels)
    least = _least(problem, columns, reduced)
    at_anchor = least[problem.tables.anchor_unit[columns.costs[:, 3]]]
    near = columns.take(np.flatnonzero(reduced - at_anchor <= slack))
    cover = cheapest_cover(problem, near, plan, time_limit_s=time_limit_s, cancelled=stop)
    beyond = least + slack + 1
    larger = evaluate_prices(problem, scopes, prices, labels, threshold=beyond).least
    if cover.exact and (larger >= beyond).all():
        return Proven(cover.plan, cover.plan.cost - ROUNDING)
    return Proven(cover.plan, min(bound, cover.plan.cost))


def _least(problem: Problem, columns: Columns, reduced: FloatArray) -> FloatArray:
    """(n,) Least reduced cost of a listed set anchored in each unit, at most 0."""
    least = np.zeros(problem.n_units)
    np.minimum.at(least, problem.tables.anchor_unit[columns.costs[:, 3]], reduced)
    return least


def _reduced(columns: Columns, prices: FloatArray, labels: FloatArray) -> FloatArray:
    """Reduced costs of listed sets in whole thousandths; sums of whole numbers are exact."""
    return np.asarray(np.rint(columns.reduced(prices / MILLI, labels / MILLI) * MILLI))


def _bounded(
    problem: Problem, columns: Columns, scopes: tuple[Scope, ...], prices: FloatArray, labels: FloatArray,
    to_beat: float,
) -> Bounded:
    """Bound at given prices: listed sets exactly, larger ones by the knapsack where that can still matter."""
    reduced = _reduced(columns, prices, labels)
    least = _least(problem, columns, reduced)
    bound = int(prices.sum() + labels.sum() + least.sum())
    worst = np.argsort(reduced, kind="stable")[:BATCH]
    sets = tuple(_as_set(problem, columns, int(c)) for c in worst[reduced[worst] < 0])
    if bound <= to_beat:
        return Bounded(bound, least, sets)
    larger = evaluate_prices(problem, scopes, prices, labels)
    bound = int(prices.sum() + labels.sum() + np.minimum(least, larger.least).sum())
    return Bounded(bound, least, sets + larger.sets)


def _as_set(problem: Problem, columns: Columns, c: int) -> tuple[float, int, int, IntArray]:
    members = columns.units[columns.start[c] : columns.start[c + 1]]
    unit = int(problem.tables.anchor_unit[columns.costs[c, 3]])
    return float(columns.costs[c, 2]), unit, int(columns.costs[c, 4]), members


def _communities(columns: Columns, plan: Annealed) -> Columns:
    """Columns of the plan's own communities."""
    own = {np.flatnonzero(plan.community == c).tobytes() for c in np.unique(plan.community)}
    found = []
    for c in range(len(columns)):
        members = np.sort(columns.units[columns.start[c] : columns.start[c + 1]])
        if members.tobytes() in own:
            own.discard(members.tobytes())
            found.append(c)
    return columns.take(np.array(found, dtype=np.int64))
