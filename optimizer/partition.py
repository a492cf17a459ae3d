"""Set partitioning: the cheapest exact cover of the units by communities of a pool.

Formulation (Garfinkel and Nemhauser 1970)::

    min  Σ_S c(S) z_S     each unit in exactly one S, each present community continued at most once, z binary

solved in the order of ``optimisation-model.md`` section 3: E, then G under ``geography_first``, then C. Over the
complete family of connected sets the result is optimal; over a pool it is a plan, and its bound holds for the pool
alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.anneal import Annealed
from optimizer.master import Master
from optimizer.milp import Model
from optimizer.pool import Pool
from optimizer.problem import Problem

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from optimizer.milp import Cancelled

MILLI = 1000.0
WHOLE = 1e-4
"""Less than one by so much counts as one."""
PRICE_BATCH = 1500
"""Columns that one round of pricing adds to the LP."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Communities as columns: members of column c are ``units[start[c]:start[c + 1]]``.

    Attributes
    ----------
    costs
        (columns, 5) E, G, c, anchor and label, see `optimizer.cost.Cost`.
    """

    start: IntArray
    units: IntArray
    costs: IntArray

    def __len__(self) -> int:
        return len(self.costs)

    def take(self, chosen: IntArray) -> Columns:
        """Return some of the columns, in the given order."""
        sizes = np.diff(self.start)[chosen]
        start = np.concatenate([[0], np.cumsum(sizes)])
        at = np.repeat(self.start[chosen] - start[:-1], sizes) + np.arange(start[-1])
        return Columns(start, self.units[at], self.costs[chosen])

    def reduced(self, prices: FloatArray, labels: FloatArray) -> FloatArray:
        """Reduced costs under unit prices π and label prices μ, household-minutes."""
        paid = np.add.reduceat(prices[self.units], self.start[:-1]) if len(self) else np.zeros(0)
        credit = np.where(self.costs[:, 4] >= 0, labels[np.maximum(self.costs[:, 4], 0)], 0.0) if len(labels) else 0.0
        return np.asarray(self.costs[:, 2] / MILLI - paid - credit)

    def rows(self, problem: Problem) -> tuple[IntArray, IntArray]:
        """Starts and rows of each column in a `Master`: units, label if it has one, anchor's unit, count."""
        n, n_labels = problem.n_units, len(problem.labels)
        has = (self.costs[:, 4] >= 0).astype(np.int64)
        start = np.concatenate([[0], np.cumsum(np.diff(self.start) + 2 + has)])
        rows = np.empty(int(start[-1]), dtype=np.int64)
        member = np.ones(len(rows), dtype=np.bool_)
        member[start[1:] - 1] = False
        rows[start[1:] - 1] = 2 * n + n_labels
        ends = start[1:] - 2
        member[ends] = False
        member[ends[has == 1] - 1] = False
        rows[member] = self.units
        rows[ends] = n + n_labels + problem.tables.anchor_unit[self.costs[:, 3]]
        rows[ends[has == 1] - 1] = n + self.costs[has == 1, 4]
        return start, rows


def joined(one: Columns, other: Columns) -> Columns:
    """Columns of both, in this order; a community may then stand in twice."""
    start = np.concatenate([one.start, one.start[-1] + other.start[1:]])
    return Columns(start, np.concatenate([one.units, other.units]), np.concatenate([one.costs, other.costs]))


def columns_of(pool: Pool) -> Columns:
    """View the used part of a pool as columns."""
    count, entries = int(pool.used[0]), int(pool.used[1])
    return Columns(pool.start[: count + 1].copy(), pool.units[:entries].astype(np.int64), pool.costs[:count].copy())


def pool_prices(problem: Problem, columns: Columns) -> tuple[float, FloatArray, FloatArray]:
    """Solve the LP over a pool by pricing it out; return its value, π and μ in household-minutes.

    Raises
    ------
    ArithmeticError
        Where the LP cannot be solved.
    """
    n = problem.n_units
    dear = float(columns.costs[:, 2].max(initial=0)) / MILLI + 1.0
    master = Master(n, len(problem.labels), dear)
    solved = master.solve()
    held = np.zeros(len(columns), dtype=np.bool_)
    for _ in range(200):
        # What a column pays for its anchor's unit is left out: those at hand may look cheap again.
        reduced = np.where(held, np.inf, columns.reduced(solved.prices, solved.labels))
        order = np.argsort(reduced, kind="stable")[:PRICE_BATCH]
        entering = np.sort(order[reduced[order] < -1e-6])
        if len(entering) == 0:
            break
        held[entering] = True
        chosen = columns.take(entering)
        start, rows = chosen.rows(problem)
        master.add(chosen.costs[:, 2] / MILLI, start, rows)
        solved = master.solve()
    return solved.objective, solved.prices, solved.labels


@dataclass(frozen=True, eq=False)
class Partitioned:
    """The cheapest cover found.

    Attributes
    ----------
    plan
        The cover as a partition.
    exact
        Whether every stage was solved to optimality over the columns at hand.
    """

    plan: Annealed
    exact: bool


def cheapest_cover(
    problem: Problem,
    columns: Columns,
    incumbent: Annealed,
    *,
    time_limit_s: float | None = None,
    nodes: int | None = None,
    cancelled: Cancelled | None = None,
) -> Partitioned:
    """Find the least (E, G, C) exact cover by columns, never worse than the incumbent.

    Parameters
    ----------
    columns
        Must contain the incumbent's communities.
    incumbent
        A plan to start from and to beat.
    time_limit_s, nodes, cancelled
        Limits of each search.
    """
    plan, exact = incumbent, True
    for stage in range(3):
        if stage < 2 and plan.rank[stage] == 0:
            continue
        allowed = columns.take(np.flatnonzero((columns.costs[:, :stage] <= plan.rank[:stage]).all(axis=1)))
        near = _near(problem, allowed, plan, stage)
        if near is None:
            exact = False
        elif len(near):
            plan, done = _stage(problem, near, plan, stage, time_limit_s, nodes, cancelled)
            exact &= done
    return Partitioned(plan, exact)


def _near(problem: Problem, columns: Columns, plan: Annealed, stage: int) -> Columns | None:
    """Columns that a plan with less E, G or C may use: none where the LP proves that there is none, or that many.

    ``None`` where the LP cannot be solved.
    """
    costs = columns.costs.copy()
    costs[:, 2] = costs[:, stage] if stage == 2 else costs[:, stage] * int(MILLI)
    priced = Columns(columns.start, columns.units, costs)
    try:
        value, prices, labels = pool_prices(problem, priced)
    except ArithmeticError:
        return None
    slack = plan.rank[stage] / (MILLI if stage == 2 else 1.0) - value
    if stage < 2 and slack < 1.0 - WHOLE:
        return columns.take(np.zeros(0, dtype=np.int64))  # E and G are whole numbers
    return columns.take(np.flatnonzero(priced.reduced(prices, labels) <= slack + 1e-6))


def _stage(
    problem: Problem,
    columns: Columns,
    plan: Annealed,
    stage: int,
    time_limit_s: float | None,
    nodes: int | None,
    cancelled: Cancelled | None,
) -> tuple[Annealed, bool]:
    """Minimise E, G or C (stage 0, 1, 2) while the earlier ones stay at the plan's values."""
    scale = (1.0, 1.0, MILLI)[stage]
    model = Model(("breach", "outline", "cost")[stage])
    for c in range(len(columns)):
        model.variable(f"z{c}", columns.costs[c, stage] / scale, upper=1.0, integer=True)
    once: list[list[tuple[int, float]]] = [[] for _ in range(problem.n_units)]
    for c in range(len(columns)):
        for i in columns.units[columns.start[c] : columns.start[c + 1]]:
            once[i].append((c, 1.0))
    for i, terms in enumerate(once):
        model.row(f"once_{i}", terms, "==", 1.0)
    for earlier, limit in enumerate(plan.rank[:stage]):
        used = np.flatnonzero(columns.costs[:, earlier])
        if len(used):
            model.row(f"limit_{earlier}", [(int(c), float(columns.costs[c, earlier])) for c in used], "<=", limit + 0.5)
    outcome = model.solve(
        start=_indicator(columns, plan), time_limit_s=time_limit_s, nodes=nodes, cancelled=cancelled,
    )
    if outcome.values is None:
        return plan, False
    found = _plan_of(problem, columns, np.flatnonzero(outcome.values > 0.5))
    return (found if found.rank < plan.rank else plan), outcome.proven


def columns_of_plan(columns: Columns, plan: Annealed) -> IntArray:
    """Find the columns that are a plan's communities, each once."""
    wanted = {np.flatnonzero(plan.community == c).tobytes() for c in np.unique(plan.community)}
    found = []
    for c in range(len(columns)):
        members = np.sort(columns.units[columns.start[c] : columns.start[c + 1]]).tobytes()
        if members in wanted:
            wanted.discard(members)
            found.append(c)
    return np.array(found, dtype=np.int64)


def _indicator(columns: Columns, plan: Annealed) -> dict[int, float] | None:
    """Mark the columns of a plan, or ``None`` where one of them is missing."""
    own = columns_of_plan(columns, plan)
    if len(own) < len(np.unique(plan.community)):
        return None
    return dict.fromkeys(range(len(columns)), 0.0) | dict.fromkeys((int(c) for c in own), 1.0)


def _plan_of(problem: Problem, columns: Columns, chosen: IntArray) -> Annealed:
    community = np.full(problem.n_units, -1, dtype=np.int64)
    for number, c in enumerate(chosen):
        community[columns.units[columns.start[c] : columns.start[c + 1]]] = number
    breach, outline, cost = (int(columns.costs[chosen, k].sum()) for k in range(3))
    return Annealed(community, breach, outline, cost)
