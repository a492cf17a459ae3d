"""Rows of a table in which an office states something: headers and words of either language, errors by row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from app.spreadsheet import unquoted
from geodata import reading
from geodata.errors import BadValueError, MissingColumnError

YES = frozenset({"1", "true", "yes", "y", "是"})
NO = frozenset({"0", "false", "no", "n", "否"})
_WHOLE = re.compile(r"(\d+)(?:\.0+)?\s*[户人个元年]?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")


@dataclass(frozen=True)
class StatedRow:
    """One row of a file.

    Attributes
    ----------
    cells
        Field → text, empty where the cell or the column is.
    columns
        Field → Chinese header, for messages.
    """

    file: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def text(self, field: str) -> str | None:
        """Read text, ``None`` where the cell is empty."""
        return self.cells.get(field) or None

    def needed(self, field: str) -> str:
        """Read text that must be there."""
        text = self.text(field)
        if text is None:
            raise self.bad(field, "不能为空，请补上", "must not be empty; fill it in")
        return text

    def whole(self, field: str) -> int | None:
        """Read a whole number, ``None`` where the cell is empty."""
        text = self.cells.get(field, "").replace(",", "").replace("，", "")
        if not text:
            return None
        found = _WHOLE.fullmatch(text)
        if found is None:
            raise self.bad(field, "应为不小于 0 的整数", "is a whole number, 0 or more")
        return int(found.group(1))

    def needed_whole(self, field: str) -> int:
        """Read a whole number that must be there."""
        self.needed(field)
        return self.whole(field) or 0

    def day(self, field: str) -> date | None:
        """Read a date, ``None`` where the cell is empty."""
        text = self.text(field)
        if text is None:
            return None
        found = _DAY.fullmatch(text)
        try:
            if found is not None:
                return date(*map(int, found.groups()))
        except ValueError:
            pass
        raise self.bad(field, "应为日期，如 2026-01-31", "is a date such as 2026-01-31")

    def needed_day(self, field: str) -> date:
        """Read a date that must be there."""
        self.needed(field)
        found = self.day(field)
        assert found is not None
        return found

    def word[Word: StrEnum](self, field: str, words: Mapping[Word, str]) -> Word | None:
        """Read a word of a list in either language, ``None`` where the cell is empty."""
        text = self.text(field)
        if text is None:
            return None
        for member, zh in words.items():
            if text.lower() in (member.value, zh):
                return member
        listed_zh, listed_en = "、".join(words.values()), ", ".join(member.value for member in words)
        raise self.bad(field, f"应为 {listed_zh} 之一", f"is one of {listed_en}")

    def flag(self, field: str) -> bool | None:
        """Read yes or no, ``None`` where the cell is empty."""
        text = self.cells.get(field, "").lower()
        if text and text not in YES | NO:
            raise self.bad(field, "应为 是 或 否", "is yes or no")
        return text in YES if text else None

    def bad(self, field: str, zh: str, en: str) -> BadValueError:
        """Make the error of one cell."""
        text = self.cells.get(field, "")
        return BadValueError(
            f"{self.file} 第 {self.number} 行，{self.columns[field]}“{text}”：{zh}",
            f'{self.file} row {self.number}, {field} "{text}": {en}', file=self.file, feature=str(self.number),
        )


def read_rows(
    name: str, columns: Mapping[str, str], needed: Sequence[str], what: tuple[str, str]
) -> tuple[StatedRow, ...]:
    """Read a table, CSV or Excel; rows without any of our fields are blank and left out.

    Parameters
    ----------
    name
        The file; ``FILE#SHEET`` names a sheet.
    columns
        Field → Chinese header; either may head the column.
    needed
        Fields whose column must be there.
    what
        What to call the table in messages, Chinese and English.

    Raises
    ------
    GeodataError
        Where the file cannot be read or lacks a column.
    """
    (layer,), _ = reading.read_file(name)
    headers = {_key(str(column)): str(column) for column in layer.frame.columns}
    found = {
        field: headers[_key(header)]
        for field, zh in columns.items() for header in (field, zh) if _key(header) in headers
    }
    missing = [field for field in needed if field not in found]
    if missing:
        raise MissingColumnError(
            f"{layer.file}：{what[0]}缺少列 {'、'.join(f'{columns[field]} ({field})' for field in missing)}，请补上",
            f"{layer.file}: the {what[1]} lacks the column {', '.join(missing)}; add it", file=layer.file,
        )
    rows = (
        StatedRow(layer.file, int(str(number)), {field: _text(row[column]) for field, column in found.items()}, columns)
        for number, row in layer.frame.iterrows()
    )
    return tuple(row for row in rows if any(row.cells.values()))


def _key(header: str) -> str:
    return header.strip().lower().replace(" ", "_")


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else unquoted(str(value).strip())
