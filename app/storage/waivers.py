"""The table of waivers: what a street office asks for a place of its plan, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.storage.models import Base, PlanRow, new_id, now


class WaiverState(StrEnum):
    """How a waiver stands."""

    ASKED = "asked"
    """Waits for who may grant it."""
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Taken back, before it was decided by who asked, or afterwards by who granted it."""


class WaiverRow(Base):
    """A breach of one rule at one place of a plan that is to be accepted, or is (rules.md 0.2).

    Attributes
    ----------
    version
        Version of the plan that was shown: it holds only while its place is drawn as it was there.
    severity
        That of the finding; of a soft one the reason of whoever draws is enough (LH-6.1).
    community_id, area_id
        The place: one of them at least.
    finding
        The finding as it was shown: clause, what was measured, the limit, both messages.
    request
        Why it is asked for, in the words of who asks.
    district
        Whose bureau decides.
    role, organisation, decided_by, decided_at, reason
        Who decided in which role, when and why.
    document_number, granted_on, until
        Of what was granted: its document, and its first and last day.
    remedy
        How a shortfall of premises will be closed by then (AMB-19).
    withdrawn_by, withdrawn_at, withdrawn_reason
        Who took it back, when and why.
    revision
        Counts decisions, for ``If-Match``.
    """

    __tablename__ = "waiver"
    __table_args__ = (Index("ix_waiver_district", "district", "state"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    rule: Mapped[str] = mapped_column(String(32))
    severity: Mapped[str] = mapped_column(String(16))
    community_id: Mapped[str | None]
    area_id: Mapped[str | None]
    finding: Mapped[dict[str, Any]]
    request: Mapped[str]
    remedy: Mapped[str | None] = mapped_column(String(32))
    district: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(16), default=WaiverState.ASKED.value)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    role: Mapped[str | None] = mapped_column(String(32))
    organisation: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    document_number: Mapped[str | None]
    granted_on: Mapped[date | None]
    until: Mapped[date | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=1)

    plan: Mapped[PlanRow] = relationship(lazy="joined")
