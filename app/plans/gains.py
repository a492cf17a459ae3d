"""Gains and losses of two plans side by side: each row says which is better, and no row adds up to a score."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import pandas as pd

from app.judged import JudgedPlan
from app.plans.rule_numbers import band
from geodata.domain import LineKind
from optimizer.checks.size import size_of


class Measure(StrEnum):
    """What is compared."""

    HOUSEHOLDS_CHANGED = "households_changed"
    IN_BAND = "in_band"
    SMALLEST = "smallest"
    LARGEST = "largest"
    MEAN_DEVIATION = "mean_deviation"
    WALK_MINUTES = "walk_minutes"
    FLOOR_MISSING = "floor_missing"
    BOUNDARY_KM = "boundary_km"
    ARTERIAL_CROSSINGS = "arterial_crossings"
    GAP = "gap"


@dataclass(frozen=True)
class Reading:
    """One measure of one plan.

    Attributes
    ----------
    value
        ``None`` where it cannot be known.
    of
        What `value` is counted of, where that is needed to read it: communities, for those in band.
    worth
        The smaller the better; ``None`` where neither more nor less is better.
    """

    value: float | None
    of: int | None = None
    worth: float | None = None


@dataclass(frozen=True)
class Gain:
    """One row: both readings, and which of them is better (``a``, ``b``, or ``None``: equal or unknown)."""

    measure: Measure
    a: Reading
    b: Reading

    @property
    def difference(self) -> float | None:
        """Second less first."""
        return None if self.a.value is None or self.b.value is None else self.b.value - self.a.value

    @property
    def better(self) -> Literal["a", "b"] | None:
        """Which plan reads better."""
        if self.a.worth is None or self.b.worth is None or abs(self.a.worth - self.b.worth) < SAME:
            return None
        return "a" if self.a.worth < self.b.worth else "b"


SAME = 1e-9
M_PER_KM = 1000.0
S_PER_MINUTE = 60.0


def gains(a: JudgedPlan, b: JudgedPlan) -> tuple[Gain, ...]:
    """Compare two judged plans, measure by measure."""
    first, second = readings(a), readings(b)
    return tuple(Gain(measure, first[measure], second[measure]) for measure in Measure)


def readings(judged: JudgedPlan) -> dict[Measure, Reading]:
    """Read a plan.

    In band, floor and changed households are those of ``plan.json``; walking is the mean over households to the
    anchor of their community; the boundary is what lies between two communities of a street office, counted once;
    a crossing is an arterial that runs between two neighbouring units of one community, once for each community.
    """
    whole = judged.totals()
    counts = [fact.households for fact in judged.facts.communities if fact.households is not None]
    target = (band(judged.profile) or {}).get("target")
    gap = judged.drawn.cost.gap if judged.drawn is not None else None
    known = [size for fact in judged.facts.communities if (size := size_of(fact, judged.profile)) is not None]
    missing = whole.facility_missing_m2
    return {
        Measure.HOUSEHOLDS_CHANGED: _less(whole.households_changed),
        Measure.IN_BAND: Reading(whole.in_band, of=len(known) or None,
                                 worth=None if not known or whole.in_band is None else -whole.in_band / len(known)),
        Measure.SMALLEST: _near(min(counts, default=None), target),
        Measure.LARGEST: _near(max(counts, default=None), target),
        Measure.MEAN_DEVIATION: _less(
            None if target is None or not counts else round(float(np.mean(np.abs(np.array(counts) - target))), 1)
        ),
        Measure.WALK_MINUTES: _less(_walk_minutes(judged)),
        Measure.FLOOR_MISSING: _less(None if missing is None else round(missing, 1)),
        Measure.BOUNDARY_KM: _if_whole(judged, _boundary_km(judged)),
        Measure.ARTERIAL_CROSSINGS: _if_whole(judged, _crossings(judged)),
        Measure.GAP: _less(gap),
    }


def _less(value: float | None) -> Reading:
    return Reading(value, worth=value)


def _if_whole(judged: JudgedPlan, value: float) -> Reading:
    """Judge by less only what is drawn to the end: with nothing drawn there is no boundary to be long."""
    dataset, drawn = judged.dataset, judged.assignment or {}
    is_open = ~dataset.units["area_id"].isin(list(dataset.rulings)) & ~dataset.units.index.isin(list(drawn))
    return Reading(value, worth=None if is_open.any() else value)


def _near(value: int | None, target: float | None) -> Reading:
    return Reading(value, worth=None if value is None or target is None else abs(value - target))


def _walk_minutes(judged: JudgedPlan) -> float | None:
    walks = [walk for fact in judged.facts.communities for walk in fact.walks if np.isfinite(walk.distance_m)]
    households = sum(walk.households for walk in walks)
    if not households:
        return None
    metres = sum(walk.households * walk.distance_m for walk in walks) / households
    return round(metres / float(judged.profile.value("walk.speed")) / S_PER_MINUTE, 2)


def _homes(judged: JudgedPlan) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return the borders of units with the community on either side."""
    home = pd.Series(judged.assignment or {}, dtype=object)
    borders = judged.dataset.borders
    return borders, borders["a"].map(home), borders["b"].map(home)


def _boundary_km(judged: JudgedPlan) -> float:
    borders, one, other = _homes(judged)
    apart = one.notna() & other.notna() & (one != other)
    return round(float(borders["length_m"][apart].sum()) / M_PER_KM, 3)


def _crossings(judged: JudgedPlan) -> int:
    borders, one, other = _homes(judged)
    inside = one.notna() & (one == other)
    found = {
        (community, line.name or index)
        for index, community, between in zip(
            borders.index[inside], one[inside], borders["between"][inside], strict=True
        )
        for line in between if line.kind is LineKind.ARTERIAL
    }
    return len(found)
