"""Simulated annealing over connected service areas of open facilities, compiled.

A state gives every unit a facility such that each area is in one piece and holds its own unit; demand above a
capacity is allowed and priced. Moves: one unit to a neighbouring area; two units between two areas; a chain of two
units over three areas. Effort is counted in moves and random numbers come from the generator alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.service.problem import ServiceProblem

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

TRIES = 6
"""Units tried for the second half of a move."""
TOGETHER = 8
"""Most units that leave an area in one move."""
FADED = 0.5
"""Share of the moves after which capacity is no longer priced as such, but only what exceeds it."""
AGAIN = 0.6
"""Share of moves with a second half."""
PRICE_OF_EXCESS = (4.0, 12.0)
"""Price of a unit of demand above capacity, first and last, in mean costs of serving a unit of demand."""
HEAT = (3.0, 0.004)
"""First and last temperature, in mean costs of serving one unit."""


def grow(problem: ServiceProblem) -> IntArray:
    """Assign every unit to one of the facilities by growing from their units, cheapest pair first; (n,).

    Units that no facility can reach get −1. Capacities are not looked at.
    """
    return _grow(problem.cost, problem.home, problem.neighbour_start, problem.neighbours)


def anneal(
    problem: ServiceProblem, start: IntArray, rng: np.random.Generator, moves: int, *, warmth: float = 1.0
) -> IntArray:
    """Anneal from a connected state; return the best state found: least excess first, then least cost; (n,).

    Parameters
    ----------
    problem
        A problem whose facilities are all open.
    start
        (n,) a state to start from.
    rng
        Source of random numbers.
    moves
        Moves to try.
    warmth
        Factor on the first temperature.
    """
    cheapest = float(problem.cost.min(axis=1).sum())
    per_demand = max(1.0, cheapest / max(1, int(problem.demand.sum())))
    per_unit = max(1.0, cheapest / problem.n_units)
    best = start.copy()
    _anneal(
        problem.cost, problem.demand, problem.capacity, problem.home, problem.neighbour_start, problem.neighbours,
        start.copy(), best, rng, moves, HEAT[0] * warmth * per_unit, HEAT[1] * per_unit,
        PRICE_OF_EXCESS[0] * per_demand, PRICE_OF_EXCESS[1] * per_demand, room_prices(problem), FADED,
    )
    return best


def room_prices(problem: ServiceProblem, rounds: int = 400) -> FloatArray:
    """Prices of capacity that make the cheapest facility of each unit nearly fit, by subgradients; (m,)."""
    return _room_prices(problem.cost, problem.demand, problem.capacity, problem.home, rounds)


@njit(cache=True)
def _room_prices(cost: IntArray, demand: IntArray, capacity: IntArray, home: IntArray, rounds: int) -> FloatArray:
    n, m = cost.shape
    prices, mean, load = np.zeros(m), np.zeros(m), np.empty(m)
    fixed = np.full(n, -1, dtype=np.int64)
    for t in range(m):
        fixed[home[t]] = t
    scale = 0.0
    for u in range(n):
        scale += cost[u].min() / max(1, demand.sum())
    for k in range(rounds):
        load[:] = 0
        for u in range(n):
            to = fixed[u]
            if to < 0:
                to = 0
                for t in range(1, m):
                    if cost[u, t] + prices[t] * demand[u] < cost[u, to] + prices[to] * demand[u]:
                        to = t
            load[to] += demand[u]
        step = 2.0 * scale / (1.0 + 0.1 * k)
        for t in range(m):
            prices[t] = max(0.0, prices[t] + step * (load[t] - capacity[t]) / max(1, capacity[t]))
        if 2 * k >= rounds:
            mean += prices / (rounds - rounds // 2)
    return mean


@njit(cache=True)
def _grow(cost: IntArray, home: IntArray, first: IntArray, neighbours: IntArray) -> IntArray:
    n, m = cost.shape
    facility_of = np.full(n, -1, dtype=np.int64)
    for t in range(m):
        facility_of[home[t]] = t
    while True:
        least, unit, facility = -1, -1, -1
        for u in range(n):
            if facility_of[u] >= 0:
                continue
            for e in range(first[u], first[u + 1]):
                t = facility_of[neighbours[e]]
                if t >= 0 and (unit < 0 or cost[u, t] < least):
                    least, unit, facility = cost[u, t], u, t
        if unit < 0:
            return facility_of
        facility_of[unit] = facility


class _State(NamedTuple):
    """An assignment under change, and the work space of the moves."""

    facility_of: IntArray
    load: IntArray
    members: IntArray
    place: IntArray
    size: IntArray
    mark: IntArray
    queue: IntArray
    leaving: IntArray
    undo: IntArray
    stamp: IntArray
    changes: IntArray


@njit(cache=True)
def _put(s: _State, demand: IntArray, unit: int, to: int) -> None:
    """Assign one unit to another facility."""
    at = s.facility_of[unit]
    last = s.members[at, s.size[at] - 1]
    s.members[at, s.place[unit]] = last
    s.place[last] = s.place[unit]
    s.size[at] -= 1
    s.members[to, s.size[to]] = unit
    s.place[unit] = s.size[to]
    s.size[to] += 1
    s.load[at] -= demand[unit]
    s.load[to] += demand[unit]
    s.facility_of[unit] = to


@njit(cache=True)
def _leave(s: _State, home: IntArray, first: IntArray, neighbours: IntArray, unit: int) -> int:
    """Write the units that must leave an area together with one of them into ``leaving``; return how many.

    These are the unit and all that it cuts off from the facility.
    """
    area = s.facility_of[unit]
    s.leaving[0] = unit
    beside, start = 0, -1
    for e in range(first[unit], first[unit + 1]):
        if s.facility_of[neighbours[e]] == area:
            beside += 1
            start = neighbours[e]
    if beside <= 1:
        return 1
    s.stamp[0] += 2
    stamp = s.stamp[0]
    # Reaching all its neighbours from the facility is enough: whatever else there is hangs on them.
    for e in range(first[unit], first[unit + 1]):
        if s.facility_of[neighbours[e]] == area:
            s.mark[neighbours[e]] = stamp - 1
    start = home[area]
    if s.mark[start] == stamp - 1:
        beside -= 1
    s.mark[start] = stamp
    s.mark[unit] = stamp
    s.queue[0] = start
    head, tail = 0, 1
    while head < tail and beside > 0:
        u = s.queue[head]
        head += 1
        for e in range(first[u], first[u + 1]):
            v = neighbours[e]
            if s.facility_of[v] == area and s.mark[v] != stamp:
                if s.mark[v] == stamp - 1:
                    beside -= 1
                s.mark[v] = stamp
                s.queue[tail] = v
                tail += 1
    count = 1
    if beside > 0:
        for k in range(s.size[area]):
            v = s.members[area, k]
            if s.mark[v] != stamp:
                s.leaving[count] = v
                count += 1
    return count


@njit(cache=True)
def _shift(
    s: _State, cost: IntArray, demand: IntArray, room_price: FloatArray, count: int, to: int
) -> float:
    """Move the units of ``leaving``, note them for undoing, and return what they cost more."""
    gain = 0.0
    for k in range(count):
        u = s.leaving[k]
        at = s.facility_of[u]
        gain += cost[u, to] - cost[u, at] + (room_price[to] - room_price[at]) * demand[u]
        done = s.changes[0]
        s.undo[done, 0] = u
        s.undo[done, 1] = at
        s.changes[0] = done + 1
        _put(s, demand, u, to)
    return gain


@njit(cache=True)
def _over(s: _State, capacity: IntArray, weight: FloatArray, a: int, b: int) -> float:
    """Price of the demand above capacity in two areas."""
    return float(weight[a] * max(s.load[a] - capacity[a], 0) + weight[b] * max(s.load[b] - capacity[b], 0))


@njit(cache=True)
def _anneal(
    cost: IntArray, demand: IntArray, capacity: IntArray, home: IntArray, first: IntArray, neighbours: IntArray,
    facility_of: IntArray, best: IntArray, rng: np.random.Generator, moves: int, hot: float, cold: float,
    cheap: float, dear: float, room_price: FloatArray, faded: float,
) -> None:
    n, m = cost.shape
    s = _State(
        facility_of, np.zeros(m, dtype=np.int64), np.empty((m, n), dtype=np.int64), np.empty(n, dtype=np.int64),
        np.zeros(m, dtype=np.int64), np.zeros(n, dtype=np.int64), np.empty(n, dtype=np.int64),
        np.empty(n, dtype=np.int64), np.empty((2 * n, 2), dtype=np.int64), np.ones(1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )
    is_home = np.zeros(n, dtype=np.bool_)
    is_home[home] = True
    total = 0.0
    soft_room, dear_room = room_price.copy(), np.full(m, cheap)
    for u in range(n):
        t = facility_of[u]
        s.members[t, s.size[t]] = u
        s.place[u] = s.size[t]
        s.size[t] += 1
        s.load[t] += demand[u]
        total += cost[u, t]
    over = 0
    for t in range(m):
        over += max(s.load[t] - capacity[t], 0)
    best_over, best_total = over, total
    heat, price = hot, cheap
    cooling = (cold / hot) ** (256.0 / max(moves, 256))
    raising = (dear / cheap) ** (256.0 / max(moves, 256))
    for move in range(moves):
        if move % 256 == 255:
            heat *= cooling
            price *= raising
            soft = 1.0 - min(1.0, move / (faded * moves))
            soft_room[:] = soft * room_price
            dear_room[:] = (1.0 - soft) * 1.5 * room_price + price
        u = int(rng.integers(0, n))
        if is_home[u] or first[u] == first[u + 1]:
            continue
        a = facility_of[u]
        b = facility_of[neighbours[first[u] + rng.integers(0, first[u + 1] - first[u])]]
        if a == b:
            continue
        count = _leave(s, home, first, neighbours, u)
        if count > TOGETHER:
            continue
        s.changes[0] = 0
        energy = -_over(s, capacity, dear_room, a, b)
        energy += _shift(s, cost, demand, soft_room, count, b)
        energy += _over(s, capacity, dear_room, a, b)
        if rng.random() < AGAIN:
            # Units of b leave it in turn, for a (exchange) or for a third area (chain).
            for _ in range(TRIES):
                v = s.members[b, rng.integers(0, s.size[b])]
                if first[v] == first[v + 1]:
                    continue
                to = facility_of[neighbours[first[v] + rng.integers(0, first[v + 1] - first[v])]]
                if is_home[v] or to == b or v == u:
                    continue
                count = _leave(s, home, first, neighbours, v)
                if count <= TOGETHER:
                    energy -= _over(s, capacity, dear_room, b, to)
                    energy += _shift(s, cost, demand, soft_room, count, to)
                    energy += _over(s, capacity, dear_room, b, to)
                break
        if energy > 0 and rng.random() >= np.exp(-energy / heat):
            for k in range(s.changes[0] - 1, -1, -1):
                _put(s, demand, s.undo[k, 0], s.undo[k, 1])
            continue
        over = 0
        for t in range(m):
            over += max(s.load[t] - capacity[t], 0)
        if over <= best_over:
            total = 0.0
            for w in range(n):
                total += cost[w, facility_of[w]]
            if over < best_over or total < best_total:
                best_over, best_total = over, total
                best[:] = facility_of
