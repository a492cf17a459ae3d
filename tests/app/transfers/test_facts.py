"""Which guards of a transfer hold: what the database has to say, on each kind of server."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.approval.workflows.machine import GUARDS
from app.approval.workflows.transfer import TRANSFER
from app.storage.cases import CaseRow, RegistryRow
from app.storage.models import LOCAL_ORGANISATION
from app.transfers.facts import is_received, transfer_facts
from app.transfers.hand_over_records import Received
from app.workspace import Workspace
from tests.app.transfers.drawn_transfer import INVENTORY

SET_UP = ("approved", "building_up", "first_inspection", "final_inspection", "registered", "certified")
BEFORE = ("draft", "district_review", "district_executive_meeting", "withdrawn", "closed")


def add(session: Session, number: str, kind: str = "transfer", state: str = "implementing", **told: Any) -> CaseRow:
    case = CaseRow(**{
        "number": number, "kind": kind, "title": number, "state": state, "organisation_id": LOCAL_ORGANISATION,
        "opened_by": "本机", "district": "甲区", "records": {},
        "subject": {"enterprise": "厂", "quarter": {"name": "院", "households": 383, "unit_ids": []}}, **told,
    })
    session.add(case)
    session.flush()
    return case


def test_every_guard_of_the_workflow_is_answered(workspace: Workspace):
    asked = {guard for each in TRANSFER.transitions for guard in each.guards}
    with workspace.database.session() as session:
        facts = transfer_facts(session, add(session, "YJ-1"))
    assert set(facts) == asked
    assert asked <= set(GUARDS)
    assert not facts["inventory_complete"]
    assert facts["tasks_verified"]  # no task was newly found


def test_a_complete_inventory_and_a_plan_by_reference(workspace: Workspace):
    """CQ-3.3: the plan may be part of the enterprise's overall transfer plan."""
    records = {"inventory": INVENTORY, "enterprise_plan": {"overall_plan": "集团移交总体方案第三章"}}
    with workspace.database.session() as session:
        facts = transfer_facts(session, add(session, "YJ-1", records=records))
        lacking = {**INVENTORY, "contributions": None}
        without = transfer_facts(session, add(session, "YJ-2", records={"inventory": lacking}))
    assert facts["inventory_complete"]
    assert facts["six_parts"]
    assert not without["inventory_complete"]


@pytest.mark.parametrize(("ends_on", "over"), [("2026-06-01", True), ("2026-06-02", False)])
def test_a_transition_is_over_on_its_last_day(workspace: Workspace, ends_on: str, over: bool):
    records = {"transition": {"starts_on": "2024-06-01", "ends_on": ends_on, "seconded": ["甲"]}}
    with workspace.database.session() as session:
        facts = transfer_facts(session, add(session, "YJ-1", records=records), date(2026, 6, 1))
    assert facts["transition_over"] is over


def test_a_community_is_received_from_its_approval_on(any_workspace: Workspace):
    """Rules.md 5.2, T6: set up (S9 or later), or joined by a case that is in force."""
    with any_workspace.database.session() as session:
        transfer = add(session, "YJ-1")
        for number, state in enumerate((*SET_UP, *BEFORE)):
            made = add(session, f"SZ-{number}", "setting_up", state)
            assert is_received(session, transfer, Received(case=made.number)) is (state in SET_UP), state
            assert is_received(session, transfer, Received(case=made.id)) is (state in SET_UP), state
        add(session, "TZ-1", "adjustment", "in_force")
        add(session, "TZ-2", "adjustment", "filed_with_city")
        add(session, "TZ-3", "adjustment", "in_force", district="乙区")
        for number, holds in (("TZ-1", True), ("TZ-2", False), ("TZ-3", False), ("TZ-4", False)):
            assert is_received(session, transfer, Received(case=number)) is holds, number


def test_or_it_joined_one_that_is_in_the_registry(any_workspace: Workspace):
    with any_workspace.database.session() as session:
        transfer = add(session, "YJ-1")
        for name, told in (
            ("鹿亭社区", {"district": "甲区"}), ("樱坪社区", {"district": "乙区"}),
            ("旧社区", {"district": "甲区", "valid_until": date(2026, 1, 1)}),
        ):
            session.add(RegistryRow(
                community_id=name, name=name, subdistrict="街道", state="in_force", columns={}, predecessors=[], **told
            ))
        session.flush()
        for name, holds in (("鹿亭社区", True), ("樱坪社区", False), ("旧社区", False), ("没有的社区", False)):
            joined = Received(community_id=name, document="示政函〔2026〕21号")
            assert is_received(session, transfer, joined) is holds, name
