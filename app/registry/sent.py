"""Reports that were sent, as the database has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.cases import ReportRow
from app.storage.people import OrganisationRow


def sent_reports(
    session: Session, kind: str, *, since: datetime | None = None, district: str | None = None
) -> Sequence[ReportRow]:
    """Return the reports of a kind, the newest first.

    Parameters
    ----------
    since
        Only those sent at this moment or later.
    district
        Only those of a district's offices; ``None`` for all.
    """
    query = select(ReportRow).where(ReportRow.kind == kind).order_by(ReportRow.sent_at.desc(), ReportRow.id)
    if since is not None:
        query = query.where(ReportRow.sent_at >= since)
    if district is not None:
        query = query.where(ReportRow.organisation_id.in_(
            select(OrganisationRow.id).where(OrganisationRow.district == district)
        ))
    return session.scalars(query).all()
