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
    facilities = _facility_places(dataset)
    usable = _usable(dataset)
    found = {}
    for i, label in enumerate(communities.index):
        name = CommunityId(label)
        rows = rows_of.get(label, inhabited.iloc[:0])
        told = anchors.get(name)
        standing = [] if name in anchors else sorted(usable.intersection(inside[name]))
        choice = standing if told is None else [told]
        if choice:
            distance = _distances(dataset, rows, np.array([facilities[entry] for entry in choice]))
            found[name] = _nearest(rows, distance, choice, None)
            continue
        own = [UnitId(units.index[k]) for k in unit[community == i]]
        centre = [centres[name]] if name in centres else own
        distance = _distances(dataset, rows, unit_xy[units.index.get_indexer(centre)])
        found[name] = _nearest(rows, distance, None, centre)
    return found


def _usable(dataset: Dataset) -> frozenset[FacilityId]:
    """Service facilities that stand or are decided."""
    table = dataset.facilities
    if table is None:
        return frozenset()
    counts = (table["kind"] == SERVICE) & (table["status"] != FacilityStatus.CANDIDATE)
    return frozenset(FacilityId(name) for name in table.index[counts])


def _facility_places(dataset: Dataset) -> dict[FacilityId, FloatArray]:
    table = dataset.facilities
    if table is None:
        return {}
    xy = shapely.get_coordinates(np.asarray(table.geometry))
    return {FacilityId(name): place for name, place in zip(table.index, xy, strict=True)}


def _distances(dataset: Dataset, rows: pd.DataFrame, targets: FloatArray) -> FloatArray:
    """Metres from each row to each target, shape (rows, targets)."""
    origins = rows[["x", "y"]].to_numpy(dtype=np.float64)
    if len(origins) == 0 or len(targets) == 0:
        return np.zeros((len(origins), len(targets)))
    if dataset.network is None:
        return walking.straight_line(origins, targets)
    return walking.distances(dataset.network, origins, targets)


def _nearest(
    rows: pd.DataFrame,
    distance: FloatArray,
    facilities: Sequence[FacilityId] | None,
    units: Sequence[UnitId] | None,
) -> Reach:
    """Take the target with the least walking of all households, the first of equals."""
    if distance.shape[1] == 0:
        return Reach(None, None, ())
    best = int(np.argmin(rows["households"].to_numpy(dtype=np.float64) @ distance))
    walks = tuple(
        WalkFact(AreaId(area), int(households), float(metres))
        for area, households, metres in zip(rows["area_id"], rows["households"], distance[:, best], strict=True)
    )
    return Reach(facilities[best] if facilities else None, units[best] if units else None, walks)
