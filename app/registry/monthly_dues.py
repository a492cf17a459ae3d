"""When the monthly reports of the transfers are due: as the cases make them, none is kept (CQ-4.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from app.approval.deadlines import KINDS, state_on
from app.approval.schemas import Deadline, Text
from app.approval.workflows.transfer import TRANSFER
from app.registry.periods import Span, due_reports
from app.registry.store import BUREAU
from app.rulepacks.store import profile_of
from app.storage.cases import CaseRow, ReportRow, StepRow
from app.storage.people import OrganisationRow
from app.transfers.monthly import LEFT_T6
from app.transfers.subject import RULES
from app.workspace import Person
from optimizer.rules.deadlines import Deadline as Period

KIND = "monthly_report"
REPORTERS = frozenset({BUREAU, "city_civil_affairs", "district_gov"})
"""Who is shown the monthly report: its office, and those it goes to."""


def report_deadlines(session: Session, person: Person, today: date) -> list[Deadline]:
    """Return the monthly reports that are due or come next, those sent among them: of each district that is seen."""
    if not person.roles & REPORTERS:
        return []
    sent = _sent(session)
    rules = profile_of(session, RULES)
    spans: dict[str | None, list[Span]] = defaultdict(list)
    for case, left in session.execute(_transfers(person.district)):
        spans[case.district].append(_span(case, left))
    return [
        _deadline(person, district, period, due, sent.get((district, period)), today)
        for district, told in spans.items() for period, due in due_reports(told, rules, today)
    ]


def reports_owed(session: Session, today: date) -> Iterator[tuple[CaseRow, str, Period]]:
    """Return each transfer with each month whose report has to tell of it and was not sent; locks the transfers.

    A transfer that another server looks at is passed over.
    """
    sent, rules = _sent(session), profile_of(session, RULES)
    rows: list[Row[CaseRow, datetime | None]] = list(session.execute(
        _transfers(None).with_for_update(skip_locked=True, of=CaseRow)
    ))
    for case, left in rows:
        for period, due in due_reports([_span(case, left)], rules, today):
            if (case.district, period) not in sent:
                yield case, period, due


def _transfers(district: str | None) -> Select[CaseRow, datetime | None]:
    """Ask for transfers, each with the moment at which it left T6."""
    left = select(StepRow.case_id, func.min(StepRow.at).label("at")).where(
        StepRow.target.in_(sorted(LEFT_T6))
    ).group_by(StepRow.case_id).subquery()
    return select(CaseRow, left.c.at).outerjoin(left, left.c.case_id == CaseRow.id).where(
        CaseRow.kind == TRANSFER.id, *([] if district is None else [CaseRow.district == district])
    ).order_by(CaseRow.number)


def _span(case: CaseRow, left: datetime | None) -> Span:
    """Return from when to when a transfer is told of."""
    return Span(case.opened_at.astimezone().date(), None if left is None else left.astimezone().date())


def _sent(session: Session) -> dict[tuple[str | None, str], date]:
    """Return when monthly reports were sent, by district and period."""
    rows = session.execute(
        select(OrganisationRow.district, ReportRow.period, ReportRow.sent_at)
        .join(OrganisationRow, OrganisationRow.id == ReportRow.organisation_id).where(ReportRow.kind == "monthly")
    )
    return {(district, period): sent.astimezone().date() for district, period, sent in rows}


def _deadline(
    person: Person, district: str | None, period: str, due: Period, done: date | None, today: date
) -> Deadline:
    told = KINDS[KIND]
    of_others = district if person.district is None else None  # the city sees those of all districts
    where = "" if of_others is None else f"{of_others} "
    return Deadline(
        id=f"monthly-{period}" + ("" if of_others is None else f"-{of_others}"), case_id=None, case_number=None,
        case_title=None, kind=KIND,
        name=Text(zh=f"{where}{told.zh} {period}", en=f"{where}{told.en} {period}"), rule=told.rule,
        clause=told.clause, is_advisory=False, started_on=date.fromisoformat(f"{period}-01"), due_on=due.due,
        nominal_on=due.unshifted, is_approximate=due.is_approximate, done_on=done,
        state="done" if done is not None else state_on(due.due, today),
        days_left=None if done is not None else (due.due - today).days,
    )
