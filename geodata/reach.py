"""Where the people of a community walk to, and how far that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.dataset import Dataset
from geodata.domain import SERVICE, AreaId, CommunityId, FacilityId, FacilityStatus, UnitId
from geodata.domain_facts import WalkFact
from geodata.gates import Places, unit_places, with_gates
from geodata.walking import Walks, join

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray


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
    stands = unit_places(units, dataset.areas, dataset.gates) if len(units) else Places(np.zeros((0, 2)))
    unit, community = shapely.STRtree(np.asarray(communities.geometry)).query(
        shapely.points(stands.xy), predicate="intersects"
    )
    inhabited = holdings[holdings["households"] > 0].reset_index(drop=True)
    rows_of = inhabited.groupby("community_id", sort=False).indices
    people = _People(inhabited["area_id"].tolist(), inhabited["households"].to_numpy(dtype=np.int64))
    homes = with_gates(inhabited[["x", "y"]].to_numpy(dtype=np.float64), people.areas, dataset.gates)
    facilities = _facility_places(dataset)
    walks = join(dataset.network, homes.joined(stands).joined(Places(np.array([*facilities.values()]).reshape(-1, 2))))
    stand_at = {UnitId(name): len(homes.xy) + k for k, name in enumerate(units.index)}
    facility_at = {name: len(homes.xy) + len(units) + k for k, name in enumerate(facilities)}
    usable = _usable(dataset)
    unit_names = [UnitId(name) for name in units.index]
    counts = np.bincount(community, minlength=len(communities))
    held = np.split(unit[np.argsort(community, kind="stable")], np.cumsum(counts))
    found = {}
    for i, label in enumerate(communities.index):
        name = CommunityId(label)
        rows = np.asarray(rows_of.get(label, ()), dtype=np.int64)
        told = anchors.get(name)
        standing = [] if name in anchors else sorted(usable.intersection(inside[name]))
        choice = standing if told is None else [told]
        own = [unit_names[k] for k in held[i].tolist()]
        centre = [] if choice else [centres[name]] if name in centres else own
        goals = [facility_at[entry] for entry in choice] or [stand_at[entry] for entry in centre]
        best, facts = _nearest(people, walks, rows, np.array(goals, dtype=np.int64))
        found[name] = Reach(choice[best] if choice else None, centre[best] if centre else None, facts)
    return found


@dataclass(frozen=True, eq=False)
class _People:
    """Who lives where: areas or parts of them, and the households of each, shape (n,)."""

    areas: list[str]
    households: IntArray


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


def _nearest(
    people: _People, walks: Walks, rows: IntArray, goals: IntArray
) -> tuple[int, tuple[WalkFact, ...]]:
    """Take the goal with the least walking of all households, the first of equals; nobody walks to no goal."""
    if not len(goals):
        return 0, ()
    distance = walks.metres(rows, goals)
    households = people.households[rows]
    best = int(np.argmin(households.astype(np.float64) @ distance))
    straight = np.hypot(*(walks.places.xy[rows] - walks.places.xy[goals[best]]).T)
    areas = [people.areas[row] for row in rows]
    columns = areas, households.tolist(), distance[:, best].tolist(), straight.tolist()
    return best, tuple(WalkFact(AreaId(area), *measured) for area, *measured in zip(*columns, strict=True))
