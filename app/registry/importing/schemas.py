"""What ``/api/v1/registry/import`` answers."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.approval.schemas import Text


class ImportProblem(BaseModel):
    """Something to be mended before anything is entered."""

    row: int | None = Field(description="Of the table; null: the whole table, or a community of the dataset.")
    name: str | None = Field(description="Of the community.")
    column: str | None = Field(description="As the table calls it.")
    message_zh: str
    message_en: str


class ImportedCommunity(BaseModel):
    """A community that is entered, or would be."""

    row: int | None
    entry_id: str | None = Field(description="Null when only tried.")
    community_id: str
    name: str
    subdistrict: str
    state: str
    state_name: Text
    number: str | None
    certificate_number: str | None
    households: int | None
    predecessors: list[str]


class ImportResult(BaseModel):
    """What an import comes to."""

    is_dry_run: bool
    items: list[ImportedCommunity]
    total: int
    passed_over: list[str] = Field(description="Communities of the dataset that the registry has already.")
    problems: list[ImportProblem] = Field(description="With any of these nothing is entered.")
