"""Parameters of a request, read strictly: what is unknown or has no such value is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from app.ogc.errors import ParameterError
from app.ogc.layer import DEFAULT_LIMIT, MOST_LIMIT, Field, Period, Query, Value
from app.ogc.systems import CRS84, Place, is_geographic, place_in
from app.web import MOST_NUMBER

FORMATS = ("json", "html")
OF_ITEMS = ("f", "limit", "after", "before", "bbox", "bbox-crs", "datetime", "crs")
OF_ITEM = ("f", "crs")
VERSION = "version"
CHINA = timezone(timedelta(hours=8))
"""Days of the registry are days of Beijing time."""
_INTEGER = re.compile(r"-?\d{1,18}")
_WORDS = {"true": True, "false": False}
_LONGEST = 400


def only(pairs: Iterable[tuple[str, str]], known: Iterable[str]) -> dict[str, str]:
    """Return parameters, each of which is known and told once.

    Raises
    ------
    ParameterError
        Where one is not, or holds the character NUL.
    """
    allowed, found = set(known), dict[str, str]()
    for name, value in pairs:
        if name not in allowed:
            raise ParameterError(
                f"没有参数 {name}。可用：{'、'.join(sorted(allowed))}",
                f"There is no parameter {name}. There are: {', '.join(sorted(allowed))}",
            )
        if name in found:
            raise _unfit(name, "只能出现一次", "may stand only once")
        if "\0" in value:
            raise _unfit(name, "含有空字符", "holds the character NUL")
        found[name] = value
    if found.get("f", FORMATS[0]) not in FORMATS:
        raise _unfit("f", "应为 json 或 html", "has to be json or html")
    return found


def read_version(told: Mapping[str, str]) -> int | None:
    """Return the version of a plan that is asked for."""
    return _whole(told, VERSION, 0) if VERSION in told else None


def read_system(told: Mapping[str, str], name: str, systems: Sequence[str]) -> str:
    """Return the system that a parameter names; CRS84 where it is left out.

    Raises
    ------
    ParameterError
        Where the collection is not given out in it.
    """
    uri = told.get(name, CRS84)
    if uri not in systems:
        raise _unfit(name, f"应为 {'、'.join(systems)}", f"has to be one of {', '.join(systems)}")
    return uri


def read_items(told: Mapping[str, str], fields: Sequence[Field], systems: Sequence[str]) -> Query:
    """Return which features are wanted.

    Raises
    ------
    ParameterError
        Where a value cannot be what its parameter means.
    """
    if "after" in told and "before" in told:
        raise _unfit("before", "不能与 after 同时使用", "does not go together with after")
    limit = min(_whole(told, "limit", 1), MOST_LIMIT) if "limit" in told else DEFAULT_LIMIT
    asked = {field.name: field for field in fields if field.is_asked}
    return Query(
        limit=limit, after=told.get("after"), before=told.get("before"),
        place=_read_place(told, read_system(told, "bbox-crs", systems)),
        period=_read_period(told["datetime"]) if "datetime" in told else None,
        where={name: _read_value(asked[name], value) for name, value in told.items() if name in asked},
    )


def _read_place(told: Mapping[str, str], system: str) -> Place | None:
    if "bbox" not in told:
        return None
    try:
        numbers = [float(part) for part in told["bbox"].split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise _unfit("bbox", "应为 4 个（或 6 个）数", "has to be 4 numbers (or 6)")
    half = len(numbers) // 2
    low, high = numbers[:2], numbers[half : half + 2]
    crosses = low[0] > high[0] and system == CRS84  # the antimeridian
    if low[1] > high[1] or (low[0] > high[0] and not crosses):
        raise _unfit("bbox", "第一个角点应小于第二个", "has to begin with the lower corner")
    if is_geographic(system):
        most = (180, 90) if system == CRS84 else (90, 180)
        if any(abs(value) > end for corner in (low, high) for value, end in zip(corner, most, strict=True)):
            raise _unfit("bbox", "超出经纬度范围", "is outside of longitude and latitude")
    try:
        return place_in(system, [*low, *high])
    except ValueError:
        raise _unfit("bbox", "超出坐标系的范围", "is outside of its system") from None


def _read_period(text: str) -> Period:
    if "/" not in text:
        day = _read_day(text)
        return Period(day, day)
    begin, _, end = text.partition("/")
    first, last = (None if part in ("", "..") else _read_day(part) for part in (begin, end))
    if (first is None and last is None) or (first is not None and last is not None and first > last):
        raise _no_moment()
    return Period(first, last)


def _read_day(text: str) -> date:
    try:
        moment = datetime.fromisoformat(text)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return moment.date()
        if moment.tzinfo is None or not re.match(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d", text):
            raise _no_moment()
        return moment.astimezone(UTC).astimezone(CHINA).date()
    except (ValueError, OverflowError):
        raise _no_moment() from None


def _no_moment() -> ParameterError:
    return _unfit(
        "datetime", "应如 2026-01-01T00:00:00Z，或 起/止，一头可为 ..",
        "has to be like 2026-01-01T00:00:00Z, or begin/end, one of which may be ..",
    )


def _whole(told: Mapping[str, str], name: str, least: int) -> int:
    value = int(told[name]) if _INTEGER.fullmatch(told[name]) else least - 1
    if value < least:
        raise _unfit(name, f"应为不小于 {least} 的整数", f"has to be a whole number of {least} or more")
    return min(value, MOST_NUMBER)


def _read_value(field: Field, text: str) -> Value:
    read = _READERS[field.type]
    try:
        if len(text) > _LONGEST:
            raise ValueError("too long")
        return read(text)
    except (ValueError, KeyError):
        raise _unfit(field.name, f"应为 {field.type}", f"has to be of type {field.type}") from None


def _integer(text: str) -> int:
    value = int(text) if _INTEGER.fullmatch(text) else None
    if value is None or abs(value) > MOST_NUMBER:
        raise ValueError(text)
    return value


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_READERS: Mapping[str, Callable[[str], Value]] = {
    "string": str, "integer": _integer, "number": _number, "boolean": _WORDS.__getitem__,
}


def _unfit(name: str, zh: str, en: str) -> ParameterError:
    return ParameterError(f"参数 {name} {zh}", f"The parameter {name} {en}")
