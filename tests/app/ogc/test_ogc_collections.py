"""Which collections there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.approval.freezing import enter_frozen, freeze_plan
from app.main import create_app
from app.settings import Settings
from app.storage.cases import CaseRow
from app.storage.models import LOCAL_ORGANISATION, DatasetRow, DatasetState
from app.workspace import LOCAL, Workspace
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import enter, enter_grid


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A server on which nothing is yet."""
    return TestClient(
        create_app(Settings(data=tmp_path / "data", job_standby=False, job_processes=1)), raise_server_exceptions=False
    )


@pytest.fixture
def workspace(client: TestClient) -> Workspace:
    """Its database and files."""
    found: Workspace = client.app.state.workspace
    return found


def listed(client: TestClient) -> list[str]:
    answer = client.get("/ogc/collections")
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["collections"]]


def test_a_server_on_which_nothing_is_has_a_registry(client: TestClient):
    assert listed(client) == ["registry"]
    assert client.get("/ogc/collections/registry/items").json()["numberMatched"] == 0


def test_the_address_may_end_in_a_slash(client: TestClient):
    assert client.get("/ogc/").json()["title"] == client.get("/ogc").json()["title"]


def test_what_has_no_place_on_earth_is_in_none(client: TestClient, workspace: Workspace, tmp_path: Path):
    told = {"households": grid.HOUSEHOLDS, "subdistrict": dict.fromkeys(grid.HOUSEHOLDS, "新街")}
    path = grid.write(tmp_path / "areas.geojson", grid.features(told), crs=None)
    dataset_id = enter(workspace, prepare(InputFiles(areas=str(path), crs="local")))
    plan = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案"}).json()["id"]
    assert listed(client) == ["registry"]
    for name in (f"dataset-{dataset_id}-areas", f"plan-{plan}-units"):
        assert client.get(f"/ogc/collections/{name}").status_code == 404


def test_a_dataset_that_is_not_in_use_or_was_lost_hides_no_other(client: TestClient, workspace: Workspace):
    draft, lost, whole = (enter_grid(workspace) for _ in range(3))
    with workspace.database.session() as session:
        session.get_one(DatasetRow, draft).state = DatasetState.CHECKED.value
        session.get_one(DatasetRow, lost).kept = "0" * 64
    assert listed(client) == ["registry", f"dataset-{whole}-areas"]
    assert client.get(f"/ogc/collections/dataset-{draft}-areas/items").status_code == 404


def test_the_list_has_the_newest_version_that_a_case_froze_and_the_others_can_be_asked_for(
    client: TestClient, workspace: Workspace
):
    dataset_id = enter_grid(workspace)
    plan_id = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案"}).json()["id"]
    frozen = freeze_plan(workspace, plan_id)
    with workspace.database.session() as session:
        case = CaseRow(
            number="SZ-2026-0001", kind="setting_up", title="设立", state="draft", organisation_id=LOCAL_ORGANISATION,
            subject={}, opened_by="甲",
        )
        session.add(case)
        session.flush()
        rows = [enter_frozen(case, frozen, number, LOCAL, None) for number in (1, 2)]
        session.add_all(rows)
        session.flush()
        first, second = (f"submission-{row.id}-communities" for row in rows)
    found = listed(client)
    assert second in found
    assert first not in found
    for name, number in ((first, 1), (second, 2)):
        told = client.get(f"/ogc/collections/{name}").json()
        assert told["title"].startswith(f"SZ-2026-0001 设立（第 {number} 次提交）：社区")
        assert client.get(f"/ogc/collections/{name}/items").json()["numberMatched"] == 2


def test_a_plan_on_which_nothing_is_drawn_has_units_and_no_community(client: TestClient, workspace: Workspace):
    dataset_id = enter_grid(workspace)
    plan_id = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "start": "blank"}).json()["id"]
    units = client.get(f"/ogc/collections/plan-{plan_id}-units/items").json()["features"]
    assert {each["properties"]["community_id"] for each in units} == {None}
    assert client.get(f"/ogc/collections/plan-{plan_id}-communities/items").json()["features"] == []
