"""The ways in which the size rule may judge a set, as the least price of each number of households."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimizer.cost import FINE, divide, size_terms
from optimizer.knapsack import FORBIDDEN
from optimizer.problem import Problem
from optimizer.tables import NO_MAXIMUM, Band, Tables

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray


class Scope(NamedTuple):
    """One way in which the size rule may judge a set.

    Attributes
    ----------
    allowed
        (n,) Units that such a set may hold.
    size
        (cap + 1,) Least σ for each number of households; the last entry also stands for more.
    tail
        Cost of each household beyond the last entry.
    """

    allowed: BoolArray
    size: FloatArray
    tail: float


def _persons_range(t: Tables) -> tuple[float, float, int]:
    """Least and greatest persons per household, and persons of units without households."""
    settled = t.households > 0
    if not settled.any():
        return 0.0, 0.0, int(t.persons.sum())
    share = t.persons[settled] / t.households[settled]
    return float(share.min()), float(share.max()), int(t.persons[~settled].sum())


def _least_size(t: Tables, band: Band, cap: int, exempt: bool, hard: bool) -> FloatArray:
    """σ for each number of households up to ``cap``, at the persons that suit best; the last entry stands for more.

    With a person target τ may fall again beyond the last entry, which therefore goes without it.
    """
    low, high, spare = _persons_range(t)
    result = np.empty(cap + 1)
    for households in range(cap + 1):
        fewest, most = int(np.floor(low * households)), int(np.ceil(high * households)) + spare
        # Each of s⁻, s⁺, τ falls to its least somewhere in the range; taking all three at once is a relaxation.
        below = size_terms(band, households, most)[0]
        above = size_terms(band, households, fewest)[1]
        near = min(max(band.population_target, fewest), most)
        off = size_terms(band, households, near)[2]
        below = 0 if exempt else below
        off = 0 if households == cap and band.persons_target else off
        if hard and ((below > 0 and band.hard_lower) or (above > 0 and band.hard_upper)):
            result[households] = FORBIDDEN
            continue
        cost = divide(off * t.target_weight, FINE)
        if below + above > 0:
            cost += t.band_fixed + divide((below + above) * t.band_weight, FINE)
        result[households] = cost
    return result


def _tail(t: Tables, band: Band) -> float:
    """Least growth of the band's charge for each household above the maximum."""
    if not band.persons_upper:
        return float(t.band_weight)
    fewest = _persons_range(t)[0] * band.households_max / band.population_max
    return t.band_weight * min(1.0, fewest)


def scopes_of(problem: Problem, *, hard: bool, above: int = -1) -> tuple[Scope, ...]:
    """All the ways in which the size rule may judge a set of this component.

    Parameters
    ----------
    hard
        Whether sets outside a hard band are left out; false where no legal plan exists.
    above
        Leave out sets of at most so many households.
    """
    t = problem.tables
    everyone = np.ones(problem.n_units, dtype=np.bool_)
    empty = ~t.inhabited
    ways = [(t.base, everyone, False), (t.base, t.exempt_base | empty, True)]
    ways += [(t.overlay, t.selected | empty, False), (t.overlay, (t.selected & t.exempt_selected) | empty, True)]
    scopes = []
    for band, allowed, exempt in ways:
        if not (allowed & t.inhabited).any() and not (exempt and not t.inhabited.any()):
            continue
        bounded = band.households_max < NO_MAXIMUM
        largest = int(t.households.sum())
        cap = min(largest, max(band.households_max if bounded else 0, band.households_target, 1000) + 500)
        cap = max(cap, min(largest, above + 1))
        size = _least_size(t, band, cap, exempt, hard)
        size[: above + 1] = FORBIDDEN
        tail = _tail(t, band) if cap >= band.households_max else 0.0
        if band.households_target and not band.persons_target:
            tail += t.target_weight
        if hard and bounded and band.hard_upper and cap > band.households_max:
            tail = FORBIDDEN
        scopes.append(Scope(np.asarray(allowed, dtype=np.bool_), size, float(tail)))
    return tuple(scopes)
