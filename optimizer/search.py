"""One run of exact pricing: the connected sets with a given anchor and label that cost less than their prices pay.

For unit prices π and label prices μ ≤ 0 the reduced cost of a set S is ``c(S) − Σ π_i − μ_e``. With the anchor t and
the label e fixed, all of it but size, floor, outline and pieces is a sum over the units ::

    r_i = a_it − π_i + [e_i ≠ e] · relocate_i        f(S) = σ(H, P) + floor · (R_e(H) − Φ − φ°_t)⁺

A branch of the search has units that are in, units that are out, and open ones that can still be reached. It is dropped
when ``Σ r`` of what is in, with the best fractions of what can be reached under the convex hull of f, is not below the
threshold. The hull is taken by households and by persons (`optimizer.scopes`). Floor of open units is credited to them,
or the floor is left out, whichever bounds better. A linear bound is tried first: with the hull's slope s each unit is
worth ``ρ_i = r_i + s·w_i``, so that taking one with ρ > 0, or leaving one with ρ < 0, costs |ρ_i|.

Outline, pieces, own quarters, groups and locks are outside the bound (each can only add) and inside the exact cost of
every set that is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.cost import Scratch, evaluate
from optimizer.hull import Hull, Kink, price, sweep
from optimizer.pool import Pool, keep
from optimizer.scopes import Scope
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

OPEN, IN, OUT, REACHED = 0, 1, 2, 3
NEW = -1
"""Label of a community that continues none."""
SAFETY = 2.0
"""Thousandths of a household-minute taken off every bound for rounding."""
R, PAID, HOUSEHOLDS, PERSONS, FLOOR, WORTH_H, WORTH_P, HELD = range(8)
"""Sums over the units that are in: reduced cost, prices, people, floor, worth by either measure, the label's people."""


class Room(NamedTuple):
    """Work space: state and numbers of every unit for the run at hand, and the search's stack."""

    state: IntArray
    members: IntArray
    stack: IntArray
    is_second: BoolArray
    queue: IntArray
    sums: FloatArray
    costs: FloatArray
    credited: FloatArray
    worth: FloatArray
    households: FloatArray
    persons: FloatArray


class Bound(NamedTuple):
    """Bound of a run by one measure: its value, the constant of the linear bound, and how it was found.

    Attributes
    ----------
    credited
        Whether floor counts, credited to the units where it stands.
    order
        The run's units by cost per weight.
    """

    value: float
    constant: float
    credited: bool
    order: IntArray


class Found(NamedTuple):
    """Threshold at the end, branches looked at, and a bound of what was not looked at (infinite: nothing)."""

    threshold: float
    nodes: int
    unseen: float


def room_for(tables: Tables) -> Room:
    """Make the work space for these tables."""
    n = len(tables.households)

    def whole() -> IntArray:
        return np.zeros(n + 1, dtype=np.int64)

    return Room(
        whole(), whole(), whole(), np.zeros(n + 1, dtype=np.bool_), whole(), np.zeros(8), np.zeros(n), np.zeros(n),
        np.zeros((2, n)), tables.households.astype(np.float64), tables.persons.astype(np.float64),
    )


@njit(cache=True)
def floor_kink(t: Tables, is_new: bool, there: float, most_persons: float) -> Kink:
    """Charge for missing floor as a convex function of households, or of persons if ``most_persons`` is positive.

    ``there`` is the floor that stands, in 0.001 m².
    """
    weight = t.floor_weight / 1000.0
    per = float(t.floor_per_household)
    if weight == 0 or per == 0:
        return Kink(0.0, 0.0, 0.0)
    level, start, slope = 0.0, there / per, weight * per
    if is_new or t.floor_for_all:
        # Beyond its limit of households the least floor binds only as far as the share asks for as much.
        least = min(float(t.floor_minimum), per * t.floor_max_households)
        level = weight * max(least - there, 0.0)
        start = max(start, least / per)
    if most_persons > 0:
        if not np.isfinite(most_persons):
            return Kink(level, 0.0, 0.0)
        start, slope = start * most_persons, slope / most_persons
    return Kink(level, start, slope)


@njit(cache=True)
def reach(t: Tables, room: Room, size: int) -> tuple[int, int]:
    """Mark the open units that the members can reach; how many stand beside a member, and how many in all.

    They are listed in ``room.queue``, those beside a member first.
    """
    tail = 0
    for k in range(size):
        tail = _mark_beside(t, room, room.members[k], tail)
    beside = tail
    head = 0
    while head < tail:
        head += 1
        tail = _mark_beside(t, room, room.queue[head - 1], tail)
    return beside, tail


@njit(cache=True)
def _mark_beside(t: Tables, room: Room, unit: int, tail: int) -> int:
    for e in range(t.neighbour_start[unit], t.neighbour_start[unit + 1]):
        v = t.neighbours[e]
        if room.state[v] == OPEN:
            room.state[v] = REACHED
            room.queue[tail] = v
            tail += 1
    return tail


@njit(cache=True)
def unmark(room: Room, reached: int) -> None:
    """Make the units of the last `reach` open again."""
    for k in range(reached):
        room.state[room.queue[k]] = OPEN


@njit(cache=True)
def measure(
    t: Tables, room: Room, row: int, items: IntArray, root: int, base: float, hull: Hull, kink: Kink,
    weights: FloatArray,
) -> Bound:
    """Bound all sets of a run by one measure, with the floor or without; write each unit's worth."""
    value, at, slope, credited = -np.inf, 0.0, 0.0, False
    order = items
    for with_floor in range(2 if kink.level + kink.slope > 0 else 1):
        costs = room.credited if with_floor else room.costs
        charge = kink if with_floor else Kink(0.0, 0.0, 0.0)
        ratio = np.empty(len(items))
        for k in range(len(items)):
            i = items[k]
            ratio[k] = costs[i] / weights[i] if weights[i] > 0 else -np.inf
        now = items[np.argsort(ratio)]
        found, x, s = sweep(now, costs, weights, room.state, REACHED, weights[root], hull, charge)
        if found > value:
            value, at, slope, credited, order = found, x, s, with_floor == 1, now
    costs = room.credited if credited else room.costs
    for i in items:
        room.worth[row, i] = costs[i] + slope * weights[i]
    room.worth[row, root] = room.costs[root] + slope * weights[root]
    charge = kink if credited else Kink(0.0, 0.0, 0.0)
    constant = base + price(hull, charge, at) - slope * at
    return Bound(base + room.costs[root] + value, constant, credited, order)


@njit(cache=True)
def _move(t: Tables, room: Room, prices: FloatArray, label: int, unit: int, sign: float) -> None:
    """Take a unit in (+1) or out (−1) of the sums."""
    s = room.sums
    s[R] += sign * room.costs[unit]
    s[PAID] += sign * prices[unit]
    s[HOUSEHOLDS] += sign * room.households[unit]
    s[PERSONS] += sign * room.persons[unit]
    s[FLOOR] += sign * t.floor[unit]
    s[WORTH_H] += sign * room.worth[0, unit]
    s[WORTH_P] += sign * room.worth[1, unit]
    if label >= 0 and t.label[unit] == label:
        s[HELD] += sign * room.households[unit]


@njit(cache=True)
def _may_count(t: Tables, room: Room, scope: Scope, label: int, base: float, threshold: float) -> bool:
    """Whether the units that are in may be a set below the threshold."""
    s = room.sums
    if label >= 0 and 2 * s[HELD] <= t.label_households[label]:
        return False
    least = price(scope.by_households, floor_kink(t, label == NEW, s[FLOOR], 0.0), s[HOUSEHOLDS])
    if scope.has_persons:
        kink = floor_kink(t, label == NEW, s[FLOOR], scope.most_persons)
        least = min(least, price(scope.by_persons, kink, s[PERSONS]))
    return bool(base + s[R] + least - SAFETY < threshold)


@njit(cache=True)
def _is_alive(
    t: Tables, room: Room, scope: Scope, label: int, base: float, threshold: float, reached: int, by_households: Bound,
    by_persons: Bound,
) -> int:
    """0 where no set of this branch can be below the threshold, else 1 or 2: the measure by which one may be."""
    s = room.sums
    spare_h, spare_p, available = 0.0, 0.0, s[HELD]
    for k in range(reached):
        i = room.queue[k]
        spare_h += min(room.worth[0, i], 0.0)
        spare_p += min(room.worth[1, i], 0.0)
        if label >= 0 and t.label[i] == label:
            available += room.households[i]
    if label >= 0 and 2 * available <= t.label_households[label]:
        return 0
    none = Kink(0.0, 0.0, 0.0)
    if by_households.constant + s[WORTH_H] + spare_h - SAFETY < threshold:
        kink = floor_kink(t, label == NEW, s[FLOOR], 0.0) if by_households.credited else none
        costs = room.credited if by_households.credited else room.costs
        value = sweep(
            by_households.order, costs, room.households, room.state, REACHED, s[HOUSEHOLDS], scope.by_households, kink
        )[0]
        if base + s[R] + value - SAFETY < threshold:
            return 1
    if scope.has_persons and by_persons.constant + s[WORTH_P] + spare_p - SAFETY < threshold:
        kink = floor_kink(t, label == NEW, s[FLOOR], scope.most_persons) if by_persons.credited else none
        costs = room.credited if by_persons.credited else room.costs
        value = sweep(
            by_persons.order, costs, room.persons, room.state, REACHED, s[PERSONS], scope.by_persons, kink
        )[0]
        if base + s[R] + value - SAFETY < threshold:
            return 2
    return 0


@njit(cache=True)
def bounds_of(
    t: Tables, room: Room, scope: Scope, items: IntArray, anchor: int, label: int, is_new: bool, base: float
) -> tuple[Bound, Bound]:
    """Bound the run by households and by persons; the items must be open and the anchor's unit in."""
    root = t.anchor_unit[anchor]
    there = float(t.floor[root] + t.floor_add[anchor])
    room.members[0] = root
    _, reached = reach(t, room, 1)
    first = measure(
        t, room, 0, items, root, base, scope.by_households, floor_kink(t, is_new, there, 0.0), room.households
    )
    second = Bound(np.inf, np.inf, False, items)
    if scope.has_persons:
        kink = floor_kink(t, is_new, there, scope.most_persons)
        second = measure(t, room, 1, items, root, base, scope.by_persons, kink, room.persons)
    unmark(room, reached)
    return first, second


@njit(cache=True)
def search(
    t: Tables, room: Room, work: Scratch, pool: Pool, scope: Scope, items: IntArray, anchor: int, label: int,
    base: float, prices: FloatArray, label_price: float, threshold: float, tighten: bool, budget: int,
) -> Found:
    """Keep the sets with this anchor and label below the threshold.

    Parameters
    ----------
    items
        Units that may join the anchor's; they are open, ``room.costs`` holds their r, ``room.credited`` r less floor.
    base
        What every set of the run pays: opening less the label's price.
    tighten
        Lower the threshold to each set found.
    budget
        Most branches to look at.
    """
    root = t.anchor_unit[anchor]
    by_households, by_persons = bounds_of(t, room, scope, items, anchor, label, label == NEW, base)
    lowest = min(by_households.value, by_persons.value) - SAFETY
    if lowest >= threshold:
        return Found(threshold, 1, np.inf)
    for i in items:
        # A unit that costs too much to take by either measure is out for good.
        if lowest_with(room, by_households, by_persons, i) >= threshold:
            room.state[i] = OUT
    room.sums[:] = 0.0
    room.sums[FLOOR] = t.floor_add[anchor]
    _move(t, room, prices, label, root, 1.0)
    size, depth, nodes, grown = 1, 0, 0, True
    while True:
        nodes += 1
        if nodes > budget:
            return Found(threshold, nodes, lowest)
        if grown and _may_count(t, room, scope, label, base, threshold):
            cost = evaluate(t, room.members[:size], work)
            reduced = cost.cost - room.sums[PAID] - label_price
            legal = cost.breach == 0 and cost.outline == 0
            if legal and cost.anchor == anchor and cost.label == label and reduced < threshold:
                if keep(pool, room.members[:size], cost) < 0:
                    return Found(threshold, nodes, lowest)
                threshold = reduced if tighten else threshold
        beside, reached = reach(t, room, size)
        alive = 0
        if beside > 0:
            alive = _is_alive(t, room, scope, label, base, threshold, reached, by_households, by_persons)
        branch = -1
        if alive > 0:
            # Decide first what weighs most.
            for k in range(beside):
                i = room.queue[k]
                if branch < 0 or abs(room.worth[alive - 1, i]) > abs(room.worth[alive - 1, branch]):
                    branch = i
        unmark(room, reached)
        if branch >= 0:
            room.stack[depth] = branch
            room.is_second[depth] = False
            depth += 1
            grown = room.worth[alive - 1, branch] <= 0
        else:
            while depth > 0:
                branch = room.stack[depth - 1]
                was_in = room.state[branch] == IN
                if was_in:
                    size -= 1
                    _move(t, room, prices, label, branch, -1.0)
                if not room.is_second[depth - 1]:
                    break
                room.state[branch] = OPEN
                depth -= 1
            if depth == 0:
                return Found(threshold, nodes, np.inf)
            room.is_second[depth - 1] = True
            grown = not was_in
        room.state[branch] = IN if grown else OUT
        if grown:
            room.members[size] = branch
            size += 1
            _move(t, room, prices, label, branch, 1.0)


@njit(cache=True)
def lowest_with(room: Room, by_households: Bound, by_persons: Bound, unit: int) -> float:
    """Bound of the run's sets that hold a unit."""
    first = by_households.value + max(room.worth[0, unit], 0.0)
    second = by_persons.value + max(room.worth[1, unit], 0.0) if np.isfinite(by_persons.value) else np.inf
    return float(min(first, second) - SAFETY)
