"""Rows whose coordinates are no place: not finite, beyond the globe, or left at zero."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.fields import Tables
from geodata.record import Record, Severity

if TYPE_CHECKING:
    import pyproj

    from geodata.domain import BoolArray, FloatArray
    from geodata.shape import GeometryArray

_KEPT_WITHOUT_PLACE = {"areas": "area_id", "facilities": "facility_id"}


def without_broken_places(tables: Tables, record: Record) -> Tables:
    """Take away geometry with coordinates that are no numbers, and empty geometry."""
    changed = {}
    for role in tables.present:
        geometries: GeometryArray = getattr(tables, role).geometry.to_numpy()
        xy, row = shapely.get_coordinates(geometries, return_index=True)
        broken = shapely.is_empty(geometries)
        broken[row[~np.isfinite(xy).all(axis=1)]] = True
        changed[role] = _displaced(tables, role, broken, "坐标不是有限数", "coordinates are not finite", record)
    return replace(tables, **changed)


def without_impossible_places(
    tables: Tables, source: pyproj.CRS, stated: pyproj.CRS | None, record: Record
) -> Tables:
    """Take away longitudes and latitudes that do not exist, and points left at (0, 0) among others that are not."""
    changed = {}
    for role in tables.present:
        frame = getattr(tables, role)
        own = source if frame.crs is None or frame.crs == stated else frame.crs
        geometries: GeometryArray = frame.geometry.to_numpy()
        zero = (shapely.get_x(geometries) == 0) & (shapely.get_y(geometries) == 0)  # NaN, so False, but for points
        bad = zero if zero.sum() * 2 < len(zero) else np.zeros(len(zero), dtype=np.bool_)
        if own.is_geographic:
            bounds = shapely.bounds(geometries)
            bad = bad | (np.abs(bounds[:, [0, 2]]) > 180).any(axis=1) | (np.abs(bounds[:, [1, 3]]) > 90).any(axis=1)
        zh, en = "坐标为 0,0 或超出经纬度范围", "coordinates are 0,0 or beyond the globe"
        changed[role] = _displaced(tables, role, bad, zh, en, record)
    return replace(tables, **changed)


def spots(frame: gpd.GeoDataFrame) -> FloatArray:
    """Give the middle of each geometry's extent, NaN without one; shape (n, 2)."""
    bounds = shapely.bounds(frame.geometry.to_numpy())
    spots: FloatArray = (bounds[:, :2] + bounds[:, 2:]) / 2
    return spots


def _displaced(
    tables: Tables, role: str, which: BoolArray, zh: str, en: str, record: Record
) -> gpd.GeoDataFrame:
    """Make rows of areas and facilities placeless, leave rows of other layers out; each with a finding."""
    frame: gpd.GeoDataFrame = getattr(tables, role)
    if not which.any():
        return frame
    name = _KEPT_WITHOUT_PLACE.get(role)
    if name is None:
        tables.report(record, Severity.WARNING, f"{role}.no_place", role,
                f"{int(which.sum())} 个要素{zh}，未采用", f"{int(which.sum())} features left out, their {en}",
                measured=str(int(which.sum())))
        return frame[~which].reset_index(drop=True)
    for feature in frame[name][which]:
        tables.report(record, Severity.WARNING, f"{role}.no_place", role,
                f"{feature} 的{zh}，按无位置计", f"{feature} counts as without a place, its {en}", feature=str(feature))
    geometries = frame.geometry.to_numpy().copy()
    geometries[which] = None
    return frame.set_geometry(gpd.GeoSeries(geometries, index=frame.index, crs=frame.crs))
