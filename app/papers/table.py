"""A table of a paper: the same rows whether it is written as a sheet, in a document or on paper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.papers.words import UNKNOWN, clean, count, decimal, percent

type Cell = str | int | float | None


class Kind(StrEnum):
    """How the cells of a column are written; ``FIGURE`` is for numbers of different kinds."""

    TEXT = "text"
    COUNT = "count"
    AREA = "area"
    KM2 = "km2"
    SHARE = "share"
    FIGURE = "figure"

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers: they stand at the right."""
        return self is not Kind.TEXT


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    key
        Name within the program.
    head
        What stands above it, with the unit.
    width
        In Chinese letters of the body.
    """

    key: str
    head: str
    kind: Kind = Kind.TEXT
    width: float = 6


@dataclass(frozen=True)
class Table:
    """Rows under columns.

    Attributes
    ----------
    name
        Short: what the sheet of a workbook is called.
    sums
        Numbers of the rows that add up others; they are emphasised.
    notes
        Sentences that stand under it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: frozenset[int] = frozenset()
    notes: tuple[str, ...] = field(default=())

    def without(self, keys: Collection[str]) -> Table:
        """Leave columns out."""
        kept = [at for at, column in enumerate(self.columns) if column.key not in keys]
        return replace(
            self, columns=tuple(self.columns[at] for at in kept),
            rows=tuple(tuple(row[at] for at in kept) for row in self.rows),
        )


def written(cell: Cell, kind: Kind) -> str:
    """Write a cell for a document."""
    if cell is None:
        return UNKNOWN
    if isinstance(cell, str):
        return clean(cell)
    match kind:
        case Kind.SHARE:
            return percent(cell)
        case Kind.KM2:
            return f"{cell:,.3f}"
        case Kind.AREA:
            return f"{cell:,.1f}"
        case Kind.FIGURE:
            return decimal(cell)
        case _:
            return count(cell)
