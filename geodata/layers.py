"""Barriers, facilities, outlines of street offices and buildings, read into tables of our fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import values
from geodata.columns import Fields
from geodata.domain import FacilityStatus, LineKind
from geodata.errors import BadValueError
from geodata.record import Severity
from geodata.tessellation import polygonal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.domain import BoolArray, FloatArray, IntArray
    from geodata.shape import GeometryArray

MAX_COUNT = 10_000_000
"""More households or persons than any area holds: a number above is an identifier in the wrong column."""

BARRIER_KINDS: Mapping[str, LineKind] = {
    "river": LineKind.RIVER, "stream": LineKind.RIVER, "canal": LineKind.RIVER, "water": LineKind.RIVER,
    "河": LineKind.RIVER, "河流": LineKind.RIVER, "河道": LineKind.RIVER, "水系": LineKind.RIVER, "渠": LineKind.RIVER,
    "rail": LineKind.RAIL, "railway": LineKind.RAIL, "铁路": LineKind.RAIL, "轨道": LineKind.RAIL,
    "wall": LineKind.WALL, "fence": LineKind.WALL, "围墙": LineKind.WALL, "墙": LineKind.WALL,
    "城墙": LineKind.WALL,
    "arterial": LineKind.ARTERIAL, "快速路": LineKind.ARTERIAL, "主干路": LineKind.ARTERIAL,
    "主干道": LineKind.ARTERIAL,
}
_SERVICE = "service"
_UNNAMED = "未命名街道"


def read_barriers(fields: Fields) -> gpd.GeoDataFrame:
    """Read what walkers cannot simply cross: columns ``name, kind`` (river, rail, wall, arterial) and lines."""
    fields.require("kind")
    words = fields.texts("kind")
    kinds = [BARRIER_KINDS.get(values.simplified(word or "")) for word in words]
    geometries, land = _outlines(fields.geometry())
    unknown = np.array([kind is None for kind in kinds], dtype=np.bool_)
    no_line = ~np.isin(shapely.get_type_id(geometries), (1, 2, 5))
    fields.report_rows(
        Severity.NOTE, "barriers.outline_taken", land, "是面，取其轮廓线", "are polygons; their outlines are taken"
    )
    fields.report_rows(
        Severity.ERROR, "barriers.kind_unknown", unknown,
        "的 kind 不是 river、rail、wall、arterial，未采用；请改正",
        "have a kind other than river, rail, wall, arterial and are left out; correct them",
    )
    fields.report_rows(
        Severity.WARNING, "barriers.not_a_line", no_line & ~unknown, "没有线，未采用", "hold no line and are left out"
    )
    keep = ~unknown & ~no_line
    columns: dict[str, Sequence[str | None]] = {"name": fields.texts("name"), "kind": kinds}
    return _frame(fields, columns, geometries)[keep].explode(ignore_index=True)


def read_facilities(fields: Fields) -> gpd.GeoDataFrame:
    """Read facilities of any kind: ``facility_id, name, kind, status``, three floor areas and a point."""
    ids = identifiers(fields, "facility_id", None)
    geometries = fields.geometry()
    drawn = shapely.get_type_id(geometries) > 0
    geometries[drawn] = shapely.point_on_surface(geometries[drawn])
    fields.report_rows(
        Severity.NOTE, "facilities.point_taken", drawn, "不是点，取其内部一点", "are no points; a point inside is taken"
    )
    names = [name or facility_id for name, facility_id in zip(fields.texts("name"), ids, strict=True)]
    columns: dict[str, Sequence[str | None]] = {
        "facility_id": ids, "name": names, "kind": _facility_kinds(fields), "status": _statuses(fields),
    }
    frame = _frame(fields, columns, geometries)
    for name in ("area_m2", "activity_m2", "plaza_m2"):
        frame[name] = _areas_m2(fields, name)
    return frame.reset_index(drop=True)


def read_subdistricts(fields: Fields) -> gpd.GeoDataFrame:
    """Read the outlines of street offices: ``subdistrict`` and polygons, one row a row of the file."""
    fields.require("subdistrict")
    names = [name or f"{_UNNAMED}{row}" for name, row in zip(fields.texts("subdistrict"), fields.rows, strict=True)]
    unnamed = np.array([name is None for name in fields.texts("subdistrict")], dtype=np.bool_)
    fields.report_rows(
        Severity.WARNING, "subdistricts.unnamed", unnamed,
        f"没有街道名称，暂名“{_UNNAMED}”加行号", f"have no name and are called \"{_UNNAMED}\" and the row number",
    )
    geometries = polygonal(fields.geometry())
    empty: BoolArray = shapely.is_empty(geometries)
    fields.report_rows(
        Severity.ERROR, "subdistricts.no_land", empty, "没有面，未采用；请改正", "hold no polygon and are left out"
    )
    if empty.all():
        raise BadValueError(
            f"{fields.layer.file}：没有街道的面；请提供面图层",
            f"{fields.layer.file}: no polygon of a street office; give a polygon layer",
            file=fields.layer.file,
        )
    return _frame(fields, {"subdistrict": names}, geometries)[~empty].reset_index(drop=True)


def read_buildings(fields: Fields) -> gpd.GeoDataFrame:
    """Read buildings by which an oversized area is split: ``households`` and a point or polygon."""
    fields.require("households")
    households, _ = counts(fields, "households")
    geometries = fields.geometry()
    placed = np.array([geometry is not None for geometry in geometries], dtype=np.bool_)
    fields.report_rows(
        Severity.WARNING, "buildings.no_place", ~placed, "没有位置，未采用", "have no place and are left out"
    )
    return _frame(fields, {}, geometries).assign(households=households)[placed].reset_index(drop=True)


def counts(
    fields: Fields, name: str, *, may_be_empty: BoolArray | None = None, called: str | None = None
) -> tuple[IntArray, BoolArray]:
    """Read a column of counts.

    Parameters
    ----------
    fields
        The layer.
    name
        Field of the counts.
    may_be_empty
        Shape (n,). Rows where an empty cell is 0 and no error; by default none.
    called
        Name for the record, where it is not that of the field.

    Returns
    -------
    counts, known
        Shape (n,). Whole counts, 0 where unknown, and where they are known. An unreadable, negative or absurd count
        is unknown, and an error that names the row.
    """
    read = fields.numbers(name)
    bad = read.unreadable | (read.values < 0) | (read.values > MAX_COUNT)
    empty = np.isnan(read.values) & ~read.unreadable
    allowed = np.zeros(len(bad), dtype=np.bool_) if may_be_empty is None else may_be_empty
    cells, name = fields.texts(name), called or name
    for position in np.flatnonzero(bad | (empty & ~allowed)):
        _report_count(fields, name, int(position), cells[position], hidden=bool(read.suppressed[position]))
    known = ~bad & ~empty
    fractional = known & (np.nan_to_num(read.values) % 1 != 0)
    fields.report_rows(
        Severity.REPAIRED, f"{fields.role}.count_rounded", fractional,
        f"的 {name} 不是整数，已四舍五入", f"have a {name} that is not whole and is rounded",
    )
    whole = np.floor(np.where(known, read.values, 0.0) + 0.5).astype(np.int64)
    return whole, known


def identifiers(
    fields: Fields, name: str, geometries: GeometryArray | None, parts: BoolArray | None = None
) -> list[str]:
    """Read identifiers as text, each made unique; without a column, row numbers serve.

    Parameters
    ----------
    fields
        The layer.
    name
        Field of the identifier.
    geometries
        Where given, rows that repeat identifier and geometry are one feature twice and keep their identifier.
    parts
        Shape (n,). Rows that give more land to the feature of that identifier above them and keep it too.
    """
    given = fields.texts(name)
    if fields.column(name) is None:
        fields.report(
            Severity.ASSUMED, f"{fields.role}.id_assumed",
            f"{fields.layer.file}：没有 {name} 字段，以行号为编号",
            f"{fields.layer.file}: no {name}, row numbers serve",
            repaired=name,
        )
    blank = np.array([value is None for value in given], dtype=np.bool_) & (fields.column(name) is not None)
    fields.report_rows(
        Severity.REPAIRED, f"{fields.role}.id_missing", blank,
        "没有编号，以行号为编号", "have no identifier; row numbers serve",
    )
    wanted = [value or str(row) for value, row in zip(given, fields.rows, strict=True)]
    taken, unique, seen = set(wanted), [], dict[str, set[bytes | None]]()
    for i, value in enumerate(wanted):
        shape = None if geometries is None or geometries[i] is None else shapely.to_wkb(geometries[i])
        is_repeat = (shape is not None and shape in seen.get(value, ())) or (parts is not None and bool(parts[i]))
        unique.append(_unique(fields, i, value, taken) if value in seen and not is_repeat else value)
        seen.setdefault(value, set()).add(shape)
    return unique


def read_words[Word](
    fields: Fields, name: str, known: Mapping[str, Word], default: Word, zh: str, en: str
) -> list[Word]:
    """Read a field of known words; `default` where a cell is blank, or holds another word, which is reported."""
    given = fields.texts(name)
    read = [known.get(values.simplified(word or "")) for word in given]
    unknown = np.array([r is None and w is not None for r, w in zip(read, given, strict=True)], dtype=np.bool_)
    fields.report_rows(Severity.WARNING, f"{fields.role}.{name}_unknown", unknown, zh, en)
    return [default if word is None else word for word in read]


def _unique(fields: Fields, position: int, value: str, taken: set[str]) -> str:
    n = 2
    while f"{value}-{n}" in taken:
        n += 1
    new = f"{value}-{n}"
    taken.add(new)
    zh, en = fields.layer.row(fields.rows[position])
    fields.report(
        Severity.REPAIRED, f"{fields.role}.id_repeated",
        f"{zh}：编号 {value} 重复，改为 {new}", f"{en}: identifier {value} is used twice, this one becomes {new}",
        feature=new, measured=value, repaired=new,
    )
    return new


def _report_count(fields: Fields, name: str, position: int, cell: str | None, *, hidden: bool) -> None:
    zh, en = fields.layer.row(fields.rows[position])
    shown = "空白" if cell is None else f"“{cell}”{'是被隐去的数字，' if hidden else ''}"
    shown_en = "is empty" if cell is None else f"\"{cell}\" {'hides the count' if hidden else 'cannot be a count'}"
    is_households = name == "households"
    fields.report(
        Severity.ERROR, f"{fields.role}.{name}_{'suppressed' if hidden else 'unreadable'}",
        f"{zh}：{name} {shown}无法计数，{'按 0 户计' if is_households else '按未知计'}；请改正",
        f"{en}: {name} {shown_en}, {'counted as 0' if is_households else 'taken as unknown'}; correct it",
        feature=str(fields.rows[position]), measured=cell, repaired="0" if is_households else None,
    )


def _areas_m2(fields: Fields, name: str) -> FloatArray:
    read = fields.numbers(name)
    bad = read.unreadable | (read.values < 0)
    fields.report_rows(
        Severity.ERROR, f"facilities.{name}_unreadable", bad,
        f"的 {name} 无法读取，按未知计；请改正", f"have a {name} that cannot be read and counts as unknown; correct it",
    )
    return np.where(bad, np.nan, read.values)


def _facility_kinds(fields: Fields) -> list[str]:
    words = fields.texts("kind")
    if fields.column("kind") is None:
        fields.report(
            Severity.ASSUMED, "facilities.kind_assumed",
            f"{fields.layer.file}：没有 kind 字段，全部按社区综合服务设施计",
            f"{fields.layer.file}: no kind, all count as service facilities",
        )
    return [_SERVICE if w is None or values.simplified(w) in values.SERVICE_KINDS else w for w in words]


def _statuses(fields: Fields) -> list[FacilityStatus]:
    return read_words(
        fields, "status", values.FACILITY_STATUSES, FacilityStatus.EXISTING,
        "的 status 无法识别，按现状设施计", "have a status that is not known and count as existing",
    )


def _outlines(geometries: GeometryArray) -> tuple[GeometryArray, BoolArray]:
    """Turn polygons into their boundary lines; tell which rows were polygons."""
    land = np.isin(shapely.get_type_id(geometries), (3, 6))
    lines = geometries.copy()
    lines[land] = shapely.boundary(geometries[land])
    return lines, land


def _frame(
    fields: Fields, columns: Mapping[str, Sequence[str | None]], geometries: GeometryArray
) -> gpd.GeoDataFrame:
    index = fields.layer.frame.index
    data = {name: pd.Series(list[object](cells), index=index, dtype=object) for name, cells in columns.items()}
    return gpd.GeoDataFrame(data, geometry=list(geometries), index=index, crs=fields.crs)
