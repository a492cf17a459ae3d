"""A 0/1 knapsack over households with a price for the total, exact and relaxed, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

FORBIDDEN = 1e18
"""Price of a total that is not allowed."""


@njit(cache=True)
def knapsack(
    costs: FloatArray, weights: IntArray, first: int, final: FloatArray, tail: float, table: FloatArray,
    other: FloatArray,
) -> float:
    """Least Σ cost + final(H) over subsets of the items together with a fixed weight ``first``."""
    cap = len(final) - 1
    for h in range(cap + 1):
        table[h] = FORBIDDEN
    start = min(first, cap)
    table[start] = tail * max(first - cap, 0)
    a, b = table, other
    for k in range(len(costs)):
        c, w = costs[k], weights[k]
        if w == 0:
            for h in range(cap + 1):
                a[h] = a[h] + min(c, 0.0)
            continue
        for h in range(min(w, cap + 1)):
            b[h] = a[h]
        for h in range(w, cap + 1):
            b[h] = min(a[h], a[h - w] + c)
        # What runs over the end stays in the last entry and pays the tail for each household beyond it.
        over = b[cap]
        for h in range(max(cap - w + 1, 0), cap + 1):
            over = min(over, a[h] + c + tail * (h + w - cap))
        b[cap] = over
        a, b = b, a
    least = FORBIDDEN
    for h in range(cap + 1):
        least = min(least, a[h] + final[h])
    return least


@njit(cache=True)
def fractional(costs: FloatArray, weights: IntArray, first: int, final: FloatArray, tail: float) -> float:
    """Lower bound of `knapsack`: items may be taken in part, cheapest per household first (Dantzig 1957)."""
    cap = len(final) - 1
    total = 0.0
    for k in range(len(costs)):
        if weights[k] == 0:
            total += min(costs[k], 0.0)
    at = min(first, cap)
    total += tail * max(first - cap, 0)
    least = total + final[at]
    for k in np.argsort(costs / np.maximum(weights, 1)):
        w = weights[k]
        if w == 0:
            continue
        slope = costs[k] / w
        inside = min(w, cap - at)
        for _ in range(inside):
            at += 1
            total += slope
            least = min(least, total + final[at])
        if w > inside:
            if slope + tail >= 0:
                break
            total += (w - inside) * (slope + tail)
            least = min(least, total + final[cap])
    return least


@njit(cache=True)
def best_set(
    costs: FloatArray, weights: IntArray, first: int, final: FloatArray, tail: float
) -> BoolArray:
    """The subset behind `knapsack`: which items it takes."""
    cap = len(final) - 1
    n = len(costs)
    table = np.full((n + 1, cap + 1), FORBIDDEN)
    source = np.full((n, cap + 1), -1, dtype=np.int32)
    table[0, min(first, cap)] = tail * max(first - cap, 0)
    for k in range(n):
        c, w = costs[k], weights[k]
        for h in range(cap + 1):
            table[k + 1, h] = table[k, h]
        for h in range(cap + 1):
            if table[k, h] >= FORBIDDEN:
                continue
            to = min(h + w, cap)
            value = table[k, h] + c + tail * max(h + w - cap, 0)
            if value < table[k + 1, to]:
                table[k + 1, to] = value
                source[k, to] = h
    h = int(np.argmin(table[n] + final))
    taken = np.zeros(n, dtype=np.bool_)
    for k in range(n - 1, -1, -1):
        if source[k, h] >= 0:
            taken[k] = True
            h = source[k, h]
    return taken
