"""What is due: the deadlines of cases that somebody may see, and the monthly reports of the transfers."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.approval.deadlines import FAR, NEAR, deadline_out
from app.approval.schemas import Deadline
from app.approval.visibility import visible, waits_for
from app.paging import CursorError, cursor_after, read_cursor
from app.registry.monthly_dues import report_deadlines
from app.registry.schemas import CalendarDay, DeadlinePage, YearCalendar
from app.registry.store import BUREAU
from app.storage.cases import CaseRow, DeadlineRow
from app.workspace import Person
from optimizer.rules.working_days import official_calendar

STATES = ("overdue", "close", "near", "open", "done")


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
