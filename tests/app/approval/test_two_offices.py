"""A plan of two street offices: each freezes its own part, and neither is stopped or sent back by the other's.

::

        A     B     C
    1   和平  和平  东关      新街: A, B (和平, 新风); 旧街: C (东关)
    2   和平  和平  东关
    3   和平  新风  东关
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.approval.errors import BlockedError
from app.approval.freezing import freeze_plan
from app.plans.commands import Command, append
from app.plans.drawing import read_changes
from app.plans.schemas import NewPlan
from app.plans.service import create_plan
from app.plans.store import load_plan
from app.workspace import LOCAL, Workspace
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import enter

OFFICES = {cell: "旧街" if cell[0] == "c" else "新街" for cell in grid.HOUSEHOLDS}
COMMUNITIES = {cell: "东关" if cell[0] == "c" else "新风" if cell == "b3" else "和平" for cell in grid.HOUSEHOLDS}


@pytest.fixture
def plan_id(workspace: Workspace, tmp_path: Path) -> str:
    files = InputFiles(areas=str(grid.areas(tmp_path, subdistrict=OFFICES, community=COMMUNITIES)))
    dataset_id = enter(workspace, prepare(files))
    return create_plan(workspace, NewPlan(dataset_id=dataset_id, name="两街方案"), LOCAL)


def move(space: Workspace, plan_id: str, *units: list[Any]) -> None:
    changes = read_changes({"units": list(units), "communities": [], "splits": []})
    with space.database.session() as session:
        plan = load_plan(session, plan_id, for_update=True)
        command = Command(f"gesture-{plan.head}", "move", {"zh": "移动", "en": "move"}, changes)
        append(session, plan, plan.head, [command], LOCAL)


def limits(space: Workspace, plan_id: str) -> dict[str, str]:
    """Return the hash of the limits that each office would freeze."""
    return {
        office: freeze_plan(space, plan_id, subdistrict=office).header["limits"] for office in ("新街", "旧街")
    }


def test_missing_land_of_one_does_not_stop_the_other(workspace: Workspace, plan_id: str) -> None:
    """C3 of 旧街 is in no community: PL-1, hard, S0→S1, and it names neither community nor office but in words."""
    move(workspace, plan_id, ["c3", "东关", None])
    with pytest.raises(BlockedError) as stopped:
        freeze_plan(workspace, plan_id, subdistrict="旧街")
    assert [found["rule"] for found in stopped.value.members["findings"]] == ["PL-1"]
    frozen = freeze_plan(workspace, plan_id, subdistrict="新街")
    missing = [f for f in frozen.audit["findings"] if f["rule"] == "PL-1" and f["status"] == "fail"]
    assert [(f["community_id"], f["area_id"], f["subdistricts"]) for f in missing] == [(None, None, ["旧街"])]
    with pytest.raises(BlockedError):
        freeze_plan(workspace, plan_id)  # the whole district's plan is not whole


def test_limits_are_those_of_the_office_that_hands_in(workspace: Workspace, plan_id: str) -> None:
    """新街 moves B2 from 和平 to 新风: its residents discuss anew, those of 旧街 need not."""
    before = limits(workspace, plan_id)
    move(workspace, plan_id, ["b2", "和平", "新风"])
    after = limits(workspace, plan_id)
    assert after["新街"] != before["新街"]
    assert after["旧街"] == before["旧街"]
    assert before["新街"] != before["旧街"]
