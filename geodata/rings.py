"""Single shapes made sound: outlines that touch or cross themselves, shapes without land, shapes that are nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.domain import Place
from geodata.record import Record, Severity
from geodata.slivers import NOISE_AREA_M2, place_of
from geodata.tessellation import polygon_parts

if TYPE_CHECKING:
    from geodata.domain import FloatArray
    from geodata.shape import GeometryArray

DOUBT_M2, DOUBT_SHARE = 1.0, 0.01
"""Two ways to read a broken outline that differ by more than both of these leave its land in doubt."""

_REASON = re.compile(r"(?P<what>[^\[]*)(?:\[(?P<x>\S+) (?P<y>\S+)\])?")
_TOUCHES = "Ring Self-intersection"


def sound(
    areas: gpd.GeoDataFrame, record: Record, *, to_metres: Callable[[FloatArray], FloatArray] | None = None
) -> gpd.GeoDataFrame:
    """Make every shape a valid polygon, a point, or None, and name areas of several parts.

    Outlines are best mended in the coordinates of the file: once reprojected, corners that lay on one line do not.

    Parameters
    ----------
    areas
        Column ``area_id``, geometry of any type.
    record
        Receives each repair with its place, the land before and after, and where the land is in doubt.
    to_metres
        Brings coordinates, shape (n, 2), into the working system; left out where they are in it.
    """
    measure = _Measure(to_metres)
    geometries = shapely.force_2d(np.asarray(areas.geometry, dtype=object))
    _report_parts(areas, geometries, measure, record)
    kind, valid = shapely.get_type_id(geometries), shapely.is_valid(geometries)
    point = (kind == 0) & valid & ~shapely.is_empty(geometries)
    land = np.isin(kind, (3, 6)) & valid & (shapely.area(geometries) > (NOISE_AREA_M2 if to_metres is None else 0))
    ids = areas["area_id"].to_numpy(dtype=object)
    for row in np.flatnonzero(~(kind == -1) & ~point & ~land):
        drawn, geometries[row] = geometries[row], _mend(geometries[row], measure)
        _report(record, str(ids[row]), drawn, geometries[row], measure)
    return _with_geometry(areas, geometries)


def without_breaks(areas: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Mend what was valid in the file and is not once reprojected; a summary line for all of them."""
    geometries = np.asarray(areas.geometry, dtype=object).copy()
    broken = np.flatnonzero(np.isin(shapely.get_type_id(geometries), (3, 6)) & ~shapely.is_valid(geometries))
    before = np.abs(shapely.area(geometries[broken]))
    for row in broken:
        geometries[row] = _mend(geometries[row], _Measure(None))
    if len(broken):
        change = float(np.abs(shapely.area(geometries[broken]) - before).max())
        listed = ", ".join(map(str, areas["area_id"].iloc[broken[:20]])) + (" …" if len(broken) > 20 else "")
        record.add(
            Severity.REPAIRED, "areas.ring_reprojected",
            f"{listed}：{len(broken)} 个轮廓换算坐标后自相交，已修复，面积变化至多 {change:.2f} 平方米",
            f"{listed}: {len(broken)} outlines cross themselves once reprojected, repaired, land changed by at most "
            f"{change:.2f} m²",
            feature=listed, measured=f"{change:.2f} m²", place=place_of(geometries[broken[0]]),
        )
    return _with_geometry(areas, geometries)


@dataclass(frozen=True)
class _Measure:
    """Sizes and places of shapes in metres, whatever their coordinates."""

    to_metres: Callable[[FloatArray], FloatArray] | None

    def in_metres(self, geometry: BaseGeometry) -> BaseGeometry:
        return geometry if self.to_metres is None else shapely.transform(geometry, self.to_metres)

    def place(self, xy: FloatArray) -> Place:
        spot = (xy if self.to_metres is None else self.to_metres(xy))[0]
        return Place(float(spot[0]), float(spot[1]))


def _with_geometry(areas: gpd.GeoDataFrame, geometries: GeometryArray) -> gpd.GeoDataFrame:
    return areas.set_geometry(gpd.GeoSeries(geometries, index=areas.index, crs=areas.crs))


def _report_parts(areas: gpd.GeoDataFrame, drawn: GeometryArray, measure: _Measure, record: Record) -> None:
    """Name areas that are drawn in several parts, and how far the farthest lies from the largest."""
    for row in np.flatnonzero(np.isin(shapely.get_type_id(drawn), (6, 7)) & (shapely.get_num_geometries(drawn) > 1)):
        area_id, parts = str(areas["area_id"].iloc[row]), shapely.get_parts(measure.in_metres(drawn[row]))
        size = np.abs(shapely.area(parts))
        parts = parts[np.argsort(-size, kind="stable")]
        away = shapely.distance(parts[0], parts[1:])
        rest = float(size.sum() - size.max())
        record.add(
            Severity.NOTE, "areas.several_parts",
            f"{area_id}：由 {len(parts)} 块互不相连的地组成，主体以外 {rest:.0f} 平方米，最远 {away.max():.0f} 米",
            f"{area_id}: made of {len(parts)} parts that do not touch, {rest:.0f} m² beside the largest, at most "
            f"{away.max():.0f} m away",
            feature=area_id, measured=f"{len(parts)} parts", place=place_of(parts[1:][int(np.argmax(away))]),
        )


def _mend(drawn: BaseGeometry, measure: _Measure) -> BaseGeometry | None:
    """Keep the land; make a point of what encloses none, and None of what is nowhere."""
    corners = shapely.get_coordinates(drawn)
    finite = bool(np.isfinite(corners).all())
    if finite and drawn.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection"):
        valid = shapely.make_valid(drawn, method="structure", keep_collapsed=False)
        parts, _ = polygon_parts(np.array([valid]))
        size = [measure.in_metres(part).area for part in parts]
        parts = parts[np.array(size, dtype=np.float64) > NOISE_AREA_M2]
        if len(parts):
            return shapely.union_all(parts)  # as made valid, parts may still meet in more than points
    return shapely.Point(corners.mean(axis=0)) if finite and len(corners) else None


def _report(
    record: Record, area_id: str, drawn: BaseGeometry, whole: BaseGeometry | None, measure: _Measure
) -> None:
    if whole is None:
        record.add(
            Severity.WARNING, "areas.no_place", f"{area_id}：图形为空，没有位置", f"{area_id}: empty shape, no place",
            feature=area_id,
        )
    elif whole.geom_type == "Point":
        record.add(
            Severity.REPAIRED, "areas.no_land",
            f"{area_id}：图形没有面积，按点处理", f"{area_id}: the shape encloses no land, taken as a point",
            feature=area_id, measured=f"{drawn.geom_type}, {measure.in_metres(drawn).area:.2f} m²", repaired="Point",
            place=measure.place(shapely.get_coordinates(whole)),
        )
    else:
        _report_ring(record, area_id, drawn, whole, measure)


def _report_ring(
    record: Record, area_id: str, drawn: BaseGeometry, whole: BaseGeometry, measure: _Measure
) -> None:
    what, place = _reason(drawn, whole, measure)
    touches = what == _TOUCHES
    zh, en = ("轮廓自相接触", "touches itself") if touches else ("轮廓自相交", "crosses itself")
    before, after = abs(measure.in_metres(drawn).area), measure.in_metres(whole).area
    parts = int(shapely.get_num_geometries(whole))
    apart_zh, apart_en = (f"，分为 {parts} 块", f", {parts} parts") if parts > 1 else ("", "")
    record.add(
        Severity.REPAIRED, "areas.ring_touches_itself" if touches else "areas.ring_crosses_itself",
        f"{area_id}：{zh}，已修复，面积 {after:.1f} 平方米（{after - before:+.1f}）{apart_zh}",
        f"{area_id}: the outline {en}, repaired, {after:.1f} m² ({after - before:+.1f}){apart_en}",
        feature=area_id, measured=f"{before:.1f} m²", repaired=f"{after:.1f} m²", place=place,
    )
    other = measure.in_metres(shapely.make_valid(drawn)).area
    if abs(other - after) > max(DOUBT_M2, DOUBT_SHARE * after):
        record.add(
            Severity.WARNING, "areas.ring_in_doubt",
            f"{area_id}：自相交轮廓可作 {after:.0f} 或 {other:.0f} 平方米，取前者，请核实",
            f"{area_id}: the broken outline may mean {after:.0f} or {other:.0f} m², the former is taken: check it",
            feature=area_id, measured=f"{abs(other - after):.1f} m²", place=place,
        )


def _reason(drawn: BaseGeometry, whole: BaseGeometry, measure: _Measure) -> tuple[str, Place]:
    """Say what is wrong with an outline, and where: the first spot that GEOS names, else a spot inside."""
    found = _REASON.match(str(shapely.is_valid_reason(drawn)))
    if found is None or found["x"] is None:
        return "", measure.place(shapely.get_coordinates(shapely.point_on_surface(whole)))
    return found["what"], measure.place(np.array([[float(found["x"]), float(found["y"])]]))
