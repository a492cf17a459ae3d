"""Reports: made from the data, frozen under a hash when they are sent (CQ-4.3, LHA-8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.approval import deadlines
from app.approval.turns import CITY
from app.paging import cursor_after, read_cursor
from app.registry.columns import Columns
from app.registry.errors import (
    NothingToReportError,
    ReportNotFoundError,
    ReportPeriodError,
    ReportRoleError,
    ReportSentError,
)
from app.registry.schemas import Report, ReportBrief, ReportDraft, ReportPage
from app.registry.sent import sent_reports
from app.registry.special import Established, special_report
from app.registry.store import BUREAU, DISTRICT_WIDE
from app.rulepacks.store import profile_of
from app.storage.cases import CaseRow, RegistryRow, ReportRow
from app.storage.models import new_id, now
from app.storage.people import OrganisationRow
from app.trail.store import write
from app.transfers.monthly import monthly_report
from app.transfers.store import transfers_of
from app.transfers.subject import RULES
from app.webhooks.outbox import announce
from app.workspace import Person

MONTHLY, SPECIAL = "monthly", "special"
NAMES = {MONTHLY: ("移交工作月度进度表", "monthly report of transfers"), SPECIAL: ("年底专题报告", "special report")}


def draft_report(session: Session, person: Person, kind: str, period: str) -> ReportDraft:
    """Return a report as it would be sent now.

    Raises
    ------
    ReportRoleError, ReportPeriodError
        Where another office sends it, or the period is none of this kind.
    """
    return ReportDraft.model_validate(
        {"kind": kind, "period": period, "document": _document(session, person, kind, period)}
    )


def send_report(session: Session, person: Person, kind: str, period: str) -> Report:
    """Freeze a report under its hash and send it; it stays as it was sent.

    Raises
    ------
    ReportRoleError, ReportPeriodError, NothingToReportError, ReportSentError
        Each changes nothing.
    """
    document = _document(session, person, kind, period)
    if kind == MONTHLY and not document["rows"]:
        raise NothingToReportError(f"{period} 没有移交事项，无须报送", f"{period} has no transfer to tell of")
    sent = session.scalars(
        select(ReportRow).where(
            ReportRow.kind == kind, ReportRow.period == period, ReportRow.organisation_id == person.organisation_id
        )
    ).one_or_none()
    if sent is not None:
        raise ReportSentError(
            f"{period} 的{NAMES[kind][0]}已于 {sent.sent_at.astimezone().date()} 报送，内容不再改动",
            f"The {NAMES[kind][1]} of {period} was sent on {sent.sent_at.astimezone().date()} and stays as it was",
            members={"id": sent.id},
        )
    row = ReportRow(
        id=new_id(), kind=kind, period=period, organisation_id=person.organisation_id, document=document,
        hash=hash_of(document), due_on=date.fromisoformat(document["due_on"]), sent_at=now(), sent_by=person.name,
    )
    session.add(row)
    session.flush()
    if kind == SPECIAL:
        _meet(session, document, row.sent_at.astimezone().date())
    write(
        session, person, "report.send", "report", row.id, after={"kind": kind, "period": period}, role=BUREAU,
        version_hash=row.hash,
    )
    announce(
        session, "report.sent", None, {"report_id": row.id, "kind": kind, "period": period, "hash": row.hash},
        organisations=_listeners(session, person),
    )
    return _report(row, _organisation(session, row))


def list_reports(
    session: Session, person: Person, *, kind: str | None, period: str | None, cursor: str | None, limit: int
) -> ReportPage:
    """List reports that somebody may see, the last sent first."""
    where = [_seen(person)]
    if kind is not None:
        where.append(ReportRow.kind == kind)
    if period is not None:
        where.append(ReportRow.period == period)
    joined = select(ReportRow, OrganisationRow).join(
        OrganisationRow, OrganisationRow.id == ReportRow.organisation_id
    ).where(*where)
    total = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    if cursor is not None:
        after_period, after_id = map(str, read_cursor(cursor, str, str))
        joined = joined.where(or_(
            ReportRow.period < after_period, and_(ReportRow.period == after_period, ReportRow.id > after_id)
        ))
    rows = session.execute(joined.order_by(ReportRow.period.desc(), ReportRow.id).limit(limit + 1)).all()
    last = rows[limit - 1][0] if len(rows) > limit else None
    return ReportPage(
        items=[_brief(row, organisation) for row, organisation in rows[:limit]], total=total,
        next=None if last is None else cursor_after(last.period, last.id),
    )


def find_report(session: Session, person: Person, report_id: str) -> Report:
    """Return a report as it was sent.

    Raises
    ------
    ReportNotFoundError
        Where there is none that this person may see.
    """
    found = session.execute(
        select(ReportRow, OrganisationRow).join(OrganisationRow, OrganisationRow.id == ReportRow.organisation_id)
        .where(ReportRow.id == report_id, _seen(person))
    ).one_or_none()
    if found is None:
        raise ReportNotFoundError(report_id)
    return _report(*found)


def hash_of(document: Mapping[str, Any]) -> str:
    """Return SHA-256 over a document; equal content gives equal hashes on every database."""
    told = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def _document(session: Session, person: Person, kind: str, period: str) -> dict[str, Any]:
    if BUREAU not in person.roles:
        raise ReportRoleError
    today = now().astimezone().date()
    if len(period) != (7 if kind == MONTHLY else 4):
        raise ReportPeriodError(
            f"{period} 不是{NAMES[kind][0]}的期间：月报用 2026-03，专题报告用 2026",
            f"{period} is no period of a {NAMES[kind][1]}: a month is 2026-03, a year 2026",
        )
    if period > (today.strftime("%Y-%m") if kind == MONTHLY else str(today.year)):
        raise ReportPeriodError(f"{period} 还没有到，不能报送", f"{period} has not begun, so nothing can be sent of it")
    if kind == SPECIAL:
        entries = _established(session, person.district)
        return special_report(entries, int(period), district=person.district, today=today)
    return monthly_report(
        transfers_of(session, person.district, since=_last_sent(session, person)), period,
        district=person.district, profile=profile_of(session, RULES), today=today,
    )


def _meet(session: Session, document: Mapping[str, Any], day: date) -> None:
    """Note that the year-end report of the communities that it tells of was sent (LHA-8)."""
    told = sorted({row["case_number"] for row in document["rows"] if row["case_number"] is not None})
    for case in session.scalars(select(CaseRow).where(CaseRow.number.in_(told))).all():
        deadlines.end(session, case, ("special_report",), day)


def _last_sent(session: Session, person: Person) -> datetime | None:
    return next((row.sent_at for row in sent_reports(session, MONTHLY, district=person.district)), None)


def _established(session: Session, district: str | None) -> list[Established]:
    near = true() if district is None else RegistryRow.district == district
    rows = session.scalars(
        select(RegistryRow).where(near, RegistryRow.case_id.is_not(None), RegistryRow.state != "superseded")
    )
    return [
        Established(
            entry_id=row.id, number=row.number, certificate_number=row.certificate_number,
            community_id=row.community_id, name=row.name, subdistrict=row.subdistrict, state=row.state,
            columns=Columns.model_validate(row.columns),
        )
        for row in rows
    ]


def _seen(person: Person) -> ColumnElement[bool]:
    """Return the condition on reports that somebody sees: the own ones, those of the district, the city all."""
    if person.is_local or person.roles & {role.value for role in CITY}:
        return true()
    own = ReportRow.organisation_id == person.organisation_id
    if person.district is None or not person.roles & DISTRICT_WIDE:
        return own
    near = select(OrganisationRow.id).where(OrganisationRow.district == person.district)
    return or_(own, ReportRow.organisation_id.in_(near))


def _listeners(session: Session, person: Person) -> Sequence[str]:
    """Return who may hear of a report: its office, and the city bureau that it goes to."""
    city = session.scalars(select(OrganisationRow.id).where(OrganisationRow.role == "city_civil_affairs")).all()
    return [person.organisation_id, *city]


def _organisation(session: Session, row: ReportRow) -> OrganisationRow:
    return session.get_one(OrganisationRow, row.organisation_id)


def _brief(row: ReportRow, organisation: OrganisationRow) -> ReportBrief:
    return ReportBrief(**_told(row, organisation))


def _report(row: ReportRow, organisation: OrganisationRow) -> Report:
    return Report(**_told(row, organisation), is_intact=hash_of(row.document) == row.hash, document=row.document)


def _told(row: ReportRow, organisation: OrganisationRow) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "period": row.period, "organisation": organisation.name,
        "district": organisation.district, "due_on": row.due_on, "sent_at": row.sent_at, "sent_by": row.sent_by,
        "is_late": row.sent_at.astimezone().date() > row.due_on, "hash": row.hash,
    }
