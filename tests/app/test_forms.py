"""A model told as a form: what a page has to draw."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from app.forms import Said, form


class Part(BaseModel):
    name: Annotated[str, Field(max_length=20), Said("名称", "name")]


class Sheet(BaseModel):
    count: Annotated[int | None, Field(ge=0, le=9), Said("数", "count", "person", "CQ-3.1", is_needed=True)] = None
    share: Annotated[float, Said("比例", "share")]
    day: Annotated[date | None, Said("日期", "day")] = None
    sure: Annotated[bool, Said("确定", "sure")] = False
    side: Annotated[
        Literal["east", "west"], Said("方向", "side", choices={"east": ("东", "east"), "west": ("西", "west")})
    ]
    text: Annotated[str, Field(max_length=5_000), Said("说明", "text")]
    words: Annotated[list[Annotated[str, Field(max_length=9)]], Said("词", "words")]
    part: Annotated[Part, Said("部分", "part")]
    parts: Annotated[list[Part], Said("各部分", "parts")]


def fields():
    return {field.name: field for field in form("sheet", ("表", "sheet"), Sheet).fields}


def test_kinds():
    assert {name: field.kind for name, field in fields().items()} == {
        "count": "integer", "share": "number", "day": "date", "sure": "flag", "side": "choice", "text": "long_text",
        "words": "texts", "part": "part", "parts": "parts",
    }


def test_what_a_field_says_of_itself():
    count = fields()["count"]
    assert (count.zh, count.en, count.clause) == ("数", "count", "CQ-3.1")
    assert (count.least, count.most, count.is_needed, count.is_required) == (0, 9, True, False)
    assert count.unit is not None
    assert (count.unit.zh, count.unit.en) == ("人", "persons")
    assert fields()["share"].is_required
    assert [(choice.value, choice.zh) for choice in fields()["side"].choices] == [("east", "东"), ("west", "西")]
    assert [part.name for part in fields()["parts"].fields] == ["name"]


def test_a_field_without_a_name_is_a_mistake_of_ours():
    class Nameless(BaseModel):
        count: int

    with pytest.raises(TypeError, match="count"):
        form("nameless", ("表", "sheet"), Nameless)


def test_so_is_a_type_that_no_form_has():
    class Odd(BaseModel):
        value: Annotated[complex, Said("数", "value")]

    with pytest.raises(TypeError, match="complex"):
        form("odd", ("表", "sheet"), Odd)
