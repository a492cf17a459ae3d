"""Lists of thousands: a page reads a page, in one query a table, and the pages together hold each case once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert

from app.approval.reading import Mine, list_cases
from app.storage.cases import CaseRow, PointRow, StepRow
from app.workspace import LOCAL, Workspace
from tests.app.approval.people import BUREAU, STREET, enter_organisations

CASES = 5000
START = datetime(2026, 1, 1, tzinfo=UTC)
MOST_QUERIES = 12


@pytest.fixture
def full(any_workspace: Workspace) -> Workspace:
    """5,000 cases of one street office, several changed in the same second; a third under review."""
    enter_organisations(any_workspace)
    with any_workspace.database.session() as session:
        session.execute(insert(CaseRow), [
            {
                "id": f"case-{n:05d}", "number": f"SZ-2026-{n:04d}", "kind": "setting_up", "title": f"设立社区 {n}",
                "state": "district_review" if n % 3 == 0 else "draft", "organisation_id": STREET.organisation_id,
                "district": "莲湖区", "subdistrict": "新街", "subject": {}, "records": {}, "opened_by": "街办",
                "revision": 1, "opened_at": START, "changed_at": START + timedelta(seconds=n // 7),
            }
            for n in range(CASES)
        ])
        session.execute(insert(StepRow), [
            {
                "case_id": f"case-{n:05d}", "number": 1, "action": "x", "source": "draft", "target": "district_review",
                "role": "street_office", "by": "街办", "organisation_id": STREET.organisation_id, "at": START,
                "details": {},
            }
            for n in range(0, CASES, 3)
        ])
        session.execute(insert(PointRow), [
            {"id": f"point-{n}", "case_id": f"case-{n:05d}", "step": 1, "number": 1, "text": "补正"}
            for n in range(0, CASES, 3)
        ])
    return any_workspace


@contextmanager
def queries(space: Workspace) -> Iterator[list[str]]:
    said: list[str] = []

    def heard(_connection, _cursor, statement, *_):
        said.append(statement)

    event.listen(space.database.engine, "before_cursor_execute", heard)
    yield said
    event.remove(space.database.engine, "before_cursor_execute", heard)


@contextmanager
def loading() -> Iterator[list[str]]:
    loaded: list[str] = []

    def heard(case: CaseRow, *_) -> None:
        loaded.append(case.id)

    event.listen(CaseRow, "load", heard)
    yield loaded
    event.remove(CaseRow, "load", heard)


def test_a_page_reads_a_page(full: Workspace) -> None:
    counts = []
    for limit in (10, 200):
        with full.database.reading() as session, queries(full) as said, loading() as loaded:
            page = list_cases(session, BUREAU, limit=limit)
        assert (len(page.items), page.total, len(loaded)) == (limit, len(range(0, CASES, 3)), limit + 1)
        assert all(each.open_points == 1 for each in page.items)
        counts.append(len([each for each in said if each.lstrip().upper().startswith("SELECT")]))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_pages_hold_each_case_once(full: Workspace) -> None:
    seen, cursor = [], None
    with full.database.reading() as session:
        while True:
            page = list_cases(session, STREET, cursor=cursor, limit=200)
            seen += [each.id for each in page.items]
            if page.next is None:
                break
            cursor = page.next
    assert seen == [f"case-{n:05d}" for n in reversed(range(CASES))]


def test_filters(full: Workspace) -> None:
    with full.database.reading() as session:
        def total(**told):
            return list_cases(session, told.pop("who", LOCAL), limit=1, **told).total

        assert total() == CASES
        assert total(kinds=("adjustment",)) == 0
        assert total(state="district_review") == len(range(0, CASES, 3))
        assert total(words="-4999") == total(words="社区 4999") == 1
        assert total(words="100%") == 0
        assert total(is_open=True, subdistrict="新街") == CASES
        assert total(is_open=False) == total(subdistrict="旧街") == 0
        assert total(who=BUREAU, mine=Mine.WAITS) == len(range(0, CASES, 3))
        assert total(who=STREET, mine=Mine.WAITS) == CASES - len(range(0, CASES, 3))
