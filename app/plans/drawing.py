"""A plan as drawn: which community each unit is in, what the communities are called, which units are cut in two.

A :class:`Drawing` never changes; a command's :class:`Changes` make a new one. Changes say what was before as well as
what comes after, so that each can be checked, and undone by turning it round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from geodata.domain import CommunityId, UnitId


@dataclass(frozen=True)
class Community:
    """What a planner says of a community.

    Attributes
    ----------
    locked
        Held as it is: the optimiser gives it no unit and takes none.
    colour
        Index of its fill, 0 to 5.
    alone
        Recorded as relatively independent (LQ-3.8).
    """

    name: str
    subdistrict: str
    locked: bool = False
    colour: int = 0
    alone: bool = False


@dataclass(frozen=True)
class Split:
    """A unit cut by a drawn line.

    Attributes
    ----------
    line
        Corners of the line: longitude and latitude, or metres without a place on Earth.
    parts
        The units that take its place.
    """

    line: tuple[tuple[float, float], ...]
    parts: tuple[UnitId, ...]


@dataclass(frozen=True)
class Changes:
    """What one command changes: each entry is what, its value before, its value after.

    New splits come first, then communities that begin or change, then units, then splits that end, then communities
    that end. The parts of a new split begin in the community of their unit.

    Attributes
    ----------
    units
        Unit, its community before and after (``None``: in no community).
    communities
        Community, its record before (``None``: it begins) and after (``None``: it ends).
    splits
        Unit, how it was cut before (``None``: whole) and is after.
    """

    units: tuple[tuple[UnitId, CommunityId | None, CommunityId | None], ...] = ()
    communities: tuple[tuple[CommunityId, Community | None, Community | None], ...] = ()
    splits: tuple[tuple[UnitId, Split | None, Split | None], ...] = ()

    def inverse(self) -> Changes:
        """Return the changes that take these back."""
        return Changes(
            units=tuple((unit, after, before) for unit, before, after in reversed(self.units)),
            communities=tuple((name, after, before) for name, before, after in reversed(self.communities)),
            splits=tuple((unit, after, before) for unit, before, after in reversed(self.splits)),
        )


@dataclass(frozen=True, eq=True)
class Drawing:
    """A plan as drawn.

    Attributes
    ----------
    units
        Every unit of the ground, after splits → its community, ``None`` where it is in none yet.
    communities
        Community → what is said of it; each holds at least one unit.
    splits
        Unit that was cut → how; its parts are in ``units``, it is not.
    """

    units: Mapping[UnitId, CommunityId | None]
    communities: Mapping[CommunityId, Community] = field(default_factory=dict)
    splits: Mapping[UnitId, Split] = field(default_factory=dict)

    @property
    def assignment(self) -> dict[UnitId, CommunityId]:
        """Unit → community, in order of unit; units in no community are left out."""
        return {unit: community for unit, community in sorted(self.units.items()) if community is not None}

    @property
    def unassigned(self) -> list[UnitId]:
        """Units in no community, in order."""
        return sorted(unit for unit, community in self.units.items() if community is None)

    def members(self) -> dict[CommunityId, list[UnitId]]:
        """List the units of every community, in order."""
        found: dict[CommunityId, list[UnitId]] = {community: [] for community in self.communities}
        for unit, community in self.assignment.items():
            found[community].append(unit)
        return found

    def without_empty(self) -> Drawing:
        """Leave out the records of communities that hold no unit."""
        held = set(self.units.values())
        return replace(self, communities={name: told for name, told in self.communities.items() if name in held})


def new_community_id(subdistrict: str, used: Iterable[str]) -> CommunityId:
    """Name a new community: ``subdistrict+k`` with the smallest k that this plan has never used.

    Parameters
    ----------
    used
        Identifiers of all communities that the plan has or ever had.
    """
    taken, number = set(used), 1
    while f"{subdistrict}+{number}" in taken:
        number += 1
    return CommunityId(f"{subdistrict}+{number}")


def changes_between(before: Drawing, after: Drawing) -> Changes:
    """Return what turns one drawing into another over the same splits, in order of identifier."""
    return Changes(
        units=tuple(
            (unit, before.units[unit], community) for unit, community in sorted(after.units.items())
            if before.units[unit] != community
        ),
        communities=tuple(
            (name, before.communities.get(name), after.communities.get(name))
            for name in sorted(before.communities.keys() | after.communities.keys())
            if before.communities.get(name) != after.communities.get(name)
        ),
    )


def drawing_json(drawing: Drawing) -> dict[str, Any]:
    """Return a drawing as JSON: the body of ``PlanRow.start``."""
    return {
        "units": dict(drawing.units),
        "communities": {name: asdict(told) for name, told in drawing.communities.items()},
        "splits": {unit: split_json(split) for unit, split in drawing.splits.items()},
    }


def read_drawing(body: Mapping[str, Any]) -> Drawing:
    """Read what `drawing_json` wrote."""
    return Drawing(
        units=dict(body["units"]),
        communities={CommunityId(name): Community(**told) for name, told in body["communities"].items()},
        splits={UnitId(unit): read_split(split) for unit, split in body.get("splits", {}).items()},
    )


def changes_json(changes: Changes) -> dict[str, Any]:
    """Return changes as JSON: the body of ``CommandRow.changes``; empty lists are left out."""
    lists: dict[str, list[Any]] = {
        "units": [list(entry) for entry in changes.units],
        "communities": [
            [name, *(None if told is None else asdict(told) for told in told_both)]
            for name, *told_both in changes.communities
        ],
        "splits": [
            [unit, *(None if split is None else split_json(split) for split in both)]
            for unit, *both in changes.splits
        ],
    }
    return {name: entries for name, entries in lists.items() if entries}


def read_changes(body: Mapping[str, Any]) -> Changes:
    """Read what `changes_json` wrote."""
    return Changes(
        units=tuple((unit, before, after) for unit, before, after in body.get("units", ())),
        communities=tuple(
            (name, before and Community(**before), after and Community(**after))
            for name, before, after in body.get("communities", ())
        ),
        splits=tuple(
            (unit, before and read_split(before), after and read_split(after))
            for unit, before, after in body.get("splits", ())
        ),
    )


def split_json(split: Split) -> dict[str, Any]:
    """Return a split as JSON."""
    return {"line": [list(corner) for corner in split.line], "parts": list(split.parts)}


def read_split(body: Mapping[str, Any]) -> Split:
    """Read what `split_json` wrote."""
    return Split(tuple((float(x), float(y)) for x, y in body["line"]), tuple(map(UnitId, body["parts"])))
