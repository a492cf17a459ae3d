"""Areas as a set: broken rings, repeats, slivers and stacked points, repaired with a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geodata.domain import Place
from geodata.record import Record, Severity
from geodata.shape import GeometryArray
from geodata.tessellation import polygon_parts, polygonal, together

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

SLIVER_WIDTH_M = 1.0
"""An overlap or gap whose mean width (twice area by perimeter) is at most this comes from digitising."""

SLIVER_AREA_M2 = 1.0
"""An overlap or gap of at most this is below the tolerance of the rule itself (rules.md PL-1: 1 m² a sliver)."""

NOISE_AREA_M2 = 0.01
"""Land below this is rounding of the coordinates and not worth a line in the record."""

STACK_DISTANCE_M = 1.0
"""Points nearer than this cannot each have a cell worth the name."""

SPREAD_RADIUS_M = 5.0
"""Stacked points are set on a circle of this radius, wider where they are so many that they would touch again."""


def repair_areas(areas: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Repair what can be repaired without a decision, and report the rest.

    Parameters
    ----------
    areas
        Column ``area_id`` and the fields of areas; geometry in metres: points, polygons or None.
    record
        Receives each repair with its place and size.

    Returns
    -------
    areas
        The same rows less exact repeats, in the same order. Polygons are valid, points at least
        :data:`STACK_DISTANCE_M` apart. Overlaps wider than a sliver are still there: the cells resolve them.
    """
    areas = _with_geometry(areas, _mended(areas, record))
    areas = _without_repeats(areas, record)
    areas = _with_geometry(areas, _trimmed(areas, record))
    areas = _with_geometry(areas, _unstacked(areas, record))
    _report_parts(areas, record)
    return areas


def spread(xy: FloatArray) -> tuple[FloatArray, IntArray]:
    """Set points that stand on one spot on a small circle around it.

    Returns
    -------
    xy, stack
        The points, now at least :data:`STACK_DISTANCE_M` apart, and a label a point: equal labels stood together.
    """
    spot, links = xy, np.empty((0, 2), dtype=np.int64)
    while True:
        near = cKDTree(spot).query_pairs(STACK_DISTANCE_M, output_type="ndarray")
        # What met once stays together, so that circles that meet each other become one and the rounds end.
        links = np.concatenate([links, near])
        graph = coo_array((np.ones(len(links)), links.T), shape=(len(xy), len(xy)))
        stack = connected_components(graph, directed=False)[1].astype(np.int64)
        if not len(near):
            return spot, stack
        spot = xy.copy()
        for label in np.flatnonzero(np.bincount(stack) > 1):
            members = stack == label
            spot[members] = _circle(xy[members].mean(axis=0), int(members.sum()))


def is_sliver(polygons: GeometryArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell land that comes from digitising: narrow on average, or tiny."""
    area = shapely.area(polygons)
    return (area <= SLIVER_AREA_M2) | (2 * area <= SLIVER_WIDTH_M * shapely.length(polygons))


def place_of(geometry: BaseGeometry) -> Place:
    """Name a spot on a geometry."""
    point = shapely.point_on_surface(geometry)
    return Place(float(point.x), float(point.y))


def _circle(centre: FloatArray, count: int) -> FloatArray:
    radius = max(SPREAD_RADIUS_M, STACK_DISTANCE_M * count / np.pi)
    angle = 2 * np.pi * np.arange(count) / count
    return centre + radius * np.column_stack([np.sin(angle), np.cos(angle)])


def _with_geometry(areas: gpd.GeoDataFrame, geometries: GeometryArray) -> gpd.GeoDataFrame:
    return areas.set_geometry(gpd.GeoSeries(geometries, index=areas.index, crs=areas.crs))


def _mended(areas: gpd.GeoDataFrame, record: Record) -> GeometryArray:
    geometries = shapely.force_2d(np.asarray(areas.geometry, dtype=object))
    kind, valid = shapely.get_type_id(geometries), shapely.is_valid(geometries)
    point = (kind == 0) & valid & ~shapely.is_empty(geometries)
    land = np.isin(kind, (3, 6)) & valid & (shapely.area(geometries) > NOISE_AREA_M2)
    for row in np.flatnonzero(~(kind == -1) & ~point & ~land):
        drawn, geometries[row] = geometries[row], _mend(geometries[row])
        _report_mending(record, str(areas["area_id"].iloc[row]), drawn, geometries[row])
    return geometries


def _mend(drawn: BaseGeometry) -> BaseGeometry | None:
    """Keep the land; make a point of what encloses none, and None of what is nowhere."""
    corners = shapely.get_coordinates(drawn)
    finite = bool(np.isfinite(corners).all())
    if finite and drawn.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection"):
        sound = shapely.make_valid(drawn, method="structure", keep_collapsed=False)
        parts, _ = polygon_parts(np.array([sound]))
        parts = parts[shapely.area(parts) > NOISE_AREA_M2]
        if len(parts):
            return shapely.union_all(parts)  # as made valid, parts may still meet in more than points
    return shapely.Point(corners.mean(axis=0)) if finite and len(corners) else None


def _report_mending(
    record: Record, area_id: str, drawn: BaseGeometry, mended: BaseGeometry | None
) -> None:
    if mended is None:
        record.add(
            Severity.WARNING, "areas.no_place", f"{area_id}：图形为空，没有位置", f"{area_id}: empty shape, no place",
            feature=area_id,
        )
    elif mended.geom_type == "Point":
        record.add(
            Severity.REPAIRED, "areas.no_land",
            f"{area_id}：图形没有面积，按点处理", f"{area_id}: the shape encloses no land, taken as a point",
            feature=area_id, measured=f"{drawn.geom_type}, {drawn.area:.2f} m²", repaired="Point",
            place=place_of(mended),
        )
    else:
        before, after = abs(drawn.area), mended.area
        record.add(
            Severity.REPAIRED, "areas.invalid_ring",
            f"{area_id}：轮廓自相交，已修复，面积变化 {after - before:+.1f} 平方米",
            f"{area_id}: the outline crosses itself, repaired, land changed by {after - before:+.1f} m²",
            feature=area_id, measured=f"{before:.1f} m²", repaired=f"{after:.1f} m²", place=place_of(mended),
        )


def _without_repeats(areas: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Drop rows that give an area a second time, identifier and shape alike."""
    shapes = shapely.to_wkb(shapely.normalize(np.asarray(areas.geometry, dtype=object)))
    keys = areas[["area_id"]].assign(shape=shapes, drawn=areas.geometry.notna())
    repeated = (keys.duplicated(["area_id", "shape"]) & keys["drawn"]).to_numpy()
    columns = ["area_id", "households", "geometry"]
    for area_id, households, geometry in areas.loc[repeated, columns].itertuples(index=False):
        record.add(
            Severity.REPAIRED, "areas.repeated",
            f"{area_id}：同一小区同一图形出现两次，只计一次（另一行 {households} 户未计）",
            f"{area_id}: the same shape twice, counted once (the other row's {households} households left out)",
            feature=str(area_id), measured=str(households), repaired="0", place=place_of(geometry),
        )
    return areas[~repeated].reset_index(drop=True)


def _trimmed(areas: gpd.GeoDataFrame, record: Record) -> GeometryArray:
    """Cut overlaps that are slivers from the larger area; report the others."""
    geometries = np.asarray(areas.geometry, dtype=object).copy()
    ids = areas["area_id"].to_numpy(dtype=object)
    land = shapely.area(geometries)
    for small, large, overlap in _overlaps(geometries):
        cut = bool(is_sliver(overlap).all())
        if cut:
            geometries[large] = polygonal(shapely.difference(geometries[[large]], geometries[small]))[0]
        _report_overlap(record, str(ids[small]), str(ids[large]), together(overlap), cut)
    for row in np.flatnonzero((land > 0) & (shapely.area(geometries) <= NOISE_AREA_M2)):
        geometries[row] = shapely.point_on_surface(areas.geometry.iloc[row])
        _report_used_up(record, str(ids[row]), float(land[row]), geometries[row])
    return geometries


def _overlaps(geometries: GeometryArray) -> list[tuple[int, int, GeometryArray]]:
    """List pairs of polygons (smaller first) with the parts of their overlap, in order of the rows."""
    rows = np.flatnonzero(np.isin(shapely.get_type_id(geometries), (3, 6)))
    polygons = geometries[rows]
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    common = shapely.intersection(polygons[first], polygons[second])
    pairs = []
    for pair in np.flatnonzero(shapely.area(common) > NOISE_AREA_M2):
        i, j = int(rows[first[pair]]), int(rows[second[pair]])
        small, large = (i, j) if geometries[i].area <= geometries[j].area else (j, i)
        pairs.append((small, large, polygon_parts(common[pair : pair + 1])[0]))
    return sorted(pairs, key=lambda found: found[:2])


def _report_overlap(record: Record, small: str, large: str, overlap: BaseGeometry, cut: bool) -> None:
    land = f"{overlap.area:.1f} m²"
    if cut:
        record.add(
            Severity.REPAIRED, "areas.sliver_overlap",
            f"{small}、{large}：窄条重叠 {overlap.area:.1f} 平方米，已从 {large} 划去",
            f"{small}, {large}: sliver overlap of {land}, cut from {large}",
            feature=f"{small}, {large}", measured=land, repaired="0 m²", place=place_of(overlap),
        )
    else:
        record.add(
            Severity.WARNING, "areas.overlap",
            f"{small}、{large}：重叠 {overlap.area:.1f} 平方米，原图未改；划分单元时暂归面积较小的 {small}，请核实",
            f"{small}, {large}: overlap of {land}, left as drawn; the units give it to the smaller, {small}: check it",
            feature=f"{small}, {large}", measured=land, place=place_of(overlap),
        )


def _report_used_up(record: Record, area_id: str, land_m2: float, point: BaseGeometry) -> None:
    record.add(
        Severity.REPAIRED, "areas.no_land",
        f"{area_id}：划去重叠后没有面积，按点处理", f"{area_id}: no land left once overlaps are cut, taken as a point",
        feature=area_id, measured=f"{land_m2:.2f} m²", repaired="Point", place=place_of(point),
    )


def _unstacked(areas: gpd.GeoDataFrame, record: Record) -> GeometryArray:
    """Set stacked points apart, so that each can have a cell."""
    geometries = np.asarray(areas.geometry, dtype=object).copy()
    rows = np.flatnonzero(shapely.get_type_id(geometries) == 0)
    if not len(rows):
        return geometries
    ids = areas["area_id"].to_numpy(dtype=object)
    rows = rows[np.argsort(ids[rows], kind="stable")]
    given = shapely.get_coordinates(geometries[rows])
    xy, stack = spread(given)
    for label in np.flatnonzero(np.bincount(stack) > 1):
        members = np.flatnonzero(stack == label)
        names, spot = ", ".join(map(str, ids[rows[members]])), given[members].mean(axis=0)
        moved = np.hypot(*(xy[members] - given[members]).T).max()
        record.add(
            Severity.REPAIRED, "areas.stacked",
            f"{names}：{len(members)} 个小区叠在同一点，已在周围 {moved:.0f} 米内摊开",
            f"{names}: {len(members)} areas on one spot, set apart within {moved:.0f} m",
            feature=names, measured=f"{len(members)} points within {STACK_DISTANCE_M:g} m",
            repaired=f"circle of {moved:.1f} m", place=Place(float(spot[0]), float(spot[1])),
        )
    geometries[rows] = shapely.points(xy)
    return geometries


def _report_parts(areas: gpd.GeoDataFrame, record: Record) -> None:
    counts = shapely.get_num_geometries(np.asarray(areas.geometry, dtype=object))
    for area_id, geometry in areas.loc[counts > 1, ["area_id", "geometry"]].itertuples(index=False):
        parts = shapely.get_num_geometries(geometry)
        record.add(
            Severity.NOTE, "areas.several_parts",
            f"{area_id}：由 {parts} 块互不相连的地组成", f"{area_id}: made of {parts} parts that do not touch",
            feature=str(area_id), measured=f"{parts} parts", place=place_of(geometry),
        )
