"""What a record is called in both languages: pydantic models told as forms, so that a page draws what a model asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

Pair = tuple[str, str]
"""Chinese and English."""

UNITS: Mapping[str, Pair] = MappingProxyType({
    "person": ("人", "persons"), "household": ("户", "households"), "m2": ("平方米", "m²"), "yuan": ("元", "yuan"),
    "yuan_year": ("元/年", "yuan a year"), "yuan_month": ("元/月", "yuan a month"), "count": ("个", ""),
})
LONG = 1_000
"""Text that may be longer than this gets several lines."""
KINDS: Mapping[type, str] = MappingProxyType({
    bool: "flag", int: "integer", float: "number", date: "date", str: "text",
})


@dataclass(frozen=True)
class Said:
    """What people call one field of a record; stands in its ``Annotated``.

    Attributes
    ----------
    unit
        A key of :data:`UNITS`.
    clause
        The rule that asks for it.
    choices
        What each value of a ``Literal`` is called.
    is_needed
        Whether a later step needs it, though the record may be saved without.
    """

    zh: str
    en: str
    unit: str | None = None
    clause: str | None = None
    is_needed: bool = False
    choices: Mapping[str, Pair] = MappingProxyType({})


class Named(BaseModel):
    """A name in both languages."""

    zh: str
    en: str


class Choice(Named):
    """One value of a field that has few."""

    value: str


class FormField(Named):
    """One field of a form."""

    name: str
    kind: Literal["text", "long_text", "integer", "number", "flag", "date", "choice", "texts", "part", "parts"] = Field(
        description="`texts`: a list of texts; `part`: a form within; `parts`: a list of such."
    )
    unit: Named | None = None
    clause: str | None = Field(None, description="The rule that asks for it.")
    is_required: bool = Field(False, description="Without it the record cannot be saved.")
    is_needed: bool = Field(False, description="A later step needs it; the record may be saved without.")
    is_set: bool = Field(False, description="A flag that stands unless somebody takes it away.")
    least: float | None = Field(None, description="Least value of a number.")
    most: float | None = Field(None, description="Greatest value of a number.")
    pattern: str | None = Field(None, description="What a text has to look like.")
    choices: list[Choice] = Field(default_factory=list)
    fields: list[FormField] = Field(default_factory=list, description="Fields of a part.")


class Form(Named):
    """A record as a form."""

    name: str
    fields: list[FormField]


def form(name: str, title: Pair, model: type[BaseModel]) -> Form:
    """Tell a model as a form.

    Raises
    ------
    TypeError
        Where a field has no name in both languages, or a type that no form has.
    """
    return Form(name=name, zh=title[0], en=title[1], fields=_fields(model))


def _fields(model: type[BaseModel]) -> list[FormField]:
    return [_field(model, info.alias or name, info) for name, info in model.model_fields.items()]


def _field(model: type[BaseModel], name: str, info: FieldInfo) -> FormField:
    said = next((each for each in info.metadata if isinstance(each, Said)), None)
    if said is None:
        raise TypeError(f"{model.__name__}.{name} has no name in both languages")
    kind, inner = _kind(info.annotation, info)
    unit = UNITS.get(said.unit or "")
    return FormField(
        name=name, zh=said.zh, en=said.en, kind=kind, clause=said.clause, is_required=info.is_required(),
        is_needed=said.is_needed, is_set=info.default is True,
        unit=None if unit is None else Named(zh=unit[0], en=unit[1]),
        least=_bound(info, "ge"), most=_bound(info, "le"), pattern=_bound(info, "pattern"),
        choices=[Choice(value=value, zh=zh, en=en) for value, (zh, en) in said.choices.items()],
        fields=[] if inner is None else _fields(inner),
    )


def _kind(annotation: Any, info: FieldInfo) -> tuple[Any, type[BaseModel] | None]:
    """Say which kind of field a type makes, and the model of a part."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _kind(next(each for each in inner if each is not NoneType), info)
    if origin is not None and hasattr(annotation, "__metadata__"):
        return _kind(inner[0], info)
    if origin is Literal:
        return "choice", None
    if origin is list:
        kind, part = _kind(inner[0], info)
        return ("texts", None) if part is None and kind in ("text", "long_text") else ("parts", part)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "part", annotation
    if annotation is str:
        return "long_text" if (_bound(info, "max_length") or 0) > LONG else "text", None
    if annotation not in KINDS:
        raise TypeError(f"{annotation} is no kind of field")
    return KINDS[annotation], None


def _bound(info: FieldInfo, name: str) -> Any:
    return next((getattr(each, name) for each in _constraints(info) if getattr(each, name, None) is not None), None)


def _constraints(info: FieldInfo) -> list[Any]:
    """Collect constraints of a field, those inside ``Optional[Annotated[…]]`` among them."""
    found = list(info.metadata)
    stack = [info.annotation]
    while stack:
        annotation = stack.pop()
        found += getattr(annotation, "__metadata__", ())
        if get_origin(annotation) is not list:
            stack += get_args(annotation)
    return found + [each for outer in found if isinstance(outer, FieldInfo) for each in outer.metadata]
