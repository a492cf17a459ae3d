"""One cell of a table read as what its column holds."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, get_args

from pydantic import TypeAdapter, ValidationError

from app.forms import FormField, Named, Pair
from app.registry.columns import Columns, CreditCode
from geodata.values import simplified, text, truth

SEPARATORS = re.compile(r"[、，,；;]")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
EXPECTED: dict[str, Pair] = {
    "integer": ("不带单位的整数，如 2350", "a whole number without unit, such as 2350"),
    "number": ("不带单位的数，如 612.5", "a number without unit, such as 612.5"),
    "flag": ("是或否", "yes or no"),
    "date": ("日期，如 2024-03-15", "a day, such as 2024-03-15"),
    "text": ("不超过 200 字", "at most 200 characters"),
    "long_text": ("不超过 4000 字", "at most 4000 characters"),
    "texts": ("用顿号分开的名称", "names with commas between"),
    "code": ("12 位数字", "12 digits"),
    "certificate_number": ("18 位统一社会信用代码", "a unified social credit code of 18 characters"),
}


class CellError(ValueError):
    """A cell that is not what its column holds; says what would be."""

    def __init__(self, cell: str, expected: Pair) -> None:
        super().__init__(cell)
        shown = cell if len(cell) <= 40 else f"{cell[:40]}…"
        self.message_zh = f"“{shown}”读不懂：应为{expected[0]}"
        self.message_en = f"\"{shown}\" cannot be read: this should be {expected[1]}"


def read_cell(field: FormField, raw: object) -> Any:
    """Return the value of a cell, or ``None`` where it is empty.

    Parameters
    ----------
    field
        What the column holds.
    raw
        As the file has it: text, or what a workbook holds.

    Raises
    ------
    CellError
        Where it is no such value, or one that the registry does not take.
    """
    cell = text(raw)
    if cell is None:
        return None
    expected = _expected(field)
    value = _value(field, raw, cell)
    if value is None:
        raise CellError(cell, expected)
    try:
        return _adapter(field.name).validate_python(value)
    except ValidationError as error:
        raise CellError(cell, expected) from error


def _value(field: FormField, raw: object, cell: str) -> Any:
    match field.kind:
        case "integer" | "number":
            bare = simplified(cell).replace(",", "").replace(" ", "")
            if NUMBER.fullmatch(bare) is None:
                return None
            number = float(bare)
            return number if field.kind == "number" else int(number) if number.is_integer() else None
        case "flag":
            return truth(cell)
        case "date":
            return _day(raw, cell)
        case "texts":
            return [each.strip() for each in SEPARATORS.split(cell) if each.strip()]
    if field.choices:
        word = simplified(cell)
        return next((each.value for each in field.choices if word in map(simplified, (each.value, each.zh, each.en))),
                    None)
    return cell


def _day(raw: object, cell: str) -> date | None:
    if isinstance(raw, date):
        return raw.date() if isinstance(raw, datetime) else raw
    found = DAY.fullmatch(simplified(cell)) or DIGITS.fullmatch(cell)
    try:
        return None if found is None else date(*map(int, found.groups()))
    except ValueError:
        return None


def _expected(field: FormField) -> Pair:
    if field.choices:
        told: list[Named] = list(field.choices)
        return "、".join(each.zh for each in told), " / ".join(each.en for each in told)
    zh, en = EXPECTED.get(field.name) or EXPECTED[field.kind]
    if field.least is not None and field.most is not None:
        bounds = f"{field.least:.0f}–{field.most:.0f}"
        return f"{zh}（{bounds}）", f"{en} ({bounds})"
    return zh, en


def _adapter(name: str) -> TypeAdapter[Any]:
    if name == "certificate_number":
        return TypeAdapter(CreditCode)
    info = Columns.model_fields.get(name)
    if info is None:
        return TypeAdapter(Any)
    constraints = [each for each in info.metadata if not get_args(each)]
    return TypeAdapter(Annotated[info.annotation, *constraints])
