"""A plan of the command line becomes one that can be drawn on, once."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import cli
from app.inputs import input_files
from app.plans.entering import enter_plan
from app.plans.store import drawing_at, load_plan
from app.storage.models import DatasetRow, PlanRow
from app.workspace import LOCAL, Workspace
from tests.app import drawn_grid as grid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with pytest.raises(SystemExit):
        cli.main(["plan", str(grid.areas(tmp_path)), *grid.RUN, "--out", str(tmp_path / "plan")])
    return tmp_path / "plan"


def test_what_was_planned_can_be_drawn_on(workspace: Workspace, folder: Path, tmp_path: Path):
    files = input_files(str(tmp_path / "areas.geojson"))
    plan_id = enter_plan(workspace, files, folder, title="新街", who=LOCAL)
    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    with workspace.database.reading() as session:
        plan = load_plan(session, plan_id)
        assert drawing_at(session, plan).assignment == document["assignment"]
        assert (plan.name, plan.profile["id"]) == ("新街", "lianhu-2024")
    assert enter_plan(workspace, files, folder, title="新街", who=LOCAL) == plan_id
    with workspace.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PlanRow)) == 1
        assert session.scalar(select(func.count()).select_from(DatasetRow)) == 1
