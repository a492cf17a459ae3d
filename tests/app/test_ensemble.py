"""``--ensemble N`` on nine drawn squares: files, figures and the sentence agree."""

from __future__ import annotations

import json
import socket
from xml.etree import ElementTree

import pytest

from app import cli
from app.commands.audit import KNOWN_GAP
from app.ensemble import WORDS
from optimizer.ensemble import CRITERIA
from tests.app import drawn_grid as grid

SVG = "{http://www.w3.org/2000/svg}"


def read(folder):
    return json.loads((folder / "ensemble.json").read_text(encoding="utf-8"))


def by_name(document):
    return {one["criterion"]: one for one in document["criteria"]}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A plan of ours, and the audit of today's map, each against 60 random plans."""
    place = tmp_path_factory.mktemp("ensemble")
    areas = grid.areas(place)
    for arguments in (
        ["plan", str(areas), *grid.RUN, "--ensemble", "60", "--out", str(place / "plan")],
        ["audit", str(areas), *grid.RUN, "--ensemble", "60", "--out", str(place / "audit")],
    ):
        with pytest.raises(SystemExit) as left:
            cli.main(arguments)
        assert left.value.code in (0, None)
    return place / "plan", place / "audit"


def test_a_proven_plan_is_ranked_first_by_its_objective(folders):
    plan, document = json.loads((folders[0] / "plan.json").read_text(encoding="utf-8")), read(folders[0])
    objective = by_name(document)["objective"]
    assert document["plan_is_best_known"]
    assert (document["plans"], document["plan_breach"]) == (60, 0)
    assert document["communities"] == len(plan["communities"])
    assert objective["plan"] == objective["best_known"] == plan["objective"]
    assert (objective["rank"], objective["plans_better"]) == (1, 0)
    assert min(objective["values"]) >= plan["bound"]
    changed = by_name(document)["households_changed"]
    assert changed["plan"] == plan["totals"]["after"]["households_changed"]


def test_todays_map_is_held_against_the_best_plan_and_random_ones(folders):
    """One of its two communities is over the band; the random plans and the best one keep it."""
    document = read(folders[1])
    found = by_name(document)
    assert not document["plan_is_best_known"]
    assert document["best_known"]["gap"] <= KNOWN_GAP
    assert found["objective"]["plan"] > found["objective"]["best_known"]
    assert found["in_band"]["plan"] == 1
    assert found["in_band"]["better"] == "more"
    assert found["in_band"]["rank"] == 61


def test_counts_and_quantiles_are_those_of_the_values(folders):
    for folder in folders:
        for one in read(folder)["criteria"]:
            values = one["values"]
            assert len(values) == 60
            assert values == sorted(values)
            less, more = sum(v < one["plan"] for v in values), sum(v > one["plan"] for v in values)
            better = less if one["better"] == "less" else more
            assert (one["plans_better"], one["rank"]) == (better, better + 1)
            assert one["plans_equal"] == 60 - less - more
            assert (one["quantiles"]["0"], one["quantiles"]["100"]) == (values[0], values[-1])


@pytest.mark.parametrize(("number", "best"), [(0, 0), (1, 6)])
def test_the_figure_has_a_panel_and_a_mark_for_each_criterion(folders, number, best):
    text = (folders[number] / "ensemble.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    panels = root.findall(f"{SVG}g")
    assert [panel.find(f"{SVG}title").text for panel in panels] == [
        f"{WORDS[criterion].zh} {WORDS[criterion].en}" for criterion in CRITERIA
    ]
    assert sum(line.get("class") == "plan" for panel in panels for line in panel.iter(f"{SVG}line")) == 6
    assert sum(line.get("class") == "best" for panel in panels for line in panel.iter(f"{SVG}line")) == best
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_the_sentence_is_printed_with_each_criterion(run, tmp_path):
    code, out, _ = run("audit", grid.areas(tmp_path), *grid.RUN, "--ensemble", "20")
    assert code == 0
    assert "与 20 个随机合规方案比较" in out
    for words in WORDS.values():
        assert f"  {words.zh} " in out
    assert "ensemble.json" not in out  # nothing is written without --out


def test_without_a_legal_plan_it_says_so_and_the_audit_stands(run, tmp_path):
    """The 75 households of c3 are frozen alone, which the hard band forbids."""
    code, out, err = run(
        "plan", grid.areas(tmp_path), *grid.RUN, "--overlay", "band-hard", "--lock", locks(tmp_path),
        "--ensemble", "20", "--out", tmp_path / "out",
    )
    assert code == 1
    assert "不能与随机合规方案比较" in err
    assert "infeasible" in out or "no_plan" in out
    assert not (tmp_path / "out" / "ensemble.json").exists()


def locks(folder):
    path = folder / "locks.csv"
    path.write_text("area_id,community_id,frozen\nc3,alone,1\n", encoding="utf-8")
    return path


def test_a_scheduler_that_does_not_answer_is_a_usage_error(run, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("optimizer.cluster.ANSWER_S", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    code, _, err = run("plan", grid.areas(tmp_path), *grid.RUN, "--scheduler", address, "--out", tmp_path / "out")
    assert code == 2
    assert address in err
    assert "cluster.unavailable" in err
