"""What ``/api/v1/datasets`` takes and answers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.storage.models import DatasetState
from geodata.domain import Datum

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
ColumnName = Annotated[str, StringConstraints(max_length=500)]


class Basis(StrEnum):
    """What the planner says that the household counts count."""

    REGISTERED = "registered"
    RESIDENT = "resident"
    DWELLINGS = "dwellings"
    OCCUPIED = "occupied"
    UNKNOWN = "unknown"


class ProfileChoice(BaseModel):
    """The rules that plans start with."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    overlays: list[Annotated[str, StringConstraints(min_length=1, max_length=200)]] = Field(default_factory=list)


class FileOut(BaseModel):
    """One input: a file, or a shapefile with what belongs to it."""

    file_id: str
    name: str = Field(description="As uploaded; text, never markup and never a path.")
    size: int = Field(description="Bytes, of a shapefile those of all its files.")
    beside: list[str] = Field(description="Names of the other files of a shapefile.")


class Totals(BaseModel):
    """What the last check counted; null where the files do not say."""

    areas: int | None = None
    units: int | None = None
    households: int | None = None
    population: int | None = None


class OpenDecision(BaseModel):
    """A group of findings that waits for the planner."""

    code: str
    can_stand: bool = Field(description="Whether it may be let stand, by its code in `accepted`.")


class DatasetOut(BaseModel):
    """A dataset: one issue of the ground."""

    id: str
    series_id: str = Field(description="The first dataset of the chain of issues.")
    issue: int
    replaces: str | None = Field(description="The issue in use before this one.")
    name: str
    state: DatasetState
    revision: int = Field(description="For If-Match.")
    profile: ProfileChoice
    files: list[FileOut]
    roles: dict[str, list[str]] = Field(description="Role to FILE_ID or FILE_ID#PART.")
    columns: dict[str, dict[str, str]] = Field(description="Role to field to column; empty: switched off.")
    crs: str | None
    datum: Datum | None
    household_basis: Basis | None = Field(description="The planner's answer.")
    basis_open: bool = Field(description="Whether the check waits for that answer.")
    accepted: list[str] = Field(description="Codes of findings that may stand.")
    open: list[OpenDecision] = Field(description="Errors and doubts of the last check that nobody let stand.")
    checked: bool = Field(description="Whether there is a check, be it of files as they were before.")
    totals: Totals
    hash: str | None
    check_job: str | None = Field(description="The check that runs or waits, if any.")
    plans: int
    created_at: datetime
    created_by: str
    may_change: bool = Field(description="Whether whoever asks may change it, or issue it anew; others look at it.")


class DatasetPage(BaseModel):
    """One page of the list."""

    items: list[DatasetOut]
    total: int
    offset: int
    limit: int


class DatasetChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    roles: dict[str, str | list[str] | None] | None = Field(None, description="Role by role; null ends a role.")
    columns: dict[str, dict[str, ColumnName]] | None = Field(
        None, description="Role by role: all its choices, field to column; empty: switched off.")
    crs: str | None = Field(None, description="EPSG:n, local or local:SX,SY; null: as the files say.")
    datum: Datum | None = None
    household_basis: Basis | None = None
    accepted: list[Annotated[str, StringConstraints(max_length=100)]] | None = None
    profile: ProfileChoice | None = None

    def told(self) -> dict[str, Any]:
        """Return only what was sent; a name or profile of null says nothing."""
        whole = self.model_dump(mode="json")
        sent = {key: whole[key] for key in self.model_fields_set}
        return {key: value for key, value in sent.items() if value is not None or key not in ("name", "profile")}


class FreezeRequest(BaseModel):
    """Puts a dataset into use."""

    model_config = ConfigDict(extra="forbid")

    accept_errors: bool = Field(False, description="Let every error of the check stand.")


class ColumnOut(BaseModel):
    """A column of a file."""

    name: str
    sample: str | None
    filled: int


class GuessOut(BaseModel):
    """A field, and the column that a check takes for it."""

    field: str
    column: str | None
    confidence: Literal["told", "high", "middle", "low"] | None
    sample: str | None
    candidates: list[str] = Field(description="Columns between which nothing decides.")
    needed: bool


class PartOut(BaseModel):
    """A sheet, layer or member of a file, or the whole of it."""

    reference: str = Field(description="What `roles` call it: FILE_ID or FILE_ID#PART.")
    part: str | None
    role: str | None
    rows: int
    shapes: dict[str, int]
    encoding: str | None
    crs: str | None
    columns: list[ColumnOut]
    guesses: list[GuessOut] = Field(description="Empty without a role.")
    message_zh: str | None = Field(description="Why it cannot be read.")
    message_en: str | None


class FileColumns(BaseModel):
    """What a file holds."""

    file_id: str
    name: str
    parts: list[PartOut]


class ColumnsOut(BaseModel):
    """What all files hold."""

    items: list[FileColumns]


class CheckOut(BaseModel):
    """``check.json``: contract of design section 4.4; later versions may say more."""

    model_config = ConfigDict(extra="allow")

    areas: int
    units: int
    households: int | None
    population: int | None
    findings: list[dict[str, Any]]


class SheetOut(BaseModel):
    """What the map of a check draws."""

    model_config = ConfigDict(extra="allow")

    title: str
    is_local: bool
    crs: str | None
    shifts: list[dict[str, Any]] = Field(description="Layers converted out of a shifted datum, with arrows.")


class AreaChangeOut(BaseModel):
    """An area that is not what it was."""

    area_id: str
    name: str
    before: int | None = Field(description="Households; null: not there.")
    after: int | None


class ChangesOut(BaseModel):
    """What changed since the issue before."""

    replaces: str | None
    added: list[AreaChangeOut]
    removed: list[AreaChangeOut]
    households: list[AreaChangeOut]
    redrawn: list[AreaChangeOut]
