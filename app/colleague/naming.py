"""Who is who in a proposal: the communities of a solve are those of the drawing as far as they hold the same people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from app.colleague.situation import Situation
from app.maps.palette import colour_communities
from app.plans.drawing import Community, Drawing, new_community_id
from geodata.domain import CommunityId, UnitId

if TYPE_CHECKING:
    from geodata.domain import IntArray


@dataclass(frozen=True)
class Found:
    """One community of a solve.

    Attributes
    ----------
    units
        Its units; only those of one street office.
    continues
        The present community that it continues, ``None`` for a new one.
    """

    units: frozenset[UnitId]
    continues: CommunityId | None


def redrawn(
    drawing: Drawing, situation: Situation, found: Sequence[Found], used: set[str]
) -> Drawing:
    """Return the drawing with one street office as it was solved.

    Each community of the drawing goes on as the one that holds most of its people, all of them together as much as
    possible, then most units; what is left over is new: it takes the identifier of the present community that it
    continues where that is free, else the next number. Communities that a way opened are unlocked if they change, and
    those that a way lets be small are recorded as relatively independent.

    Parameters
    ----------
    used
        Identifiers that the plan has or ever had; new ones are added.
    """
    names = _names(drawing, situation, found, used)
    units = dict(drawing.units)
    for name, community in zip(names, found, strict=True):
        units.update(dict.fromkeys(community.units, name))
    records = dict(drawing.communities)
    for name in names:
        records.setdefault(name, _new_record(name, situation.subdistrict))
    records.update(_relaxed(records, drawing, situation, units))
    after = replace(drawing, units=units, communities=records).without_empty()
    return _coloured(after, drawing, situation)


def _names(
    drawing: Drawing, situation: Situation, found: Sequence[Found], used: set[str]
) -> list[CommunityId]:
    known = sorted(set(situation.drawn.values()))
    matched = _matched(situation, known, found)
    taken = set(drawing.communities) | set(known)
    names: list[CommunityId] = []
    for k, community in enumerate(found):
        name = known[matched[k]] if k in matched else community.continues
        if name is None or (k not in matched and (name in taken or name in names)):
            name = new_community_id(situation.subdistrict, used | taken | set(names))
        used.add(name)
        names.append(name)
    return names


def _matched(situation: Situation, known: Sequence[CommunityId], found: Sequence[Found]) -> dict[int, int]:
    """Match communities found with those drawn for the greatest overlap in households, then in units."""
    if not known or not found:
        return {}
    number = {name: k for k, name in enumerate(known)}
    households = dict(zip(situation.ground.unit_ids, situation.ground.households.tolist(), strict=True))
    scale = len(households) + 1
    overlap: IntArray = np.zeros((len(found), len(known)), dtype=np.int64)
    for k, community in enumerate(found):
        for unit in community.units:
            if unit in situation.drawn:
                overlap[k, number[situation.drawn[unit]]] += scale * households[unit] + 1
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if overlap[row, column] > 0}


def _new_record(name: CommunityId, subdistrict: str) -> Community:
    number = name.rpartition("+")[2] if name.startswith(f"{subdistrict}+") else None
    return Community(name if number is None else f"新社区 {number}", subdistrict)


def _relaxed(
    records: Mapping[CommunityId, Community], drawing: Drawing, situation: Situation,
    units: Mapping[UnitId, CommunityId | None],
) -> dict[CommunityId, Community]:
    """Records that change because of the ways."""
    moved = {unit for unit in situation.ground.unit_ids if units[unit] != drawing.units[unit]}
    touched = {units[unit] for unit in moved} | {drawing.units[unit] for unit in moved}
    changed = {
        name: replace(records[name], locked=False) for name in map(CommunityId, situation.opened) if name in touched
    }
    for way in situation.ways:
        if way.action == "stand_alone":
            homes = {units[unit] for unit in way.units if unit in units} - {None}
            members = {name: {unit for unit, home in units.items() if home == name} for name in homes}
            for name in homes:
                if name is not None and members[name] <= way.units:
                    changed[name] = replace(changed.get(name, records[name]), alone=True)
    return changed


def _coloured(after: Drawing, before: Drawing, situation: Situation) -> Drawing:
    """Give new communities fills unlike their neighbours'; all others keep theirs."""
    fresh = after.communities.keys() - before.communities.keys()
    if not fresh:
        return after
    homes = [after.units[unit] for unit in situation.ground.unit_ids]
    neighbours: dict[str, set[str]] = {name: set() for name in {home for home in homes if home is not None}}
    for a, b in situation.ground.borders:
        one, other = homes[a], homes[b]
        if one is not None and other is not None and one != other:
            neighbours[one].add(other)
    keep: dict[str, int] = {name: told.colour for name, told in after.communities.items() if name not in fresh}
    fills = colour_communities(neighbours, keep=keep)
    return replace(after, communities={
        name: replace(told, colour=fills[name]) if name in fresh else told
        for name, told in after.communities.items()
    })
