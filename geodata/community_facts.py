"""What has been measured of a plan as a whole, told community by community."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import defects, four_bounds
from geodata.dataset import Dataset
from geodata.defects import OfficeLand, Pieces
from geodata.domain import SERVICE, CommunityId, FacilityId, FacilityStatus, Place
from geodata.domain_facts import AreaPart, CommunityFacts, FacilityFact
from geodata.holdings import NOBODY, People, continued, parts_of, people_of, predecessors_of
from geodata.inner_outline import InnerOutlines
from geodata.mergers import origin_land_shares
from geodata.reach import Reach

if TYPE_CHECKING:
    from geodata.shape import GeometryArray


@dataclass(frozen=True, eq=False)
class Measured:
    """A plan as measured whole; what is a mapping or an array has an entry for each community.

    Attributes
    ----------
    communities
        Index ``community_id``, ordered; column ``geometry``, optional column ``name``.
    holdings
        Table of :func:`geodata.holdings.find_holdings`, without what is cut out.
    labels
        Unit → community, of :func:`geodata.mergers.label_units`.
    """

    dataset: Dataset
    communities: gpd.GeoDataFrame
    holdings: pd.DataFrame
    offices: Mapping[CommunityId, OfficeLand]
    inside: Mapping[CommunityId, list[FacilityId]]
    reach: Mapping[CommunityId, Reach]
    outlines: InnerOutlines
    names: Mapping[CommunityId, str]
    labels: pd.Series

    @cached_property
    def shapes(self) -> GeometryArray:
        """The communities as drawn."""
        return np.asarray(self.communities.geometry)

    @cached_property
    def places(self) -> list[Place]:
        """A point inside each."""
        return defects.places_in(self.shapes)

    @cached_property
    def pieces(self) -> list[Pieces]:
        """Separate parts of each."""
        return defects.find_pieces(self.shapes)

    @cached_property
    def people(self) -> Mapping[CommunityId, People]:
        """Who lives in those that hold an area."""
        return people_of(self.holdings)

    @cached_property
    def parts(self) -> Mapping[CommunityId, tuple[AreaPart, ...]]:
        """Areas, or parts of them, that each holds."""
        return parts_of(self.holdings, self.dataset.areas)

    @cached_property
    def predecessors(self) -> Mapping[CommunityId, tuple[tuple[CommunityId, int], ...]]:
        """Households that each takes from each present community, the largest first."""
        return predecessors_of(self.holdings, self.dataset.areas)

    @cached_property
    def present(self) -> Mapping[CommunityId, int]:
        """All households of every present community."""
        found: dict[CommunityId, int] = self.dataset.areas.groupby("community")["households"].sum().to_dict()
        return found

    @cached_property
    def kept_land(self) -> Mapping[CommunityId, float]:
        """Share of the land of each that its main predecessor holds today."""
        main = {name: origins[0][0] for name, origins in self.predecessors.items()}
        return origin_land_shares(self.dataset, self.labels, main)

    @cached_property
    def facilities(self) -> Mapping[FacilityId, FacilityFact]:
        """Facilities that matter to a rule: services, and whatever has a plaza."""
        table = self.dataset.facilities
        if table is None:
            return {}
        rows = table[(table["kind"] == SERVICE) | table["plaza_m2"].notna()]
        columns = (rows[name] for name in ("kind", "status", "area_m2", "activity_m2", "plaza_m2"))
        return {
            FacilityId(name): FacilityFact(FacilityId(name), str(kind), FacilityStatus(status), *map(_number, areas))
            for name, kind, status, *areas in zip(rows.index, *columns, strict=True)
        }

    @cached_property
    def plazas_known(self) -> bool:
        """Whether the facility layer says anything about plazas."""
        return self.dataset.facilities is not None and bool(self.dataset.facilities["plaza_m2"].notna().any())

    def name(self, community: CommunityId, i: int) -> str:
        """Name the i-th community: as told, else the column, else the identifier."""
        if community in self.names:
            return self.names[community]
        return str(self.communities["name"].iloc[i]) if "name" in self.communities else str(community)

    def territory(self, office: str) -> shapely.Geometry | None:
        """Outline of a street office, where there is one."""
        outlines = self.dataset.subdistricts.geometry
        return outlines[office] if office in outlines.index else None

    def standing(self, community: CommunityId) -> tuple[FacilityFact, ...]:
        """List the facilities that stand or are decided in a community, and the candidate that it walks to."""
        anchor = self.reach[community].anchor
        inside = (self.facilities.get(entry) for entry in sorted(self.inside[community]))
        return tuple(
            facility for facility in inside
            if facility is not None
            and (facility.status is not FacilityStatus.CANDIDATE or facility.facility_id == anchor)
        )


def gather(plan: Measured) -> tuple[CommunityFacts, ...]:
    """Gather the facts of every community, ordered by identifier."""
    return tuple(_facts(plan, CommunityId(name), i) for i, name in enumerate(plan.communities.index))


def _facts(plan: Measured, community: CommunityId, i: int) -> CommunityFacts:
    shape, land, reach, pieces = plan.shapes[i], plan.offices[community], plan.reach[community], plan.pieces[i]
    people, is_counted = plan.people.get(community, NOBODY), len(plan.dataset.areas) > 0
    predecessors = plan.predecessors.get(community, ())
    continues = continued(predecessors, plan.present)
    return CommunityFacts(
        community_id=community,
        name=plan.name(community, i),
        subdistrict=land.main,
        place=plan.places[i],
        land_m2=float(shapely.area(shape)),
        households=people.households if is_counted else None,
        population=people.population if is_counted else None,
        population_known=is_counted and people.all_known,
        pieces=pieces.count,
        detached=pieces.detached,
        office_shares=land.shares,
        stray=land.stray,
        inner_outline_m=float(plan.outlines.inner_m[i]),
        inner_on_line_m=float(plan.outlines.on_line_m[i]),
        areas=plan.parts.get(community, ()),
        predecessors=predecessors,
        continues=continues,
        is_new=continues is None,
        anchor=reach.anchor,
        centre_unit=reach.centre_unit,
        walks=reach.walks,
        walking=plan.dataset.walking,
        facilities=plan.standing(community),
        facilities_known=plan.dataset.facilities is not None,
        plazas_known=plan.plazas_known,
        four_bounds=four_bounds.describe(shape, plan.dataset.lines, plan.territory(land.main)),
        origin_land_share=plan.kept_land.get(community),
    )


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
