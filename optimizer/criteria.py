"""What plans are weighed by beside their objective: one measure for alternatives, ensembles and plans drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from geodata.domain import OfficeGround, UnitId
from optimizer.cost import Scratch, evaluate, required_floor, scratch_for, shape_terms, sized
from optimizer.problem import Problem
from optimizer.rules.pack import Profile
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray

FIGURES = 6
"""Columns of a measure: the fields of `Criteria`; all but households and communities in thousandths."""
MILLI = 1000


@dataclass(frozen=True)
class Criteria:
    """What a plan is weighed by; less is better, but for ``in_band``.

    Attributes
    ----------
    objective
        C in thousandths of a household-minute.
    households_changed
        Households that come to another community than today's; ``None`` where no present community is known.
    walking_household_minutes
        Σ h_i · d_it to the anchors.
    floor_missing_m2
        Floor that communities lack, a chosen site's own taken off; ``None`` where no facilities are known.
    in_band
        Communities whose size keeps the band.
    outline_short_m
        Inner outline that lacks to the share on streets, over all communities: G.
    """

    objective: int
    households_changed: int | None
    walking_household_minutes: float
    floor_missing_m2: float | None
    in_band: int
    outline_short_m: float

    def dominates(self, other: Criteria) -> bool:
        """Whether objective, change, walking and floor are nowhere worse, and one of them better."""
        mine, theirs = self._weighed(), other._weighed()
        return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))

    def _weighed(self) -> tuple[float, ...]:
        return (
            self.objective, self.households_changed or 0, round(self.walking_household_minutes, 3),
            round(self.floor_missing_m2 or 0.0, 3),
        )


def criteria_of(figures: IntArray) -> Criteria:
    """Read one row of figures, (6,) as `Yardstick.figures` returns and adds them."""
    objective, changed, walking, missing, in_band, outline = (int(value) for value in figures)
    return Criteria(objective, changed, walking / MILLI, missing / MILLI, in_band, outline / MILLI)


@dataclass(frozen=True, eq=False)
class Yardstick:
    """Measures plans of one component.

    Attributes
    ----------
    walking
        (n, m) int64. h_i · d_it in thousandths of a household-minute, without what is charged beside the minutes.
    """

    problem: Problem
    walking: IntArray
    work: Scratch

    def figures(self, community: IntArray) -> IntArray:
        """Measure a partition, (n,) numbers of connected communities: integers in the order of `Criteria`."""
        numbers = np.unique(community, return_inverse=True)[1].astype(np.int64)
        figures = np.zeros(FIGURES, dtype=np.int64)
        _add_up(self.problem.tables, self.walking, numbers, self.work, figures)
        figures[0] += self.problem.constant
        return figures


def yardsticks(ground: OfficeGround, profile: Profile, problems: Iterable[Problem]) -> tuple[Yardstick, ...]:
    """Make the measures of an office's components."""
    at: Mapping[UnitId, int] = {unit: i for i, unit in enumerate(ground.unit_ids)}
    metres_a_minute = 60.0 * float(profile.value("walk.speed"))
    made = []
    for problem in problems:
        units = np.array([at[unit] for unit in problem.unit_ids], dtype=np.int64)
        minutes = ground.walk_m[np.ix_(units, problem.anchor_index)] / metres_a_minute
        walking = np.rint(MILLI * ground.households[units][:, None] * minutes).astype(np.int64)
        made.append(Yardstick(problem, walking, scratch_for(problem.tables)))
    return tuple(made)


@njit(cache=True)
def _add_up(t: Tables, walking: IntArray, community: IntArray, work: Scratch, figures: IntArray) -> None:
    """Add the figures of every community of a partition, numbered from 0."""
    order = np.argsort(community, kind="mergesort")
    first = 0
    while first < len(order):
        last = first
        while last < len(order) and community[order[last]] == community[order[first]]:
            last += 1
        _add(t, walking, order[first:last], work, figures)
        first = last


@njit(cache=True)
def _add(t: Tables, walking: IntArray, members: IntArray, work: Scratch, figures: IntArray) -> None:
    cost = evaluate(t, members, work)
    households, floor, short, over, _, _ = sized(t, members)
    figures[0] += cost.cost
    for i in members:
        figures[2] += walking[i, cost.anchor]
        if t.label[i] >= 0 and t.label[i] != cost.label:
            figures[1] += t.households[i]
        work.inside[i] = 1
    if t.floor_per_household > 0:
        needed = required_floor(t, households, cost.label < 0)
        figures[3] += max(needed - floor - t.floor_add[cost.anchor], 0)
    figures[4] += short + over == 0
    figures[5] += shape_terms(t, members, work)[0]
    for i in members:
        work.inside[i] = 0
