"""Coordinates to metres: which system the files are in, which one to work in, and the way between."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from geodata import gcj02
from geodata.belief import SHIFTED, believed_datums, fitted_datums
from geodata.crs import CGCS2000, WGS84, as_text, check_area_of_use, parse_local, source_of, to_lonlat, working_for
from geodata.domain import Datum
from geodata.errors import NoAreasError, UnknownCrsError
from geodata.fields import Tables
from geodata.placing import spots, without_broken_places, without_impossible_places
from geodata.record import Record, Severity
from geodata.rings import sound, without_breaks

if TYPE_CHECKING:
    from geodata.domain import FloatArray
    from geodata.shape import GeometryArray


@dataclass(frozen=True)
class WorkingCrs:
    """The system in which all is computed, and the one in which files go out.

    Attributes
    ----------
    crs
        A metric system as text that pyproj reads, or ``local:SX,SY``.
    source_crs
        System of AREAS, or the same ``local:SX,SY``. Where AREAS came in GCJ-02 or BD-09 it is WGS 84.
    datums
        Option name → datum that each layer was taken for; empty where nothing has a place on Earth.
    """

    crs: str
    source_crs: str
    datums: Mapping[str, Datum] = field(default_factory=dict)


def to_working(
    tables: Tables, *, crs: str | None, told: Datum | None, record: Record
) -> tuple[Tables, WorkingCrs]:
    """Bring every layer into one metric system, the shapes of areas sound.

    A layer that states its system is transformed from it; one that does not takes that of AREAS. ``crs`` replaces
    the system of AREAS, and of layers that state the same one or none. ``told`` is the datum of AREAS and of the
    layers that state no system. GCJ-02 and BD-09 are converted when told, or when the record states the evidence: a
    header, the marks of a publisher, or the fit of two layers (:mod:`geodata.belief`).

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
    source = source_of(tables, crs, _geographic(tables, told), record)
    tables = without_impossible_places(tables, source, stated, record)
    if not tables.areas.geometry.notna().any():
        raise _no_place(tables)
    own = {role: _in_own_system(tables, role, source, record) for role in tables.present}
    datums = believed_datums(tables, told, record)
    if len(own) > 1 and gcj02.covers(np.median(_lonlat(tables.areas, source), axis=0)[None]).all():
        datums = fitted_datums(tables, _in_degrees(own), datums, told, record)
    centre = np.median(gcj02.to_wgs84(_lonlat(tables.areas, source), datums["areas"]), axis=0)
    check_area_of_use(tables, source, centre, record)
    _note_cgcs2000(tables, source, record)
    working = working_for(source, centre, record)
    own["areas"] = sound(own["areas"], record, to_metres=_way(own["areas"].crs, datums["areas"], working))
    moved = {role: _moved(tables, role, frame, datums[role], working, record) for role, frame in own.items()}
    result = without_broken_places(replace(tables, **moved), record)
    result = replace(result, areas=without_breaks(result.areas, record))
    out = pyproj.CRS(WGS84) if datums["areas"] in SHIFTED and source.is_geographic else source
    return result, WorkingCrs(as_text(working), as_text(out), datums)


def _geographic(tables: Tables, told: Datum | None) -> str | None:
    """Say which longitude and latitude AREAS means where it states no system, if anything says it."""
    stated = tables.stated_datums.get("areas")
    meant = told if told is not None or stated is None else stated.datum
    return None if meant is None else CGCS2000 if meant is Datum.CGCS2000 else WGS84


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
    result = replace(tables, **moved)
    return replace(result, areas=sound(result.areas, record)), WorkingCrs(text, text)


def _moved(
    tables: Tables, role: str, frame: gpd.GeoDataFrame, datum: Datum, working: pyproj.CRS, record: Record
) -> gpd.GeoDataFrame:
    """Bring one layer into the working system, out of a shifted datum where it is in one."""
    if datum in SHIFTED:
        frame = _unshifted(frame, datum, tables, role, record)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a transformation that fails gives infinity, which the caller looks for
        return frame.to_crs(working)


def _way(crs: pyproj.CRS, datum: Datum, working: pyproj.CRS) -> Callable[[FloatArray], FloatArray]:
    """Give the way of coordinates of one layer into the working system, shape (n, 2)."""
    out = pyproj.Transformer.from_crs(WGS84 if datum in SHIFTED else crs, working, always_xy=True)

    def to_metres(xy: FloatArray) -> FloatArray:
        start = gcj02.to_wgs84(to_lonlat(xy, crs), datum) if datum in SHIFTED else xy
        return np.column_stack(out.transform(start[:, 0], start[:, 1]))

    return to_metres


def _in_degrees(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {role: frame.to_crs(WGS84) for role, frame in layers.items()}


def _in_own_system(tables: Tables, role: str, source: pyproj.CRS, record: Record) -> gpd.GeoDataFrame:
    """Label a layer with the system that it is in: its own, or that of AREAS."""
    frame: gpd.GeoDataFrame = getattr(tables, role)
    if frame.crs is None and role != "areas":
        tables.report(record, Severity.ASSUMED, "crs.layer_assumed", role,
                      "未注明坐标系，按小区文件的坐标系处理", "states no system and is taken to be in that of AREAS")
    follows = frame.crs is None or frame.crs == tables.areas.crs
    return frame.set_crs(source if follows else frame.crs.to_2d(), allow_override=True)


def _unshifted(
    frame: gpd.GeoDataFrame, datum: Datum, tables: Tables, role: str, record: Record
) -> gpd.GeoDataFrame:
    """Convert a layer from GCJ-02 or BD-09 to WGS 84 and say how far it moved."""
    lonlat, name = frame.to_crs(WGS84), datum.label
    before = lonlat.geometry.to_numpy()
    after: GeometryArray = shapely.transform(before, lambda xy: gcj02.to_wgs84(xy, datum))
    old, new = shapely.get_coordinates(before), shapely.get_coordinates(after)
    if len(old):
        _, _, metres = pyproj.Geod(ellps="WGS84").inv(*old.T, *new.T)
        mean = float(np.mean(metres))
        tables.report(record, Severity.REPAIRED, "datum.converted", role,
                f"由 {name} 换算为 WGS 84，平均移动 {mean:.0f} 米",
                f"converted from {name} to WGS 84, moved by {mean:.0f} m on average",
                measured=f"{mean:.1f} m", repaired="WGS 84")
        if not gcj02.covers(old).all():
            tables.report(record, Severity.WARNING, "datum.outside_china", role,
                    f"有点位在 {name} 适用范围之外，未移动", f"has points where {name} does not apply; they stay")
    return lonlat.set_geometry(gpd.GeoSeries(after, index=frame.index, crs=WGS84))


def _note_cgcs2000(tables: Tables, source: pyproj.CRS, record: Record) -> None:
    if source.geodetic_crs is not None and source.geodetic_crs.to_epsg() == 4490:
        tables.report(
            record, Severity.NOTE, "datum.cgcs2000", "areas",
            "CGCS2000 与 WGS 84 相差不足 1 米，地图上按 WGS 84 显示",
            "CGCS2000 and WGS 84 differ by less than a metre; maps show it as WGS 84",
        )


def _lonlat(areas: gpd.GeoDataFrame, source: pyproj.CRS) -> FloatArray:
    """Give a spot of each placed area in longitude and latitude, as near as choosing a zone needs."""
    middles = spots(areas)
    lonlat = to_lonlat(middles[np.isfinite(middles).all(axis=1)], source)
    lonlat = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(lonlat):
        raise UnknownCrsError(
            f"坐标无法从 {source.name} 换算为经纬度；请检查 --crs",
            f"the coordinates cannot be converted from {source.name}; check --crs",
        )
    return lonlat


def _no_place(tables: Tables) -> NoAreasError:
    return NoAreasError(
        f"{tables.file('areas')}：没有一行有可用的位置；请检查坐标字段",
        f"{tables.file('areas')}: no row has a usable place; check the columns of coordinates",
        file=tables.files.get("areas"),
    )
