"""Convex piecewise-linear prices of a total, and the fractional best of items under one, compiled."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

STEEP = 1e9
"""Slope, thousandths of a household-minute, that stands for a total that is not allowed."""


class Hull(NamedTuple):
    """A convex function of a total from 0 to infinity.

    Attributes
    ----------
    x, y
        Corners; the first is at 0.
    slope
        Slope right of each corner, increasing.
    """

    x: FloatArray
    y: FloatArray
    slope: FloatArray


class Kink(NamedTuple):
    """A charge that begins at a total and grows linearly: ``level + slope · (x − start)⁺``."""

    level: float
    start: float
    slope: float


def lower_hull(values: FloatArray, tail: float) -> Hull:
    """Return the greatest convex function below ``values`` at 0, 1, 2 …, with slope ``tail`` beyond them.

    Parameters
    ----------
    values
        Price of each total; ``inf`` where the total is not allowed.
    tail
        Slope beyond the last of them.
    """
    allowed = np.flatnonzero(np.isfinite(values))
    corners: list[tuple[float, float]] = []
    if len(allowed) == 0 or allowed[0] > 0:
        first = float(values[allowed[0]]) + STEEP * float(allowed[0]) if len(allowed) else STEEP
        corners.append((0.0, first))
    for x in allowed:
        point = (float(x), float(values[x]))
        while len(corners) > 1 and _slope(corners[-2], corners[-1]) >= _slope(corners[-1], point):
            corners.pop()
        corners.append(point)
    while len(corners) > 1 and _slope(corners[-2], corners[-1]) >= tail:
        corners.pop()
    slopes = [_slope(a, b) for a, b in pairwise(corners)]
    x, y = np.array(corners).T.copy()
    return Hull(x, y, np.array([*slopes, tail], dtype=np.float64))


def _slope(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (b[1] - a[1]) / (b[0] - a[0])


@njit(cache=True)
def price(hull: Hull, kink: Kink, x: float) -> float:
    """Hull and kink at a total."""
    j = len(hull.x) - 1
    while j > 0 and hull.x[j] > x:
        j -= 1
    return float(hull.y[j] + hull.slope[j] * (x - hull.x[j]) + kink.level + kink.slope * max(x - kink.start, 0.0))


@njit(cache=True)
def sweep(
    order: IntArray, costs: FloatArray, weights: FloatArray, state: IntArray, wanted: int, first: float, hull: Hull,
    kink: Kink,
) -> tuple[float, float, float]:
    """Least ``Σ cost + price(total)`` when items may be taken in part (Dantzig 1957).

    Parameters
    ----------
    order
        Items by cost per weight, those without weight first.
    costs, weights
        By item.
    state, wanted
        Only items whose state is the wanted one are there.
    first
        Total before any item.

    Returns
    -------
    The least value, the total where it lies, and the slope of the price there (a multiplier that proves it).
    """
    x = first
    j = len(hull.x) - 1
    while j > 0 and hull.x[j] > x:
        j -= 1
    value = price(hull, kink, x)
    ratio = -np.inf
    for i in order:
        if state[i] != wanted:
            continue
        if weights[i] == 0:
            value += min(costs[i], 0.0)
            continue
        before, ratio = ratio, costs[i] / weights[i]
        left = weights[i]
        while True:
            slope = hull.slope[j] + (kink.slope if x >= kink.start else 0.0)
            if ratio + slope >= 0:
                if left < weights[i]:
                    return value, x, -ratio
                return value, x, min(slope, -before)
            to = hull.x[j + 1] if j + 1 < len(hull.x) else np.inf
            if x < kink.start:
                to = min(to, kink.start)
            if x + left < to:
                value += left * (ratio + slope)
                x += left
                break
            value += (to - x) * (ratio + slope)
            left -= to - x
            x = to
            if j + 1 < len(hull.x) and x >= hull.x[j + 1]:
                j += 1
    slope = hull.slope[j] + (kink.slope if x >= kink.start else 0.0)
    return value, x, min(slope, -ratio)
