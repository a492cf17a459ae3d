"""What a community is like when it holds some units: its pieces, the bounds that it breaks, where its people walk.

The judgements of size are the audit's own (:mod:`optimizer.rules.size`), so that a proposal promises what the audit
then says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from app.colleague.situation import Situation
from geodata.domain import AreaKind, UnitId
from optimizer.cost import evaluate, scratch_for
from optimizer.graph import parts
from optimizer.problem import Problem, build_problems
from optimizer.relaxing import relaxed
from optimizer.rules.size import size_rule, verdict

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from optimizer.rules.size import SizeRule

CONTIGUITY, COVERAGE = "PL-4", "PL-1"
KEPT = 4096


@dataclass(frozen=True)
class Standing:
    """How a community of some units stands.

    Attributes
    ----------
    pieces
        Connected pieces; 0 for one without units.
    outside
        Households beyond a bound of the band; 0 within it.
    broken
        Rules that it breaks, of size and of contiguity.
    breach
        E: by how much hard rules are broken.
    """

    pieces: int
    outside: int
    broken: frozenset[str]
    breach: int


NOTHING = Standing(0, 0, frozenset(), 0)


class Measure:
    """Measures communities of one street office; the last few thousand are remembered."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._ground = situation.ground
        self.standing = lru_cache(KEPT)(self._standing)
        self.walk_m = lru_cache(KEPT)(self._walk_m)

    @property
    def metres_a_minute(self) -> float:
        """How far people walk in a minute."""
        return 60.0 * float(self._situation.profile.value("walk.speed"))

    @cached_property
    def position(self) -> Mapping[UnitId, int]:
        """Index of each unit in the ground."""
        return {unit: i for i, unit in enumerate(self._ground.unit_ids)}

    @cached_property
    def _problems(self) -> tuple[Problem, ...]:
        """Return the components over all borders, so that any set of units is judged alike."""
        ground, profile = self._ground, self._situation.profile
        joined = build_problems(ground, profile, objective=self._situation.objective, part_finished=False)
        return tuple(relaxed(problem, self._situation.ways) for problem in joined)

    @cached_property
    def _placed(self) -> Mapping[UnitId, tuple[int, int]]:
        """Component and index in it of each unit."""
        return {unit: (k, i) for k, problem in enumerate(self._problems) for i, unit in enumerate(problem.unit_ids)}

    @cached_property
    def _rules(self) -> tuple[SizeRule, SizeRule]:
        profile = self._situation.profile
        return size_rule(profile), size_rule(profile, selected=True)

    def neighbours(self, unit: UnitId) -> Iterable[UnitId]:
        """Units beside one, over borders long enough to hang together."""
        k, i = self._placed[unit]
        problem = self._problems[k]
        t = problem.tables
        return (problem.unit_ids[j] for j in t.neighbours[t.neighbour_start[i] : t.neighbour_start[i + 1]])

    def households(self, units: Iterable[UnitId]) -> int:
        """Add up households."""
        return int(sum(self._ground.households[self.position[unit]] for unit in units))

    def _split(self, units: frozenset[UnitId]) -> dict[int, IntArray]:
        """Indices of the units in each component that holds some."""
        found: dict[int, list[int]] = {}
        for unit in units:
            k, i = self._placed[unit]
            found.setdefault(k, []).append(i)
        return {k: np.array(sorted(members), dtype=np.int64) for k, members in found.items()}

    def _standing(self, units: frozenset[UnitId]) -> Standing:
        if not units:
            return NOTHING
        split = self._split(units)
        pieces = sum(len(parts(self._problems[k].tables, members)) for k, members in split.items())
        breach = 0
        for k, members in split.items():
            for piece in parts(self._problems[k].tables, members):
                tables = self._problems[k].tables
                breach += int(evaluate(tables, piece, scratch_for(tables)).breach)
        broken = self._broken_bounds(units)
        outside, rules = 0, {CONTIGUITY} if pieces > 1 else set()
        households = self.households(units)
        for rule, bound in broken.items():
            rules.add(rule)
            outside = max(outside, abs(households - bound))
        return Standing(pieces, outside, frozenset(rules), breach)

    def _broken_bounds(self, units: frozenset[UnitId]) -> dict[str, int]:
        """Rule → bound, for each bound of size that is broken; nothing where nobody lives."""
        ground, profile = self._ground, self._situation.profile
        at = np.array([self.position[unit] for unit in units])
        lived = at[(ground.households[at] > 0) | (ground.persons[at] > 0)]
        households = int(ground.households[at].sum())
        if households == 0:
            return {}
        persons = ground.persons[lived]
        selected = all(profile.selects(ground.kinds[i]) for i in lived)
        judged = verdict(
            self._rules[selected], households, int(persons.sum()) if (persons >= 0).all() else None,
            relatively_independent=bool(ground.relatively_independent[lived].all()),
            family_committee=all(ground.kinds[i] is AreaKind.FAMILY_COMMITTEE for i in lived),
        )
        return {
            field.rule: int(field.value) if field.unit != "person" else households for field in judged.broken
        }

    def _walk_m(self, units: frozenset[UnitId]) -> FloatArray | None:
        """Metres from every unit of the office to the anchor of a community; ``None`` where it is not in one piece."""
        split = self._split(units)
        if len(split) != 1:
            return None
        ((k, members),) = split.items()
        problem = self._problems[k]
        if len(parts(problem.tables, members)) != 1:
            return None
        cost = evaluate(problem.tables, members, scratch_for(problem.tables))
        return np.asarray(self._ground.walk_m[:, problem.anchor_index[cost.anchor]])
