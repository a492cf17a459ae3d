"""Coordinates to metres: which system the files are in, which one to work in, and the way between."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from geodata import gcj02
from geodata.crs import CGCS2000, WGS84, as_text, check_area_of_use, parse_local, source_of, to_lonlat, working_for
from geodata.errors import NoAreasError, UnknownCrsError
from geodata.fields import Tables
from geodata.placing import spots, without_broken_places, without_impossible_places
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.domain import FloatArray
    from geodata.shape import GeometryArray

type Shift = Callable[[FloatArray], FloatArray]


class Datum(StrEnum):
    """What longitude and latitude refer to. GCJ-02 and BD-09 are the shifted coordinates of Chinese web maps."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True)
class WorkingCrs:
    """The system in which all is computed, and the one in which files go out.

    Attributes
    ----------
    crs
        A metric system as text that pyproj reads, or ``local:SX,SY``.
    source_crs
        System of AREAS, or the same ``local:SX,SY``. Where AREAS came in GCJ-02 or BD-09 it is WGS 84.
    """

    crs: str
    source_crs: str


_GEOGRAPHIC = {Datum.WGS84: WGS84, Datum.CGCS2000: CGCS2000, Datum.GCJ02: WGS84, Datum.BD09: WGS84}
_TO_WGS84: dict[Datum, Shift] = {
    Datum.GCJ02: gcj02.gcj02_to_wgs84,
    Datum.BD09: gcj02.bd09_to_wgs84,
}


def to_working(
    tables: Tables, *, crs: str | None, told: Datum | None, record: Record
) -> tuple[Tables, WorkingCrs]:
    """Bring every layer into one metric system.

    A layer that states its system is transformed from it; one that does not takes that of AREAS. ``crs`` replaces
    the system of AREAS, and of layers that state the same one or none. ``told`` is the datum of AREAS and of the
    layers that state no system.

    Parameters
    ----------
    tables
        Layers in the files' systems.
    crs
        ``EPSG:n``, ``local`` or ``local:SX,SY`` (metres per unit), or ``None``.
    told
        Datum as told, or ``None``.
    record
        Receives what was assumed, converted or found to be no place.

    Raises
    ------
    UnknownCrsError
        Where the system cannot be known or used.
    NoAreasError
        Where no area has a place.
    """
    if crs is not None and (crs == "local" or crs.startswith("local:")):
        return _to_local(tables, crs, record)
    tables = without_broken_places(tables, record)
    stated = tables.areas.crs
    source = source_of(tables, crs, _GEOGRAPHIC.get(told) if told is not None else None, record)
    tables = without_impossible_places(tables, source, stated, record)
    if not tables.areas.geometry.notna().any():
        raise _no_place(tables)
    _warn_of_hint(tables, told, record)
    shift = _TO_WGS84.get(told) if told is not None else None
    centre = np.median(_lonlat(tables.areas, source, shift), axis=0)
    check_area_of_use(tables, source, centre, record)
    working = working_for(source, centre, record)
    moved = {role: _moved(tables, role, source, working, shift, str(told).upper(), record) for role in tables.present}
    result = without_broken_places(replace(tables, **moved), record)
    out = pyproj.CRS(WGS84) if shift is not None and source.is_geographic else source
    return result, WorkingCrs(as_text(working), as_text(out))


def _to_local(tables: Tables, crs: str, record: Record) -> tuple[Tables, WorkingCrs]:
    sx, sy = parse_local(crs)
    tables = without_broken_places(tables, record)
    if not tables.areas.geometry.notna().any():
        raise _no_place(tables)
    moved = {}
    for role in tables.present:
        frame: gpd.GeoDataFrame = getattr(tables, role)
        geometries = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * (sx, sy))
        bare = frame.set_crs(None, allow_override=True)
        moved[role] = bare.set_geometry(gpd.GeoSeries(geometries, index=frame.index))
    text = f"local:{sx:.12g},{sy:.12g}"
    record.add(
        Severity.NOTE, "crs.local",
        f"坐标与地球无关：每单位 {sx:g} × {sy:g} 米", f"coordinates with no place on Earth: {sx:g} by {sy:g} m a unit",
        repaired=text,
    )
    return replace(tables, **moved), WorkingCrs(text, text)


def _moved(
    tables: Tables, role: str, source: pyproj.CRS, working: pyproj.CRS, shift: Shift | None, datum: str, record: Record
) -> gpd.GeoDataFrame:
    """Bring one layer into the working system, out of a shifted datum where that was told of it."""
    frame = _in_own_system(tables, role, source, record)
    if shift is not None and (role == "areas" or getattr(tables, role).crs is None):
        frame = _unshifted(frame, shift, datum, tables, role, record)
    elif shift is not None:
        tables.report(record, Severity.ASSUMED, "datum.layer_assumed", role,
                      "自带坐标系，不随 --datum 移动", "states its own system and is not shifted with --datum")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a transformation that fails gives infinity, which the caller looks for
        return frame.to_crs(working)


def _in_own_system(tables: Tables, role: str, source: pyproj.CRS, record: Record) -> gpd.GeoDataFrame:
    """Label a layer with the system that it is in: its own, or that of AREAS."""
    frame: gpd.GeoDataFrame = getattr(tables, role)
    if frame.crs is None and role != "areas":
        tables.report(record, Severity.ASSUMED, "crs.layer_assumed", role,
                      "未注明坐标系，按小区文件的坐标系处理", "states no system and is taken to be in that of AREAS")
    follows = frame.crs is None or frame.crs == tables.areas.crs
    return frame.set_crs(source if follows else frame.crs.to_2d(), allow_override=True)


def _unshifted(
    frame: gpd.GeoDataFrame, shift: Shift, datum: str, tables: Tables, role: str, record: Record
) -> gpd.GeoDataFrame:
    """Convert a layer from GCJ-02 or BD-09 to WGS 84 and say how far it moved."""
    lonlat = frame.to_crs(WGS84)
    before = lonlat.geometry.to_numpy()
    after: GeometryArray = shapely.transform(before, shift)
    old, new = shapely.get_coordinates(before), shapely.get_coordinates(after)
    if len(old):
        _, _, metres = pyproj.Geod(ellps="WGS84").inv(*old.T, *new.T)
        mean = float(np.mean(metres))
        tables.report(record, Severity.REPAIRED, "datum.converted", role,
                f"由 {datum} 换算为 WGS 84，平均移动 {mean:.0f} 米",
                f"converted from {datum} to WGS 84, moved by {mean:.0f} m on average",
                measured=f"{mean:.1f} m", repaired="WGS 84")
        if not gcj02.covers(old).all():
            tables.report(record, Severity.WARNING, "datum.outside_china", role,
                    f"有点位在 {datum} 适用范围之外，未移动", f"has points where {datum} does not apply; they stay")
    return lonlat.set_geometry(gpd.GeoSeries(after, index=frame.index, crs=WGS84))


def _warn_of_hint(tables: Tables, told: Datum | None, record: Record) -> None:
    if tables.datum_hint is not None and told is None:
        tables.report(record, Severity.WARNING, "datum.unstated", "areas",
                f"字段“{tables.datum_hint}”表明坐标有偏移而未给出 --datum，可能错位数百米；请写 --datum gcj02 或 bd09",
                f"column \"{tables.datum_hint}\" speaks of a shifted datum, no --datum was given and the points may be "
                "hundreds of metres off; write --datum gcj02 or bd09", measured=tables.datum_hint)


def _lonlat(
    areas: gpd.GeoDataFrame, source: pyproj.CRS, shift: Shift | None
) -> FloatArray:
    """Give a spot of each placed area in longitude and latitude, as near as choosing a zone needs."""
    middles = spots(areas)
    lonlat = to_lonlat(middles[np.isfinite(middles).all(axis=1)], source)
    lonlat = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(lonlat):
        raise UnknownCrsError(
            f"坐标无法从 {source.name} 换算为经纬度；请检查 --crs",
            f"the coordinates cannot be converted from {source.name}; check --crs",
        )
    return lonlat if shift is None else shift(lonlat)


def _no_place(tables: Tables) -> NoAreasError:
    return NoAreasError(
        f"{tables.file('areas')}：没有一行有可用的位置；请检查坐标字段",
        f"{tables.file('areas')}: no row has a usable place; check the columns of coordinates",
        file=tables.files.get("areas"),
    )


