"""Outlines of street offices drawn around their areas, where no outlines were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geodata.blocks import NOBODY
from geodata.completion import complete
from geodata.dividers import Dividers
from geodata.handing import hand_over
from geodata.record import Record, Severity
from geodata.slivers import SLIVER_WIDTH_M, place_of
from geodata.tessellation import dissolve, polygon_parts, seal

if TYPE_CHECKING:
    from geodata.shape import GeometryArray

TILING_SHARE = 0.5
"""Areas of which at least this share touch another are taken to be the ground themselves."""

HULL_RATIO = 0.3
"""How far the hull follows the areas: 0 tightest, 1 convex (shapely.concave_hull)."""

HULL_MARGIN_M = 50.0
"""The hull lies at least this far outside the areas."""


def territories_around(areas: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Draw outlines of the street offices around their areas, where no outlines were given.

    Areas that nearly tile are their own ground; others stand in a hull drawn around all of them. Between
    them the limits follow streets, rivers and railways as the cells of areas do.

    Parameters
    ----------
    areas
        Columns ``subdistrict`` and ``geometry``; rows without a geometry are left out.
    lines
        Roads and barriers: columns ``kind, road_class, geometry``.
    record
        Receives how the outlines came about.

    Returns
    -------
    subdistricts
        Index ``subdistrict``; column ``geometry``.
    """
    placed = areas[areas.geometry.notna()]
    geometries = np.asarray(placed.geometry, dtype=object)
    names, office = np.unique(placed["subdistrict"].to_numpy(dtype=object).astype(str), return_inverse=True)
    ground, tiled = _ground_around(geometries)
    dividers = Dividers.of(lines)
    completion = complete(ground, geometries, office.astype(np.int64), dividers)
    parts, source = polygon_parts(seal(completion.pieces))
    owners = completion.owners[source]
    owners = hand_over(parts, owners, owners != NOBODY, np.zeros_like(owners), dividers)
    held = owners != NOBODY
    outlines, present = dissolve(parts[held], owners[held])
    _report_territories([str(name) for name in names[present]], outlines, tiled, record)
    index = pd.Index(names[present], name="subdistrict", dtype="str")
    return gpd.GeoDataFrame(geometry=outlines, index=index, crs=areas.crs)


def _ground_around(geometries: GeometryArray) -> tuple[BaseGeometry, bool]:
    """Draw the ground on which areas stand: themselves where they nearly tile, else a hull around them.

    Returns
    -------
    ground, tiled
        Polygon or MultiPolygon, and whether it is the areas' own land.
    """
    own = _own_land(geometries)
    return (_hull(geometries), False) if own is None else (own, True)


def _own_land(geometries: GeometryArray) -> BaseGeometry | None:
    """Join areas of which most touch another, slivers and enclosed land included; None where they stand apart."""
    polygons = geometries[shapely.get_type_id(geometries) != 0]
    first, second = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=SLIVER_WIDTH_M)
    touching = len(np.unique(first[first != second]))
    if len(polygons) == 0 or (len(polygons) > 1 and touching < TILING_SHARE * len(polygons)):
        return None
    union = shapely.union_all(polygons)
    closed = union.buffer(SLIVER_WIDTH_M, join_style="mitre").buffer(-SLIVER_WIDTH_M, join_style="mitre")
    parts, _ = polygon_parts(np.array([shapely.union(closed, union)], dtype=object))
    ground = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))
    return ground if shapely.covers(ground, geometries[shapely.get_type_id(geometries) == 0]).all() else None


def _hull(geometries: GeometryArray) -> BaseGeometry:
    """Draw a concave hull as far outside the areas as neighbours stand apart."""
    places = shapely.get_coordinates(shapely.point_on_surface(geometries))
    apart = cKDTree(places).query(places, k=[2])[0]
    margin = max(HULL_MARGIN_M, float(np.median(apart[np.isfinite(apart)]))) if len(places) > 1 else HULL_MARGIN_M
    corners = shapely.multipoints(shapely.get_coordinates(geometries))
    return cast(BaseGeometry, shapely.buffer(shapely.concave_hull(corners, ratio=HULL_RATIO), margin, quad_segs=4))


def _report_territories(names: list[str], outlines: GeometryArray, tiled: bool, record: Record) -> None:
    how_zh, how_en = ("小区拼合", "joining the areas") if tiled else ("小区外围推定", "a hull around the areas")
    size = shapely.area(outlines).sum()
    record.add(
        Severity.ASSUMED, "subdistricts.drawn",
        f"没有街道界线：按{how_zh}得出 {len(names)} 个街道的范围，共 {size / 1e6:.2f} 平方千米",
        f"no outlines of street offices: {len(names)} drawn by {how_en}, {size / 1e6:.2f} km² in all",
        measured=f"{size / 1e6:.2f} km²",
    )
    for name, outline in zip(names, outlines, strict=True):
        parts = int(shapely.get_num_geometries(outline))
        if parts > 1:
            record.add(
                Severity.NOTE, "subdistricts.several_parts",
                f"{name}：推定范围由 {parts} 块不相连的地组成", f"{name}: drawn in {parts} parts that do not touch",
                feature=name, measured=f"{parts} parts", place=place_of(outline),
            )
