"""Exact pricing over all anchors and labels, and the bound that follows.

For any prices π, μ ≤ 0 every plan costs at least ::

    Σ π_i + Σ μ_e + θ·K + Σ_u min(0, least reduced cost of a set anchored in unit u)

with a price θ of each of its K communities, since a plan has at most one community anchored in each unit and at most
one that continues each label. The least reduced costs come from `optimizer.search`; where that was cut short, its bound
stands in. (Columns within a gap, enumerated: Baldacci, Christofides and Mingozzi 2008.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.cost import Scratch, scratch_for
from optimizer.hull import Kink, sweep
from optimizer.pool import Pool
from optimizer.problem import Problem
from optimizer.scopes import Scope, scopes_of
from optimizer.search import (
    IN,
    NEW,
    OPEN,
    OUT,
    REACHED,
    SAFETY,
    Room,
    bounds_of,
    floor_kink,
    lowest_with,
    reach,
    room_for,
    search,
)
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray


NO_LIMIT = 1 << 60
BATCH = 32
"""Anchors that are searched between two questions whether to stop."""


class Cut(NamedTuple):
    """The least bound of a run anchored in each unit that was cut short, and that run's anchor and label."""

    bound: FloatArray
    run: IntArray


@dataclass(frozen=True, eq=False)
class Point:
    """Prices in whole thousandths of a household-minute: π of the units, μ ≤ 0 of the labels, θ of each community."""

    prices: FloatArray
    labels: FloatArray
    count_price: float


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A fractional set that stands for a run that was not searched to the end.

    Attributes
    ----------
    cost
        What it costs before prices, thousandths of a household-minute.
    unit, label
        Unit of its anchor; the label that it continues, −1 for none.
    shares
        (n,) How much of each unit it holds.
    """

    cost: float
    unit: int
    label: int
    shares: FloatArray


@dataclass(frozen=True, eq=False)
class Priced:
    """What one round of pricing found.

    Attributes
    ----------
    bound
        Lower bound of Σ c(S) − θ·K over all plans, thousandths of a household-minute.
    least
        (n,) Least reduced cost of a set anchored in each unit, at most 0.
    nodes
        Branches looked at.
    relaxed
        One for each unit whose least is a bound only.
    """

    bound: int
    least: FloatArray
    nodes: int
    relaxed: tuple[Relaxed, ...]


@njit(cache=True)
def _set_costs(t: Tables, room: Room, unit: int, anchor: int, label: int, prices: FloatArray, moves: bool) -> None:
    """Write a unit's reduced cost beside an anchor; with ``moves`` it pays for leaving another label."""
    cost = t.access[unit, anchor] - prices[unit]
    if moves and t.label[unit] >= 0 and t.label[unit] != label:
        cost += t.relocate[unit]
    room.costs[unit] = cost
    room.credited[unit] = cost - t.floor_weight * t.floor[unit] / 1000.0


@njit(cache=True)
def _likely(
    t: Tables, room: Room, scope: Scope, anchor: int, prices: FloatArray, threshold: float
) -> IntArray:
    """Units that may share a set below the threshold with this anchor, whatever its label; the anchor's own first.

    Empty where no set of the anchor can be below the threshold.
    """
    root = int(t.anchor_unit[anchor])
    everyone = np.flatnonzero(scope.allowed)
    for i in range(len(prices)):
        room.state[i] = OPEN if scope.allowed[i] else OUT
    for unit in everyone:
        _set_costs(t, room, int(unit), anchor, NEW, prices, False)
    room.state[root] = IN
    items = everyone[everyone != root]
    first, second = bounds_of(t, room, scope, items, anchor, NEW, False, float(t.opening[anchor]))
    if min(first.value, second.value) - SAFETY >= threshold:
        return items[:0]
    room.members[0] = root
    _, reached = reach(t, room, 1)
    kept = [int(root)]
    for k in range(reached):
        i = room.queue[k]
        if lowest_with(room, first, second, i) < threshold:
            kept.append(int(i))
    return np.array(kept, dtype=np.int64)


@njit(cache=True)
def _price_anchor(
    t: Tables, room: Room, work: Scratch, pool: Pool, scope: Scope, anchor: int, prices: FloatArray,
    labels: FloatArray, count_price: float, threshold: float, tighten: bool, budget: int,
) -> tuple[float, int, float, int]:
    """Search one anchor, label by label; threshold at the end, branches, least bound of a cut run and its label."""
    likely = _likely(t, room, scope, anchor, prices, threshold + count_price)
    nodes, unseen, unseen_label = 1, np.inf, NEW
    if len(likely) == 0:
        return threshold, nodes, unseen, unseen_label
    wanted = np.zeros(len(t.label_households) + 1, dtype=np.bool_)
    for i in likely:
        if t.label[i] >= 0:
            wanted[t.label[i]] = True
    room.state[:] = OUT
    for label in range(NEW, len(t.label_households)):
        if label >= 0 and not wanted[label]:
            continue
        for i in likely:
            room.state[i] = OPEN
            _set_costs(t, room, i, anchor, label, prices, True)
        room.state[likely[0]] = IN
        label_price = count_price + (labels[label] if label >= 0 else 0.0)
        found = search(
            t, room, work, pool, scope, likely[1:], anchor, label, t.opening[anchor] - label_price, prices,
            label_price, threshold, tighten, budget,
        )
        threshold = found.threshold
        nodes += found.nodes
        if found.unseen < unseen:
            unseen, unseen_label = found.unseen, label
    return threshold, nodes, unseen, unseen_label


@njit(cache=True)
def _price_all(
    t: Tables, room: Room, work: Scratch, pool: Pool, scope: Scope, prices: FloatArray, labels: FloatArray,
    count_price: float, threshold: FloatArray, cut: Cut, tighten: bool, budget: int, effort: int, first: int, last: int,
) -> int:
    """Search some anchors under one scope; update each unit's threshold and least cut run, count the branches."""
    nodes = 0
    for anchor in range(first, last):
        unit = t.anchor_unit[anchor]
        if not scope.allowed[unit]:
            continue
        found, more, unseen, label = _price_anchor(
            t, room, work, pool, scope, anchor, prices, labels, count_price, threshold[unit], tighten,
            min(budget, max(effort - nodes, 0)),
        )
        threshold[unit] = found
        nodes += more
        if unseen < cut.bound[unit]:
            cut.bound[unit] = unseen
            cut.run[unit, 0], cut.run[unit, 1] = anchor, label
    return nodes


@njit(cache=True)
def _relax(
    t: Tables, room: Room, scope: Scope, anchor: int, label: int, prices: FloatArray, label_price: float,
    shares: FloatArray,
) -> float:
    """Write the fractional set that bounds a run; return its reduced cost."""
    root = int(t.anchor_unit[anchor])
    everyone = np.flatnonzero(scope.allowed)
    for i in range(len(prices)):
        room.state[i] = OPEN if scope.allowed[i] else OUT
    for unit in everyone:
        _set_costs(t, room, int(unit), anchor, label, prices, True)
    room.state[root] = IN
    items = everyone[everyone != root]
    base = t.opening[anchor] - label_price
    first, second = bounds_of(t, room, scope, items, anchor, label, label == NEW, base)
    by_persons = second.value < first.value
    least = second if by_persons else first
    hull = scope.by_persons if by_persons else scope.by_households
    weights = room.persons if by_persons else room.households
    costs = room.credited if least.credited else room.costs
    there = float(t.floor[root] + t.floor_add[anchor])
    kink = floor_kink(t, label == NEW, there, scope.most_persons if by_persons else 0.0)
    room.members[0] = root
    reach(t, room, 1)
    _, total, _ = sweep(
        least.order, costs, weights, room.state, REACHED, weights[root], hull,
        kink if least.credited else Kink(0.0, 0.0, 0.0),
    )
    shares[:] = 0.0
    shares[root] = 1.0
    left = total - weights[root]
    for i in least.order:
        if room.state[i] != REACHED:
            continue
        if weights[i] == 0:
            shares[i] = 1.0 if costs[i] < 0 else 0.0
        else:
            shares[i] = min(1.0, max(left, 0.0) / weights[i])
            left -= weights[i]
    return float(least.value - SAFETY)


class Pricer:
    """Prices the sets of one component and keeps what it finds.

    Parameters
    ----------
    problem
        The component.
    hard
        Whether a plan within the hard band exists.
    """

    def __init__(self, problem: Problem, *, hard: bool) -> None:
        self._problem = problem
        self._scopes = scopes_of(problem, hard=hard)
        self._room = room_for(problem.tables)
        self._work = scratch_for(problem.tables)

    def price(
        self, pool: Pool, at: Point, *, budget: int, effort: int = NO_LIMIT, threshold: FloatArray | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Priced:
        """Find sets below a threshold and put them into the pool.

        Parameters
        ----------
        pool
            Takes the sets; a pool that fills up cuts the search short.
        at
            The prices.
        budget, effort
            Most branches for each anchor and label, and for all; what is not searched is bounded.
        threshold
            (n,) *Every* set anchored in a unit whose reduced cost is below this is kept. Left out: the search looks
            for the least below 0 alone.
        stop
            Asked now and then; when true the rest is only bounded.
        """
        t, n = self._problem.tables, self._problem.n_units
        least = np.zeros(n) if threshold is None else threshold.copy()
        cut = Cut(np.full(n, np.inf), np.full((n, 2), NEW, dtype=np.int64))
        nodes, of_scope, tighten = 0, np.zeros(n, dtype=np.int64), threshold is None
        for number, scope in enumerate(self._scopes):
            before = cut.bound.copy()
            for first in range(0, len(t.anchor_unit), BATCH):
                if stop is not None and stop():
                    effort = 0
                nodes += _price_all(
                    t, self._room, self._work, pool, scope, at.prices, at.labels, at.count_price, least, cut, tighten,
                    budget, max(effort - nodes, 0), first, min(first + BATCH, len(t.anchor_unit)),
                )
            of_scope[cut.bound < before] = number
        worst = np.minimum(least, cut.bound)
        bound = int(np.floor(at.prices.sum() + at.labels.sum() + np.minimum(worst, 0.0).sum()))
        relaxed = tuple(
            self._relaxed(self._scopes[of_scope[u]], int(u), cut, at)
            for u in np.flatnonzero(cut.bound < np.minimum(least, -0.5))
        )
        return Priced(bound, np.minimum(worst, 0.0), nodes, relaxed)

    def _relaxed(self, scope: Scope, unit: int, cut: Cut, at: Point) -> Relaxed:
        shares = np.zeros(self._problem.n_units)
        anchor, label = int(cut.run[unit, 0]), int(cut.run[unit, 1])
        label_price = at.count_price + (float(at.labels[label]) if label >= 0 else 0.0)
        reduced = _relax(self._problem.tables, self._room, scope, anchor, label, at.prices, label_price, shares)
        return Relaxed(reduced + float((at.prices * shares).sum()) + label_price, unit, label, shares)
