"""Which coordinate system the files are in, and which metric one to work in."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pyproj
from pyproj.exceptions import CRSError, ProjError

from geodata.errors import UnknownCrsError
from geodata.fields import Tables
from geodata.guess import candidates
from geodata.placing import spots
from geodata.record import Record, Severity
from geodata.transforms import transformer

if TYPE_CHECKING:
    from geodata.domain import FloatArray

WGS84 = "EPSG:4326"
CGCS2000 = "EPSG:4490"

_MAX_SCALE_ERROR = 0.01
_MAX_SPAN_DEGREES = 3.0
_REMEDY_ZH = "请写 --crs EPSG:代码；坐标与地球无关时写 --crs local 或 local:SX,SY（每单位米数）"
_REMEDY_EN = "write --crs EPSG:n, or --crs local:SX,SY (metres per unit) for coordinates with no place on Earth"


def parse_local(crs: str) -> tuple[float, float]:
    """Read the metres per unit of x and of y from ``local`` or ``local:SX,SY``.

    Raises
    ------
    UnknownCrsError
        Where these are not two positive numbers.
    """
    if crs == "local":
        return 1.0, 1.0
    try:
        sx, sy = (float(number) for number in crs.removeprefix("local:").split(","))
    except ValueError:
        sx = sy = np.nan
    if not (0 < sx < np.inf and 0 < sy < np.inf):
        raise UnknownCrsError(
            f"--crs {crs}：无法读取；请写 local:SX,SY，即每单位 x、y 的米数，如 local:321.4,333.2",
            f"--crs {crs}: not understood; write local:SX,SY, the metres per unit of x and y (local:321.4,333.2)",
        )
    return sx, sy


def source_of(tables: Tables, crs: str | None, geographic: str | None, record: Record) -> pyproj.CRS:
    """Decide the system of AREAS: as told, as stated, else as the numbers allow: degrees, or a zone they spell out.

    A stated system that the numbers contradict is replaced only by one that they spell out, with a record.

    Parameters
    ----------
    tables
        Layers in the files' systems.
    crs
        System as told, or ``None``.
    geographic
        Which longitude and latitude are meant where nothing says so; ``None``: WGS 84, and that is an assumption.
    record
        Receives what was assumed.

    Raises
    ------
    UnknownCrsError
        Where the system cannot be known or used.
    """
    stated = tables.areas.crs
    xy = spots(tables.areas)
    if crs is not None:
        source = _parse(crs)
        if stated is not None and stated != source:
            tables.report(record, Severity.ASSUMED, "crs.overridden", "areas",
                    f"文件注明 {as_text(stated)}，按 --crs 改为 {as_text(source)}",
                    f"states {as_text(stated)}, read as {as_text(source)} as told")
    elif stated is not None:
        source = _unless_contradicted(tables, stated.to_2d(), xy, record)
    elif _share_of_lonlat(xy) >= 0.5:
        _refuse_wide(tables, xy)
        source = pyproj.CRS(geographic or WGS84)
        if geographic is None:
            tables.report(record, Severity.ASSUMED, "crs.assumed", "areas",
                    "未注明坐标系，坐标在经纬度范围内，按 WGS 84 处理",
                    "states no system; the numbers fit longitude and latitude and are taken for WGS 84")
    else:
        source = _spelt_out(tables, xy, record)
    if source.is_geographic and _share_of_lonlat(xy) < 0.5:
        raise _unknown(tables, xy)
    if not (source.is_geographic or source.is_projected):
        raise UnknownCrsError(
            f"{tables.file('areas')}：坐标系 {source.name} 无法使用；{_REMEDY_ZH}",
            f"{tables.file('areas')}: the system {source.name} cannot be used; {_REMEDY_EN}",
            file=tables.files.get("areas"),
        )
    return source


def working_for(source: pyproj.CRS, centre: FloatArray, record: Record) -> pyproj.CRS:
    """Choose the system to work in: the file's own where it measures true, else a zone of CGCS2000 or UTM.

    Parameters
    ----------
    source
        System of AREAS.
    centre
        Longitude and latitude of the middle of the areas, degrees.
    record
        Receives a note where the file's own metric system stretches lengths by more than 1 %.
    """
    lon, lat = float(centre[0]), float(centre[1])
    if source.is_projected and source.axis_info[0].unit_conversion_factor == 1.0:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            factors = pyproj.Proj(source).get_factors(lon, lat)
        stretch = max(abs(factors.meridional_scale - 1), abs(factors.parallel_scale - 1))
        if stretch <= _MAX_SCALE_ERROR:
            return source
        record.add(
            Severity.NOTE, "crs.stretched",
            f"{source.name} 在此处长度失真 {stretch:.1%}，另选坐标系计算",
            f"{source.name} stretches lengths here by {stretch:.1%}; another system is used to compute",
            measured=f"{stretch:.4f}",
        )
    if 73.5 <= lon <= 135.1 and 17.5 <= lat <= 53.6:
        # EPSG:4534 is CM 75E of the 3-degree zones without zone prefix, one code for each zone eastward.
        return pyproj.CRS.from_epsg(4534 + min(max(round(lon / 3) - 25, 0), 20))
    zone = min(int((lon + 180) // 6) + 1, 60)
    return pyproj.CRS.from_epsg((32600 if lat >= 0 else 32700) + zone)


def check_area_of_use(tables: Tables, source: pyproj.CRS, centre: FloatArray, record: Record) -> None:
    """Find coordinates whose two columns are swapped, or that a wrong zone has moved.

    Raises
    ------
    UnknownCrsError
        Where ``x`` and ``y`` are swapped.
    """
    use = source.area_of_use
    if use is None or source.is_geographic or _near(use.bounds, centre):
        return
    xy = np.nanmedian(spots(tables.areas), axis=0)
    if _near(use.bounds, to_lonlat(xy[None, ::-1], source)[0]):
        raise _swapped(tables)
    tables.report(record, Severity.WARNING, "crs.outside_area", "areas",
            f"位置在 {source.name} 的适用范围之外，请检查带号和坐标系",
            f"lies outside the area for which {source.name} is made; check zone and system")


def to_lonlat(xy: FloatArray, source: pyproj.CRS) -> FloatArray:
    """Transform coordinates to longitude and latitude (WGS 84); infinity where that fails. Shapes (n, 2)."""
    try:
        lonlat = transformer(source, WGS84).transform(xy[:, 0], xy[:, 1])
    except ProjError:
        return np.full_like(xy, np.inf)
    return np.column_stack(lonlat)


def as_text(crs: pyproj.CRS) -> str:
    """Give a system as text that pyproj reads: its authority code where it has one."""
    return str(crs.to_string())


def _refuse_wide(tables: Tables, xy: FloatArray) -> None:
    """Refuse to take small numbers for degrees where the district would be wider than any."""
    degrees = xy[(np.abs(xy) <= (180, 90)).all(axis=1)]
    if not len(degrees):
        return
    # Quartiles, so that a few rows in another city do not decide.
    west_south, east_north = np.percentile(degrees, [25, 75], axis=0)
    span = float((east_north - west_south).max())
    if span > _MAX_SPAN_DEGREES:
        raise UnknownCrsError(
            f"{tables.file('areas')}：未注明坐标系；按经纬度则半数小区相距达 {span:.0f} 度，不像一个区；{_REMEDY_ZH}",
            f"{tables.file('areas')}: states no system; half of it would lie {span:.0f} degrees apart, as in no "
            f"district; {_REMEDY_EN}",
            file=tables.files.get("areas"),
        )


def _unless_contradicted(tables: Tables, stated: pyproj.CRS, xy: FloatArray, record: Record) -> pyproj.CRS:
    """Keep the system that the file states, unless the numbers cannot be in it and spell out another."""
    if stated.is_geographic:
        return stated if _share_of_lonlat(xy) >= 0.5 else _spelt_out(tables, xy, record)
    known = xy[np.isfinite(xy).all(axis=1)]
    use, found = stated.area_of_use, candidates(xy)
    if use is None or not found or not found[0].certain or not len(known):
        return stated
    return stated if _near(use.bounds, to_lonlat(np.median(known, axis=0)[None], stated)[0]) else _spelt_out(
        tables, xy, record
    )


def _spelt_out(tables: Tables, xy: FloatArray, record: Record) -> pyproj.CRS:
    """Take the one metric system that fits the numbers, with a record.

    Raises
    ------
    UnknownCrsError
        Where none or several do.
    """
    found = candidates(xy, _place_of_others(tables))
    if not found or not found[0].certain:
        raise _unknown(tables, xy)
    source = pyproj.CRS.from_epsg(found[0].epsg)
    tables.report(
        record, Severity.ASSUMED, "crs.guessed", "areas",
        f"{found[0].why_zh}，按 {as_text(source)}（{source.name}）处理；若为北京 54 或西安 80，会偏约百米，请写 --crs",
        f"{found[0].why_en}; taken for {as_text(source)} ({source.name}). Beijing 1954 or Xi'an 1980 would lie about a "
        "hundred metres aside: then write --crs",
        repaired=as_text(source),
    )
    return source


def _place_of_others(tables: Tables) -> FloatArray | None:
    """Give longitude and latitude of another layer that states its system, or ``None``."""
    for role in tables.present:
        frame = getattr(tables, role)
        if role == "areas" or frame.crs is None:
            continue
        middles = spots(frame)
        middles = middles[np.isfinite(middles).all(axis=1)]
        lonlat = to_lonlat(np.median(middles, axis=0)[None], frame.crs)[0] if len(middles) else np.full(2, np.inf)
        if np.isfinite(lonlat).all() and (np.abs(lonlat) <= (180, 90)).all():
            return lonlat
    return None


def _parse(crs: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(crs).to_2d()
    except CRSError as error:
        raise UnknownCrsError(
            f"--crs {crs}：没有这个坐标系；请写 EPSG:代码，如 EPSG:4545",
            f"--crs {crs}: no such system; write EPSG:n (EPSG:4545)",
        ) from error


def _near(bounds: tuple[float, float, float, float], lonlat: FloatArray) -> bool:
    west, south, east, north = bounds
    lon, lat = float(lonlat[0]), float(lonlat[1])
    return west - 3 <= lon <= east + 3 and south - 3 <= lat <= north + 3


def _share_of_lonlat(xy: FloatArray) -> float:
    known = xy[np.isfinite(xy).all(axis=1)]
    if not len(known):
        return 1.0
    return float(((np.abs(known[:, 0]) <= 180) & (np.abs(known[:, 1]) <= 90)).mean())


def _unknown(tables: Tables, xy: FloatArray) -> UnknownCrsError:
    swapped, found = candidates(xy[:, ::-1]), candidates(xy)
    if _share_of_lonlat(xy[:, ::-1]) >= 0.5 or (swapped and not found):
        return _swapped(tables)
    x, y = np.nanmedian(xy, axis=0)
    hint_zh = "".join(f"；可能是 EPSG:{fit.epsg}（{fit.why_zh}）" for fit in found)
    hint_en = "".join(f"; it may be EPSG:{fit.epsg} ({fit.why_en})" for fit in found)
    return UnknownCrsError(
        f"{tables.file('areas')}：坐标（如 {x:.0f}, {y:.0f}）不是经纬度，也没有可用的坐标系说明{hint_zh}；{_REMEDY_ZH}",
        f"{tables.file('areas')}: coordinates such as {x:.0f}, {y:.0f} are not longitude and latitude, and no usable "
        f"system is stated{hint_en}; {_REMEDY_EN}",
        file=tables.files.get("areas"),
    )


def _swapped(tables: Tables) -> UnknownCrsError:
    return UnknownCrsError(
        f"{tables.file('areas')}：x 与 y 似乎颠倒；请用 --map x=字段名 --map y=字段名 对调",
        f"{tables.file('areas')}: x and y seem to be swapped; exchange them with --map x=COLUMN --map y=COLUMN",
        file=tables.files.get("areas"),
    )

