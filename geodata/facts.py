"""What any plan is on the ground: measured on its geometry and on the raw tables, never taken from a solver."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import defects
from geodata.community_facts import Measured, gather
from geodata.dataset import Dataset
from geodata.defects import OfficeLand
from geodata.domain import AreaId, CommunityId, FacilityId, Place, UnitId
from geodata.domain_facts import LandDefect, PlanFacts
from geodata.holdings import find_holdings
from geodata.inner_outline import InnerOutlines, measure_inner_outlines
from geodata.mergers import find_mergers, label_units
from geodata.reach import facilities_inside, find_reach


def dissolve(units: gpd.GeoDataFrame, assignment: Mapping[UnitId, CommunityId]) -> gpd.GeoDataFrame:
    """Join the units of each community into one shape.

    Parameters
    ----------
    units
        Units of a :class:`geodata.dataset.Dataset`.
    assignment
        Unit → community; units that are left out are in none.

    Returns
    -------
    GeoDataFrame
        Index ``community_id``, ordered as text; column ``geometry``.
    """
    community = pd.Series([assignment.get(UnitId(unit)) for unit in units.index], dtype=object)
    held = community.notna().to_numpy()
    shapes, labels = np.asarray(units.geometry)[held], community[held].to_numpy()
    names = sorted(set(labels))
    number = {name: k for k, name in enumerate(names)}
    label = np.array([number[name] for name in labels], dtype=np.int64)
    order, counts = np.argsort(label, kind="stable"), np.bincount(label, minlength=len(names))
    joined = [shapely.union_all(group) for group in np.split(shapes[order], np.cumsum(counts)[:-1])] if names else []
    return gpd.GeoDataFrame(geometry=joined, index=pd.Index(names, name="community_id"), crs=units.crs)


def measure(
    dataset: Dataset,
    communities: gpd.GeoDataFrame,
    assignment: Mapping[UnitId, CommunityId] | None,
    *,
    anchors: Mapping[CommunityId, FacilityId | None] = MappingProxyType({}),
    centres: Mapping[CommunityId, UnitId] = MappingProxyType({}),
    names: Mapping[CommunityId, str] = MappingProxyType({}),
    undecided: Mapping[AreaId, str] | None = None,
) -> PlanFacts:
    """Measure a plan, ours or not.

    Parameters
    ----------
    dataset
        The ground.
    communities
        One row a community: index ``community_id``, column ``geometry`` as drawn (valid polygons in the dataset's
        working system), optional column ``name``.
    assignment
        Unit → community, or ``None`` for shapes drawn elsewhere: areas are then laid over the communities.
    anchors, centres
        Facility that a community walks to (``None``: none), and unit that would need one; what is left out is chosen
        by least walking, see :func:`geodata.reach.find_reach`.
    names
        Names of communities; else the column, else the identifier.
    undecided
        Areas cut out of the plan, with the state of the ruling (PL-13); where left out, those of the dataset.
    """
    communities = communities.sort_index()
    undecided = dataset.rulings if undecided is None else undecided
    holdings = find_holdings(dataset, communities, assignment)
    cut_out = holdings["area_id"].isin(list(undecided))
    annexed = holdings[cut_out & holdings["community_id"].notna()].drop_duplicates("area_id")
    holdings = holdings[~cut_out]
    inside = facilities_inside(dataset, communities, assignment)
    offices = defects.find_offices(communities, dataset.subdistricts, outlines_known=dataset.territory_known)
    homeless = _homeless(holdings)
    gaps = _gaps(dataset, communities, assignment, undecided, homeless)
    labels = label_units(dataset, communities, assignment)
    plan = Measured(
        dataset, communities, holdings, offices, inside,
        reach=find_reach(dataset, communities, holdings, inside, anchors=anchors, centres=centres),
        outlines=_inner_outlines(dataset, communities, offices), names=names, labels=labels,
    )
    return PlanFacts(
        communities=gather(plan),
        gaps=gaps,
        overlaps=defects.find_overlaps(communities, {name: land.main for name, land in offices.items()}),
        territory_known=dataset.territory_known,
        has_facilities=dataset.facilities is not None,
        has_lines=len(dataset.lines) > 0,
        has_line_names=bool(dataset.lines["name"].fillna("").str.strip().ne("").any()),
        household_basis=dataset.household_basis,
        uncovered=_uncovered(homeless, gaps),
        unplaced=_unplaced(dataset.unplaced),
        undecided=tuple(
            (area, int(dataset.areas.at[area, "households"]), state) for area, state in sorted(undecided.items())
        ),
        annexed=tuple(
            (AreaId(area), CommunityId(community))
            for area, community in annexed[["area_id", "community_id"]].itertuples(index=False)
        ),
        mergers=find_mergers(dataset, labels),
        area_offices=_area_offices(dataset),
    )


def _area_offices(dataset: Dataset) -> tuple[tuple[AreaId, tuple[str, ...]], ...]:
    """Street offices that each area concerns; of one that several claim, all of them."""
    own = zip(dataset.areas.index, dataset.areas["subdistrict"], strict=True)
    claimed = {area.area_id: area.claimants for area in dataset.undecided if area.claimants}
    return tuple((AreaId(area), claimed.get(AreaId(area), (str(office),))) for area, office in own)


def _homeless(holdings: pd.DataFrame) -> dict[AreaId, tuple[int, Place]]:
    """Areas, or what is left of them, that no community holds: households, and where they live."""
    bare = holdings[holdings["community_id"].isna()]
    homeless: dict[AreaId, tuple[int, Place]] = {}
    for area, households, x, y in zip(bare["area_id"], bare["households"], bare["x"], bare["y"], strict=True):
        already = homeless.get(area, (0, None))[0]
        homeless[AreaId(area)] = already + int(households), Place(float(x), float(y))
    return homeless


def _gaps(
    dataset: Dataset,
    communities: gpd.GeoDataFrame,
    assignment: Mapping[UnitId, CommunityId] | None,
    undecided: Mapping[AreaId, str],
    homeless: Mapping[AreaId, tuple[int, Place]],
) -> tuple[LandDefect, ...]:
    """Gaps inside the street offices that have an area; without outlines, holes between shapes drawn elsewhere."""
    if assignment is None and not dataset.territory_known:
        territory = defects.fill_holes(communities)
    else:
        planned = dataset.subdistricts.loc[dataset.subdistricts.index.isin(dataset.areas["subdistrict"])]
        territory = dict(zip(planned.index, planned.geometry, strict=True))
    excused = dataset.units.geometry[dataset.units["area_id"].isin(list(undecided))]
    homes = {area: place for area, (_, place) in homeless.items()}
    return defects.find_gaps(territory, communities, np.asarray(excused), homes)


def _uncovered(
    homeless: Mapping[AreaId, tuple[int, Place]], gaps: tuple[LandDefect, ...]
) -> tuple[tuple[AreaId, int, Place], ...]:
    listed = {area for gap in gaps for area in gap.areas}
    return tuple((area, households, place) for area, (households, place) in homeless.items() if area not in listed)


def _unplaced(rows: pd.DataFrame) -> tuple[tuple[AreaId, int, str], ...]:
    listed = zip(rows["area_id"], rows["households"], rows["reason_zh"], strict=True)
    return tuple((AreaId(area), int(households), str(reason)) for area, households, reason in listed)


def _inner_outlines(
    dataset: Dataset, communities: gpd.GeoDataFrame, offices: Mapping[CommunityId, OfficeLand]
) -> InnerOutlines:
    own = [offices[CommunityId(name)].main for name in communities.index]
    return measure_inner_outlines(
        np.asarray(communities.geometry), np.asarray(dataset.subdistricts.geometry),
        dataset.subdistricts.index.get_indexer(own).astype(np.int64), np.asarray(dataset.lines.geometry),
    )
