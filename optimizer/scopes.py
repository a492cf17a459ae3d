"""The ways in which the size rule may judge a set, as convex prices of its households and of its persons.

σ(H, P) holds the smaller of two distances to the target, so it is bounded twice: by a function of H that takes τ by
households, and by one of P that takes τ by persons. The true σ is never below the smaller of the two. Each is the
convex hull of σ's least value at a total, the other total being as good as the units' persons per household allow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.cost import FINE, divide, size_terms
from optimizer.hull import STEEP, Hull, lower_hull
from optimizer.problem import Problem
from optimizer.tables import NO_MAXIMUM, Band, Tables

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray

BEYOND = 500
"""Households beyond the greatest bound up to which σ is looked at number by number."""


class Scope(NamedTuple):
    """One way in which the size rule may judge a set.

    Attributes
    ----------
    allowed
        (n,) Units that such a set may hold.
    by_households, by_persons
        Least σ by the set's households, and by its persons, with τ taken by that measure.
    has_persons
        Whether τ may be taken by persons at all.
    most_persons
        Greatest persons per household of a unit; infinite where persons live in a unit without households.
    """

    allowed: BoolArray
    by_households: Hull
    by_persons: Hull
    has_persons: bool
    most_persons: float


class _Ratio(NamedTuple):
    """Least and greatest persons per household, and persons of units without households."""

    least: float
    greatest: float
    spare: int


def _ratio(t: Tables) -> _Ratio:
    settled = t.households > 0
    spare = int(t.persons[~settled].sum())
    if not settled.any():
        return _Ratio(0.0, 0.0, spare)
    share = t.persons[settled] / t.households[settled]
    return _Ratio(float(share.min()), float(share.max()), spare)


@njit(cache=True)
def _charge(band: Band, below: int, above: int, off: int, target: int, weight: int, fixed: int) -> float:
    """σ of given s⁻, s⁺ and τ (millionths of a household); infinite where the band forbids them."""
    if (below > 0 and band.hard_lower) or (above > 0 and band.hard_upper):
        return np.inf
    cost = divide(off * target, FINE)
    if below + above > 0:
        cost += fixed + divide((below + above) * weight, FINE)
    return float(cost)


@njit(cache=True)
def _by_households(
    band: Band, cap: int, least: float, greatest: float, spare: int, exempt: bool, target: int, weight: int, fixed: int
) -> FloatArray:
    """σ for each number of households up to ``cap``, τ by households; each term at the persons that suit it best."""
    out = np.empty(cap + 1)
    for h in range(cap + 1):
        off = abs(h - band.households_target) * FINE if band.households_target > 0 else 0
        below = 0 if exempt else size_terms(band, h, int(np.ceil(greatest * h)) + spare)[0]
        above = size_terms(band, h, int(np.floor(least * h)))[1]
        out[h] = _charge(band, below, above, off, target, weight, fixed)
    return out


@njit(cache=True)
def _by_persons(
    band: Band, cap: int, least: float, greatest: float, spare: int, total: int, exempt: bool, target: int,
    weight: int, fixed: int,
) -> FloatArray:
    """σ for each number of persons up to ``cap``, τ by persons; each term at the households that suit it best."""
    out = np.empty(cap + 1)
    for p in range(cap + 1):
        off = abs(p - band.population_target) * FINE * band.households_target // band.population_target
        fewest = int(np.floor(max(p - spare, 0) / greatest)) if greatest > 0 else 0
        most = min(int(np.ceil(p / least)), total) if least > 0 else total
        below = 0 if exempt else size_terms(band, most, p)[0]
        above = size_terms(band, fewest, p)[1]
        out[p] = _charge(band, below, above, off, target, weight, fixed)
    return out


def scopes_of(problem: Problem, *, hard: bool) -> tuple[Scope, ...]:
    """All the ways in which the size rule may judge a set of this component.

    Parameters
    ----------
    hard
        Whether sets outside a hard band are left out; false where no legal plan exists.
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
        kept = band if hard else band._replace(hard_lower=False, hard_upper=False)
        scopes.append(_scope(t, kept, np.asarray(allowed, dtype=np.bool_), exempt))
    return tuple(scopes)


def _scope(t: Tables, band: Band, allowed: BoolArray, exempt: bool) -> Scope:
    ratio = _ratio(t)
    bounded = band.households_max < NO_MAXIMUM
    total = int(t.households.sum())
    cap = min(total, max(band.households_max if bounded else 0, band.households_target, 1000) + BEYOND)
    charges = (t.target_weight, t.band_weight, t.band_fixed)
    by_households = _by_households(band, cap, *ratio, exempt, *charges)
    tail = float(t.target_weight) if band.households_target and cap >= band.households_target else 0.0
    if bounded and cap >= band.households_max:
        tail += STEEP if band.hard_upper else _charge_a_household(t, band, ratio.least)
    # Rounding to the nearest may have lowered a true cost by half a thousandth.
    hull = lower_hull(by_households - 1.0, tail)
    if not band.persons_target:
        return Scope(allowed, hull, hull, False, np.inf)
    persons = int(t.persons.sum())
    cap = min(persons, int(1.2 * max(band.population_target, band.population_max if band.persons_upper else 0)) + 1)
    by_persons = _by_persons(band, cap, *ratio, total, exempt, *charges)
    tail = t.target_weight * band.households_target / band.population_target
    if band.persons_upper and cap >= band.population_max:
        slowest = min(band.households_max / band.population_max, 1.0 / ratio.greatest)
        tail += STEEP if band.hard_upper else t.band_weight * slowest
    most = ratio.greatest if ratio.spare == 0 else np.inf
    return Scope(allowed, hull, lower_hull(by_persons - 1.0, tail), True, most)


def _charge_a_household(t: Tables, band: Band, least_persons: float) -> float:
    """Least growth of the band's charge for each household above the maximum."""
    if not band.persons_upper:
        return float(t.band_weight)
    return t.band_weight * min(1.0, least_persons * band.households_max / band.population_max)
