"""Which column of a file is which of our fields: told by the user, named as ours, or by a usual header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import headers, values, written_geometry
from geodata.coordinate_pairs import find_pairs, trusted
from geodata.errors import BadValueError, MissingColumnError
from geodata.numbers import Numbers, read_numbers
from geodata.raw import RawLayer
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.domain import BoolArray
    from geodata.shape import GeometryArray

_LISTED_ROWS = 5


def check_mapping(columns: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a mapping for an input or a field that does not exist.

    Raises
    ------
    BadValueError
        Naming what exists.
    """
    for role, mapping in columns.items():
        known = headers.ALIASES.get(role)
        for name in mapping:
            if known is None or name not in known:
                listed = ", ".join(headers.ALIASES if known is None else known)
                raise BadValueError(
                    f"--map {role}.{name}：没有这个{'输入' if known is None else '字段'}；可用：{listed}",
                    f"--map {role}.{name}: no such {'input' if known is None else 'field'}; there are: {listed}",
                )


@dataclass
class Fields:
    """One layer read by our field names; what it had to choose itself goes into the record.

    Attributes
    ----------
    layer
        The layer as the file holds it.
    role
        The input's option name.
    mapping
        Our field → the file's column, as told; an empty column name switches the field off.
    """

    layer: RawLayer
    role: str
    mapping: Mapping[str, str]
    record: Record
    _found: dict[str, str | None] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """Row numbers in the file."""
        return [int(number) for number in self.layer.frame.index]

    def column(self, name: str) -> str | None:
        """Find the column of a field, or ``None``.

        Raises
        ------
        MissingColumnError
            Where the column told does not exist, or two columns fit equally well.
        """
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def require(self, *names: str) -> None:
        """Raise ``MissingColumnError`` where one of the fields has no column."""
        for name in names:
            if self.column(name) is None:
                raise self._missing(name, f"缺少字段 {name}", f"no column for {name}")

    def cells(self, name: str) -> pd.Series | None:
        """Give the values of a field as the file holds them, or ``None`` without a column."""
        column = self.column(name)
        return None if column is None else self.layer.frame[column]

    def texts(self, name: str) -> list[str | None]:
        """Give a field as text; all ``None`` without a column."""
        cells = self.cells(name)
        return [None] * len(self.layer.frame) if cells is None else [values.text(cell) for cell in cells]

    def numbers(self, name: str) -> Numbers:
        """Give a field as numbers, those read by taking off a unit or separators recorded; all NaN without a column."""
        cells = self.cells(name)
        read = read_numbers(pd.Series(np.nan, index=self.layer.frame.index) if cells is None else cells)
        if cells is not None and self.layer.has_geometry and not self.layer.dbase:
            self._note_text(name, cells)
        count = int(read.rewritten.sum())
        if count:
            self.report(
                Severity.REPAIRED, f"{self.role}.number_rewritten",
                f"{self.layer.file}：{name} 有 {count} 行带单位、分隔符或全角字符，已按数字读取",
                f"{self.layer.file}: {count} cells of {name} held units, separators or full-width digits, now numbers",
                measured=str(count), count=count,
            )
        self.report_rows(
            Severity.ASSUMED, f"{self.role}.number_approximate", read.approximate,
            f"的 {name} 自称约数，按所写数字计",
            f"have a {name} that calls itself approximate; the figure is taken as it stands",
        )
        return read

    def _note_text(self, name: str, cells: pd.Series) -> None:
        """Say that a column of a file which knows numbers holds them as text."""
        texts = sum(isinstance(cell, str) for cell in cells)
        if texts:
            self.report(
                Severity.NOTE, f"{self.role}.number_as_text",
                f"{self.layer.file}：字段“{self.column(name)}”（{name}）的 {texts} 个值是文字，按数字读取",
                f"{self.layer.file}: {texts} values of \"{self.column(name)}\" ({name}) are text and read as numbers",
                feature=self.column(name), measured=f"{texts} rows", count=texts,
            )

    @cached_property
    def written(self) -> written_geometry.Written | None:
        """Geometry that stands as text in a column, told or known by its header and what it holds; else ``None``."""
        if self.layer.has_geometry or self.mapping.get("geometry") == "":
            return None
        frame = self.layer.frame
        if "geometry" in self.mapping:
            return written_geometry.parse(frame[self._told("geometry")])
        usual = {header for tier in headers.ALIASES[self.role].get("geometry", ()) for header in tier}
        for column in map(str, frame.columns):
            if headers.key(column) in usual:
                written = written_geometry.parse(frame[column])
                if 2 * (~shapely.is_missing(written.shapes)).sum() > written.unreadable.sum():
                    self._assume("geometry", column)
                    return written
        return None

    @property
    def crs(self) -> str | None:
        """Coordinate system that the file states, be it in the cells of written geometry."""
        return self.written.crs if self.layer.crs is None and self.written is not None else self.layer.crs

    def geometry(self) -> GeometryArray:
        """Give each row's geometry in two dimensions; ``None`` where a row has none.

        Its own, else one written into a cell, else a point from ``x`` and ``y``.

        Raises
        ------
        MissingColumnError
            Where the layer has none of the three.
        """
        if self.layer.has_geometry:
            drawn: GeometryArray = self.layer.frame.geometry.to_numpy()
            self.report_rows(
                Severity.NOTE, "fields.height_unused", shapely.has_z(drawn), "带高程，只用平面位置",
                "have heights, which are not used",
            )
            return shapely.force_2d(drawn)
        if self.written is None:
            self.require("x", "y")
            return self._points()
        shapes = self.written.shapes.copy()
        self._report_unreadable_places(self.written.unreadable)
        missing = shapely.is_missing(shapes)
        if missing.any() and self.column("x") is not None and self.column("y") is not None:
            shapes[missing] = self._points()[missing]
        return shapes

    def _points(self) -> GeometryArray:
        x, y = self.numbers("x"), self.numbers("y")
        self._report_unreadable_places(x.unreadable | y.unreadable)
        known = np.isfinite(x.values) & np.isfinite(y.values)
        points = np.full(len(known), None, dtype=object)
        points[known] = shapely.points(x.values[known], y.values[known])
        return points

    def report(
        self, severity: Severity, code: str, message_zh: str, message_en: str,
        *, feature: str | None = None, measured: str | None = None, repaired: str | None = None, count: int = 1,
    ) -> None:
        """Record a finding about this file."""
        self.record.add(
            severity, code, message_zh, message_en,
            file=self.layer.file, feature=feature, measured=measured, repaired=repaired, count=count,
        )

    def report_rows(self, severity: Severity, code: str, which: BoolArray, zh: str, en: str) -> None:
        """Record one finding about several rows; ``zh`` and ``en`` follow the place and the count of rows."""
        numbers = [row for row, chosen in zip(self.rows, which, strict=True) if chosen]
        if not numbers:
            return
        listed = ", ".join(map(str, numbers[:_LISTED_ROWS])) + (" …" if len(numbers) > _LISTED_ROWS else "")
        self.report(
            severity, code,
            f"{self.layer.file}：{len(numbers)} 行（{listed}）{zh}",
            f"{self.layer.file}: {len(numbers)} rows ({listed}) {en}",
            feature=listed, measured=str(len(numbers)), count=len(numbers),
        )

    def _report_unreadable_places(self, which: BoolArray) -> None:
        self.report_rows(
            Severity.ERROR, f"{self.role}.place_unreadable", which,
            "的坐标无法读取，按无位置计；请改正", "have coordinates that cannot be read and count as without a place",
        )

    def _find(self, name: str) -> str | None:
        present = self.present
        if name in self.mapping:
            return self._told(name) if self.mapping[name] else None
        if name in present:
            return name
        for tier in headers.ALIASES[self.role][name]:
            fitting = [column for column in present if not headers.keys(column).isdisjoint(tier)]
            if len(fitting) > 1 and name in ("x", "y"):
                fitting = self._of_trusted_pair(name, fitting)
            if fitting:
                return self._assume(name, self._only(name, fitting))
        fitting = [column for column in present if self._is_cut(column, name)]
        return self._assume(name, self._only(name, fitting)) if fitting else None

    @property
    def present(self) -> list[str]:
        """Names of the columns of the file, in its order, but for the geometry."""
        frame = self.layer.frame
        hidden = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
        return [str(column) for column in frame.columns if column != hidden]

    def _told(self, name: str) -> str:
        told = self.mapping[name]
        if told not in self.present:
            raise self._missing(name, f"没有字段“{told}”", f"no column \"{told}\"")
        return told

    def _only(self, name: str, fitting: list[str]) -> str:
        if len(fitting) > 1:
            raise self._missing(
                name, f"{name} 有多个可用字段：{'、'.join(fitting)}", f"{name} could be any of {', '.join(fitting)}"
            )
        return fitting[0]

    def _assume(self, name: str, column: str) -> str:
        self.report(
            Severity.ASSUMED, "fields.assumed",
            f"{self.layer.file}：字段“{column}”按 {name} 读取",
            f"{self.layer.file}: column \"{column}\" is taken for {name}",
            feature=column, measured=column, repaired=name,
        )
        return column

    def _is_cut(self, column: str, name: str) -> bool:
        """Whether a header of a dBase table is one of the usual headers of a field, cut after ten bytes."""
        charset = self.layer.dbase
        usual = (header for tier in headers.ALIASES[self.role][name] for header in tier)
        return charset is not None and any(headers.is_cut(column, header, charset) for header in usual)

    def _of_trusted_pair(self, name: str, fitting: list[str]) -> list[str]:
        """Choose between coordinates given in several datums, each named by its headers."""
        pair = trusted(find_pairs(self.layer.frame))
        chosen = None if pair is None else pair.x if name == "x" else pair.y
        return [chosen] if chosen in fitting else fitting

    def _missing(self, name: str, zh: str, en: str) -> MissingColumnError:
        present = self.present
        option = name if self.role == "areas" else f"{self.role}.{name}"
        return MissingColumnError(
            f"{self.layer.file}：{zh}；请写 --map {option}=字段名，现有字段：{'、'.join(present)}",
            f"{self.layer.file}: {en}; write --map {option}=COLUMN, the columns are: {', '.join(present)}",
            file=self.layer.file, feature=name,
        )
