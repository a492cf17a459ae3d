"""What ``/api/v1/profiles`` takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class PackOut(BaseModel):
    """One rule pack of the list."""

    id: str
    version: str
    layer: str = Field(description="law, province, city, district, or overlay: laid over any of them.")
    is_overlay: bool
    is_bundled: bool = Field(description="Came with the software; the others are the users' own.")
    title_zh: str
    title_en: str
    valid_from: date | None
    valid_to: date | None
    fields: int


class PackList(BaseModel):
    """All rule packs."""

    items: list[PackOut]
    total: int


class FieldOut(BaseModel):
    """One field of a profile as it is decided."""

    path: str
    value: Any = Field(description="Null: the check is off, or the number has to be filled in.")
    unit: str | None
    severity: str | None
    pack: str = Field(description="Layer that decided the value.")
    rule: str
    clause: str | None
    quotation: str | None
    design_default: bool = Field(description="A number of ours, without a source.")
    selected: bool = Field(description="Counts only where an overlay's selector chooses a community or area.")


class Remark(BaseModel):
    """One sentence in both languages."""

    message_zh: str
    message_en: str


class ProfileOut(BaseModel):
    """A pack with overlays: what decides, and where its layers differ."""

    id: str
    version: str
    hash: str
    overlays: list[str]
    band: dict[str, int | None] = Field(description="min, target and max households of a community.")
    fields: list[FieldOut]
    notices: list[Remark] = Field(description="What it lacks, and packs that are not in force.")
    conflicts: list[Remark] = Field(description="Where it allows more than another of its layers.")


class PackUpload(BaseModel):
    """A rule pack of one's own."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="File name.")
    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)] = Field(description="TOML in UTF-8.")
