"""Ways out of a clash: each changes the rules, or the ground, of a problem for good, here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import OfficeGround, UnitId
from optimizer.errors import ProblemError
from optimizer.locks import Locks
from optimizer.plan import RELAXATIONS
from optimizer.problem import Problem

if TYPE_CHECKING:
    from geodata.domain import IntArray
    from optimizer.tables import Tables


VALUED = frozenset({"raise_max", "lower_min", "open_crossing"})
PAIRED = frozenset({"adjacent", "open_crossing"})
"""Ways that change the ground between two units: see `joined`."""


@dataclass(frozen=True)
class Way:
    """What a planner gives up so that a plan may exist.

    Attributes
    ----------
    action
        One of `optimizer.plan.RELAXATIONS`: ``unlock`` frees whatever holds these units together or apart,
        ``stand_alone`` lets them be smaller than the minimum, ``raise_max`` and ``lower_min`` move the bound of every
        community of their piece of the street office; ``adjacent`` treats two units as neighbours, and
        ``open_crossing`` leads people across a barrier between two of them.
    units
        The units concerned; those of other problems are ignored.
    value
        Households that the bound then allows; metres on foot between the two units of a crossing.

    Raises
    ------
    ProblemError
        Where there is no such action, a value is missing, or a pair is not of two units.
    """

    action: str
    units: frozenset[UnitId]
    value: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be done."""
        if self.action not in RELAXATIONS:
            raise ProblemError(
                f"没有“{self.action}”这种放宽。可用：{'、'.join(RELAXATIONS)}",
                f"There is no relaxation {self.action}. Known: {', '.join(RELAXATIONS)}",
            )
        if self.action in VALUED and self.value is None:
            raise ProblemError(
                f"放宽 {self.action} 要给出数值（户数或米）", f"The relaxation {self.action} needs a number"
            )
        if self.action in PAIRED and len(self.units) != 2:
            raise ProblemError(
                f"放宽 {self.action} 要给出两个单元", f"The relaxation {self.action} is of two units"
            )


def opened(locks: Locks, ways: Iterable[Way]) -> Locks:
    """Return the locks without those that the ways open: a lock of which one unit is freed goes as a whole."""
    freed = {locks.label[unit] for way in ways if way.action == "unlock" for unit in way.units if unit in locks.label}
    if not freed:
        return locks
    label = {unit: name for unit, name in locks.label.items() if name not in freed}
    return Locks(label, locks.frozen - freed)


def unit_anchors(ground: OfficeGround) -> IntArray:
    """Anchor that stands for each unit, (n,): the unit itself where it is one, else the first in it."""
    chosen = np.full(len(ground.unit_ids), -1, dtype=np.int64)
    for t, anchor in enumerate(ground.anchors):
        if chosen[anchor.unit] < 0 or anchor.facility_id is None:
            chosen[anchor.unit] = t
    return chosen


def joined(ground: OfficeGround, ways: Iterable[Way]) -> OfficeGround:
    """Return the ground with the pairs of units that the ways join; unchanged where they join none of its units."""
    at = {unit: i for i, unit in enumerate(ground.unit_ids)}
    for way in ways:
        if way.action in PAIRED and way.units <= at.keys():
            i, j = sorted(at[unit] for unit in way.units)
            ground = _adjacent(ground, i, j)
            if way.action == "open_crossing":
                assert way.value is not None
                ground = _crossed(ground, i, j, float(way.value))
    return ground


def _adjacent(ground: OfficeGround, i: int, j: int) -> OfficeGround:
    declared = ground.border_declared
    told = np.zeros(len(ground.borders), dtype=np.bool_) if declared is None else declared.copy()
    known = (ground.borders == (i, j)).all(axis=1)
    if known.any():
        return replace(ground, border_declared=told | known)
    return replace(
        ground, borders=np.vstack([ground.borders, [(i, j)]]), border_m=np.append(ground.border_m, 0.0),
        border_on_line_m=np.append(ground.border_on_line_m, 0.0),
        border_crossing=np.append(ground.border_crossing, 0), border_declared=np.append(told, True),
    )


def _crossed(ground: OfficeGround, i: int, j: int, metres: float) -> OfficeGround:
    """Let everybody walk from one unit to the other, and on from there."""
    walk, anchor = ground.walk_m, unit_anchors(ground)
    over = [walk[:, [anchor[a]]] + metres + walk[[b], :] for a, b in ((i, j), (j, i))]
    return replace(ground, walk_m=np.minimum(walk, np.minimum(*over)))


def relaxed(problem: Problem, ways: Iterable[Way]) -> Problem:
    """Return the problem under changed rules; unchanged where no unit of a way is in it."""
    tables = problem.tables
    for way in ways:
        units = np.array([i for i, unit in enumerate(problem.unit_ids) if unit in way.units], dtype=np.int64)
        if len(units) and way.action not in PAIRED:
            tables = _changed(tables, way, units)
    return problem if tables is problem.tables else replace(problem, tables=tables)


def _changed(t: Tables, way: Way, units: IntArray) -> Tables:
    band = t.base
    match way.action:
        case "unlock":
            # A group of which one unit is freed could never be whole again: it goes with all its units.
            groups = np.unique(t.group[units])
            freed = np.isin(t.group, groups[groups >= 0])
            freed[units] = True
            return t._replace(lock=np.where(freed, -1, t.lock), group=np.where(freed, -1, t.group))
        case "stand_alone":
            base, selected = t.exempt_base.copy(), t.exempt_selected.copy()
            base[units] = selected[units] = True
            return t._replace(exempt_base=base, exempt_selected=selected)
        case "lower_min":
            assert way.value is not None
            return t._replace(base=band._replace(households_min=min(band.households_min, way.value)))
        case _:
            assert way.value is not None
            return t._replace(base=band._replace(
                households_max=max(band.households_max, way.value),
                population_max=max(band.population_max, int(t.persons[units].sum())),
            ))
