"""`sizhi bench` on a small folder: the contract of the lines, the solution file, and what is refused (design 4.2)."""

import csv
import json
from pathlib import Path

import pytest

UNITS = """id,demand,x,y,site,fixed_cost,capacity
1,2,0,0,1,10,10
2,3,1000,0,0,0,0
3,4,2000,0,0,0,0
4,1,3000,0,1,10,10
"""
BORDERS = "a,b\n1,2\n2,3\n3,4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "row.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "adjacency.csv").write_text(BORDERS, encoding="utf-8")
    (tmp_path / "published.csv").write_text("instance,cplex_objective\nrow,7\n", encoding="utf-8")
    return tmp_path


def test_given_facilities_one_json_object_a_line(run, folder, tmp_path):
    """1 serves 2 (3 × 1 km), 4 serves 3 (4 × 1 km): 7; the fixed costs do not count."""
    code, out, _ = run("bench", "sap", folder, "--out", tmp_path / "solved")
    (document,) = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert set(document) == {"instance", "objective", "bound", "gap", "seconds", "feasible"}
    assert (document["instance"], document["objective"], document["feasible"]) == ("row", 7.0, True)
    assert document["bound"] <= 7.0
    with (tmp_path / "solved" / "row.solution.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"id": "1", "facility": "1"}, {"id": "2", "facility": "1"},
            {"id": "3", "facility": "4"}, {"id": "4", "facility": "4"},
        ]


def test_chosen_facilities_pay_for_opening(run, folder):
    """Both open: 7 + 20 = 27; 1 alone: 3 + 8 + 3 + 10 = 24; 4 alone: 6 + 6 + 4 + 10 = 26."""
    _, out, _ = run("bench", "cflsap", folder, "row")
    assert json.loads(out)["objective"] == 24.0


def test_no_feasible_plan_is_said_and_exits_1(run, folder, tmp_path):
    (folder / "row.csv").write_text(UNITS.replace(",10,10", ",10,4"), encoding="utf-8")
    code, out, _ = run("bench", "sap", folder, "--out", tmp_path / "solved")
    document = json.loads(out)
    assert code == 1
    assert (document["objective"], document["gap"], document["feasible"]) == (None, None, False)
    assert not (tmp_path / "solved" / "row.solution.csv").exists()


@pytest.mark.parametrize(("file", "text", "code", "named"), [
    ("row.csv", UNITS.replace(",4,2000", ",4.5,2000"), "fields.value", "row.csv"),
    ("row.csv", UNITS.replace("demand", "people"), "fields.missing", "demand"),
    ("row.csv", UNITS.replace("3,4,", "2,4,"), "ids.clash", "2"),
    ("adjacency.csv", BORDERS + "3,zz\n", "fields.value", "zz"),
])
def test_files_that_cannot_be_used_are_refused(run, folder, file, text, code, named):
    (folder / file).write_text(text, encoding="utf-8")
    exit_code, out, message = run("bench", "sap", folder)
    assert exit_code == 2
    assert out == ""
    assert code in message
    assert named in message


def test_an_unknown_instance_is_refused_and_the_known_are_named(run, folder):
    code, _, message = run("bench", "sap", folder, "nowhere")
    assert code == 2
    assert "nowhere" in message
    assert "row" in message
