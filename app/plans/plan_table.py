"""A plan from elsewhere as rows: what each says of a unit or area, and where it lies if the file draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from app.drawing import COLUMNS
from app.spreadsheet import unquoted
from geodata import datum as datums
from geodata import headers, reading
from geodata.columns import Fields
from geodata.crs import WGS84, parse_local
from geodata.dataset import Dataset
from geodata.domain import Datum
from geodata.errors import MissingColumnError, UnreadableFileError
from geodata.fields import Tables
from geodata.parts import list_parts
from geodata.raw import RawLayer
from geodata.record import Record
from geodata.values import text, truth

if TYPE_CHECKING:
    from geodata.shape import GeometryArray

UNITS, SPLITS = "units", "splits"
"""Layers of a plan of ours."""

HEADERS: Mapping[str, frozenset[str]] = {
    "unit_id": frozenset({"unitid", "单元编号", "单元"}),
    "community_name": frozenset({"communityname", "commname", "社区名称", "社区名"}),
    "locked": frozenset({"locked", "frozen", "锁定"}),
}
"""Columns that only a plan has, beside those of areas (reduced as :func:`geodata.headers.key` does)."""

MOST_ROWS = 200_000
DEGREES = (180.0, 90.0)


@dataclass(frozen=True)
class Row:
    """What one row of the file says.

    Attributes
    ----------
    number
        In the file: of a table the line, of drawn features the position, from 1.
    unit_id, area_id, community, name
        As text; ``None`` where empty. ``name`` is what the community is called.
    locked
        ``None`` where the file does not say.
    """

    number: int
    unit_id: str | None
    area_id: str | None
    community: str | None
    name: str | None
    locked: bool | None


@dataclass(frozen=True, eq=False)
class PlanTable:
    """A plan as its file has it.

    Attributes
    ----------
    file, column
        Name of the file, and the column that names the community.
    rows
        In the order of the file.
    splits
        Unit → corners of the line that cuts it, in longitude and latitude, or metres without a place on Earth; only
        files of ours know any.
    """

    file: str
    column: str
    rows: tuple[Row, ...]
    layer: RawLayer
    dataset: Dataset
    crs: str | None = None
    datum: Datum | None = None
    splits: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)

    @cached_property
    def shapes(self) -> GeometryArray:
        """Where each row lies, in the coordinates of the dataset; ``None`` where it has no place.

        Raises
        ------
        UnknownCrsError, NoAreasError
            Where the file draws something that cannot be placed.
        """
        try:
            drawn = Fields(self.layer, "areas", {}, Record()).geometry()
        except MissingColumnError:
            return np.full(len(self.rows), None, dtype=object)
        return _placed(drawn, self)


def read_plan_table(
    path: Path, dataset: Dataset, *, part: str | None = None, column: str | None = None, crs: str | None = None,
    datum: Datum | None = None,
) -> PlanTable:
    """Read a plan: any vector file or table with a community column.

    Parameters
    ----------
    part
        Sheet, layer or archive member; a plan of ours is read by its layer ``units``.
    column
        The community column; else ``community_id``, ``community`` or a usual header.
    crs, datum
        Where the file does not say, or says wrong.

    Raises
    ------
    GeodataError
        Where the file cannot be read, or has no community column.
    """
    parts: list[str | None] = [part] if part is not None else [*list_parts(path)]
    chosen = next((one for one in parts if one is not None and _is_of_ours(one)), part)
    layers, _ = reading.read_file(_named(path, chosen))
    layer = layers[0]
    if len(layer.frame) > MOST_ROWS:
        raise UnreadableFileError(
            f"{layer.file}：{len(layer.frame)} 行，最多 {MOST_ROWS} 行；请只保留方案所在的图层",
            f"{layer.file}: {len(layer.frame)} rows, {MOST_ROWS} at most; keep only the layer of the plan",
            file=layer.file,
        )
    fields = Fields(layer, "areas", {}, Record())
    named = _community_column(fields, column)
    splits = _splits(path, chosen, parts, dataset)
    return PlanTable(layer.file, named, _rows(fields, named), layer, dataset, crs, datum, splits)


def _is_of_ours(part: str) -> bool:
    """Whether a part is the layer of units of a plan of ours: alone, in an archive, or a shapefile in one."""
    return PurePosixPath(part.rpartition("#")[2]).stem == UNITS


def _named(path: Path, part: str | None) -> str:
    return str(path) if part is None else f"{path}#{part}"


def _community_column(fields: Fields, told: str | None) -> str:
    present = fields.present
    found = told or next((name for name in COLUMNS if name in present), None)
    if found is None:
        try:
            found = fields.column("community")
        except MissingColumnError:  # several columns fit equally well: only the planner knows
            found = None
    if found is None or found not in present:
        wanted, listed = told or " / ".join(COLUMNS), "、".join(present)
        raise MissingColumnError(
            f"{fields.layer.file}：没有社区列 {wanted}；请指明社区列，现有：{listed}",
            f"{fields.layer.file}: no community column {wanted}; name the column, there are "
            f"{listed.replace('、', ', ')}",
            file=fields.layer.file, feature=wanted,
        )
    return found


def _rows(fields: Fields, community: str) -> tuple[Row, ...]:
    frame = fields.layer.frame

    def cells(column: str | None) -> list[str | None]:
        if column is None:
            return [None] * len(frame)
        return [None if (word := text(cell)) is None else unquoted(word) for cell in frame[column]]

    def own(name: str) -> str | None:
        fitting = (column for column in fields.present if not headers.keys(column).isdisjoint(HEADERS[name]))
        return next((column for column in fitting if column != community), None)

    locked = [truth(word) for word in cells(own("locked"))]
    columns = (cells(own("unit_id")), cells(_area_column(fields)), cells(community), cells(own("community_name")))
    return tuple(Row(number, *told) for number, *told in zip(fields.rows, *columns, locked, strict=True))


def _area_column(fields: Fields) -> str | None:
    try:
        return fields.column("area_id")
    except MissingColumnError:  # several columns could be it: then rows are found by place
        return None


def _placed(drawn: GeometryArray, table: PlanTable) -> GeometryArray:
    """Bring shapes into the coordinates of the dataset, with the datum step that areas go through."""
    dataset, fields = table.dataset, Fields(table.layer, "areas", {}, Record())
    if all(shape is None for shape in drawn):
        return drawn
    crs = table.crs
    if crs is None and (dataset.is_local or (fields.crs is None and not _are_degrees(drawn))):
        crs = dataset.source_crs
    areas = gpd.GeoDataFrame(
        {"area_id": pd.Series([str(row.number) for row in table.rows], dtype=object)}, geometry=list(drawn),
        crs=fields.crs,
    )
    bare = Tables(
        areas=areas, roads=None, barriers=None, facilities=None, subdistricts=None, buildings=None,
        household_basis=None, has_households=False, files={"areas": table.file},
    )
    tables, _ = datums.to_working(bare, crs=crs, told=table.datum, record=Record())
    placed = tables.areas if tables.areas.crs is None else tables.areas.to_crs(dataset.crs)
    shapes: GeometryArray = np.asarray(placed.geometry, dtype=object)
    return np.array([None if shape is None or shape.is_empty else shape for shape in shapes], dtype=object)


def _are_degrees(drawn: GeometryArray) -> bool:
    xy = np.abs(shapely.get_coordinates(drawn))
    return bool((xy <= DEGREES).all())


def _splits(
    path: Path, chosen: str | None, parts: list[str | None], dataset: Dataset
) -> dict[str, tuple[tuple[float, float], ...]]:
    """Read the lines that cut units, where the file is of ours."""
    beside = None if chosen is None else chosen.removesuffix(UNITS) + SPLITS
    if chosen is None or not chosen.endswith(UNITS) or beside not in parts:
        return {}
    (layer, *_), _ = reading.read_file(_named(path, beside))
    frame = layer.frame
    if not isinstance(frame, gpd.GeoDataFrame) or "unit_id" not in frame.columns:
        return {}
    scale = parse_local(dataset.source_crs) if dataset.is_local else (1.0, 1.0)
    shown = frame if dataset.is_local or frame.crs is None else frame.to_crs(WGS84)
    lines = shapely.transform(shapely.line_merge(np.asarray(shown.geometry, dtype=object)), lambda xy: xy * scale)
    return {
        str(unit): tuple((float(x), float(y)) for x, y in line.coords)
        for unit, line in zip(shown["unit_id"], lines, strict=True) if isinstance(line, shapely.LineString)
    }
