"""What the home page says, which plans are compared first, and the lines that only one plan has."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from app.datasets.store import register_dataset
from app.plans.choosing import choose_pair
from app.plans.folders import PlanLibrary
from app.plans.home import home_data
from app.plans.recent import recent_events
from app.workspace import LOCAL
from geodata.domain import HouseholdBasis
from geodata.input_files import InputFiles
from tests.app import drawn_grid as grid

PLANS = [
    {"id": "c", "series": "east"}, {"id": "b", "series": "west"}, {"id": "a", "series": "west"},
    {"id": "a2", "series": "west"},
]


@pytest.mark.parametrize(("asked", "opened"), [
    ((None, None), ("c@0", "c")),  # the newest plan stands alone on its data: how it began, and how it is
    (("b", None), ("b", "a")),
    (("a@3", None), ("a@3", "b")),
    ((None, "a"), ("b", "a")),
    (("a", "c"), ("a", "c")),  # what is named is never changed: the page says why it cannot be compared
])
def test_the_pair_that_is_compared_first(asked, opened):
    assert choose_pair(PLANS, *asked) == opened


def test_nothing_to_compare():
    assert choose_pair([], None, None) == (None, None)


def draw(client, plan, head, *moves, kind="move"):
    label = {"zh": f"步 {head + 1}", "en": f"step {head + 1}"}
    command = {"command_id": uuid.uuid4().hex, "kind": kind, "label": label, "changes": {"units": moves}}
    answer = client.post(
        f"/api/v1/plans/{plan['id']}/commands", json={"commands": [command]}, headers={"If-Match": f'"{head}"'}
    )
    assert answer.status_code == 200, answer.text


def test_a_run_of_commands_is_one_event_until_somebody_does_something_else(client, plan, dataset_id):
    draw(client, plan, 0, ["b1", "和平", "丰和"])
    draw(client, plan, 1, ["b1", "丰和", "和平"])
    other = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案乙"}).json()
    draw(client, other, 0, ["c1", "丰和", None])
    draw(client, plan, 2, ["c1", "丰和", None])
    client.post(f"/api/v1/plans/{plan['id']}/comments", json={"x": 108.9, "y": 34.26, "text": "<b>"})
    with client.app.state.workspace.database.session() as session:
        events = recent_events(session, LOCAL)
    assert [(event.kind, event.plan, event.label_zh, event.count) for event in events] == [
        ("remark", "方案甲", "<b>", 1), ("drawn", "方案甲", "步 3", 1), ("drawn", "方案乙", "步 1", 1),
        ("begun", "方案乙", "", 1), ("drawn", "方案甲", "步 2", 2), ("begun", "方案甲", "", 1),
    ]
    client.delete(f"/api/v1/plans/{plan['id']}", headers={"If-Match": '"1"'})
    with client.app.state.workspace.database.session() as session:
        assert {event.plan for event in recent_events(session, LOCAL)} == {"方案乙"}


def test_the_ground_is_told_with_its_basis_check_and_rules(client, tmp_path):
    workspace = client.app.state.workspace
    files = InputFiles(areas=str(grid.areas(Path(tmp_path))), household_basis=HouseholdBasis.DWELLINGS)
    with workspace.database.session() as session:
        register_dataset(session, workspace.blobs, files, "九宫格", {"id": "lianhu-2024", "overlays": []}, LOCAL)
    with workspace.database.session() as session:
        told = home_data(session, PlanLibrary(()), LOCAL)
    (dataset,) = told["datasets"]
    assert (dataset["areas"], dataset["households"], dataset["basis"], dataset["is_checked"]) == (
        9, 9875, "dwellings", True,
    )
    # lianhu-2024 allows 5,000 households, the law of 2026 names 3,000
    assert any("3,000" in one["message_zh"] for one in dataset["conflicts"])
    assert (told["plans"]["total"], told["archived"], told["deleted"], told["recent"]) == (0, 0, 0, [])


def test_the_lines_that_only_one_plan_has(client, plan, dataset_id):
    other = client.post("/api/v1/plans", json={"dataset_id": dataset_id, "name": "方案乙"}).json()
    same = client.get("/api/v1/comparison", params={"a": plan["id"], "b": other["id"]}).json()
    assert same["lines"] == {"a": None, "b": None}
    draw(client, other, 0, ["b1", "和平", "丰和"])
    lines = client.get("/api/v1/comparison", params={"a": plan["id"], "b": other["id"]}).json()["lines"]
    # 甲 alone: between b1 and c1, and b1 and b2; 乙 alone: between a1 and b1
    coordinates = {side: _corners(line) for side, line in lines.items()}
    assert len(coordinates["a"]) == 3
    assert len(coordinates["b"]) == 2


def _corners(geometry: dict) -> set[tuple[float, float]]:
    lines = [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]
    return {(round(x, 4), round(y, 4)) for line in lines for x, y in line}
