"""R1: killed at any moment, a server has lost no step that it answered, and left none half done.

``python -m tests.benchmarks.killing`` does the same 200 times.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.storage.cases import CaseRow
from app.storage.database import Database
from tests.benchmarks.killing import case_faults, kill_repeatedly


@pytest.fixture
def killed(database_address: str, tmp_path: Path) -> Iterator[Database]:
    """A database after a server on it was killed six times while four clients acted."""
    report = kill_repeatedly(tmp_path / "data", 6, database_url=database_address)
    assert report.faults == ()
    assert report.kills == 6
    assert report.steps >= 4
    assert report.repeated > 0
    database = Database(database_address)
    yield database
    database.close()


def test_a_killed_server_loses_nothing_and_leaves_nothing_half_done(killed: Database):
    """And each thing that could be lost would have been noticed."""
    with killed.reading() as session:
        case_id = session.scalars(select(CaseRow.id).order_by(CaseRow.number)).first()
        count = session.scalar(text("SELECT max(number) FROM case_step WHERE case_id = :id"), {"id": case_id})
        assert case_faults(session, case_id, [(count, 0)]) == []
        assert case_faults(session, case_id, [(count + 1, 0)]) != []
    for statement in (
        "DELETE FROM case_step WHERE case_id = :id AND number = :last",
        "UPDATE approval_case SET revision = revision + 1 WHERE id = :id",
        "UPDATE approval_case SET state = 'withdrawn' WHERE id = :id",
        "DELETE FROM trail WHERE number = (SELECT max(number) FROM trail WHERE object_id = :id)",
        "DELETE FROM point WHERE case_id = :id AND step = (SELECT max(step) FROM point WHERE case_id = :id)",
        "DELETE FROM delivery WHERE id = (SELECT id FROM delivery WHERE event = 'case.moved' "
        "AND CAST(body AS TEXT) LIKE '%' || :id || '%' LIMIT 1)",
    ):
        with broken(killed, statement, id=case_id, last=count) as session:
            assert case_faults(session, case_id, [(count, 0)]) != [], statement


@contextmanager
def broken(database: Database, statement: str, **values: object) -> Iterator[Session]:
    """Break something, and take it back."""
    with database.session() as session:
        told = {name: value for name, value in values.items() if f":{name}" in statement}
        assert session.execute(text(statement), told).rowcount == 1, statement
        yield session
        session.rollback()
