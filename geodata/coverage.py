"""Areas as a set: repeats, slivers and stacked points, repaired with a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.domain import Place
from geodata.duplicates import joined_parts, report_twins, without_repeats
from geodata.overlaps import Overlap, Settled, settle_overlaps
from geodata.record import Record, Severity
from geodata.slivers import NOISE_AREA_M2, is_sliver, place_of
from geodata.stacks import unstacked
from geodata.tessellation import polygon_parts

if TYPE_CHECKING:
    from geodata.domain import BoolArray
    from geodata.shape import GeometryArray

TOUCHING_SHARE = 0.5
"""Where at least this share of the polygons touch another, land that they enclose without holding it is a hole."""

_LISTED = 20


def repair_areas(areas: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Repair what can be repaired without a decision, and report the rest.

    Parameters
    ----------
    areas
        Column ``area_id`` and the fields of areas; geometry in metres: points, valid polygons or None, as
        :mod:`geodata.datum` leaves them.
    record
        Receives each repair with its place and size.

    Returns
    -------
    areas
        The same rows less exact repeats, rows of one area joined, in the same order. Polygons are, but for
        overlaps wider than a sliver, a coverage: neighbours share their vertices. Points are at least
        :data:`geodata.stacks.STACK_DISTANCE_M` apart. Wide overlaps are still there: the cells resolve them; gaps
        are closed where the land is completed.
    """
    areas = without_repeats(areas, record)
    areas = joined_parts(areas, record)
    twin = report_twins(areas, record)
    areas = _with_geometry(areas, _settled(areas, twin, record))
    areas = _with_geometry(areas, unstacked(areas, record))
    _report_holes(areas[~twin], record)
    return areas


def _with_geometry(areas: gpd.GeoDataFrame, geometries: GeometryArray) -> gpd.GeoDataFrame:
    return areas.set_geometry(gpd.GeoSeries(geometries, index=areas.index, crs=areas.crs))


def _settled(areas: gpd.GeoDataFrame, twin: BoolArray, record: Record) -> GeometryArray:
    """Settle overlaps; of areas with one and the same shape only the first takes part, the others are reported."""
    geometries = np.asarray(areas.geometry, dtype=object).copy()
    ids = areas["area_id"].to_numpy(dtype=object)
    rows = np.flatnonzero(np.isin(shapely.get_type_id(geometries), (3, 6)) & ~twin)
    if not len(rows):
        return geometries
    settled = settle_overlaps(geometries[rows])
    land = shapely.area(geometries[rows])
    for overlap in settled.overlaps:
        _report_overlap(record, str(ids[rows[overlap.small]]), str(ids[rows[overlap.large]]), overlap)
    _report_joined(record, settled)
    drawn, geometries[rows] = geometries[rows], settled.polygons
    for position in np.flatnonzero((land > 0) & (shapely.area(settled.polygons) <= NOISE_AREA_M2)):
        row = rows[position]
        geometries[row] = shapely.point_on_surface(drawn[position])
        _report_used_up(record, str(ids[row]), float(land[position]), place_of(geometries[row]))
    return geometries


def _report_overlap(record: Record, small: str, large: str, overlap: Overlap) -> None:
    slivers, wide = (float(shapely.area(parts).sum()) for parts in (overlap.slivers, overlap.wide))
    feature = f"{small}, {large}"
    if slivers > NOISE_AREA_M2:
        record.add(
            Severity.REPAIRED, "areas.sliver_overlap",
            f"{small}、{large}：窄条重叠 {slivers:.1f} 平方米，已从 {large} 划去",
            f"{feature}: sliver overlap of {slivers:.1f} m², cut from {large}",
            feature=feature, measured=f"{slivers:.1f} m²", repaired="0 m²", place=_middle(overlap.slivers),
        )
    if len(overlap.wide):
        record.add(
            Severity.WARNING, "areas.overlap",
            f"{small}、{large}：重叠 {wide:.1f} 平方米，原图未改；划分单元时暂归面积较小的 {small}，请核实",
            f"{feature}: overlap of {wide:.1f} m², left as drawn; the units give it to the smaller, {small}: check it",
            feature=feature, measured=f"{wide:.1f} m²", place=_middle(overlap.wide),
        )


def _report_joined(record: Record, settled: Settled) -> None:
    rounding = sum(
        float(shapely.area(overlap.slivers).sum()) for overlap in settled.overlaps
        if shapely.area(overlap.slivers).sum() <= NOISE_AREA_M2
    )
    if settled.joined:
        record.add(
            Severity.REPAIRED, "areas.edges_joined",
            f"{settled.joined} 个相连小区的公共边不完全吻合，已统一到毫米（舍入重叠共 {rounding:.3f} 平方米）",
            f"{settled.joined} areas that hang together had borders that did not quite meet; they now share their "
            f"corners to the millimetre ({rounding:.3f} m² of rounding)",
            measured=f"{settled.joined} areas", repaired="0.001 m",
        )


def _report_used_up(record: Record, area_id: str, land_m2: float, place: Place) -> None:
    record.add(
        Severity.REPAIRED, "areas.no_land",
        f"{area_id}：划去重叠后没有面积，按点处理", f"{area_id}: no land left once overlaps are cut, taken as a point",
        feature=area_id, measured=f"{land_m2:.2f} m²", repaired="Point", place=place,
    )


def _report_holes(areas: gpd.GeoDataFrame, record: Record) -> None:
    """Name land that a set of touching areas encloses and none of them holds; slivers are closed as gaps later."""
    geometries = np.asarray(areas.geometry, dtype=object)
    polygons = geometries[np.isin(shapely.get_type_id(geometries), (3, 6))]
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    if len(np.unique(first[first != second])) < TOUCHING_SHARE * max(len(polygons), 2):
        return
    union = shapely.coverage_union_all if shapely.coverage_is_valid(polygons) else shapely.union_all
    joined, _ = polygon_parts(np.array([union(polygons)], dtype=object))
    rings, polygon = shapely.get_rings(joined, return_index=True)
    inner = np.concatenate([[False], polygon[1:] == polygon[:-1]])  # the first ring of each is its outline
    holes = np.asarray(shapely.polygons(rings[inner]))
    wide = holes[~is_sliver(holes)]
    wide = wide[np.argsort(-shapely.area(wide), kind="stable")]
    for hole in wide[:_LISTED]:
        record.add(
            Severity.WARNING, "areas.hole",
            f"小区之间有 {hole.area:.0f} 平方米不属于任何小区，请核实是否漏报",
            f"{hole.area:.0f} m² enclosed by areas belong to none of them, check whether one is missing",
            measured=f"{hole.area:.1f} m²", place=place_of(hole),
        )
    if len(wide) > _LISTED:
        rest = float(shapely.area(wide[_LISTED:]).sum())
        record.add(
            Severity.WARNING, "areas.hole",
            f"另有 {len(wide) - _LISTED} 处共 {rest:.0f} 平方米被小区围住而无归属",
            f"{len(wide) - _LISTED} more of {rest:.0f} m² in all are enclosed by areas and belong to none",
            measured=f"{rest:.1f} m²", count=len(wide) - _LISTED,
        )


def _middle(parts: GeometryArray) -> Place:
    return place_of(parts[int(np.argmax(shapely.area(parts)))])
