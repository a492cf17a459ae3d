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

from app import planning
from app.checks import checking
from geodata.samples import sample_inputs
from tests.app import drawn_grid as grid
from tests.app.drawn_grid import RUN

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
    assert set(document) >= {"areas", "units", "households", "population", "findings"}
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


def test_a_plan_folder_holds_plan_audit_map_and_the_two_tables(planned):
    assert {path.name for path in planned.iterdir()} == {
        "plan.json", "audit.json", "plan.gpkg", "map.html", "ledger.csv", "work_plan.csv",
    }
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
    for part in ("已证明最优", "目标", "下界", "差距", "社区 2 → ", "在区间内", "改变社区", "核查", "plan.gpkg",
                 "居委会 18 → ", "工作经费 50 → ", "还缺：社区用房表", "work_plan.csv"):
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


def test_locks_that_no_plan_can_keep_are_no_success(run, tmp_path):
    """a1 and c3 lie in opposite corners, and nobody else may join them."""
    locks = tmp_path / "locks.csv"
    locks.write_text("unit_id,community_id,frozen\na1,甲,1\nc3,甲,1\n", encoding="utf-8")
    code, out, _ = run("plan", grid.areas(tmp_path), *RUN, "--out", tmp_path / "plan", "--lock", locks, "--json")
    assert (code, json.loads(out)["status"]) == (1, "infeasible")


@pytest.mark.parametrize("command", ["check", "plan", "audit"])
def test_a_folder_that_cannot_be_written_is_refused_before_the_work(run, tmp_path, monkeypatch, command):
    taken = tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    monkeypatch.setattr("geodata.prepare.prepare", lambda *_, **__: pytest.fail("the files were read"))
    rules = () if command == "check" else RUN
    code, _, err = run(command, grid.areas(tmp_path), *rules, "--out", taken)
    assert code == 2
    assert f"--out {taken}：这是文件，不是文件夹" in err
    assert "[command.out]" in err
    assert taken.read_text(encoding="utf-8") == "a file"


def test_an_objective_that_there_is_not_is_refused_before_the_files_are_read(run, tmp_path):
    code, _, err = run("plan", tmp_path / "none.shp", *RUN, "--objective", "fast", "--out", tmp_path / "plan")
    assert code == 2
    assert "没有目标 fast；可用：balanced" in err


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


# usage and faults


@pytest.mark.parametrize("arguments", [
    ["plan"], ["nonsense"], ["check"], ["plan", "x.geojson", "--profile", "lianhu-2024"],
    ["check", "x.geojson", "--datum", "mars"], ["check", "x.geojson", "--no-such-option"],
])
def test_a_usage_error_exits_2(run, arguments):
    assert run(*arguments)[0] == 2


def test_a_fault_of_ours_exits_3_and_says_where_the_trace_is(run, tmp_path, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of the machine")

    monkeypatch.setattr(checking, "check", broken)
    code, out, err = run("check", grid.areas(tmp_path))
    assert code == 3
    assert out == ""
    assert "程序自身出错" in err
    assert "Traceback" not in err
    log = Path(re.search(r"/\S+\.log", err).group())
    assert "a secret of the machine" in log.read_text(encoding="utf-8")
    log.unlink()


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
    solve = planning.solve_plan

    def interrupted(*arguments, cancelled, **named):
        signal.raise_signal(signal.SIGINT)
        assert cancelled()
        return solve(*arguments, cancelled=cancelled, **named)

    monkeypatch.setattr(planning, "solve_plan", interrupted)
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


def test_help_loads_neither_geography_nor_solver_nor_server():
    found = subprocess.run(
        [sys.executable, "-c", "import sys; from app.cli import main\ntry: main(['--help'])\nfinally: "
         "print(sorted({'pandas', 'geopandas', 'numba', 'highspy', 'fastapi', 'sqlalchemy'} & set(sys.modules)))"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )
    assert found.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("arguments", "zh"), [
    (["plan"], "缺少 AREAS（小区：矢量、CSV 或 Excel，可写 文件#部分）"),
    (["plan", "a", "--profile", "x"], "缺少 --out（方案文件夹）"),
    (["plan", "a", "--profil", "x"], "没有选项 --profil，是不是 --profile"),
    (["plan", "a", "--profile", "x", "--out", "y", "--workers", "many"], "--workers（进程数）的值不能用：要整数"),
    (["plan", "a", "--profile", "x", "--out", "y", "--gap", "2"], "--gap（差距到此即停）的值不能用：不能大于 1"),
    (["check", "a", "--datum", "x"],
     "--datum（AREAS 的基准）的值不能用：没有 x，可用 'wgs84', 'cgcs2000', 'gcj02', 'bd09'"),
    (["check", "a", "b", "c"], "多出的参数：b c"),
    (["check", "a", "--out"], "选项 --out 要带一个值"),
    (["chek"], "没有命令 chek，是不是 check"),
    (["profiles", "show"], "缺少 ID（规则包，或其 TOML 文件）"),
])
def test_a_wrong_call_is_told_in_chinese_with_the_remedy(run, arguments, zh):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"{zh}。用法：sizhi")
    assert err.rstrip().endswith("--help  [command.usage]")


def test_machines_get_a_wrong_call_in_both_languages(run):
    code, out, _ = run("plan", "a", "--json", "--profile", "x")
    assert code == 2
    assert json.loads(out) == {
        "code": "command.usage", "message_zh": "缺少 --out（方案文件夹）。用法：sizhi plan --help",
        "message_en": "--out is missing. Usage: sizhi plan --help", "file": None, "feature": None,
    }
