"""Areas of which nobody has decided who manages them: objects with their claimants, neighbours and ruling (PL-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.domain import AreaId, Ruling, UndecidedArea, UnitId
from geodata.record import Record, Severity
from geodata.slivers import place_of

if TYPE_CHECKING:
    from geodata.shape import GeometryArray

STATES = {
    Ruling.NOT_ASKED: ("未报裁定", "no ruling asked for"),
    Ruling.REPORTED: ("街道已报", "reported by the street office"),
    Ruling.DISTRICT_RULING: ("区民政局裁定中", "the district bureau is ruling"),
    Ruling.APPLIED_TO_DISTRICT_GOV: ("已向区政府申请", "applied for at the district government"),
    Ruling.REPORTED_TO_CITY: ("已报市民政局", "reported to the city bureau"),
    Ruling.CITY_RULING: ("市民政局裁定中", "the city bureau is ruling"),
}
"""Words for how far a ruling has come (rules.md 5.3)."""


def list_undecided(areas: gpd.GeoDataFrame, units: gpd.GeoDataFrame, record: Record) -> tuple[UndecidedArea, ...]:
    """List the undecided areas that have land, ordered by identifier.

    Parameters
    ----------
    areas
        Placed areas, index ``area_id``; column ``ruling`` (None: decided), ``claimants`` (names of street offices).
    units
        Index ``unit_id``; columns ``area_id`` and ``geometry``: an exact coverage.
    record
        Receives each with its ruling and households.
    """
    found = []
    land: GeometryArray = np.asarray(units.geometry, dtype=object)
    owner = units["area_id"].to_numpy(dtype=object)
    tree = shapely.STRtree(land)
    for area_id, area in areas[areas["ruling"].notna()].sort_index().iterrows():
        own = np.flatnonzero(owner == area_id)
        near = np.setdiff1d(tree.query(land[own], predicate="touches")[1], own)
        shape = shapely.union_all(land[own])
        border_m = shapely.length(shapely.intersection(land[near], shape))
        neighbours = tuple(sorted(UnitId(str(units.index[unit])) for unit in near[border_m > 0]))
        undecided = UndecidedArea(
            AreaId(str(area_id)), str(area["name"]), int(area["households"]), Ruling(area["ruling"]),
            tuple(area["claimants"]), neighbours, place_of(shape),
        )
        _report(undecided, record)
        found.append(undecided)
    return tuple(found)


def _report(area: UndecidedArea, record: Record) -> None:
    state_zh, state_en = STATES[area.ruling]
    claims_zh = f"，{'、'.join(area.claimants)} 的界线都包括它" if area.claimants else ""
    claims_en = f", inside the outlines of {', '.join(area.claimants)}" if area.claimants else ""
    record.add(
        Severity.NOTE if area.ruling else Severity.WARNING, "areas.undecided",
        f"{area.area_id}：管理待定（{state_zh}）{claims_zh}；{area.households} 户计入总数，不进任何社区",
        f"{area.area_id}: undecided who manages it ({state_en}){claims_en}; {area.households} households in the "
        "totals, in no community",
        feature=area.area_id, measured=f"{area.households} households", place=area.place,
    )
