"""Transfers as the database has them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from app.approval.workflows.transfer import TRANSFER
from app.rulepacks.store import resolve_profile
from app.storage.cases import CaseRow
from app.transfers.catalogue import read_records
from app.transfers.monthly import TransferNow
from app.transfers.subject import Subject


def transfers_of(session: Session, district: str | None, *, since: datetime | None) -> list[TransferNow]:
    """Return the transfers of a district that a monthly report tells of: on their way, or ended since the last one.

    Parameters
    ----------
    district
        ``None`` for all.
    since
        When the last report was sent; ``None`` where none was.
    """
    near = true() if district is None else CaseRow.district == district
    recent = true() if since is None else or_(CaseRow.closed_at.is_(None), CaseRow.closed_at > since)
    rows = session.scalars(
        select(CaseRow).where(CaseRow.kind == TRANSFER.id, near, recent).order_by(CaseRow.number)
    )
    return [transfer_now(session, row) for row in rows]


def transfer_now(session: Session, case: CaseRow) -> TransferNow:
    """Return a transfer as it stands."""
    subject = Subject.model_validate(case.subject)
    return TransferNow(
        case_id=case.id, number=case.number, subdistrict=case.subdistrict, state=case.state, subject=subject,
        records=read_records(case.records), profile=resolve_profile(session, subject.profile.model_dump()),
    )
