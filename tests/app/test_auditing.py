"""The audit of plans that come from anywhere, run as a command (design 4.2 and 4.3)."""

import json

import pytest

from tests.app import drawn_grid as grid
from tests.app.drawn_grid import RUN


def verdicts(out: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in json.loads(out)["findings"]:
        found.setdefault(finding["rule"], set()).add(finding["status"])
    return found


def test_a_plan_of_ours_audits_from_its_geopackage_as_from_its_own_facts(run, planned):
    own = json.loads((planned / "audit.json").read_text(encoding="utf-8"))
    code, out, _ = run("audit", planned / "plan.gpkg", *RUN, "--json")
    assert code == 0
    size = [(f["community_id"], f["status"], f["measured"]) for f in own["findings"] if f["rule"] == "LH-4.3"]
    assert [
        (f["community_id"], f["status"], f["measured"]) for f in json.loads(out)["findings"] if f["rule"] == "LH-4.3"
    ] == size


def test_a_plan_made_elsewhere_needs_only_a_community_column(run, tmp_path):
    """Columns of the grid as 甲 (3,600), 乙 (5,700: 700 over the band), 丙 (575: 425 under)."""
    own = {cell: {"a": "甲", "b": "乙", "c": "丙"}[cell[0]] for cell in grid.HOUSEHOLDS}
    rows = grid.features({"households": grid.HOUSEHOLDS, "小组": own})
    code, out, _ = run("audit", grid.write(tmp_path / "hand.geojson", rows), *RUN, "--community", "小组", "--json")
    size = {f["community_id"]: f["status"] for f in json.loads(out)["findings"] if f["rule"] == "LH-4.3"}
    assert code == 0
    assert size == {"甲": "pass", "乙": "fail", "丙": "fail"}


def test_a_community_in_two_pieces_fails_hard(run, tmp_path):
    own = {cell: "甲" if cell[0] in "ac" else "乙" for cell in grid.HOUSEHOLDS}
    rows = grid.features({"households": grid.HOUSEHOLDS, "community": own})
    code, out, _ = run("audit", grid.write(tmp_path / "hand.geojson", rows), *RUN, "--json")
    assert code == 1
    assert json.loads(out)["verdict"] == "fail"
    assert "fail" in verdicts(out)["PL-4"]


def test_one_polygon_a_community_takes_its_counts_from_the_areas(run, tmp_path):
    """West: columns a and b, 9,300 households. East: column c, 575."""
    def strip(first: str, last: str) -> list[list[float]]:
        west, east = grid.square(first)[0], grid.square(last)[2]
        return [west, [east[0], west[1]], east, [west[0], east[1]], west]

    rows = [
        {"type": "Feature", "properties": {"community_id": name},
         "geometry": {"type": "Polygon", "coordinates": [strip(first, last)]}}
        for name, first, last in [("西", "a3", "b1"), ("东", "c3", "c1")]
    ]
    source = grid.write(tmp_path / "hand.geojson", rows)
    _, out, _ = run("audit", source, *RUN, "--areas", grid.areas(tmp_path), "--json")
    size = {f["community_id"]: f["measured"] for f in json.loads(out)["findings"] if f["rule"] == "LH-4.3"}
    assert size == {"西": 9300, "东": 575}
    _, out, _ = run("audit", source, *RUN, "--json")
    assert verdicts(out)["LH-4.3"] == {"unknown"}


def test_an_overlap_is_judged_as_drawn(run, tmp_path):
    """The east community is drawn 50 m into the west one: 50 × 900 m."""
    def strip(west: float, east: float) -> list[list[float]]:
        bottom, top = grid.SOUTH_M, grid.SOUTH_M + 900
        ring = [(west, bottom), (east, bottom), (east, top), (west, top), (west, bottom)]
        return [[grid.WEST_M + x, y] for x, y in ring]

    rows = [
        {"type": "Feature", "properties": {"community_id": name},
         "geometry": {"type": "Polygon", "coordinates": [strip(*sides)]}}
        for name, sides in [("西", (0, 600)), ("东", (550, 900))]
    ]
    code, out, _ = run("audit", grid.write(tmp_path / "hand.geojson", rows), *RUN, "--json")
    failed = [f for f in json.loads(out)["findings"] if f["rule"] == "PL-2" and f["status"] == "fail"]
    assert code == 1
    assert [f["measured"] for f in failed] == [pytest.approx(45_000, rel=1e-3)]


def test_residential_polygons_with_streets_between_are_completed_and_it_is_said(run, tmp_path):
    """Nine squares with a street of 40 m around each: no border is shared, none is a gap."""
    own = {cell: "甲" if cell[0] == "a" else "乙" for cell in grid.HOUSEHOLDS}
    rows = grid.features({"households": grid.HOUSEHOLDS, "community": own}, inset_m=20)
    code, out, _ = run("audit", grid.write(tmp_path / "hand.geojson", rows), *RUN)
    assert code == 0
    assert "plan.completed" in out
    _, out, _ = run("audit", tmp_path / "hand.geojson", *RUN, "--json")
    assert verdicts(out)["PL-4"] == {"pass"}


def test_without_a_community_column_the_columns_are_named(run, tmp_path, monkeypatch):
    rows = grid.features({"households": grid.HOUSEHOLDS, "小组": dict.fromkeys(grid.HOUSEHOLDS, "甲")})
    source = grid.write(tmp_path / "hand.geojson", rows)
    code, _, err = run("audit", source, *RUN)
    assert code == 2
    assert "--community" in err
    assert "小组" in err
    monkeypatch.setenv("SIZHI_LANG", "en")
    assert "no community column" in run("audit", source, *RUN)[2]


def test_audit_writes_its_two_files(run, planned, tmp_path):
    run("audit", planned / "plan.gpkg", *RUN, "--out", tmp_path / "audited")
    assert {path.name for path in (tmp_path / "audited").iterdir()} == {"audit.json", "map.html"}


# the work plan


def rules(out: str, rule: str) -> dict[str, tuple[str, str]]:
    return {
        f["community_id"]: (f["status"], f["message_zh"]) for f in json.loads(out)["findings"] if f["rule"] == rule
    }


def test_a_work_plan_is_judged_where_it_is_given(run, tmp_path):
    """Today's communities as the plan: 和平 (5,500) is oversized; its entry says when, and one worker more."""
    source = grid.areas(tmp_path)
    work_plan = tmp_path / "work_plan.csv"
    work_plan.write_text(
        "社区,情形,办法,拆成几个,目标年度,拆分前增配\n和平,超大,拆分,2,2027,1\n", encoding="utf-8"
    )
    _, out, _ = run("audit", source, *RUN, "--work-plan", work_plan, "--json")
    assert rules(out, "PL-10")["和平"][0] == rules(out, "PL-11")["和平"][0] == "pass"
    _, out, _ = run("audit", source, *RUN, "--json")
    assert rules(out, "PL-10") == rules(out, "PL-11") == {}


def test_the_work_plan_of_a_plan_lacks_only_the_year_until_somebody_decides(run, planned, tmp_path):
    source = grid.areas(tmp_path)
    _, out, _ = run("audit", source, *RUN, "--work-plan", planned / "work_plan.csv", "--json")
    status, message = rules(out, "PL-10")["和平"]
    assert status == "fail"
    assert "年" in message
    assert rules(out, "PL-11")["和平"][0] == "pass"
    run("plan", source, *RUN, "--out", tmp_path / "dated", "--target-year", "2027")
    _, out, _ = run("audit", source, *RUN, "--work-plan", tmp_path / "dated" / "work_plan.csv", "--json")
    assert rules(out, "PL-10")["和平"][0] == "pass"


def test_a_work_plan_for_a_community_that_does_not_exist_is_refused(run, tmp_path):
    work_plan = tmp_path / "work_plan.csv"
    work_plan.write_text("社区,情形,办法\n和乐,超大,拆分\n", encoding="utf-8")
    code, _, err = run("audit", grid.areas(tmp_path), *RUN, "--work-plan", work_plan)
    assert code == 2
    assert "和乐" in err
