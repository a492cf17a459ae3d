"""Cells to values: text, numbers as people write them, yes and no, and words that stand for a member of a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.domain import AreaKind, FacilityStatus, HouseholdBasis

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray

_EMPTY = {
    "", "-", "--", "—", "——", "/", "\\", "nan", "null", "none", "n/a", "na", "nil", "#n/a",
    "无", "暂无", "不详", "未知",
}
_UNIT = r"(?:户|套|人|个|㎡|m2|平方米|平米|m|米)?"
_NUMBER = re.compile(rf"([+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+|(?=\.\d))(?:\.\d*)?(?:e[+-]?\d+)?)\s*{_UNIT}")

TRUE = {"1", "true", "t", "yes", "y", "是", "有", "√", "✓", "可"}
FALSE = {"0", "false", "f", "no", "n", "否", "×", "不可"}

AREA_KINDS: Mapping[str, AreaKind] = {kind.value: kind for kind in AreaKind} | {
    "小区": AreaKind.ESTATE,
    "住宅小区": AreaKind.ESTATE,
    "普通小区": AreaKind.ESTATE,
    "企业生活区": AreaKind.SOE_QUARTER,
    "职工生活区": AreaKind.SOE_QUARTER,
    "家属院": AreaKind.SOE_QUARTER,
    "家委会": AreaKind.FAMILY_COMMITTEE,
    "村": AreaKind.VILLAGE,
    "城中村": AreaKind.VILLAGE,
    "村转居": AreaKind.VILLAGE,
    "village_conversion": AreaKind.VILLAGE,
    "空地": AreaKind.VACANT,
    "待建": AreaKind.VACANT,
}
HOUSEHOLD_BASES: Mapping[str, HouseholdBasis] = {basis.value: basis for basis in HouseholdBasis} | {
    "户籍": HouseholdBasis.REGISTERED,
    "户籍户": HouseholdBasis.REGISTERED,
    "常住": HouseholdBasis.RESIDENT,
    "常住户": HouseholdBasis.RESIDENT,
    "住房": HouseholdBasis.DWELLINGS,
    "住房套数": HouseholdBasis.DWELLINGS,
    "规划户": HouseholdBasis.DWELLINGS,
    "入住": HouseholdBasis.OCCUPIED,
    "入住户": HouseholdBasis.OCCUPIED,
}
FACILITY_STATUSES: Mapping[str, FacilityStatus] = {status.value: status for status in FacilityStatus} | {
    "现状": FacilityStatus.EXISTING,
    "已建": FacilityStatus.EXISTING,
    "在用": FacilityStatus.EXISTING,
    "规划": FacilityStatus.PLANNED,
    "在建": FacilityStatus.PLANNED,
    "拟建": FacilityStatus.PLANNED,
    "备选": FacilityStatus.CANDIDATE,
    "候选": FacilityStatus.CANDIDATE,
}
SERVICE_KINDS = {"service", "服务设施", "社区服务设施", "社区综合服务设施", "社区用房", "社区服务站"}


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers as read.

    Attributes
    ----------
    values
        Shape (n,), float64; NaN where the cell is empty or unreadable.
    unreadable
        Shape (n,), bool. Cells that hold something that is no number.
    rewritten
        Shape (n,), bool. Cells read by taking off a unit, separators or full-width forms.
    """

    values: FloatArray
    unreadable: BoolArray
    rewritten: BoolArray


def text(value: object) -> str | None:
    """Give a cell as text without surrounding space; ``None`` where it is empty. Whole floats lose their ``.0``."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return str(int(value)) if float(value).is_integer() else str(float(value))
    return str(value).strip() or None


def simplified(value: str) -> str:
    """Give text in half-width forms, lower case, without surrounding space."""
    return unicodedata.normalize("NFKC", value).strip().lower()


def numbers(cells: pd.Series) -> Numbers:
    """Read a column of numbers: ``3005户``, ``1,204`` and full-width digits are numbers too.

    Parameters
    ----------
    cells
        Values of any type.
    """
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        infinite = np.isinf(values)
        return Numbers(np.where(infinite, np.nan, values), infinite, np.zeros(len(values), dtype=np.bool_))
    read = [_number(value) for value in cells]
    return Numbers(
        np.array([number for number, _, _ in read], dtype=np.float64),
        np.array([unreadable for _, unreadable, _ in read], dtype=np.bool_),
        np.array([rewritten for _, _, rewritten in read], dtype=np.bool_),
    )


def truth(value: str | None) -> bool | None:
    """Read yes or no; ``None`` where the cell is empty or says neither."""
    word = simplified(value or "")
    return True if word in TRUE else False if word in FALSE else None


def _number(value: object) -> tuple[float, bool, bool]:
    """Give value, whether it is unreadable, whether it was rewritten."""
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        number = float(value)
        return (np.nan, True, False) if np.isinf(number) else (number, False, False)
    content = text(value)
    if content is None or simplified(content) in _EMPTY:
        return np.nan, False, False
    match = _NUMBER.fullmatch(simplified(content))
    if match is None:
        return np.nan, True, False
    number = float(match[1].replace(",", ""))
    return (np.nan, True, False) if np.isinf(number) else (number, False, content != match[1] or "," in content)
