"""Which of many columns an exact cover should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.anneal import BREACH_PRICE, OUTLINE_PRICE, Annealed
from optimizer.partition import Columns, pool_prices
from optimizer.problem import Problem

if TYPE_CHECKING:
    from geodata.domain import IntArray


def own(columns: Columns, community: IntArray) -> IntArray:
    """Columns that are communities of a partition; each community must not stand in twice."""
    if len(columns) == 0:
        return np.zeros(0, dtype=np.int64)
    of_member, start = community[columns.units], columns.start[:-1]
    first = np.minimum.reduceat(of_member, start)
    is_one = first == np.maximum.reduceat(of_member, start)
    size = np.bincount(community)
    return np.flatnonzero(is_one & (np.diff(columns.start) == size[first]))


def valued(columns: Columns, community: IntArray) -> Annealed:
    """Cost a partition by its columns.

    Raises
    ------
    ValueError
        Where a community is not among the columns.
    """
    chosen = own(columns, community)
    if len(chosen) != len(np.unique(community)):
        raise ValueError("a community of the partition is not among the columns")
    breach, outline, cost = (int(columns.costs[chosen, k].sum()) for k in range(3))
    return Annealed(community, breach, outline, cost)


def promising(problem: Problem, columns: Columns, plan: Annealed, *, most: int) -> Columns:
    """Keep the columns of least reduced cost, and the plan's own.

    Parameters
    ----------
    plan
        Where it is legal, columns that are not are left out.
    most
        Columns to keep beside the plan's.
    """
    if plan.breach == 0:
        columns = columns.take(np.flatnonzero((columns.costs[:, 0] == 0) & (columns.costs[:, 1] <= plan.outline)))
    if len(columns) <= most:
        return columns
    energy = columns.costs.copy()
    energy[:, 2] += BREACH_PRICE * energy[:, 0] + OUTLINE_PRICE * energy[:, 1]
    weighed = Columns(columns.start, columns.units, energy)
    try:
        _, prices, labels = pool_prices(problem, weighed)
    except ArithmeticError:
        return columns.take(own(columns, plan.community))
    order = np.argsort(weighed.reduced(prices, labels), kind="stable")[:most]
    return columns.take(np.union1d(order, own(columns, plan.community)))
