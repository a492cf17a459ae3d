"""Deadlines that come near or pass, told to other systems: each warning once, whichever server looks first."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approval.deadlines import FAR, state_of
from app.storage.cases import CaseRow, DeadlineRow
from app.webhooks.outbox import announce

EVENTS = {"near": "deadline.near", "close": "deadline.near", "overdue": "deadline.overdue"}
"""State of a deadline → what is announced: 30 days before, 7 days before, and the day after."""


def remind(session: Session, today: date) -> int:
    """Announce what was not announced yet; return how many.

    Whatever nobody looked at in time is told as it stands now; a date that is moved is told anew.
    """
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
