"""Numbers as people write them: with units, separators, full-width digits, "about", or hidden on purpose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata import values

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray

_EMPTY = {
    "", "-", "--", "—", "——", "/", "\\", "nan", "null", "none", "n/a", "na", "nil", "#n/a",
    "无", "暂无", "不详", "未知",
}
_SUPPRESSED = {"x", "*", "**", "***", "****", "...", "……", "保密", "涉密", "不公开", "未公开", "隐去"}
_ABOUT = r"(?:约|大约|大概|近|将近|逾|~|≈)"
_FIGURE = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?:\.\d*)?(?:e[+-]?\d+)?"
_UNIT = r"[(\[]?(?:户|套|人|个|㎡|m2|平方米|平米|m|米)?[)\]]?"
_NUMBER = re.compile(
    rf"'?(?P<about>{_ABOUT})?\s*(?P<figure>{_FIGURE})\s*(?P<times>[千万])?\s*(?P<more>[余多])?\s*{_UNIT}\s*"
    r"(?P<around>左右|上下)?"
)
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,15})?")
"""What nearly every cell of a clean column is: read all at once, exactly as cell by cell."""

_TIMES = {None: 1, "千": 1_000, "万": 10_000}


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers as read.

    Attributes
    ----------
    values
        Shape (n,), float64; NaN where the cell is empty or unreadable.
    unreadable
        Shape (n,), bool. Cells that hold something that is no number.
    suppressed
        Shape (n,), bool. Of these, cells in which the number is hidden on purpose (``X``, ``***``).
    rewritten
        Shape (n,), bool. Cells read by taking off a unit, separators or full-width forms.
    approximate
        Shape (n,), bool. Of these, cells that say themselves that the number is rough (``约3,005``, ``3000余户``).
    """

    values: FloatArray
    unreadable: BoolArray
    suppressed: BoolArray
    rewritten: BoolArray
    approximate: BoolArray


@dataclass(frozen=True)
class _Cell:
    value: float = np.nan
    unreadable: bool = False
    suppressed: bool = False
    rewritten: bool = False
    approximate: bool = False


_BLANK = _Cell()
_UNREADABLE = _Cell(unreadable=True)


def read_numbers(cells: pd.Series) -> Numbers:
    """Read a column of numbers: ``3005户``, ``1,204``, ``1.2万`` and full-width digits are numbers too.

    Parameters
    ----------
    cells
        Values of any type.
    """
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        figures = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        infinite, none = np.isinf(figures), np.zeros(len(figures), dtype=np.bool_)
        return Numbers(np.where(infinite, np.nan, figures), infinite, none, none, none)
    listed = cells.tolist()
    plain = np.array([isinstance(cell, str) and _PLAIN.fullmatch(cell) is not None for cell in listed], dtype=np.bool_)
    figures = np.full(len(listed), np.nan)
    figures[plain] = np.array([cell for cell, is_plain in zip(listed, plain, strict=True) if is_plain], dtype=str)
    others = np.flatnonzero(~plain)
    found = [_read(listed[position]) for position in others]
    figures[others] = [cell.value for cell in found]
    unreadable, suppressed, rewritten, approximate = (np.zeros(len(listed), dtype=np.bool_) for _ in range(4))
    unreadable[others] = [cell.unreadable for cell in found]
    suppressed[others] = [cell.suppressed for cell in found]
    rewritten[others] = [cell.rewritten for cell in found]
    approximate[others] = [cell.approximate for cell in found]
    return Numbers(figures, unreadable, suppressed, rewritten, approximate)


def _read(value: object) -> _Cell:
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        return _finite(value, rewritten=False)
    content = values.text(value)
    if content is None or (plain := values.simplified(content)) in _EMPTY:
        return _BLANK
    if plain in _SUPPRESSED:
        return _Cell(unreadable=True, suppressed=True)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return _UNREADABLE
    about = any(match[part] is not None for part in ("about", "more", "around"))
    number = float(match["figure"].replace(",", "")) * _TIMES[match["times"]]
    return _finite(number, rewritten=content != match["figure"] or "," in content, approximate=about)


def _finite(value: float | np.integer | np.floating, *, rewritten: bool, approximate: bool = False) -> _Cell:
    try:
        number = float(value)
    except OverflowError:  # an integer of hundreds of digits
        return _UNREADABLE
    return _UNREADABLE if np.isinf(number) else _Cell(number, rewritten=rewritten, approximate=approximate)
