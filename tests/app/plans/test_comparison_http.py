"""Two plans side by side over HTTP, and taking one place of the second into the first."""

from __future__ import annotations

import csv
import io

import pytest

from tests.app.plans.conftest import enter, ground


@pytest.fixture
def other(client, dataset_id, plan):
    """A copy of the plan in which b1 has gone to 丰和."""
    made = client.post(f"/api/v1/plans/{plan['id']}/copy", json={"name": "方案乙"}).json()
    draw(client, made["id"], 0, [["b1", "和平", "丰和"]])
    return made


def draw(client, plan_id, head, units, communities=()):
    command = {"command_id": f"command-{head}", "kind": "move", "label": {"zh": "移动", "en": "move"},
               "changes": {"units": units, "communities": list(communities)}}
    answer = client.post(
        f"/api/v1/plans/{plan_id}/commands", json={"commands": [command]}, headers={"If-Match": f'"{head}"'})
    assert answer.status_code == 200, answer.text


def compare(client, a, b):
    answer = client.get("/api/v1/comparison", params={"a": a, "b": b})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_two_plans_differ_in(client, plan, other):
    told = compare(client, plan["id"], other["id"])
    assert (told["a"]["name"], told["b"]["name"], told["b"]["version"]) == ("方案甲", "方案乙", 1)
    assert told["a"]["band"] == {"min": 1000, "target": 3500, "max": 5000}
    assert told["totals"] == {"communities": 2, "areas": 1, "households": 1900}
    assert told["a"]["colours"] == told["b"]["colours"]
    assert [(unit["unit_id"], unit["a"], unit["b"]) for unit in told["units"]] == [("b1", "和平", "丰和")]
    assert [(row["name"], row["source"], row["target"], row["households"]) for row in told["ledger"]] == [
        ("b1", "和平", "丰和", 1900)]
    gains = {row["measure"]: row for row in told["gains"]}
    assert (gains["households_changed"]["a"]["value"], gains["households_changed"]["b"]["value"]) == (0, 1900)
    assert (gains["households_changed"]["difference"], gains["households_changed"]["better"]) == (1900, "a")
    assert gains["in_band"]["a"] == {"value": 1, "of": 2}
    assert "score" not in str(told)


def test_a_part_is_a_command_for_the_first_plan(client, plan, other):
    [part] = compare(client, plan["id"], other["id"])["parts"]
    assert (part["part"], part["households"], part["sources"], part["targets"]) == (1, 1900, ["和平"], ["丰和"])
    draw(client, plan["id"], 0, part["changes"]["units"], part["changes"].get("communities", ()))
    told = compare(client, plan["id"], other["id"])
    assert (told["units"], told["parts"]) == ([], [])


def test_versions_of_one_plan(client, other):
    told = compare(client, f"{other['id']}@0", other["id"])
    assert (told["a"]["version"], told["b"]["version"], told["a"]["head"]) == (0, 1, 1)
    assert len(told["units"]) == 1


def test_a_table_for_spreadsheets(client, plan, other):
    answer = client.get("/api/v1/comparison/table", params={"a": plan["id"], "b": other["id"]})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "filename*=UTF-8''%E5" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["丰和", "和平"]
    assert rows[2][2:] == ["5500", "3600", "-1900"]


@pytest.mark.parametrize(("b", "status", "code"), [
    ("nobody", 404, "plans.unknown"), ("{id}@9", 404, "plans.version_unknown"),
    ("../etc", 422, "comparison.reference"), ("{id}@x", 422, "comparison.reference"),
])
def test_what_is_not_there(client, plan, b, status, code):
    answer = client.get("/api/v1/comparison", params={"a": plan["id"], "b": b.format(id=plan["id"])})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_plans_on_other_data_cannot_be_compared(client, plan):
    dataset = enter(client.app.state.workspace, ground())
    elsewhere = client.post("/api/v1/plans", json={"dataset_id": dataset}).json()
    answer = client.get("/api/v1/comparison", params={"a": plan["id"], "b": elsewhere["id"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "comparison.other_ground")
