"""What the record says about land that nobody drew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.blocks import NOBODY
from geodata.completion import LAND_M2, Completion
from geodata.record import Record, Severity
from geodata.slivers import NOISE_AREA_M2, is_sliver, place_of

if TYPE_CHECKING:
    from geodata.domain import IntArray
    from geodata.shape import GeometryArray


def report_leftover(office: str, completion: Completion, drawn: GeometryArray, record: Record) -> None:
    """Say what was done with land outside every polygon: slivers are gaps, the rest streets and open land."""
    points = int((shapely.get_type_id(drawn) == 0).sum())
    if points:
        record.add(
            Severity.ASSUMED, "cells.from_points",
            f"{office}：{points} 个小区只有点位，范围按街区划出，同一街区内按最近点",
            f"{office}: {points} areas are points, their land is cut along the streets, inside a block "
            "to the nearest point",
            feature=office, measured=f"{points} points",
        )
    if points == len(drawn):
        return
    land = completion.leftover[shapely.area(completion.leftover) > NOISE_AREA_M2]
    gaps = is_sliver(land)
    for gap in land[gaps]:
        record.add(
            Severity.REPAIRED, "areas.gap",
            f"{office}：小区之间有 {gap.area:.2f} 平方米缝隙，已划给相邻小区",
            f"{office}: gap of {gap.area:.2f} m² between areas, given to a neighbour",
            feature=office, measured=f"{gap.area:.2f} m²", repaired="0 m²", place=place_of(gap),
        )
    if not gaps.all():
        size = shapely.area(land[~gaps]).sum()
        record.add(
            Severity.ASSUMED, "cells.leftover",
            f"{office}：小区以外的道路、空地共 {size:.0f} 平方米，沿道路划给同街区或相邻的小区",
            f"{office}: streets and open land of {size:.0f} m² outside the areas, given along the streets "
            f"to areas of the block or beside it",
            feature=office, measured=f"{size:.0f} m²",
        )


def report_vacant(unit_id: str, geometry: BaseGeometry, record: Record) -> None:
    """Say that land became a unit of no area."""
    record.add(
        Severity.NOTE, "cells.vacant",
        f"{unit_id}：与本街道其余部分不相连，没有小区，作为空地单元，{geometry.area:.0f} 平方米",
        f"{unit_id}: apart from the rest of its street office, no area, vacant land of {geometry.area:.0f} m²",
        feature=unit_id, measured=f"{geometry.area:.0f} m²", place=place_of(geometry),
    )


def report_grant(area_id: str, given: BaseGeometry, record: Record) -> None:
    """Say that an area without land of its own was given some."""
    record.add(
        Severity.ASSUMED, "cells.granted",
        f"{area_id}：没有自己的土地（与其他小区重合或在界外），暂分得相邻单元的一半，{given.area:.0f} 平方米",
        f"{area_id}: no land of its own (another area's shape, or outside), given half of the nearest unit, "
        f"{given.area:.0f} m²",
        feature=area_id, measured="0 m²", repaired=f"{given.area:.0f} m²", place=place_of(given),
    )


def report_several_parts(geometries: GeometryArray, areas: gpd.GeoDataFrame, record: Record) -> None:
    """Say which areas (`geometries` in their order) have land in several pieces, because none could be handed over."""
    for area in np.flatnonzero(shapely.get_num_geometries(geometries) > 1):
        parts = shapely.get_parts(geometries[area])
        apart = parts[np.argsort(shapely.area(parts), kind="stable")[:-1]]
        size = shapely.area(apart).sum()
        record.add(
            Severity.WARNING, "cells.several_parts",
            f"{areas.index[area]}：另有 {len(apart)} 块共 {size:.0f} 平方米与主体不相连，周围没有其他单元",
            f"{areas.index[area]}: {len(apart)} more parts of {size:.0f} m² apart, with no other unit around",
            feature=str(areas.index[area]), measured=f"{len(parts)} parts", place=place_of(apart[-1]),
        )


def report_detached(
    pieces: GeometryArray, before: IntArray, owners: IntArray, areas: gpd.GeoDataFrame, record: Record
) -> None:
    """Say which drawn land went from one area (`before`) to another, because it is apart from the rest of it."""
    drawn = np.asarray(areas.geometry, dtype=object)
    for piece in np.flatnonzero((before != NOBODY) & (owners != before)):
        area, heir, geometry = before[piece], str(areas.index[owners[piece]]), pieces[piece]
        lost = 0.0 if drawn[area].geom_type == "Point" else geometry.intersection(drawn[area]).area
        if lost >= LAND_M2:
            record.add(
                Severity.ASSUMED, "cells.detached",
                f"{areas.index[area]}：{lost:.0f} 平方米与主体不相连，暂归相邻的 {heir}",
                f"{areas.index[area]}: {lost:.0f} m² apart from the rest, given to the neighbour {heir}",
                feature=str(areas.index[area]), measured=f"{lost:.0f} m²", place=place_of(geometry),
            )
