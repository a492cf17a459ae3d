"""Which column of a file is which of our fields: told by the user, named as ours, or by a usual header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata import headers, values
from geodata.errors import BadValueError, MissingColumnError
from geodata.reading import RawLayer
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

    def numbers(self, name: str) -> values.Numbers:
        """Give a field as numbers, those read by taking off a unit or separators recorded; all NaN without a column."""
        cells = self.cells(name)
        read = values.numbers(pd.Series(np.nan, index=self.layer.frame.index) if cells is None else cells)
        count = int(read.rewritten.sum())
        if count:
            self.report(
                Severity.REPAIRED, f"{self.role}.number_rewritten",
                f"{self.layer.file}：{name} 有 {count} 行带单位、分隔符或全角字符，已按数字读取",
                f"{self.layer.file}: {count} cells of {name} held units, separators or full-width digits, now numbers",
                measured=str(count),
            )
        return read

    def geometry(self) -> GeometryArray:
        """Give each row's geometry in two dimensions: its own, else a point from ``x`` and ``y``; ``None`` without.

        Raises
        ------
        MissingColumnError
            Where the layer has neither geometry nor coordinate columns.
        """
        if self.layer.has_geometry:
            drawn: GeometryArray = shapely.force_2d(self.layer.frame.geometry.to_numpy())
            return drawn
        self.require("x", "y")
        x, y = self.numbers("x"), self.numbers("y")
        self._report_unreadable_places(x.unreadable | y.unreadable)
        known = np.isfinite(x.values) & np.isfinite(y.values)
        points = np.full(len(known), None, dtype=object)
        points[known] = shapely.points(x.values[known], y.values[known])
        return points

    def report(
        self, severity: Severity, code: str, message_zh: str, message_en: str,
        *, feature: str | None = None, measured: str | None = None, repaired: str | None = None,
    ) -> None:
        """Record a finding about this file."""
        self.record.add(
            severity, code, message_zh, message_en,
            file=self.layer.file, feature=feature, measured=measured, repaired=repaired,
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
            feature=listed, measured=str(len(numbers)),
        )

    def _report_unreadable_places(self, which: BoolArray) -> None:
        self.report_rows(
            Severity.ERROR, f"{self.role}.place_unreadable", which,
            "的坐标无法读取，按无位置计；请改正", "have coordinates that cannot be read and count as without a place",
        )

    def _find(self, name: str) -> str | None:
        hidden = "geometry" if self.layer.has_geometry else None
        present = [str(column) for column in self.layer.frame.columns if column != hidden]
        if name in self.mapping:
            told = self.mapping[name]
            if told and told not in present:
                raise self._missing(name, f"没有字段“{told}”", f"no column \"{told}\"")
            return told or None
        if name in present:
            return name
        for tier in headers.ALIASES[self.role][name]:
            fitting = [column for column in present if headers.key(column) in tier]
            if len(fitting) > 1:
                raise self._missing(
                    name, f"{name} 有多个可用字段：{'、'.join(fitting)}", f"{name} could be any of {', '.join(fitting)}"
                )
            if fitting:
                self.report(
                    Severity.ASSUMED, "fields.assumed",
                    f"{self.layer.file}：字段“{fitting[0]}”按 {name} 读取",
                    f"{self.layer.file}: column \"{fitting[0]}\" is taken for {name}",
                    feature=fitting[0], measured=fitting[0], repaired=name,
                )
                return fitting[0]
        return None

    def _missing(self, name: str, zh: str, en: str) -> MissingColumnError:
        present = [str(column) for column in self.layer.frame.columns if column != "geometry"]
        option = name if self.role == "areas" else f"{self.role}.{name}"
        return MissingColumnError(
            f"{self.layer.file}：{zh}；请写 --map {option}=字段名，现有字段：{'、'.join(present)}",
            f"{self.layer.file}: {en}; write --map {option}=COLUMN, the columns are: {', '.join(present)}",
            file=self.layer.file, feature=name,
        )
