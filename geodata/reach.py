"""Where the people of a community walk to, and how far that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import walking
from geodata.dataset import Dataset
from geodata.domain import SERVICE, AreaId, CommunityId, FacilityId, FacilityStatus, UnitId, WalkFact
from geodata.shape import places

if TYPE_CHECKING:
    from geodata.domain import FloatArray


@dataclass(frozen=True)
class Reach:
    """The facility that a community walks to, or else the unit that would need one, and each area's distance."""

    anchor: FacilityId | None
    centre_unit: UnitId | None
    walks: tuple[WalkFact, ...]


def facilities_inside(
    dataset: Dataset, communities: gpd.GeoDataFrame, assignment: Mapping[UnitId, CommunityId] | None
) -> dict[CommunityId, list[FacilityId]]:
    """List the facilities that stand in each community.

    One on a shared border stands in the community of its unit, without an assignment in the first.
    """
    inside: dict[CommunityId, list[FacilityId]] = {CommunityId(name): [] for name in communities.index}
    table = dataset.facilities
    if table is None:
        return inside
    tree = shapely.STRtree(np.asarray(communities.geometry))
    facility, community = tree.query(np.asarray(table.geometry), predicate="intersects")
    told = np.array([(assignment or {}).get(unit) for unit in table["unit_id"]], dtype=object)
    order = np.lexsort([community, told[facility] != communities.index.to_numpy(dtype=object)[community], facility])
    _, first = np.unique(facility[order], return_index=True)
    for k in order[first]:
        inside[CommunityId(communities.index[community[k]])].append(FacilityId(table.index[facility[k]]))
    return inside


def find_reach(
    dataset: Dataset,
    communities: gpd.GeoDataFrame,
    holdings: pd.DataFrame,
    inside: Mapping[CommunityId, Sequence[FacilityId]],
    *,
    anchors: Mapping[CommunityId, FacilityId | None],
    centres: Mapping[CommunityId, UnitId],
) -> dict[CommunityId, Reach]:
    """Measure how far each community's people walk.

    Parameters
    ----------
    holdings
        Table of :func:`geodata.holdings.find_holdings`.
    inside
        Facilities that stand in each community.
    anchors
        The facility that a community walks to, ``None`` for none. Where a community is left out it walks to the
        existing or planned service facility inside with the least walking of all households.
    centres
        The unit that would need a facility; where left out, the unit with the least walking.
    """
    units = dataset.units
    unit_xy = places(units, dataset.areas) if len(units) else np.zeros((0, 2))
    unit, community = shapely.STRtree(np.asarray(communities.geometry)).query(
        shapely.points(unit_xy), predicate="intersects"
    )
    inhabited = holdings[holdings["households"] > 0]
    rows_of = dict(iter(inhabited.groupby("community_id", sort=False)))
    found = {}
    for i, label in enumerate(communities.index):
        name = CommunityId(label)
        rows = rows_of.get(label, inhabited.iloc[:0])
        told = anchors.get(name)
        choice = [told] if told is not None else [] if name in anchors else _usable(dataset, inside[name])
        if choice:
            found[name] = _to_facility(dataset, rows, choice)
        else:
            own = [UnitId(units.index[k]) for k in unit[community == i]]
            found[name] = _to_unit(dataset, rows, [centres[name]] if name in centres else own, unit_xy)
    return found


def _usable(dataset: Dataset, facilities: Sequence[FacilityId]) -> list[FacilityId]:
    """Service facilities that stand or are decided, ordered by identifier."""
    if dataset.facilities is None or not facilities:
        return []
    table = dataset.facilities.loc[list(facilities)]
    counts = (table["kind"] == SERVICE) & (table["status"] != FacilityStatus.CANDIDATE)
    return sorted(FacilityId(name) for name in table.index[counts])


def _to_facility(dataset: Dataset, rows: pd.DataFrame, choice: Sequence[FacilityId]) -> Reach:
    table = dataset.facilities
    assert table is not None
    targets = shapely.get_coordinates(np.asarray(table.geometry.loc[list(choice)]))
    distance = _distances(dataset, rows, targets)
    best = _least(distance, rows)
    return Reach(choice[best], None, _walks(rows, distance[:, best]))


def _to_unit(dataset: Dataset, rows: pd.DataFrame, choice: Sequence[UnitId], unit_xy: FloatArray) -> Reach:
    if not choice:
        return Reach(None, None, ())
    distance = _distances(dataset, rows, unit_xy[dataset.units.index.get_indexer(list(choice))])
    best = _least(distance, rows)
    return Reach(None, choice[best], _walks(rows, distance[:, best]))


def _distances(dataset: Dataset, rows: pd.DataFrame, targets: FloatArray) -> FloatArray:
    """Metres from each row to each target, shape (rows, targets)."""
    origins = rows[["x", "y"]].to_numpy(dtype=np.float64)
    if len(origins) == 0:
        return np.zeros((0, len(targets)))
    if dataset.network is None:
        return walking.straight_line(origins, targets)
    return walking.distances(dataset.network, origins, targets)


def _least(distance: FloatArray, rows: pd.DataFrame) -> int:
    """Column with the least walking of all households; the first of equals."""
    return int(np.argmin(rows["households"].to_numpy(dtype=np.float64) @ distance))


def _walks(rows: pd.DataFrame, distance: FloatArray) -> tuple[WalkFact, ...]:
    return tuple(
        WalkFact(AreaId(area), int(households), float(metres))
        for area, households, metres in zip(rows["area_id"], rows["households"], distance, strict=True)
    )
