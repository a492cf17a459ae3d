"""Deadlines of cases: begun by steps, shifted off rest days, warned of, met by records (rules.md 2.10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.approval import deadlines
from app.approval.opening import open_case
from app.approval.recording import put_record
from app.storage.cases import CaseRow, DeadlineRow
from app.workspace import LOCAL, Workspace
from optimizer.rules.pack import load_profile

LIANHU, QUARTERS = load_profile("lianhu-2024"), load_profile("soe-living-quarter")


@pytest.fixture
def case_id(workspace: Workspace) -> str:
    with workspace.database.session() as session:
        return open_case(session, LOCAL, "setting_up", "设立甲社区", {}, subdistrict="新街").id


@pytest.mark.parametrize(("kind", "first", "due", "nominal"), [
    ("election", date(2024, 3, 15), date(2024, 6, 17), date(2024, 6, 15)),  # a Saturday (rules.md 2.10)
    ("election", date(2024, 11, 30), date(2025, 2, 28), date(2025, 2, 28)),
    ("special_report", date(2026, 5, 3), date(2026, 12, 31), date(2026, 12, 31)),
    ("signing", date(2024, 9, 20), date(2024, 10, 10), date(2024, 10, 10)),  # National Day lies between
    ("transition", date(2026, 4, 1), date(2029, 4, 1), date(2029, 4, 1)),
])
def test_periods(workspace: Workspace, case_id: str, kind, first, due, nominal) -> None:
    with workspace.database.session() as session:
        case = session.get_one(CaseRow, case_id)
        row = deadlines.start(session, case, kind, first, QUARTERS if kind in ("signing", "transition") else LIANHU)
        assert (row.started_on, row.due_on, row.nominal_on) == (first, due, nominal)
        assert (row.rule, row.is_advisory) == (deadlines.KINDS[kind].rule, False)


def test_a_rule_pack_without_the_period_gives_none(workspace: Workspace, case_id: str) -> None:
    with workspace.database.session() as session:
        case = session.get_one(CaseRow, case_id)
        assert deadlines.start(session, case, "signing", date(2026, 5, 3), LIANHU) is None
        assert session.query(DeadlineRow).count() == 0


@pytest.mark.parametrize(("days", "state"), [
    (31, "open"), (30, "near"), (8, "near"), (7, "close"), (0, "close"), (-1, "overdue"),
])
def test_warnings(days: int, state: str) -> None:
    today = date(2026, 5, 3)
    row = DeadlineRow(due_on=today + timedelta(days=days))
    assert deadlines.state_of(row, today) == state
    row.done_on = today
    assert deadlines.state_of(row, today) == "done"


def test_begun_again_it_takes_the_place_of_the_open_one(workspace: Workspace, case_id: str) -> None:
    with workspace.database.session() as session:
        case = session.get_one(CaseRow, case_id)
        deadlines.start(session, case, "election", date(2026, 1, 5), LIANHU).announced = "near"
        moved = deadlines.start(session, case, "election", date(2026, 2, 5), LIANHU)
        assert (session.query(DeadlineRow).count(), moved.announced) == (1, None)
        deadlines.end(session, case, ("election",), date(2026, 3, 1))
        deadlines.start(session, case, "election", date(2026, 4, 1), LIANHU)
        assert session.query(DeadlineRow).count() == 2  # what was met stays


def test_planned_days_are_advisory(workspace: Workspace, case_id: str) -> None:
    dates = [{"state": "residents_discussion", "due_on": "2026-12-10"}, {"state": "approved", "due_on": "2027-03-01"}]
    with workspace.database.session() as session:
        put_record(session, LOCAL, case_id, 1, "planned", {"dates": dates})
        put_record(session, LOCAL, case_id, 2, "planned", {"dates": dates[1:]})
        case, row = session.get_one(CaseRow, case_id), session.query(DeadlineRow).one()
        shown = deadlines.deadline_out(row, case, date(2027, 2, 1))
    assert (shown.name.zh, shown.is_advisory, shown.rule) == ("计划：批复", True, None)
    assert (shown.state, shown.days_left, shown.case_number) == ("near", 28, case.number)
