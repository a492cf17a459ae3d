"""``sizhi plan --alternatives N`` on nine drawn squares: whole plan folders that truly differ."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from app import cli, planning
from app.choice import Choice
from app.profiles import open_profile
from geodata.input_files import InputFiles
from optimizer.alternatives import APART, share_apart
from optimizer.solve import SolveParams
from tests.app import drawn_grid as grid


def plan_json(folder):
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def sets_of(document):
    return [community["units"] for community in document["communities"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("alternatives")
    with pytest.raises(SystemExit) as left:
        cli.main(["plan", str(grid.areas(place)), *grid.RUN, "--alternatives", "3", "--out", str(place / "out")])
    assert left.value.code in (0, None)
    return place / "out"


@pytest.fixture(scope="module")
def folders(folder):
    return [folder / one["folder"] for one in plan_json(folder)["alternatives"]]


def test_each_alternative_is_a_whole_plan_folder(folder, folders):
    assert 1 <= len(folders) <= 2
    assert [f.name for f in folders] == [f"alternative-{k}" for k in range(2, 2 + len(folders))]
    for one in folders:
        assert {"plan.json", "audit.json", "plan.gpkg", "map.html"} <= {file.name for file in one.iterdir()}


def test_all_differ_by_a_tenth_of_the_households_and_say_so(folder, folders):
    best, others = plan_json(folder), [plan_json(one) for one in folders]
    for one, other in combinations([best, *others], 2):
        assert share_apart(sets_of(one), sets_of(other), grid.HOUSEHOLDS) >= APART
    for other, listed in zip(others, best["alternatives"], strict=True):
        stated = other["alternative"]
        assert stated["apart"] == pytest.approx(share_apart(sets_of(best), sets_of(other), grid.HOUSEHOLDS), abs=1e-6)
        assert {key: listed[key] for key in ("number", "apart", "preset")} == stated


def test_costs_and_gaps_are_those_of_the_objective_asked_for(folder, folders):
    best = plan_json(folder)
    for one, listed in zip(folders, best["alternatives"], strict=True):
        other = plan_json(one)
        assert other["weights"] == best["weights"]
        assert other["bound"] == best["bound"] <= best["objective"] <= other["objective"]
        assert other["gap"] == pytest.approx((other["objective"] - other["bound"]) / other["objective"])
        assert (listed["objective"], listed["gap"]) == (other["objective"], other["gap"])
        assert other["breach"] == 0


def test_the_figures_that_are_weighed_are_those_of_the_folder(folder, folders):
    best = plan_json(folder)
    assert best["criteria"]["households_changed"] == best["totals"]["after"]["households_changed"]
    for one, listed in zip(folders, best["alternatives"], strict=True):
        assert listed["households_changed"] == plan_json(one)["totals"]["after"]["households_changed"]


def test_where_nothing_else_is_legal_it_says_so_and_the_exit_code_stays(run, tmp_path):
    """Every square is locked, so there is one plan only."""
    locks = tmp_path / "locks.csv"
    rows = [f"{cell},{column},1" for cell in grid.HOUSEHOLDS for column in [cell[1]]]
    locks.write_text("area_id,community_id,frozen\n" + "\n".join(rows), encoding="utf-8")
    code, out, err = run(
        "plan", grid.areas(tmp_path), *grid.RUN, "--lock", locks, "--alternatives", 3, "--out", tmp_path / "out"
    )
    assert code == 0
    assert "要 3 个方案，找到 1 个" in err
    assert "alternative-2" not in out
    assert plan_json(tmp_path / "out")["alternatives"] == []


def test_a_shortage_is_told_in_both_languages(tmp_path):
    zh, en = Choice(40, _legal(tmp_path)).shortage
    assert "要 40 个方案，找到 1 个" in zh
    assert "40 plans wanted, 1 found" in en


def _legal(folder):
    return planning.plan(
        InputFiles(areas=str(grid.areas(folder))), open_profile("lianhu-2024"), SolveParams()
    )


def test_alternatives_of_an_earlier_run_do_not_stay(run, tmp_path):
    source, out = grid.areas(tmp_path), tmp_path / "out"
    run("plan", source, *grid.RUN, "--alternatives", 2, "--out", out)
    assert (out / "alternative-2" / "plan.json").exists()
    run("plan", source, *grid.RUN, "--out", out)
    assert not (out / "alternative-2").exists()
    assert "alternatives" not in plan_json(out)


def test_one_plan_is_what_it_was(run, tmp_path):
    code, printed, _ = run("plan", grid.areas(tmp_path), *grid.RUN, "--json", "--out", tmp_path / "out")
    assert code == 0
    assert not {"alternatives", "alternative", "criteria"} & set(json.loads(printed))
