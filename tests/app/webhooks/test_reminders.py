"""A deadline is announced 30 and 7 days before and the day after, each once; on SQLite and PostgreSQL."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.storage.cases import CaseRow, DeadlineRow, DeliveryRow
from app.storage.database import Database
from app.storage.models import now
from app.webhooks.reminders import remind
from tests.app.webhooks.rows import case, webhook

DUE = date(2026, 12, 31)


@pytest.fixture
def deadline(database: Database) -> str:
    """A deadline of a case, and somebody who wants to hear of it."""
    with database.session() as session:
        webhook(session)
        row = DeadlineRow(case_id=case(session).id, kind="election", rule="LH-11.2", started_on=date(2026, 9, 30),
                          due_on=DUE)
        session.add(row)
        session.flush()
        return row.id


def look(database: Database, day: date) -> list[tuple[str, int]]:
    """Look on a day; return event and days left of what was announced."""
    with database.session() as session:
        before = set(session.scalars(select(DeliveryRow.id)))
        count = remind(session, day)
        fresh = session.scalars(select(DeliveryRow).where(DeliveryRow.id.not_in(before))).all()
    assert len(fresh) == count
    return [(row.event, row.body["data"]["days_left"]) for row in fresh]


def test_each_warning_goes_out_once_on_its_day(database: Database, deadline: str):
    days = [DUE + timedelta(days=offset) for offset in range(-40, 10)]
    told = {(day - DUE).days: found for day in days for _ in range(2) if (found := look(database, day))}
    assert told == {-30: [("deadline.near", 30)], -7: [("deadline.near", 7)], 1: [("deadline.overdue", -1)]}


def test_a_server_that_was_off_tells_the_latest_only(database: Database, deadline: str):
    assert look(database, DUE + timedelta(days=3)) == [("deadline.overdue", -3)]
    assert look(database, DUE + timedelta(days=4)) == []


def test_what_is_told_names_case_and_rule(database: Database, deadline: str):
    look(database, DUE)
    with database.reading() as session:
        body = session.scalars(select(DeliveryRow)).one().body
    assert body["case"]["number"] == "SZ-2026-0001"
    assert body["data"] == {
        "deadline_id": deadline, "kind": "election", "rule": "LH-11.2", "due_on": "2026-12-31", "days_left": 0,
        "is_advisory": False, "is_approximate": False,
    }


def test_what_is_done_or_closed_is_not_announced(database: Database, deadline: str):
    with database.session() as session:
        session.get_one(DeadlineRow, deadline).done_on = date(2026, 12, 1)
    assert look(database, DUE) == []
    with database.session() as session:
        row = session.get_one(DeadlineRow, deadline)
        row.done_on = None
        session.get_one(CaseRow, row.case_id).closed_at = now()
    assert look(database, DUE) == []


def test_a_date_that_is_moved_is_announced_anew(database: Database, deadline: str):
    look(database, DUE)
    with database.session() as session:
        session.get_one(DeadlineRow, deadline).due_on = DUE + timedelta(days=60)
    assert look(database, DUE + timedelta(days=1)) == []
    assert look(database, DUE + timedelta(days=30)) == [("deadline.near", 30)]
