"""How papers say things: numbers, dates, limits and verdicts, in the language that is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.language import say
from app.maps.payload import catalogues

UNKNOWN = "—"
FILL_IN = "＿＿＿＿"
SIDES = ("east", "south", "west", "north")

_SIDE = {"east": ("东至", "east to "), "south": ("南至", "south to "), "west": ("西至", "west to "),
         "north": ("北至", "north to ")}
_STATUS = {
    "pass": ("符合", "meets"), "fail": ("不符合", "breaks"), "waived": ("已豁免", "waived"),
    "not_applicable": ("不适用", "not applicable"), "unknown": ("待定", "open"),
}
_SEVERITY = {"hard": ("强制", "must"), "soft": ("提示", "note"), "advisory": ("告知", "info")}
_FACILITY = {"existing": ("现有", "existing"), "planned": ("拟建", "planned"), "candidate": ("备选", "candidate")}
_UNIT = {"street office": ("个街道", "street office")}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def word(key: str, **values: object) -> str:
    """Return a text of the pages, in the language that is asked for."""
    text = catalogues()[say("zh", "en")][key]
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), text)


def clean(text: str) -> str:
    """Put a mark in place of what no document may hold: control characters and halves of letters."""
    return _CONTROL.sub("\ufffd", text)


def count(value: float | None) -> str:
    """Write a whole number with thousands commas; the minus is U+2212."""
    return UNKNOWN if value is None else f"{round(value):,}".replace("-", "−")


def decimal(value: float | None, digits: int = 1) -> str:
    """Write a number with at most so many decimals, none where they are noughts."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def percent(share: float | None) -> str:
    """Write a share, 0 to 1, in per cent."""
    return UNKNOWN if share is None else f"{decimal(share * 100)}%"


def long_date(day: date | None) -> str:
    """Write a day as papers do; a blank to fill in where it is not known."""
    if day is None:
        return say("＿＿＿＿年＿＿月＿＿日", "__________")
    return say(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def limit(bound: Mapping[str, Any] | None) -> str:
    """Say what limits a community on one side: the name of the line, or what kind of line it is."""
    if not bound:
        return UNKNOWN
    return str(bound.get("name") or word(f"limit_kind.{bound['kind']}"))


def four_limits(bounds: Mapping[str, Any] | None) -> str:
    """Say the four limits in one line, or that they are not known."""
    if not bounds:
        return say("四至未知", "limits not known")
    parts = [f"{say(*_SIDE[side])}{limit(bounds.get(side))}" for side in SIDES]
    return say("，", ", ").join(parts)


def status(value: str) -> str:
    """Say how something stands to a rule."""
    return say(*_STATUS[value])


def severity(value: str) -> str:
    """Say how much a rule weighs."""
    return say(*_SEVERITY.get(value, (value, value)))


def facility_status(value: str | None) -> str:
    """Say whether a facility stands."""
    return UNKNOWN if not value else say(*_FACILITY.get(value, (value, value)))


def measured(value: float | None, unit: str | None) -> str:
    """Write a number of the audit with its unit."""
    if value is None:
        return UNKNOWN
    if unit == "ratio":
        return percent(value)
    return f"{decimal(value)} {unit_name(unit)}".strip()


def unit_name(unit: str | None) -> str:
    """Return a unit of the audit in words."""
    if not unit:
        return ""
    if unit in _UNIT:
        return say(*_UNIT[unit])
    return word(f"unit.{unit}") if f"unit.{unit}" in catalogues()["zh"] else unit


def household_basis(value: str | None) -> str:
    """Say what a household count counts; a blank to fill in where the files do not say."""
    return word(f"data.basis.{value}") if value else FILL_IN


def chinese_number(number: int) -> str:
    """Write a number below a hundred as Chinese papers count their parts; a larger one in figures."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    written = f"{'' if tens == 1 else digits[tens % 10]}十{'' if ones == 0 else digits[ones]}"
    return written if number < 100 else str(number)


def letters(text: str) -> float:
    """Return how wide a text is, in Chinese letters."""
    return sum(1.0 if ord(letter) > 255 else 0.56 for letter in text)


def shortened(text: str, room: float) -> str:
    """Cut a text that is wider than so many Chinese letters; a dot leader says so."""
    if letters(text) <= room:
        return text
    kept = ""
    for letter in text:
        if letters(kept + letter) > room - 1:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def listed(names: list[str]) -> str:
    """Write names one after the other."""
    return say("、", ", ").join(names)
