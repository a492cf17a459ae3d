"""The finished district: frames in our own fields, in metres, with the faults planted in it and their ways out."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from geodata.samples.lianhu_like.planting import Fault
from geodata.samples.lianhu_like.spec import DistrictSpec

CRS = "EPSG:4544"
"""CGCS2000, 3-degree zone of 105° E."""

TITLE_ZH = "合成示例区"
TITLE_EN = "Synthetic district"


@dataclass(frozen=True)
class Part:
    """A community of the good plan: whole areas, or one half of a giant area with the buildings in it."""

    subdistrict: str
    areas: tuple[str, ...]
    buildings: tuple[str, ...]
    households: int


@dataclass(frozen=True)
class Planted:
    """A present community that is out of the size band, and a way out that exists by construction.

    Attributes
    ----------
    way_out
        Oversized: the communities it can be split into. Micro: the one community that it forms with its partner.
    partner
        Micro: the neighbouring present community to merge with; oversized: ``None``.
    """

    community: str
    fault: Fault
    subdistrict: str
    households: int
    population: int
    way_out: tuple[Part, ...]
    partner: str | None


@dataclass(frozen=True, eq=False)
class District:
    """A synthetic district.

    Attributes
    ----------
    areas
        Index ``area_id``; columns ``name, households, population, subdistrict, community, kind,
        relatively_independent, keep_whole, household_basis, geometry``.
    subdistricts
        Index ``subdistrict``; outlines that tile the district.
    roads
        Index ``link_id``; columns ``name, class, walk, structure`` (bridge, underpass or None), ``geometry``: from
        junction to junction.
    barriers
        Columns ``name, kind, geometry``.
    facilities
        Index ``facility_id``; columns ``name, kind, status, area_m2, activity_m2, plaza_m2, geometry``.
    buildings
        Index ``building_id``; columns ``area_id, households, geometry``.
    planted
        Every community that is out of the band.
    plan
        A whole plan in the band: every area once, giants in two halves.
    """

    spec: DistrictSpec
    seed: int
    areas: gpd.GeoDataFrame
    subdistricts: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    planted: tuple[Planted, ...]
    plan: tuple[Part, ...]
