"""``sizhi check`` from files to print, ``check.json`` and map."""

from __future__ import annotations

import json

import pytest

from app.checks.checking import check, write
from geodata.input_files import InputFiles
from tests.app import drawn_grid as grid


@pytest.fixture
def overlapping(tmp_path):
    """Nine squares of which a1 reaches 30 m into b1 and a3 counts "x" households."""
    rows = grid.features({"households": {**grid.HOUSEHOLDS, "a3": "x"}})
    ring = grid.square("a1")
    rows[0]["geometry"]["coordinates"] = [[[x + 30 if x > ring[0][0] else x, y] for x, y in ring]]
    return grid.write(tmp_path / "areas.geojson", rows)


def test_the_report_is_read_in_a_minute(run, overlapping):
    code, out, _ = run("check", overlapping)
    assert code == 1
    printed = out.splitlines()
    assert printed[0] == "数据检查：有 1 处错误须改正，可以规划"
    titles = [line for line in printed if not line.startswith(" ")]
    assert titles[1:8] == ["读取", "数量", "坐标", "拼合", "相邻", "步行", "规划"]
    assert titles[8].startswith("错误 1 类 1 处")
    assert len(printed) < 60
    assert any("9,000 m²" in line or "9000" in line for line in printed)  # 30 m × 300 m


def test_english(run, overlapping, monkeypatch):
    monkeypatch.setenv("SIZHI_LANG", "en")
    _, out, _ = run("check", overlapping)
    assert out.startswith("Check: 1 errors to correct, can be planned")
    assert not any("\u4e00" <= character <= "\u9fff" for character in out.replace("全区", ""))


def test_the_document_keeps_the_contract_and_adds_the_report(run, overlapping):
    code, out, _ = run("check", overlapping, "--json")
    document = json.loads(out)
    assert code == 1
    assert (document["areas"], document["units"], document["households"]) == (9, 9, 9_875 - 1_200)
    overlap = next(group for group in document["groups"] if group["code"] == "areas.overlap")
    assert overlap["size"] == {"worst": 9000.0, "total": 9000.0, "unit": "m²"}
    worst = document["findings"][overlap["worst"]]
    assert worst["code"] == "areas.overlap"
    assert worst["place"] == [pytest.approx(108.9 + 315 / 92180, abs=1e-4), pytest.approx(34.2674, abs=2e-3)]
    assert document["adjacency"]["pairs"] == 12
    assert document["walking"] == {"measured": "straight_line", "network": None}
    assert {ability["code"]: ability["able"] for ability in document["abilities"]}["plan.communities"] == "yes"
    assert document["sections"][0]["name"] == "sources"


def test_rows_without_a_place_are_listed_with_their_reason(tmp_path):
    rows = grid.features({"households": grid.HOUSEHOLDS})
    rows[0]["geometry"] = None
    checked = check(InputFiles(str(grid.write(tmp_path / "areas.geojson", rows))))
    (row,) = checked.document["unplaced"]
    assert (row["area_id"], row["households"]) == ("a1", 1_200)
    assert row["reason"]
    assert row["reason_zh"]


def test_equal_files_give_an_equal_document(tmp_path, overlapping):
    first, second = (check(InputFiles(str(overlapping))) for _ in range(2))
    for name, checked in (("one", first), ("two", second)):
        write(checked, tmp_path / name)
    assert (tmp_path / "one" / "check.json").read_text() == (tmp_path / "two" / "check.json").read_text()
