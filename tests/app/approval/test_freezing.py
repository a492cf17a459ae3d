"""What is frozen: the same plan gives the same hash, any change another; names and colours are no limits (5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from app.approval.difference import difference
from app.approval.facts import facts
from app.approval.freezing import Frozen, enter_frozen, freeze_plan, is_intact
from app.approval.frozen_folder import frozen_units
from app.approval.opening import open_case
from app.approval.store import newest_submission, parts_of
from app.plans.commands import Command, append
from app.plans.drawing import read_changes
from app.plans.schemas import NewPlan
from app.plans.service import create_plan
from app.plans.store import drawing_at, load_plan
from app.storage.cases import CaseRow, StepRow
from app.workspace import LOCAL, Workspace
from tests.app.plans.conftest import enter_grid


@pytest.fixture
def plan_id(any_workspace: Workspace) -> str:
    return create_plan(any_workspace, NewPlan(dataset_id=enter_grid(any_workspace), name="方案甲"), LOCAL)


def draw(space: Workspace, plan_id: str, units: Sequence[Any] = (), communities: Sequence[Any] = ()) -> None:
    changes = read_changes({"units": list(units), "communities": list(communities), "splits": []})
    with space.database.session() as session:
        plan = load_plan(session, plan_id, for_update=True)
        command = Command(f"gesture-{plan.head}", "move", {"zh": "移动", "en": "move"}, changes)
        append(session, plan, plan.head, [command], LOCAL)


def told(space: Workspace, plan_id: str, community: str) -> dict[str, Any]:
    """Return what is said of a community in the plan's own words."""
    with space.database.reading() as session:
        drawing = drawing_at(session, load_plan(session, plan_id))
    return vars(drawing.communities[community])


def entered(space: Workspace, *versions: Frozen) -> str:
    """Enter frozen versions as one case; the residents discussed the first."""
    with space.database.session() as session:
        case = open_case(session, LOCAL, "setting_up", "设立", {}, subdistrict="新街")
        for number, frozen in enumerate(versions, 1):
            session.add(enter_frozen(case, frozen, number, LOCAL, None))
        session.add(StepRow(
            case_id=case.id, number=1, action="issue_opinion", source="draft", target="residents_discussion",
            role="street_office", by="本机", organisation_id="local", details={}, submission_hash=versions[0].hash,
        ))
        return case.id


def holds(space: Workspace, case_id: str, guard: str) -> bool:
    with space.database.reading() as session:
        case = session.get_one(CaseRow, case_id)
        return facts(session, case, parts_of(session, [case])).holds[guard]


def test_it_is_intact_however_the_database_keeps_it(any_workspace: Workspace, plan_id: str) -> None:
    """Numbers come back from JSON and from JSONB as they were judged."""
    case_id = entered(any_workspace, freeze_plan(any_workspace, plan_id))
    with any_workspace.database.reading() as session:
        row = newest_submission(session, case_id)
        assert row is not None
        assert is_intact(any_workspace, row)
        row.audit = {**row.audit, "verdict": "pass" if row.audit["verdict"] != "pass" else "fail"}
        assert not is_intact(any_workspace, row)
        session.expunge(row)


def test_the_same_gives_the_same_hash(any_workspace: Workspace, plan_id: str) -> None:
    assert freeze_plan(any_workspace, plan_id) == freeze_plan(any_workspace, plan_id, 0)


def test_a_moved_unit_is_another_limit(any_workspace: Workspace, plan_id: str) -> None:
    first = freeze_plan(any_workspace, plan_id)
    draw(any_workspace, plan_id, [["b1", "和平", "丰和"]])
    second = freeze_plan(any_workspace, plan_id)
    assert second.hash != first.hash
    assert second.header["limits"] != first.header["limits"]
    assert not holds(any_workspace, entered(any_workspace, first, second), "no_new_limits")
    assert freeze_plan(any_workspace, plan_id, 0) == first  # the earlier version is what it was


def test_a_name_is_no_limit(any_workspace: Workspace, plan_id: str) -> None:
    first = freeze_plan(any_workspace, plan_id)
    before = told(any_workspace, plan_id, "和平")
    draw(any_workspace, plan_id, communities=[["和平", before, {**before, "name": "新和平", "colour": 5}]])
    second = freeze_plan(any_workspace, plan_id)
    assert second.hash != first.hash
    assert second.header["limits"] == first.header["limits"]
    case_id = entered(any_workspace, first, second)
    assert holds(any_workspace, case_id, "no_new_limits")
    with any_workspace.database.reading() as session:
        case = session.get_one(CaseRow, case_id)
        older, newer = parts_of(session, [case]).submissions[case_id]
        report = difference(older, newer, frozen_units(any_workspace, newer), ())
    assert [(each.kind, each.zh) for each in report.items] == [("community_renamed", "和平更名为新和平")]
