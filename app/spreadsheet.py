"""Tables that people open in Excel: UTF-8 with its mark, and no cell that Excel would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, chain
from pathlib import Path

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with, or a spreadsheet would compute it."""
ROWS_PER_CHUNK = 500


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV; ``None`` is an empty cell, text that looks like a formula is quoted."""
    path.write_bytes(as_csv(header, rows))


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV, in the form that Excel opens without asking."""
    return b"".join(csv_chunks(header, rows))


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Return a table as CSV piece by piece, for one that is longer than memory; see `as_csv`."""
    encoding = "utf-8-sig"
    for some in batched(chain([header], ([quoted(cell) for cell in row] for row in rows)), ROWS_PER_CHUNK):
        text = io.StringIO()
        csv.writer(text).writerows(some)
        yield text.getvalue().encode(encoding)
        encoding = "utf-8"


def quoted(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and looks_like_formula(cell) else cell


def unquoted(text: str) -> str:
    """Take off the apostrophe that :func:`quoted` has put there."""
    return text[1:] if text.startswith("'") and looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether text begins like a formula, apostrophes before it left aside, so that quoting can be undone."""
    return text.lstrip("'").startswith(FORMULA)
