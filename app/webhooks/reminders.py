"""Deadlines that come near or pass, told to other systems: each warning once, whichever server looks first."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval.deadlines import FAR, KINDS, state_of, state_on
from app.registry.monthly_dues import KIND, reports_owed
from app.storage.cases import CaseRow, DeadlineRow, ReportWarningRow
from app.webhooks.outbox import announce

EVENTS = {"near": "deadline.near", "close": "deadline.near", "overdue": "deadline.overdue"}
"""State of a deadline → what is announced: 30 days before, 7 days before, and the day after."""


def remind(session: Session, today: date) -> int:
    """Announce what was not announced yet; return how many.

    Whatever nobody looked at in time is told as it stands now; a date that is moved is told anew.
    """
    return _remind_of_deadlines(session, today) + _remind_of_reports(session, today)


def _remind_of_deadlines(session: Session, today: date) -> int:
    found = session.execute(
        select(DeadlineRow, CaseRow).join(CaseRow, CaseRow.id == DeadlineRow.case_id)
        .where(
            DeadlineRow.done_on.is_(None), CaseRow.closed_at.is_(None),
            DeadlineRow.due_on <= today + timedelta(days=FAR),
        )
        .order_by(DeadlineRow.due_on, DeadlineRow.id).with_for_update(skip_locked=True, of=DeadlineRow)
    ).all()
    due = [(deadline, case, stands) for deadline, case in found
           if (stands := state_of(deadline, today)) in EVENTS and stands != deadline.announced]
    for deadline, case, stands in due:
        deadline.announced = stands
        announce(session, EVENTS[stands], case, {
            "deadline_id": deadline.id, "kind": deadline.kind, "rule": deadline.rule,
            "due_on": deadline.due_on.isoformat(), "days_left": (deadline.due_on - today).days,
            "is_advisory": deadline.is_advisory, "is_approximate": deadline.is_approximate,
        })
    return len(due)


def _remind_of_reports(session: Session, today: date) -> int:
    """Announce monthly reports to whoever sees a transfer that they have to tell of: its enterprise, street, bureau."""
    told = {(row.case_id, row.period): row for row in session.scalars(select(ReportWarningRow))}
    count = 0
    for case, period, due in reports_owed(session, today):
        stands = state_on(due.due, today)
        row = told.get((case.id, period))
        if stands not in EVENTS or (row is not None and row.announced == stands):
            continue
        row = row or ReportWarningRow(case_id=case.id, period=period)
        row.announced = stands
        session.add(row)
        announce(session, EVENTS[stands], case, {
            "deadline_id": f"monthly-{period}", "kind": KIND, "rule": KINDS[KIND].rule, "period": period,
            "due_on": due.due.isoformat(), "days_left": (due.due - today).days, "is_advisory": False,
            "is_approximate": due.is_approximate,
        })
        count += 1
    return count
