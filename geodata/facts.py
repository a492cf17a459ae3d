"""What any plan is on the ground: measured on its geometry and on the raw tables, never taken from a solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import defects, four_bounds
from geodata.dataset import Dataset
from geodata.defects import OfficeLand
from geodata.domain import (
    SERVICE,
    AreaId,
    AreaPart,
    CommunityFacts,
    CommunityId,
    FacilityFact,
    FacilityId,
    FacilityStatus,
    LandDefect,
    Place,
    PlanFacts,
    UnitId,
)
from geodata.holdings import find_holdings, parts_of, predecessors_of
from geodata.inner_outline import InnerOutlines, measure_inner_outlines
from geodata.reach import Reach, facilities_inside, find_reach


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
    joined = [shapely.union_all(shapes[labels == name]) for name in names]
    return gpd.GeoDataFrame(geometry=joined, index=pd.Index(names, name="community_id"), crs=units.crs)


def measure(
    dataset: Dataset,
    communities: gpd.GeoDataFrame,
    assignment: Mapping[UnitId, CommunityId] | None,
    *,
    anchors: Mapping[CommunityId, FacilityId | None] = MappingProxyType({}),
    centres: Mapping[CommunityId, UnitId] = MappingProxyType({}),
    names: Mapping[CommunityId, str] = MappingProxyType({}),
    undecided: Mapping[AreaId, str] = MappingProxyType({}),
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
        Areas cut out of the plan, with the state of the ruling (PL-13).
    """
    communities = communities.sort_index()
    holdings = find_holdings(dataset, communities, assignment)
    holdings = holdings[~holdings["area_id"].isin(list(undecided))]
    inside = facilities_inside(dataset, communities, assignment)
    offices = defects.find_offices(communities, dataset.subdistricts, outlines_known=dataset.territory_known)
    homeless = _homeless(holdings)
    gaps = _gaps(dataset, communities, assignment, undecided, homeless)
    plan = _Plan(
        dataset, communities, holdings, offices, inside,
        reach=find_reach(dataset, communities, holdings, inside, anchors=anchors, centres=centres),
        outlines=_inner_outlines(dataset, communities, offices), names=names,
    )
    return PlanFacts(
        communities=plan.facts(),
        gaps=gaps,
        overlaps=defects.find_overlaps(communities, {name: land.main for name, land in offices.items()}),
        territory_known=dataset.territory_known,
        has_facilities=dataset.facilities is not None,
        has_lines=len(dataset.lines) > 0,
        household_basis=dataset.household_basis,
        uncovered=_uncovered(homeless, gaps),
        unplaced=_unplaced(dataset.unplaced),
        undecided=tuple(
            (area, int(dataset.areas.at[area, "households"]), state) for area, state in sorted(undecided.items())
        ),
    )


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


@dataclass(frozen=True, eq=False)
class _Plan:
    """What has been measured of the plan as a whole, from which each community's facts are read."""

    dataset: Dataset
    communities: gpd.GeoDataFrame
    holdings: pd.DataFrame
    offices: Mapping[CommunityId, OfficeLand]
    inside: Mapping[CommunityId, list[FacilityId]]
    reach: Mapping[CommunityId, Reach]
    outlines: InnerOutlines
    names: Mapping[CommunityId, str]

    def facts(self) -> tuple[CommunityFacts, ...]:
        """Gather the facts of every community, ordered by identifier."""
        areas = self.dataset.areas
        held = dict(iter(self.holdings.groupby("community_id", sort=False)))
        parts, predecessors = parts_of(self.holdings, areas), predecessors_of(self.holdings, areas)
        present = areas.groupby("community")["households"].sum().to_dict()
        facilities = _facility_facts(self.dataset.facilities)
        none = self.holdings.iloc[:0]
        return tuple(
            self._community(
                CommunityId(name), i, held.get(name, none), parts.get(name, ()), predecessors.get(name, ()), present,
                facilities,
            )
            for i, name in enumerate(self.communities.index)
        )

    def _community(
        self,
        name: CommunityId,
        i: int,
        held: pd.DataFrame,
        parts: tuple[AreaPart, ...],
        predecessors: tuple[tuple[CommunityId, int], ...],
        present: Mapping[CommunityId, int],
        facilities: Mapping[FacilityId, FacilityFact],
    ) -> CommunityFacts:
        """Gather the facts of the i-th community, which holds these rows."""
        shape, land, reach = self.communities.geometry.iloc[i], self.offices[name], self.reach[name]
        pieces = defects.find_pieces(shape)
        majority = (before for before, households in predecessors if 2 * households > present[before])
        continues = next(majority, None)
        counted = len(self.dataset.areas) > 0
        known = held["population"].notna()
        plazas = None if self.dataset.facilities is None else self.dataset.facilities["plaza_m2"]
        return CommunityFacts(
            community_id=name,
            name=self._name(name, i),
            subdistrict=land.main,
            place=defects.place_in(shape),
            land_m2=float(shapely.area(shape)),
            households=int(held["households"].sum()) if counted else None,
            population=int(held["population"].sum()) if counted and known.any() else None,
            population_known=counted and bool(known[held["households"] > 0].all()),
            pieces=pieces.count,
            detached=pieces.detached,
            office_shares=land.shares,
            stray=land.stray,
            inner_outline_m=float(self.outlines.inner_m[i]),
            inner_on_line_m=float(self.outlines.on_line_m[i]),
            areas=parts,
            predecessors=predecessors,
            continues=continues,
            is_new=continues is None,
            anchor=reach.anchor,
            centre_unit=reach.centre_unit,
            walks=reach.walks,
            walking=self.dataset.walking,
            facilities=tuple(
                facilities[entry] for entry in sorted(self.inside[name]) if self._counts(facilities.get(entry), reach)
            ),
            facilities_known=plazas is not None,
            plazas_known=plazas is not None and bool(plazas.notna().any()),
            four_bounds=four_bounds.describe(shape, self.dataset.lines, self._territory(land.main)),
        )

    def _name(self, name: CommunityId, i: int) -> str:
        if name in self.names:
            return self.names[name]
        return str(self.communities["name"].iloc[i]) if "name" in self.communities else str(name)

    def _territory(self, office: str) -> shapely.Geometry | None:
        outlines = self.dataset.subdistricts.geometry
        return outlines[office] if office in outlines.index else None

    @staticmethod
    def _counts(facility: FacilityFact | None, reach: Reach) -> bool:
        """Whether a facility stands or is decided, or is the candidate that the community walks to."""
        if facility is None:
            return False
        return facility.status is not FacilityStatus.CANDIDATE or facility.facility_id == reach.anchor


def _facility_facts(table: gpd.GeoDataFrame | None) -> dict[FacilityId, FacilityFact]:
    """Read the facilities that matter to a rule: services, and whatever has a plaza."""
    if table is None:
        return {}
    rows = table[(table["kind"] == SERVICE) | table["plaza_m2"].notna()]
    columns = (rows[name] for name in ("kind", "status", "area_m2", "activity_m2", "plaza_m2"))
    return {
        FacilityId(name): FacilityFact(FacilityId(name), str(kind), FacilityStatus(status), *map(_number, areas))
        for name, kind, status, *areas in zip(rows.index, *columns, strict=True)
    }


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
