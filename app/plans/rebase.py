"""A plan carried over to a re-issued dataset: what is still there keeps its community, what changed is listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from app.annexing import annex
from app.datasets.freezing import AreaChange, compare_issues
from app.plans.atoms import Ground
from app.plans.drawing import Drawing, Split
from app.plans.placement import place_units
from app.plans.splits import cut_unit
from app.plans.starts import start_with
from geodata.dataset import Dataset
from geodata.domain import CommunityId, UnitId
from geodata.errors import GeodataError

SAME_M2 = 1.0
"""Land that changed by less is inaccuracy of drawing."""


class ChangeKind(StrEnum):
    """What became of an area."""

    ADDED = "added"
    REMOVED = "removed"
    HOUSEHOLDS = "households"
    REDRAWN = "redrawn"


class FoundBy(StrEnum):
    """How the community of changed land was found."""

    ID = "id"
    AREA = "area"
    PLACE = "place"


@dataclass(frozen=True)
class ChangedArea:
    """An area that is not what it was, and where it is now.

    Attributes
    ----------
    before, after
        Households; ``None`` where the area was not there.
    changed_m2
        Land that it gained and lost together; ``None`` for what came, went, or is drawn in another system.
    communities
        Where the plan puts it now; for what went, where it was.
    found_by
        How that was found, ``None`` where it is in no community.
    """

    kind: ChangeKind
    area_id: str
    name: str
    before: int | None
    after: int | None
    changed_m2: float | None
    communities: tuple[CommunityId, ...]
    found_by: FoundBy | None


@dataclass(frozen=True, eq=False)
class Rebased:
    """A drawing on the new issue.

    Attributes
    ----------
    lost_splits
        Units whose split does not fit the new issue any more: they are whole again.
    ended
        Names of communities of which no land is left.
    """

    drawing: Drawing
    areas: tuple[ChangedArea, ...]
    lost_splits: tuple[UnitId, ...]
    ended: tuple[str, ...]

    def origin(self) -> dict[str, Any]:
        """Return what the plan keeps of where it came from."""
        return {
            "changed": [asdict(area) for area in self.areas], "lost_splits": list(self.lost_splits),
            "ended": list(self.ended),
        }


def rebase(before: Ground, base: Dataset, after: Dataset) -> Rebased:
    """Carry a drawing over.

    A unit that is still there keeps its community; one of an area that was in one community alone takes that; any
    other takes the community in which most of it lies, if at least half does. Areas that nobody is decided to manage
    are in none.

    Parameters
    ----------
    before
        The drawing on its ground with its splits.
    base
        The same ground without splits.
    after
        The new issue.
    """
    ground, splits, lost = _with_splits(before.drawing, after)
    homes, found_by = _homes(before, ground)
    bare = {UnitId(str(unit)) for unit in ground.units.index[ground.units["area_id"].isna()]}
    names = {name: told.name for name, told in before.drawing.communities.items()}
    drawing = start_with(ground, annex(ground.borders, homes, bare - homes.keys()), names=names)
    told = {
        name: replace(community, locked=old.locked, alone=old.alone, colour=old.colour)
        if (old := before.drawing.communities.get(name)) is not None and old.subdistrict == community.subdistrict
        else community
        for name, community in drawing.communities.items()
    }
    drawing = replace(drawing, communities=told, splits=splits)
    ended = tuple(sorted(names[name] for name in names.keys() - told.keys()))
    return Rebased(drawing, _changed(before, base, Ground(drawing, ground), found_by), tuple(lost), ended)


def _with_splits(drawing: Drawing, dataset: Dataset) -> tuple[Dataset, dict[UnitId, Split], list[UnitId]]:
    """Cut what the drawing cuts, where it still can be."""
    waiting, kept, lost = dict(sorted(drawing.splits.items())), {}, []
    while ready := [unit for unit in waiting if unit in dataset.units.index]:
        for unit in ready:
            try:
                cut = cut_unit(dataset, unit, waiting.pop(unit).line)
            except GeodataError:
                lost.append(unit)
            else:
                kept[cut.unit_id] = cut.split
                dataset = cut.dataset
    return dataset, kept, [*lost, *waiting]


def _homes(before: Ground, ground: Dataset) -> tuple[dict[UnitId, CommunityId], dict[UnitId, FoundBy]]:
    """Find the community of every unit that has one, and how it was found; land of no area waits for neighbours."""
    old = before.drawing.units
    by_area: dict[str, set[CommunityId | None]] = defaultdict(set)
    for unit, area in before.dataset.units["area_id"].items():
        if not pd.isna(area):
            by_area[str(area)].add(old[UnitId(str(unit))])
    homes: dict[UnitId, CommunityId | None] = {}
    found_by: dict[UnitId, FoundBy] = {}
    open_area = ground.units["area_id"].isin(list(ground.rulings))
    for unit, area in ground.units.loc[~open_area, "area_id"].items():
        name, alone = UnitId(str(unit)), by_area.get(str(area), set())
        if name in old and (not pd.isna(area) or name in before.dataset.units.index):
            homes[name], found_by[name] = old[name], FoundBy.ID
        elif not pd.isna(area) and len(alone) == 1:
            homes[name], found_by[name] = next(iter(alone)), FoundBy.AREA
    waiting = ground.units[~open_area & ~ground.units.index.isin(list(homes))]
    for name, community in _by_place(before, ground, waiting).items():
        homes[name], found_by[name] = community, FoundBy.PLACE
    return {unit: community for unit, community in homes.items() if community is not None}, found_by


def _by_place(before: Ground, ground: Dataset, waiting: gpd.GeoDataFrame) -> dict[UnitId, CommunityId]:
    if not len(waiting):
        return {}
    held = before.drawing.assignment
    land = _in_system_of(ground, before.dataset).loc[list(held)]
    placed, _ = place_units(ground, waiting, np.asarray(land.geometry), list(held.values()))
    labels = list(held.values())
    return {each.unit: labels[each.shape] for each in placed if each.is_settled}


def _in_system_of(ground: Dataset, other: Dataset) -> gpd.GeoDataFrame:
    """Return the units of another issue in the working system of this one."""
    if other.crs == ground.crs or other.is_local or ground.is_local:
        return other.units
    return other.units.set_crs(other.crs, allow_override=True).to_crs(ground.crs)


def _changed(
    before: Ground, base: Dataset, now: Ground, found_by: Mapping[UnitId, FoundBy]
) -> tuple[ChangedArea, ...]:
    changes = compare_issues(base, now.dataset)
    listed = (
        (ChangeKind.ADDED, changes.added), (ChangeKind.REMOVED, changes.removed),
        (ChangeKind.HOUSEHOLDS, changes.households), (ChangeKind.REDRAWN, changes.redrawn),
    )
    units = {side: _units_of(ground) for side, ground in (("before", before), ("now", now))}
    found = []
    for kind, areas in listed:
        for area in areas:
            side, ground = ("before", before) if kind is ChangeKind.REMOVED else ("now", now)
            own = units[side].get(area.area_id, [])
            homes = {ground.drawing.units[unit] for unit in own}
            moved = _moved_m2(area, base, now.dataset)
            if kind is ChangeKind.REDRAWN and moved is not None and moved < SAME_M2:
                continue
            how = next((found_by[unit] for unit in own if unit in found_by), None)
            found.append(ChangedArea(
                kind, area.area_id, area.name, area.before, area.after, moved,
                tuple(sorted(name for name in homes if name is not None)),
                how if any(homes) and kind is not ChangeKind.REMOVED else None,
            ))
    return tuple(found)


def _units_of(ground: Ground) -> dict[str, list[UnitId]]:
    found: dict[str, list[UnitId]] = defaultdict(list)
    for unit, area in ground.dataset.units["area_id"].items():
        if not pd.isna(area):
            found[str(area)].append(UnitId(str(unit)))
    return found


def _moved_m2(area: AreaChange, before: Dataset, after: Dataset) -> float | None:
    both = area.area_id in before.areas.index and area.area_id in after.areas.index
    if not both or before.crs != after.crs:
        return None
    one, other = (dataset.areas.geometry[area.area_id] for dataset in (before, after))
    return round(float(shapely.area(shapely.symmetric_difference(one, other))), 1)
