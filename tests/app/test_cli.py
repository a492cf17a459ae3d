"""The command: exit codes, both languages, stdout and stderr, files (design 4.2 and 4.3)."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyogrio
import pytest

from app import cli
from geodata.samples import sample_inputs
from tests.app import drawn_grid as grid

RUN = ("--profile", "lianhu-2024")


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command in this process; return exit code, stdout and stderr."""
    monkeypatch.delenv("SIZHI_LANG", raising=False)

    def run_command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return run_command


@pytest.fixture(scope="module")
def planned(tmp_path_factory) -> Path:
    """A plan folder of the nine squares."""
    folder = tmp_path_factory.mktemp("grid")
    with pytest.raises(SystemExit) as left:
        cli.main(["plan", str(grid.areas(folder)), *RUN, "--out", str(folder / "plan")])
    assert left.value.code == 0
    return folder / "plan"


# check


def test_check_counts_and_writes_its_three_files(run, tmp_path):
    code, out, _ = run("check", grid.areas(tmp_path), "--out", tmp_path / "checked")
    assert code == 0
    assert "9,875" in out
    assert {path.name for path in (tmp_path / "checked").iterdir()} == {"check.json", "dataset.gpkg", "map.html"}


def test_check_without_out_only_prints(run, tmp_path):
    source = grid.areas(tmp_path)
    run("check", source)
    assert list(tmp_path.iterdir()) == [source]


def test_check_as_json_is_the_document_of_the_contract(run, tmp_path):
    code, out, _ = run("check", grid.areas(tmp_path), "--json")
    document = json.loads(out)
    assert code == 0
    assert set(document) == {"areas", "units", "households", "population", "findings"}
    assert (document["areas"], document["units"], document["households"]) == (9, 9, 9875)
    assert document["population"] is None
    keys = {"code", "severity", "file", "feature", "measured", "repaired", "message_zh", "message_en"}
    assert all(keys <= set(finding) for finding in document["findings"])


def test_no_document_and_no_map_says_where_the_files_lie(run, planned, tmp_path):
    """The name of a file is enough; without a stated system the file is named in a finding."""
    source = tmp_path / "somewhere" / "points.csv"
    source.parent.mkdir()
    source.write_text("area_id,x,y,households\np,108.9,34.2,300\nq,108.91,34.2,200\n", encoding="utf-8")
    assert run("check", source, "--out", tmp_path / "checked")[0] == 0
    document = json.loads((tmp_path / "checked" / "check.json").read_text(encoding="utf-8"))
    assert "points.csv" in {finding["file"] for finding in document["findings"]}
    for folder, told in ((tmp_path / "checked", tmp_path), (planned, planned.parent)):
        for path in folder.glob("*.[jh]*"):
            assert str(told) not in path.read_text(encoding="utf-8"), path.name
    assert list(json.loads((planned / "plan.json").read_text(encoding="utf-8"))["inputs"]) == ["areas.geojson"]


# plan


def test_a_plan_folder_holds_the_four_files(planned):
    assert {path.name for path in planned.iterdir()} == {"plan.json", "audit.json", "plan.gpkg", "map.html"}
    layers = set(pyogrio.list_layers(planned / "plan.gpkg")[:, 0])
    assert {"units", "communities"} <= layers


def test_files_go_out_in_the_system_of_the_areas(planned):
    assert pyogrio.read_info(planned / "plan.gpkg", layer="units")["crs"] == grid.CRS


def test_the_map_asks_no_other_host(planned):
    page = (planned / "map.html").read_text(encoding="utf-8")
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?//""", page) == []
    assert re.findall(r"""(?:@import|url\()\s*["']?(?:https?:)?//""", page) == []


def test_the_summary_says_status_figures_and_whereabouts(run, tmp_path):
    code, out, _ = run("plan", grid.areas(tmp_path), *RUN, "--out", tmp_path / "plan")
    assert code == 0
    for part in ("已证明最优", "目标", "下界", "差距", "社区 2 → ", "在区间内", "改变社区", "核查", "plan.gpkg"):
        assert part in out
    assert re.search(r"和平 5,500 户（超大）.*；改属 [\d,]+ 户，代价 [\d,]+ 户·分", out)


def test_english_is_one_setting_away(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SIZHI_LANG", "en")
    code, out, err = run("plan", grid.areas(tmp_path), *RUN, "--out", tmp_path / "plan")
    assert code == 0
    assert "proven optimal" in out
    assert "Reading" in err
    assert "和平 5,500 households (oversized)" in out


def test_progress_is_on_stderr_and_json_alone_on_stdout(run, tmp_path):
    code, out, err = run("plan", grid.areas(tmp_path), *RUN, "--out", tmp_path / "plan", "--json")
    assert code == 0
    assert json.loads(out) == json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert "读取" in err


def test_equal_input_and_seed_give_equal_files(run, tmp_path):
    source = grid.areas(tmp_path)
    for name in ("one", "two"):
        assert run("plan", source, *RUN, "--out", tmp_path / name, "--seed", "7")[0] == 0
    one, two = (json.loads((tmp_path / name / "plan.json").read_text(encoding="utf-8")) for name in ("one", "two"))
    for document in (one, two):
        document.pop("runtime_s")
        for office in document["offices"]:
            office.pop("runtime_s")
    assert one == two
    assert (tmp_path / "one" / "plan.gpkg").read_bytes() == (tmp_path / "two" / "plan.gpkg").read_bytes()


def test_a_hard_band_that_cannot_hold_exits_1_and_says_why(run, tmp_path):
    """Two squares of 400 and 300 households: 700 in all, 300 below the least that band-hard allows."""
    rows = grid.features(
        {"households": {"a1": 400, "b1": 300}, "subdistrict": {"a1": "新街", "b1": "新街"}}, cells=("a1", "b1")
    )
    source = grid.write(tmp_path / "areas.geojson", rows)
    code, out, _ = run("plan", source, *RUN, "--overlay", "band-hard", "--out", tmp_path / "plan")
    document = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert code == 1
    assert document["status"] == "infeasible"
    assert document["breach"] == 1300
    assert document["explanation"]
    assert "已证明没有合规方案" in out


def test_locks_hold(run, tmp_path):
    """c1 frozen alone, a1 with b1: whatever it costs."""
    locks = tmp_path / "locks.csv"
    locks.write_text("unit_id,community_id,frozen\nc1,甲,1\na1,乙,0\nb1,乙,0\n", encoding="utf-8")
    assert run("plan", grid.areas(tmp_path), *RUN, "--out", tmp_path / "plan", "--lock", locks)[0] == 0
    assignment = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))["assignment"]
    assert [unit for unit, community in assignment.items() if community == assignment["c1"]] == ["c1"]
    assert assignment["a1"] == assignment["b1"]


@pytest.mark.parametrize(("text", "zh", "en"), [
    ("unit,community_id\na1,甲\n", "unit_id", "unit_id"),
    ("unit_id,community_id\nz9,甲\n", "z9 不在数据里", "z9 is not in the data"),
    ("unit_id,community_id\na1,甲\na1,乙\n", "a1 锁在两个社区里", "a1 is locked to two communities"),
    ("unit_id,community_id,frozen\na1,甲,也许\n", "frozen 应为 1 或 0", "frozen is 1 or 0"),
    ("unit_id,community_id\na1,\n", "community_id 为空", "community_id is empty"),
])
def test_a_lock_file_that_cannot_be_used_is_refused_in_both_languages(run, tmp_path, monkeypatch, text, zh, en):
    locks = tmp_path / "locks.csv"
    locks.write_text(text, encoding="utf-8")
    arguments = ("plan", grid.areas(tmp_path), *RUN, "--out", tmp_path / "plan", "--lock", locks)
    code, _, err = run(*arguments)
    assert code == 2
    assert zh in err
    monkeypatch.setenv("SIZHI_LANG", "en")
    assert en in run(*arguments)[2]
    assert "locks.csv" in err


# bad input (issue 2)


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
    source = grid.areas(tmp_path, households={**grid.HOUSEHOLDS, "b2": "约1900"})
    code, out, _ = run("check", source, "--json")
    document = json.loads(out)
    assert code == 1
    assert document["households"] == 9875 - 1900
    errors = [finding for finding in document["findings"] if finding["severity"] == "error"]
    assert [(finding["feature"], finding["measured"]) for finding in errors] == [("5", "约1900")]  # b2 is the fifth
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


@pytest.mark.parametrize("arguments", [
    ["plan"], ["nonsense"], ["check"], ["plan", "x.geojson", "--profile", "lianhu-2024"],
    ["check", "x.geojson", "--datum", "mars"], ["check", "x.geojson", "--no-such-option"],
])
def test_a_usage_error_exits_2(run, arguments):
    assert run(*arguments)[0] == 2


def test_a_fault_of_ours_exits_3_and_says_where_the_trace_is(run, tmp_path, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of the machine")

    monkeypatch.setattr(cli.checking, "check", broken)
    code, out, err = run("check", grid.areas(tmp_path))
    assert code == 3
    assert out == ""
    assert "程序自身出错" in err
    assert "Traceback" not in err
    log = Path(re.search(r"/\S+\.log", err).group())
    assert "a secret of the machine" in log.read_text(encoding="utf-8")
    log.unlink()


# audit


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


# profiles, serve


def test_profiles_lists_shows_and_checks_packs(run, tmp_path):
    code, out, _ = run("profiles")
    assert code == 0
    assert {"lianhu-2024", "cn-law-2026", "soe-living-quarter", "band-hard"} <= set(out.split())
    code, out, _ = run("profiles", "show", "lianhu-2024")
    assert code == 0
    assert re.search(r"size\.households_max\s+5000\s+soft", out)
    own = tmp_path / "own.toml"
    own.write_text("id = ", encoding="utf-8")
    code, _, err = run("profiles", "check", own)
    assert code == 2
    assert "own.toml" in err


def test_serve_refuses_a_folder_that_is_not_there(run, tmp_path):
    code, _, err = run("serve", tmp_path / "nowhere")
    assert code == 2
    assert "nowhere" in err


# interruption


def test_the_first_interrupt_keeps_the_best_plan_and_exits_130(run, tmp_path, monkeypatch):
    """Ctrl-C arrives while the offices are solved."""
    solve = cli.planning.solve_plan

    def interrupted(*arguments, cancelled, **named):
        signal.raise_signal(signal.SIGINT)
        assert cancelled()
        return solve(*arguments, cancelled=cancelled, **named)

    monkeypatch.setattr(cli.planning, "solve_plan", interrupted)
    code, _, err = run("plan", grid.areas(tmp_path), *RUN, "--out", tmp_path / "plan")
    assert code == 130
    assert "正在停止" in err
    plan = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert set(plan["assignment"]) == set(grid.HOUSEHOLDS)


@pytest.mark.parametrize("moment", ["求解", " · "], ids=["as the workers start", "as they search"])
def test_an_interrupt_of_the_whole_group_keeps_the_plan_of_parallel_workers(tmp_path, moment):
    """A terminal sends Ctrl-C to every process: the command, its workers and their manager."""
    sample = sample_inputs("lianhu-like")
    command = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "plan", sample.areas, "--crs", sample.crs,
         "--subdistricts", sample.subdistricts, *RUN, "--workers", "2", "--out", tmp_path / "plan"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
        cwd=Path(__file__).parents[2], env={**os.environ, "SIZHI_LANG": "zh", "PYTHONIOENCODING": "utf-8"},
    )
    watchdog = threading.Timer(300, os.killpg, (command.pid, signal.SIGKILL))
    watchdog.start()
    try:
        seen = []
        for line in command.stderr:
            seen.append(line)
            if moment in line:
                break
        os.killpg(command.pid, signal.SIGINT)
        seen += command.stderr
        assert command.wait() == 130, "".join(seen)
    finally:
        watchdog.cancel()
    assert "正在停止" in "".join(seen)
    plan = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert len(plan["offices"]) == 8  # the offices of the sample
    assert {office["status"] for office in plan["offices"]} <= {"optimal", "feasible"}


def test_the_command_is_installed():
    """`python -m` of the installed entry point prints its help."""
    found = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main(['--help'])"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )
    assert found.returncode == 0
    for command in ("check", "plan", "audit", "profiles", "serve", "demo"):
        assert command in found.stdout
