"""A proposal: what changes from the drawing to the plan that was found, in parts, each with what it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.colleague.measuring import COVERAGE, Measure
from app.colleague.naming import Found, redrawn
from app.colleague.parts import Move, divide
from app.colleague.situation import Situation
from app.documents import household_minutes
from app.plans.drawing import Changes, Drawing, changes_between, changes_json
from geodata.domain import CommunityId, UnitId


@dataclass(eq=False)
class Desk:
    """The drawing at hand, and the street offices that are worked on.

    Attributes
    ----------
    used
        Identifiers of all communities that the plan has or ever had.
    leaves_open
        Whether a unit in no community that stays alone stays in none, instead of becoming a community.
    """

    drawing: Drawing
    version: int
    situations: tuple[Situation, ...]
    used: frozenset[str]
    leaves_open: bool = False

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Measures of each street office."""
        return {situation.subdistrict: Measure(situation) for situation in self.situations}

    def redraw(self, found: Mapping[str, Sequence[Found]]) -> Drawing:
        """Return the drawing with some street offices as they were solved."""
        used, after = set(self.used), self.drawing
        for situation in self.situations:
            if situation.subdistrict in found:
                kept = [one for one in found[situation.subdistrict] if not self._stays_open(one)]
                after = redrawn(after, situation, kept, used)
        return after

    def _stays_open(self, one: Found) -> bool:
        return self.leaves_open and len(one.units) == 1 and self.drawing.units[next(iter(one.units))] is None

    def proposal(self, found: Mapping[str, Sequence[Found]]) -> dict[str, Any]:
        """Return ``parts`` and ``communities`` of a proposal."""
        after = self.redraw(found)
        changes = changes_between(self.drawing, after)
        records = changes_json(Changes(communities=changes.communities)).get("communities", [])
        parts = self._parts(after, changes)
        return {
            "parts": [{"part": number, **part} for number, part in enumerate(parts, start=1)],
            "communities": {name: record for name, _, record in records if record is not None},
        }

    def _parts(self, after: Drawing, changes: Changes) -> list[dict[str, Any]]:
        members = {name: frozenset(units) for name, units in self.drawing.members().items()}
        finally_ = {name: frozenset(units) for name, units in after.members().items()}
        begun = frozenset(name for name, _, _ in changes.communities)
        told = set[CommunityId]()
        found = []
        for situation in self.situations:
            here = set(situation.ground.unit_ids)
            moves = [Move(*entry) for entry in changes.units if entry[0] in here]
            measure = self.measures[situation.subdistrict]
            for part in divide(moves, members, measure.standing, measure.neighbours, begun):
                touched = {home for move in part for home in (move.before, move.after) if home is not None}
                records = tuple(entry for entry in changes.communities if entry[0] in touched - told)
                told |= {name for name, _, _ in records}
                found.append(_part(part, records, members, finally_, measure))
        alone = tuple(entry for entry in changes.communities if entry[0] not in told)
        found += [_part([], (entry,), members, finally_, None) for entry in alone]
        return sorted(found, key=lambda part: -part["households"])


def _part(
    moves: Sequence[Move], records: Sequence[Any], members: Mapping[CommunityId, frozenset[UnitId]],
    finally_: Mapping[CommunityId, frozenset[UnitId]], measure: Measure | None,
) -> dict[str, Any]:
    changes = Changes(
        units=tuple((move.unit, move.before, move.after) for move in moves), communities=tuple(records)
    )
    return {
        "changes": {"units": [], "communities": [], **changes_json(changes)},
        "households": 0 if measure is None else measure.households(move.unit for move in moves),
        "from": sorted({move.before for move in moves if move.before is not None}),
        "to": sorted({move.after for move in moves if move.after is not None}),
        "removes": [] if measure is None else _removed(moves, members, measure),
        "minutes": None if measure is None else _minutes(moves, members, finally_, measure),
    }


def _removed(
    moves: Sequence[Move], members: Mapping[CommunityId, frozenset[UnitId]], measure: Measure
) -> list[dict[str, Any]]:
    """Findings on size and contiguity that are gone once this part alone is accepted, and land that is covered then."""
    gone: list[dict[str, Any]] = []
    for name in sorted({home for move in moves for home in (move.before, move.after) if home is not None}):
        before = members.get(name, frozenset())
        left = {move.unit for move in moves if move.before == name}
        come = {move.unit for move in moves if move.after == name}
        standing = measure.standing(frozenset((before - left) | come))
        gone += [
            {"rule": rule, "community_id": name}
            for rule in sorted(measure.standing(before).broken - standing.broken)
        ]
    if any(move.before is None for move in moves):
        gone.append({"rule": COVERAGE, "community_id": None})
    return gone


def _minutes(
    moves: Sequence[Move], members: Mapping[CommunityId, frozenset[UnitId]],
    finally_: Mapping[CommunityId, frozenset[UnitId]], measure: Measure,
) -> float | None:
    """Mean change of the walk of the households that move; ``None`` where it was not known before."""
    saved = people = 0.0
    for move in moves:
        if move.before is None or move.after is None:
            continue
        before, after = measure.walk_m(members[move.before]), measure.walk_m(finally_[move.after])
        if before is None or after is None:
            continue
        at = measure.position[move.unit]
        households = measure.households([move.unit])
        saved += households * float(after[at] - before[at])
        people += households
    return round(saved / people / measure.metres_a_minute, 1) if people else None


def costs(objective: int | None, bound: int | None, breach: int | None) -> dict[str, Any]:
    """Return objective, bound and gap in household-minutes; a gap only where a legal plan has a bound."""
    gap = None
    if objective is not None and bound is not None and not breach:
        gap = 0.0 if objective == 0 else (objective - bound) / objective
    return {
        "objective": household_minutes(objective), "bound": household_minutes(bound), "gap": gap, "breach": breach,
    }
