"""Input that cannot be used, or not all of it: exit codes, and messages with file, feature and remedy (design 4.3)."""

import json
from pathlib import Path

import pytest

from tests.app import drawn_grid as grid
from tests.app.drawn_grid import RUN


def missing_column(folder: Path) -> list[object]:
    rows = grid.features({"subdistrict": dict.fromkeys(grid.HOUSEHOLDS, "新街")})
    return ["plan", grid.write(folder / "areas.geojson", rows), *RUN, "--out", folder / "plan"]


def empty_file(folder: Path) -> list[object]:
    (folder / "areas.geojson").write_bytes(b"")
    return ["check", folder / "areas.geojson"]


def no_crs(folder: Path) -> list[object]:
    lines = ["area_id,x,y,households", "p,500000,3790000,300", "q,500400,3790000,200"]
    (folder / "areas.csv").write_text("\n".join(lines), encoding="utf-8")
    return ["check", folder / "areas.csv"]


def false_name(folder: Path) -> list[object]:
    (folder / "areas.xlsx").write_text("area_id,x,y\np,108.9,34.2\n", encoding="utf-8")
    return ["check", folder / "areas.xlsx"]


def absent(folder: Path) -> list[object]:
    return ["check", folder / "nowhere.geojson"]


def unknown_pack(folder: Path) -> list[object]:
    return ["plan", grid.areas(folder), "--profile", "nowhere-1999", "--out", folder / "plan"]


def unknown_objective(folder: Path) -> list[object]:
    return ["plan", grid.areas(folder), *RUN, "--objective", "cheapest", "--out", folder / "plan"]


def bad_mapping(folder: Path) -> list[object]:
    return ["check", grid.areas(folder), "--map", "households"]


def unknown_mapped_column(folder: Path) -> list[object]:
    return ["check", grid.areas(folder), "--map", "households=户数"]


@pytest.mark.parametrize(("make", "zh", "en"), [
    (missing_column, ["areas.geojson", "--map households=列名"], ["areas.geojson", "--map households=COLUMN"]),
    (empty_file, ["areas.geojson", "空"], ["areas.geojson", "empty"]),
    (no_crs, ["areas.csv", "--crs"], ["areas.csv", "--crs"]),
    (false_name, ["areas.xlsx", "不是 Excel"], ["areas.xlsx", "not an Excel"]),
    (absent, ["nowhere.geojson", "找不到"], ["nowhere.geojson", "no such file"]),
    (unknown_pack, ["nowhere-1999", "lianhu-2024"], ["nowhere-1999", "lianhu-2024"]),
    (unknown_objective, ["cheapest", "balanced"], ["cheapest", "balanced"]),
    (bad_mapping, ["--map households", "字段=列名"], ["--map households", "field=COLUMN"]),
    (unknown_mapped_column, ["areas.geojson", "户数"], ["areas.geojson", "户数"]),
])
def test_input_that_cannot_be_used_exits_2_and_says_what_to_do(run, tmp_path, monkeypatch, make, zh, en):
    arguments = make(tmp_path)
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert [part for part in zh if part not in err] == []
    monkeypatch.setenv("SIZHI_LANG", "en")
    code, _, err = run(*arguments)
    assert code == 2
    assert [part for part in en if part not in err] == []


def test_an_error_as_json_carries_both_languages(run, tmp_path):
    code, out, _ = run(*missing_column(tmp_path), "--json")
    error = json.loads(out)
    assert code == 2
    assert error["code"] == "fields.missing"
    assert error["message_zh"] != error["message_en"]
    assert error["file"].endswith("areas.geojson")


def test_check_works_without_a_household_column(run, tmp_path):
    rows = grid.features({"subdistrict": dict.fromkeys(grid.HOUSEHOLDS, "新街")})
    code, out, _ = run("check", grid.write(tmp_path / "areas.geojson", rows), "--json")
    assert code == 0
    assert json.loads(out)["households"] is None


def test_a_count_that_is_not_a_number_counts_nothing_and_is_an_error(run, tmp_path):
    source = grid.areas(tmp_path, households={**grid.HOUSEHOLDS, "b2": "见附表"})
    code, out, _ = run("check", source, "--json")
    document = json.loads(out)
    assert code == 1
    assert document["households"] == 9875 - 1900
    errors = [finding for finding in document["findings"] if finding["severity"] == "error"]
    assert [(finding["feature"], finding["measured"]) for finding in errors] == [("5", "见附表")]  # b2 is the fifth
    assert "areas.geojson" in errors[0]["file"]
    assert "第 5 个要素" in errors[0]["message_zh"]
    assert "feature 5" in errors[0]["message_en"]


def test_a_point_outside_every_street_office_is_listed_not_dropped(run, tmp_path):
    """Three points of 1,500, 1,200 and 40 households; the last lies 3 km east of the only office."""
    office = grid.write(tmp_path / "offices.geojson", [{
        "type": "Feature", "properties": {"subdistrict": "新街"},
        "geometry": {"type": "Polygon", "coordinates": [[
            [grid.WEST_M, grid.SOUTH_M], [grid.WEST_M + 900, grid.SOUTH_M],
            [grid.WEST_M + 900, grid.SOUTH_M + 900], [grid.WEST_M, grid.SOUTH_M + 900], [grid.WEST_M, grid.SOUTH_M],
        ]]},
    }])
    points = [("p", 150, 450, 1500), ("q", 750, 450, 1200), ("z", 3900, 450, 40)]
    source = grid.write(tmp_path / "points.geojson", [
        {"type": "Feature", "properties": {"area_id": name, "households": households},
         "geometry": {"type": "Point", "coordinates": [grid.WEST_M + x, grid.SOUTH_M + y]}}
        for name, x, y, households in points
    ])
    inputs = (source, "--subdistricts", office)
    document = json.loads(run("check", *inputs, "--json")[1])
    assert document["households"] == 2740
    assert "z" in [finding["feature"] for finding in document["findings"]]
    code, out, _ = run("plan", *inputs, *RUN, "--out", tmp_path / "plan")
    plan = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert code == 0
    assert [(row["area_id"], row["households"]) for row in plan["unplaced"]] == [("z", 40)]
    assert "z" not in plan["assignment"]
    assert plan["totals"]["after"]["unplaced_households"] == 40
    assert "未安置 1 行、40 户" in out


@pytest.mark.parametrize(("basis", "households"), [("registered", 9 * 700), ("resident", 9 * 400)])
def test_the_basis_that_is_told_decides_which_count_the_rules_read(run, tmp_path, basis, households):
    counts = {"户籍户数": dict.fromkeys(grid.HOUSEHOLDS, 700), "常住户数": dict.fromkeys(grid.HOUSEHOLDS, 400)}
    source = grid.write(
        tmp_path / "areas.geojson", grid.features({"subdistrict": dict.fromkeys(grid.HOUSEHOLDS, "新街"), **counts})
    )
    document = json.loads(run("check", source, "--basis", basis, "--json")[1])
    assert (document["household_counts"]["basis"], document["households"]) == (basis, households)
