"""The 0/1 knapsack of one facility, compiled: its best area at given prices, and what each unit would cost it.

A facility takes units of negative reduced cost up to its room; contiguity is left out, so the value is a lower bound
of any connected area's. Where all such units fit, nothing needs to be solved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

BARRED, FREE, HELD = 0, 1, 2
"""What a pair of unit and facility may be: never, perhaps, or certainly wherever the facility is open."""
IMPOSSIBLE = 1e15
"""Value of an area that cannot be: its certain units exceed the room."""


@njit(cache=True)
def best_area(
    reduced: FloatArray, status: IntArray, weights: IntArray, room: int, taken: BoolArray, items: IntArray
) -> float:
    """Least reduced cost of an area; ``taken`` receives its units.

    Parameters
    ----------
    reduced, status, weights
        (n,) reduced cost, status and weight of each unit for this facility.
    room
        Capacity in the unit of ``weights``.
    taken, items
        (n,) result and work space.
    """
    value, left, n_items, heavy = 0.0, room, 0, 0
    for i in range(len(reduced)):
        taken[i] = status[i] == HELD
        if taken[i]:
            value += reduced[i]
            left -= weights[i]
    if left < 0:
        return IMPOSSIBLE
    for i in range(len(reduced)):
        if status[i] == FREE and reduced[i] < 0 and weights[i] <= left:
            items[n_items] = i
            n_items += 1
            heavy += weights[i]
    if heavy <= left:
        for k in range(n_items):
            taken[items[k]] = True
            value += reduced[items[k]]
        return value
    table = np.zeros(left + 1)
    chosen = np.zeros((n_items, left + 1), dtype=np.bool_)
    for k in range(n_items):
        c, w = -reduced[items[k]], weights[items[k]]
        for h in range(left, w - 1, -1):
            with_it = table[h - w] + c
            if with_it > table[h]:
                table[h] = with_it
                chosen[k, h] = True
    h = left
    for k in range(n_items - 1, -1, -1):
        if chosen[k, h]:
            taken[items[k]] = True
            h -= weights[items[k]]
    return float(value - table[left])


@njit(cache=True)
def unit_regrets(
    reduced: FloatArray, status: IntArray, weights: IntArray, room: int, inside: FloatArray, outside: FloatArray
) -> None:
    """What the best area loses when a unit must be in it (``inside``) or out of it (``outside``), each (n,)."""
    n, left = len(reduced), room
    for i in range(n):
        inside[i] = IMPOSSIBLE
        outside[i] = 0.0
        if status[i] == HELD:
            inside[i] = 0.0
            outside[i] = IMPOSSIBLE
            left -= weights[i]
    if left < 0:
        return
    items = np.empty(n, dtype=np.int64)
    n_items = 0
    for i in range(n):
        if status[i] == FREE and reduced[i] < 0 and weights[i] <= left:
            items[n_items] = i
            n_items += 1
    ahead = np.zeros((n_items + 1, left + 1))
    behind = np.zeros((n_items + 1, left + 1))
    for k in range(n_items):
        c, w = -reduced[items[k]], weights[items[k]]
        for h in range(left + 1):
            ahead[k + 1, h] = ahead[k, h]
            if h >= w and ahead[k, h - w] + c > ahead[k + 1, h]:
                ahead[k + 1, h] = ahead[k, h - w] + c
    for k in range(n_items - 1, -1, -1):
        c, w = -reduced[items[k]], weights[items[k]]
        for h in range(left + 1):
            behind[k, h] = behind[k + 1, h]
            if h >= w and behind[k + 1, h - w] + c > behind[k, h]:
                behind[k, h] = behind[k + 1, h - w] + c
    best = ahead[n_items, left]
    for i in range(n):
        if status[i] == FREE and reduced[i] >= 0 and weights[i] <= left:
            inside[i] = reduced[i] + best - ahead[n_items, left - weights[i]]
    for k in range(n_items):
        i = items[k]
        w = weights[i]
        within, without = -IMPOSSIBLE, -IMPOSSIBLE
        for h in range(left + 1):
            without = max(without, ahead[k, h] + behind[k + 1, left - h])
            if h <= left - w:
                within = max(within, ahead[k, h] + behind[k + 1, left - w - h])
        inside[i] = best - within + reduced[i]
        outside[i] = best - without


@njit(cache=True)
def cheapest_cover(values: FloatArray, rooms: IntArray, need: int, chosen: BoolArray) -> float:
    """Least Σ value over sets of facilities whose rooms together reach ``need``; ``chosen`` receives the set."""
    m = len(values)
    table = np.full(need + 1, IMPOSSIBLE)
    took = np.zeros((m, need + 1), dtype=np.bool_)
    table[0] = 0.0
    for t in range(m):
        v, room = values[t], rooms[t]
        for h in range(need, -1, -1):
            with_it = table[max(h - room, 0)] + v
            if with_it < table[h]:
                table[h] = with_it
                took[t, h] = True
    h = need
    for t in range(m - 1, -1, -1):
        chosen[t] = took[t, h]
        if chosen[t]:
            h = max(h - rooms[t], 0)
    return float(table[need])
