"""Ways out of a clash that are worth trying; `optimizer.explain` solves each again before it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import OfficeGround, UnitId
from optimizer.clash_text import broken_by_walking, holds_part_of_a_group
from optimizer.locks import Locks
from optimizer.problem import Problem
from optimizer.relaxing import Way, unit_anchors
from optimizer.tables import NO_MAXIMUM, Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray

FINISHED = 3
"""Most finished communities beside a clash that it is offered to open."""
PAIRS = 2
"""Most pairs of units that it is offered to join, and most crossings to open, for a clash."""


@dataclass(frozen=True, eq=False)
class Scene:
    """The street office in which something clashes.

    Attributes
    ----------
    problem
        The component of the clash, finished communities not parted from the rest.
    locks
        What the planner holds fast.
    """

    ground: OfficeGround
    problem: Problem
    locks: Locks

    def name(self, units: IntArray) -> str:
        """Name some units of the component by the one with most households."""
        households = self.problem.tables.households[units]
        return str(self.problem.unit_ids[int(units[np.argmax(households)])])


def ways_out(scene: Scene, members: IntArray) -> list[tuple[str, Way]]:
    """List ways out of one clash, each with the name of the place that it concerns.

    Parameters
    ----------
    members
        Unit indices, in the component, of the community that breaks a hard rule.
    """
    problem, t = scene.problem, scene.problem.tables
    households, persons = int(t.households[members].sum()), int(t.persons[members].sum())
    ways: list[tuple[str, Way]] = []

    def offer(action: str, units: IntArray, value: int | None = None) -> None:
        ways.append((scene.name(units), Way(action, frozenset(problem.unit_ids[i] for i in units), value)))

    if (t.lock[members] >= 0).any() or holds_part_of_a_group(t, members):
        offer("unlock", members)
    band, rim = t.base, _rim(t, members)
    below, above = households < band.households_min, households > band.households_max
    is_walking = broken_by_walking(t, members)
    if above or (band.persons_upper and persons > band.population_max):
        offer("raise_max", members, households)
    if below or is_walking:
        offer("stand_alone", members, households)
    if below:
        offer("lower_min", members, households)
        nearest = households + int(t.households[rim].min(initial=NO_MAXIMUM)) if len(rim) else 0
        if nearest > band.households_max:
            offer("raise_max", members, nearest)
        for label in np.unique(t.lock[rim][t.lock[rim] >= 0])[:FINISHED]:
            if t.lock_frozen[label]:
                offer("unlock", rim[t.lock[rim] == label])
    if below or (t.lock[members] >= 0).any():
        ways += _joins(scene, members)
    if below or is_walking:
        ways += _crossings(scene, np.union1d(members, rim))
    return ways


def _rim(t: Tables, members: IntArray) -> IntArray:
    """Units beside these."""
    near = [t.neighbours[t.neighbour_start[u] : t.neighbour_start[u + 1]] for u in members]
    return np.setdiff1d(np.concatenate(near), members)


def _joins(scene: Scene, members: IntArray) -> list[tuple[str, Way]]:
    """Pairs to treat as adjacent: nearest on foot, one here and one that no border leads to."""
    ground, names = scene.ground, scene.problem.unit_ids
    here = [i for i, unit in enumerate(ground.unit_ids) if unit in {names[k] for k in members}]
    inside = set(names)
    labels = {scene.locks.label.get(ground.unit_ids[i]) for i in here} - {None}
    beyond = [
        j for j, unit in enumerate(ground.unit_ids) if unit not in inside
        and (scene.locks.label.get(unit) in labels if labels else scene.locks.label.get(unit) not in scene.locks.frozen)
    ]
    if not beyond:
        return []
    metres = ground.walk_m[np.ix_(here, unit_anchors(ground)[beyond])]
    nearest: list[tuple[float, int, int]] = sorted(
        (float(metres[:, k].min()), here[int(metres[:, k].argmin())], j) for k, j in enumerate(beyond)
    )
    return [_pair("adjacent", ground, i, j) for _, i, j in nearest[:PAIRS]]


def _crossings(scene: Scene, around: IntArray) -> list[tuple[str, Way]]:
    """Borders with a barrier where a new crossing would spare most, under a hard walking limit."""
    if not scene.problem.tables.walking_hard:
        return []
    ground, names = scene.ground, {scene.problem.unit_ids[k] for k in around}
    near = np.array([unit in names for unit in ground.unit_ids])
    a, b = ground.borders[:, 0], ground.borders[:, 1]
    metres = ground.walk_m[a, unit_anchors(ground)[b]]
    plain = metres[ground.border_crossing == 0]
    if not len(plain):
        return []
    usual_m = float(np.median(plain))
    barred = np.flatnonzero((ground.border_crossing != 0) & near[a] & near[b] & (metres > usual_m))
    longest = barred[np.argsort(-metres[barred], kind="stable")][:PAIRS]
    return [_pair("open_crossing", ground, int(a[k]), int(b[k]), round(usual_m)) for k in longest]


def _pair(action: str, ground: OfficeGround, i: int, j: int, value: int | None = None) -> tuple[str, Way]:
    one, other = ground.unit_ids[i], ground.unit_ids[j]
    return f"{one}–{other}", Way(action, frozenset[UnitId]({one, other}), value)
