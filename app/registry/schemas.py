"""What ``/api/v1/registry``, ``reports``, ``deadlines`` and ``calendar`` ask and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.approval.schemas import Deadline, Text
from app.registry.columns import ByHand, Columns, CreditCode

ReportKind = Literal["monthly", "special"]
ReportPeriod = Annotated[str, Field(
    pattern=r"^20\d{2}(-(0[1-9]|1[0-2]))?$", description="A month (`2026-03`) or a year (`2026`)."
)]


class Predecessor(BaseModel):
    """A community whose households came to another."""

    community_id: str
    name: str
    households: int | None = Field(description="Those that came from it.")
    entry_id: str | None = Field(description="Its entry, where the registry has one.")


class Entry(BaseModel):
    """One community under one set of limits, from a day on and until another."""

    id: str
    number: str | None = Field(description="Of the registry, from the final inspection on.")
    community_id: str = Field(description="What the registry calls the community, through all its entries.")
    plan_community_id: str | None = Field(description="What the frozen plan of its case calls it.")
    name: str
    district: str | None
    subdistrict: str
    state: str
    state_name: Text
    certificate_number: str | None
    valid_from: date | None = Field(description="Null: from before the registry.")
    valid_until: date | None = Field(description="Null: holds today.")
    case_id: str | None
    predecessors: list[Predecessor]
    columns: Columns
    revision: int = Field(description="For If-Match.")
    may_edit: bool


class EntryPage(BaseModel):
    """One page of the registry, by street office and community."""

    items: list[Entry]
    next: str | None = Field(description="Cursor of the next page.")
    total: int


class EntryChange(ByHand):
    """Columns to be changed: those that are left out stay."""

    certificate_number: CreditCode | None = Field(
        None, description="Where a case set up several communities, each gets its own."
    )


class HistoryStep(BaseModel):
    """One entry of the chain."""

    relation: Literal["self", "predecessor", "successor"]
    depth: int = Field(description="Steps away from the entry that was asked for.")
    community_id: str
    name: str
    households: int | None = Field(description="Those that went from the earlier to the later.")
    entry_id: str | None
    number: str | None = None
    state_name: Text | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    case_id: str | None = None


class History(BaseModel):
    """Where a community comes from and what became of it."""

    items: list[HistoryStep]


class ReportBrief(BaseModel):
    """One report that was sent."""

    id: str
    kind: ReportKind
    period: str
    organisation: str
    district: str | None
    due_on: date
    sent_at: datetime
    sent_by: str
    is_late: bool
    hash: str = Field(description="SHA-256 over the document.")


class Report(ReportBrief):
    """A report as it was sent."""

    is_intact: bool = Field(description="Whether the document still has its hash.")
    document: dict[str, Any]


class ReportPage(BaseModel):
    """One page of reports, the last sent first."""

    items: list[ReportBrief]
    next: str | None
    total: int


class ReportDraft(BaseModel):
    """A report as it would be sent now."""

    kind: ReportKind
    period: str
    document: dict[str, Any]


class NewReport(BaseModel):
    """A report to be sent."""

    kind: ReportKind
    period: ReportPeriod


class DeadlinePage(BaseModel):
    """One page of deadlines, the earliest first."""

    items: list[Deadline]
    next: str | None
    total: int
    counts: dict[str, int] = Field(description="Of all that pass the filter but for `state`, by state.")


class CalendarDay(BaseModel):
    """A day on which offices rest or work against the week."""

    day: date
    kind: Literal["holiday", "make_up"]


class YearCalendar(BaseModel):
    """The working days of a year."""

    year: int
    is_official: bool = Field(description="Else Monday to Friday count, and what is counted is approximate.")
    days: list[CalendarDay]
