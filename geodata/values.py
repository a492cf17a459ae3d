"""Cells to values: text, yes and no, and words that stand for a member of a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.domain import AreaKind, FacilityStatus, HouseholdBasis, Ruling

_MONTH = re.compile(
    r"(?P<year>(?:19|20)\d\d)"
    r"(?:年?|年(?P<zh>\d{1,2})月?(?:\d{1,2}日)?|[-/](?P<split>\d{1,2})(?:[-/]\d{1,2})?|\.(?P<dot>\d\d|[2-9])(?:\.\d{1,2})?"
    r"|(?P<bare>\d\d)(?:\d\d)?)(?:[ t]00:00(?::00)?)?"
)
"""A month, a day of it, or a year; ``2011.1`` is no month, as a spreadsheet may have made it of ``2011.10``."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")

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
DECIDED = {"ruled", "withdrawn", "已裁定", "已明确", "已定", "撤回", "已撤回"}
RULINGS: Mapping[str, Ruling | None] = {
    **{ruling.value: ruling for ruling in Ruling if ruling},
    **dict.fromkeys(DECIDED | FALSE),
    **dict.fromkeys({*TRUE, "undecided", "待定", "未定", "待裁定", "未明确", "未报"}, Ruling.NOT_ASKED),
    "已报": Ruling.REPORTED,
    "已上报": Ruling.REPORTED,
    "街道已报": Ruling.REPORTED,
    "区裁定中": Ruling.DISTRICT_RULING,
    "待区民政局裁定": Ruling.DISTRICT_RULING,
    "已报区政府": Ruling.APPLIED_TO_DISTRICT_GOV,
    "已报市民政局": Ruling.REPORTED_TO_CITY,
    "市裁定中": Ruling.CITY_RULING,
    "待市民政局裁定": Ruling.CITY_RULING,
}
"""State of the ruling on an undecided area; ``None``: it is decided."""

SERVICE_KINDS = {"service", "服务设施", "社区服务设施", "社区综合服务设施", "社区用房", "社区服务站"}


def text(value: object) -> str | None:
    """Give a cell as text without surrounding space and control characters; ``None`` where it is empty.

    Whole floats lose their ``.0``.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return str(int(value)) if float(value).is_integer() else str(float(value))
    return _CONTROL.sub("", str(value)).strip() or None


def simplified(value: str) -> str:
    """Give text in half-width forms, lower case, without surrounding space."""
    return unicodedata.normalize("NFKC", value).strip().lower()


def month(value: str) -> str | None:
    """Read a month as ``YYYY-MM``, a year alone as ``YYYY``; ``None`` where the cell says neither."""
    found = _MONTH.fullmatch(simplified(value).replace(" ", "") if "年" in value else simplified(value))
    if found is None:
        return None
    number = found["zh"] or found["split"] or found["dot"] or found["bare"]
    if number is None:
        return found["year"]
    return f"{found['year']}-{int(number):02d}" if 1 <= int(number) <= 12 else None


def truth(value: str | None) -> bool | None:
    """Read yes or no; ``None`` where the cell is empty or says neither."""
    word = simplified(value or "")
    return True if word in TRUE else False if word in FALSE else None
