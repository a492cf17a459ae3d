"""What is due: the deadlines of cases that somebody may see, and the monthly reports of the transfers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.approval.deadlines import FAR, KINDS, NEAR, deadline_out
from app.approval.schemas import Deadline, Text
from app.approval.visibility import visible, waits_for
from app.approval.workflows.transfer import TRANSFER
from app.paging import CursorError, cursor_after, read_cursor
from app.registry.periods import Span, due_reports
from app.registry.schemas import CalendarDay, DeadlinePage, YearCalendar
from app.registry.store import BUREAU
from app.rulepacks.store import profile_of
from app.storage.cases import CaseRow, DeadlineRow, ReportRow, StepRow
from app.storage.people import OrganisationRow
from app.transfers.monthly import LEFT_T6
from app.transfers.subject import RULES
from app.workspace import Person
from optimizer.rules.deadlines import Deadline as Period
from optimizer.rules.working_days import official_calendar

STATES = ("overdue", "close", "near", "open", "done")
REPORTERS = frozenset({BUREAU, "city_civil_affairs", "district_gov"})
"""Who is shown the monthly report: its office, and those it goes to."""


def list_deadlines(
    session: Session, person: Person, today: date, *, first: date | None = None, last: date | None = None,
    state: str | None = None, mine: bool = False, cursor: str | None = None, limit: int = 50,
) -> DeadlinePage:
    """List deadlines, the earliest first: those of cases from the table, those of reports as the cases make them.

    Parameters
    ----------
    first, last
        Days between which they are due, both included.
    state
        ``overdue``, ``close`` (7 days), ``near`` (30 days), ``open`` or ``done``.
    mine
        Only those of cases that wait for the person.

    Raises
    ------
    CursorError
        Where the cursor is none of ours.
    """
    where = [visible(person), *_between(first, last)]
    if mine:
        where.append(waits_for(person))
    reports = [
        each for each in report_deadlines(session, person, today)
        if (first is None or each.due_on >= first) and (last is None or each.due_on <= last)
        and (not mine or BUREAU in person.roles)
    ]
    counts = {name: _count(session, [*where, _in_state(name, today)]) for name in STATES}
    for each in reports:
        counts[each.state] += 1
    if state is not None:
        where.append(_in_state(state, today))
        reports = [each for each in reports if each.state == state]
    after = None if cursor is None else _read(cursor)
    page = _page(session, where, reports, today, after, limit)
    more = cursor_after(page[limit - 1].due_on.isoformat(), page[limit - 1].id) if len(page) > limit else None
    total = counts[state] if state is not None else sum(counts.values())
    return DeadlinePage(items=page[:limit], next=more, total=total, counts=counts)


def report_deadlines(session: Session, person: Person, today: date) -> list[Deadline]:
    """Return the monthly reports that are due or come next, those sent among them: of each district that is seen."""
    if not person.roles & REPORTERS:
        return []
    sent = _sent(session)
    rules = profile_of(session, RULES)
    return [
        _report_deadline(person, district, period, due, sent.get((district, period)), today)
        for district, spans in _spans(session, person.district).items()
        for period, due in due_reports(spans, rules, today)
    ]


def state_on(due: date, today: date) -> Literal["overdue", "close", "near", "open"]:
    """Say how something that is not done stands on a day (rules.md 2.10)."""
    left = (due - today).days
    return "overdue" if left < 0 else "close" if left <= NEAR else "near" if left <= FAR else "open"


def year_calendar(year: int) -> YearCalendar:
    """Return the official calendar of a year, empty where it is not known."""
    work = official_calendar()
    holidays = [CalendarDay(day=day, kind="holiday") for day in work.holidays if day.year == year]
    worked = [CalendarDay(day=day, kind="make_up") for day in work.make_up_days if day.year == year]
    return YearCalendar(
        year=year, is_official=year in work.years, days=sorted([*holidays, *worked], key=lambda each: each.day)
    )


def _page(
    session: Session, where: list[ColumnElement[bool]], reports: list[Deadline], today: date,
    after: tuple[date, str] | None, limit: int,
) -> list[Deadline]:
    """Merge one page and one more from the table with what is not in it."""
    if after is not None:
        day, last_id = after
        where = [*where, or_(DeadlineRow.due_on > day, and_(DeadlineRow.due_on == day, DeadlineRow.id > last_id))]
        reports = [each for each in reports if (each.due_on, each.id) > (day, last_id)]
    rows = session.execute(
        select(DeadlineRow, CaseRow).join(CaseRow, CaseRow.id == DeadlineRow.case_id).where(*where)
        .order_by(DeadlineRow.due_on, DeadlineRow.id).limit(limit + 1)
    )
    found = [*(deadline_out(row, case, today) for row, case in rows), *reports]
    return sorted(found, key=lambda each: (each.due_on, each.id))[: limit + 1]


def _spans(session: Session, district: str | None) -> dict[str | None, list[Span]]:
    """Return from when to when transfers are told of, by district."""
    left = select(StepRow.case_id, func.min(StepRow.at).label("at")).where(
        StepRow.target.in_(sorted(LEFT_T6))
    ).group_by(StepRow.case_id).subquery()
    rows = session.execute(
        select(CaseRow.district, CaseRow.opened_at, left.c.at).outerjoin(left, left.c.case_id == CaseRow.id)
        .where(CaseRow.kind == TRANSFER.id, *([] if district is None else [CaseRow.district == district]))
    )
    found: dict[str | None, list[Span]] = defaultdict(list)
    for where, opened, gone in rows:
        found[where].append(Span(opened.astimezone().date(), None if gone is None else gone.astimezone().date()))
    return found


def _sent(session: Session) -> dict[tuple[str | None, str], date]:
    """Return when monthly reports were sent, by district and period."""
    rows = session.execute(
        select(OrganisationRow.district, ReportRow.period, ReportRow.sent_at)
        .join(OrganisationRow, OrganisationRow.id == ReportRow.organisation_id).where(ReportRow.kind == "monthly")
    )
    return {(district, period): sent.astimezone().date() for district, period, sent in rows}


def _report_deadline(
    person: Person, district: str | None, period: str, due: Period, done: date | None, today: date
) -> Deadline:
    told = KINDS["monthly_report"]
    of_others = district if person.district is None else None  # the city sees those of all districts
    where = "" if of_others is None else f"{of_others} "
    return Deadline(
        id=f"monthly-{period}" + ("" if of_others is None else f"-{of_others}"), case_id=None, case_number=None,
        case_title=None, kind="monthly_report",
        name=Text(zh=f"{where}{told.zh} {period}", en=f"{where}{told.en} {period}"), rule=told.rule,
        clause=told.clause, is_advisory=False, started_on=date.fromisoformat(f"{period}-01"), due_on=due.due,
        nominal_on=due.unshifted, is_approximate=due.is_approximate, done_on=done,
        state="done" if done is not None else state_on(due.due, today),
        days_left=None if done is not None else (due.due - today).days,
    )


def _read(cursor: str) -> tuple[date, str]:
    day, deadline_id = map(str, read_cursor(cursor, str, str))
    try:
        return date.fromisoformat(day), deadline_id
    except ValueError as error:
        raise CursorError from error


def _count(session: Session, where: list[ColumnElement[bool]]) -> int:
    return session.scalar(
        select(func.count()).select_from(DeadlineRow).join(CaseRow, CaseRow.id == DeadlineRow.case_id).where(*where)
    ) or 0


def _between(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    due = DeadlineRow.due_on
    return [*([] if first is None else [due >= first]), *([] if last is None else [due <= last])]


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    due, far, near = DeadlineRow.due_on, today + timedelta(FAR), today + timedelta(NEAR)
    if state == "done":
        return DeadlineRow.done_on.is_not(None)
    ranges = {
        "overdue": due < today, "close": due.between(today, near), "near": and_(due > near, due <= far),
        "open": due > far,
    }
    return and_(DeadlineRow.done_on.is_(None), ranges[state])
