"""The list of what is due: states by day, filters, pages that hold everything once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.approval import deadlines
from app.approval.deadlines import state_on
from app.registry.dues import list_deadlines
from app.registry.monthly_dues import report_deadlines
from app.storage.cases import CaseRow, ReportRow
from app.storage.models import LOCAL_ORGANISATION
from app.workspace import LOCAL, Workspace
from tests.app.registry import people
from tests.app.registry.test_reporting import add_transfer

TODAY = date(2026, 6, 1)


def add_case(session, number: str, due: date, *, district: str = "甲区", done: date | None = None) -> None:
    case = CaseRow(
        number=number, kind="setting_up", title=number, state="first_inspection", organisation_id=LOCAL_ORGANISATION,
        subject={}, district=district, opened_by="本机",
    )
    session.add(case)
    session.flush()
    row = deadlines.plan(session, case, "election", due - timedelta(90), due)
    row.done_on = done
    session.flush()


@pytest.mark.parametrize(("days", "state"), [
    (-1, "overdue"), (0, "close"), (7, "close"), (8, "near"), (30, "near"), (31, "open"),
])
def test_how_a_deadline_stands(days: int, state: str):
    """Rules.md 2.10: warn 30 and 7 days before; the last day itself is in time."""
    assert state_on(TODAY + timedelta(days), TODAY) == state


@pytest.fixture
def dues(any_workspace: Workspace) -> Workspace:
    with any_workspace.database.session() as session:
        people.add_organisations(session, *people.EVERYBODY)
        for number, days in enumerate((-40, -1, 0, 7, 8, 30, 31, 200)):
            add_case(session, f"SZ-{number}", TODAY + timedelta(days))
        add_case(session, "SZ-done", TODAY - timedelta(10), done=TODAY - timedelta(11))
        add_case(session, "SZ-other", TODAY, district="乙区")
    return any_workspace


def numbers(session, who=LOCAL, **told) -> list[str | None]:
    return [each.case_number for each in list_deadlines(session, who, TODAY, **told).items]


def test_by_state_and_between_days(dues: Workspace):
    with dues.database.reading() as session:
        assert numbers(session, state="overdue") == ["SZ-0", "SZ-1"]
        assert numbers(session, state="near") == ["SZ-4", "SZ-5"]
        assert numbers(session, state="open") == ["SZ-6", "SZ-7"]
        assert numbers(session, state="done") == ["SZ-done"]
        found = numbers(session, first=TODAY + timedelta(7), last=TODAY + timedelta(30))
        assert found == ["SZ-3", "SZ-4", "SZ-5"]  # both days included


def test_counts_and_states_agree(dues: Workspace):
    with dues.database.reading() as session:
        page = list_deadlines(session, LOCAL, TODAY)
        assert page.counts == {"overdue": 2, "close": 3, "near": 2, "open": 2, "done": 1}
        assert page.total == len(page.items) == 10
        for state, count in page.counts.items():
            assert sum(each.state == state for each in page.items) == count


def test_only_of_cases_that_may_be_seen(dues: Workspace):
    """The bureau sees cases of its district; 新街街道 brought none of these."""
    with dues.database.reading() as session:
        for who, count in ((people.BUREAU, 9), (people.OTHER_BUREAU, 1), (people.ENTERPRISE, 0), (people.STREET, 0)):
            assert len(numbers(session, who)) == count, who.name


def test_pages_hold_reports_and_deadlines_once_and_in_order(dues: Workspace):
    with dues.database.session() as session:
        case = add_transfer(session, "YJ-2026-0001")
        case.opened_at = case.opened_at.replace(year=2026, month=1, day=10)
        session.add(ReportRow(
            kind="monthly", period="2026-02", organisation_id=people.BUREAU.organisation_id, document={}, hash="0" * 64,
            due_on=date(2026, 2, 25), sent_by="甲",
        ))
    with dues.database.reading() as session:
        seen, cursor = [], None
        while True:
            page = list_deadlines(session, people.BUREAU, TODAY, cursor=cursor, limit=4)
            seen += [(each.due_on, each.id) for each in page.items]
            if (cursor := page.next) is None:
                break
        assert seen == sorted(seen)
        assert len(set(seen)) == len(seen) == page.total == 9 + 6
        reports = [each for _, each in seen if each.startswith("monthly")]
        assert reports == [f"monthly-2026-{month:02d}" for month in range(1, 7)]
        late = list_deadlines(session, people.BUREAU, TODAY, state="overdue").items
        assert [each.id for each in late if each.id.startswith("monthly")] == [
            "monthly-2026-01", "monthly-2026-03", "monthly-2026-04", "monthly-2026-05",
        ]


def test_the_city_sees_the_reports_of_each_district(dues: Workspace):
    with dues.database.session() as session:
        for number, district in ((1, "甲区"), (2, "乙区")):
            case = add_transfer(session, f"YJ-2026-{number:04d}", district=district)
            case.opened_at = case.opened_at.replace(year=2026, month=5, day=1)
        session.add(ReportRow(
            kind="monthly", period="2026-05", organisation_id=people.BUREAU.organisation_id, document={}, hash="0" * 64,
            due_on=date(2026, 5, 25), sent_by="甲",
        ))
    with dues.database.reading() as session:
        found = {each.id: each.state for each in report_deadlines(session, people.CITY, TODAY)}
        assert found == {
            "monthly-2026-05-甲区": "done", "monthly-2026-06-甲区": "near", "monthly-2026-05-乙区": "overdue",
            "monthly-2026-06-乙区": "near",
        }
        own = {each.id: each.state for each in report_deadlines(session, people.OTHER_BUREAU, TODAY)}
        assert own == {"monthly-2026-05": "overdue", "monthly-2026-06": "near"}
        assert report_deadlines(session, people.STREET, TODAY) == []
