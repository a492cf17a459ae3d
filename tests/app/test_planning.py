"""The main job on nine drawn squares: what plan.json and audit.json must say (design 4.4)."""

import json
from pathlib import Path

import pytest

from app import planning, summary
from app.changes import changes
from app.documents import audit_document, household_minutes, plan_document
from app.profiles import open_profile
from app.work_plan_file import read_work_plan
from geodata.errors import MissingColumnError
from geodata.input_files import InputFiles
from optimizer.solve import SolveParams
from optimizer.work_plan import Condition
from tests.app import drawn_grid as grid

CONTRACT = {
    "sizhi", "status", "objective", "bound", "gap", "breach", "stopped_by", "runtime_s", "seed", "profile", "weights",
    "crs", "inputs", "offices", "totals", "communities", "assignment", "ledger", "unplaced", "undecided", "explanation",
    "today", "balances", "kept_share", "work_plan", "household_basis",
}
TOTALS = {
    "communities", "in_band", "oversized", "micro", "households", "population", "unplaced_households",
    "households_changed", "walk_coverage", "facility_required_m2", "facility_missing_m2", "plaza_missing_m2",
    "committee_seats", "workers_required", "work_funds_yuan",
    "facility_area_m2", "activity_missing_m2", "plaza_required_m2", "workers_missing", "work_funds_city_yuan",
    "work_funds_district_yuan", "unknown",
}
NEEDS = {
    "facility_area_m2", "facility_required_m2", "facility_missing_m2", "facility_m2_per_100_households",
    "activity_area_m2", "activity_required_m2", "activity_missing_m2", "plaza_area_m2", "plaza_required_m2",
    "plaza_missing_m2", "committee_seats", "committee_seats_accepted", "leaders_max", "teams", "workers_required",
    "workers_estimated", "workers_missing", "work_funds_city_yuan", "work_funds_district_yuan", "walk_coverage",
    "service_radius_m", "unknown",
}
COMMUNITY = {
    "community_id", "name", "subdistrict", "households", "population", "units", "predecessors", "continues",
    "origins", "origin_land_share", "land_m2", "facility_id", "centre_unit", "walking", "walking_circle",
    "four_bounds", "colour",
} | NEEDS
TODAY = {"community_id", "name", "subdistrict", "households", "population", "heirs"} | NEEDS
FINDING = {
    "rule", "clause", "severity", "status", "blocks", "community_id", "area_id", "subdistricts", "measured", "limit",
    "unit", "message_zh", "message_en", "missing", "finished", "waiver",
}


def plan_of(folder: Path, **columns):
    return planning.plan(
        InputFiles(areas=str(grid.areas(folder, **columns))), open_profile("lianhu-2024"), SolveParams()
    )


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("grid"))


@pytest.fixture(scope="module")
def document(judged):
    return json.loads(json.dumps(plan_document(judged)))


def test_the_documents_have_the_keys_of_the_contract(judged, document):
    assert set(document) == CONTRACT
    assert set(document["totals"]["before"]) == set(document["totals"]["after"]) == TOTALS
    assert all(set(community) == COMMUNITY for community in document["communities"])
    assert all(set(community) == TODAY for community in document["today"])
    assert set(document["offices"][0]) == {
        "subdistrict", "status", "objective", "bound", "gap", "breach", "method", "stopped_by", "runtime_s",
    }
    audit = audit_document(judged)
    assert set(audit) == {"verdict", "profile", "findings"}
    assert all(set(finding) - {"place"} == FINDING for finding in audit["findings"])


def test_nine_squares_are_proven_optimal(document):
    assert document["status"] == "optimal"
    assert document["breach"] == 0
    assert document["stopped_by"] == "proof"
    assert 0 <= document["gap"] <= 1e-4
    assert document["bound"] <= document["objective"]
    assert document["weights"]["walk"] == 1
    assert document["profile"]["id"] == "lianhu-2024"
    assert list(document["inputs"]) == ["areas.geojson"]


def test_every_unit_is_in_one_community_and_its_list_agrees(document):
    assert set(document["assignment"]) == set(grid.HOUSEHOLDS)
    listed = {unit: c["community_id"] for c in document["communities"] for unit in c["units"]}
    assert listed == document["assignment"]


def test_households_of_communities_are_those_of_their_squares(document):
    for community in document["communities"]:
        assert community["households"] == sum(grid.HOUSEHOLDS[unit] for unit in community["units"])
        assert community["population"] is None


def test_the_ledger_is_today_against_the_plan(document):
    expected = {
        cell: (grid.PRESENT[cell], new) for cell, new in document["assignment"].items() if grid.PRESENT[cell] != new
    }
    assert {row["area_id"]: (row["from"], row["to"]) for row in document["ledger"]} == expected
    moved = sum(grid.HOUSEHOLDS[cell] for cell in expected)
    assert sum(row["households"] for row in document["ledger"]) == moved
    assert document["totals"]["after"]["households_changed"] == moved
    assert document["kept_share"] == pytest.approx(1 - moved / 9875)


def test_accounts_and_communities_say_the_same(document):
    """before + into − out = after; both ends are those of the communities, measured on the ground."""
    households = {c["community_id"]: c["households"] for c in document["communities"]}
    today = {c["community_id"]: c["households"] for c in document["today"]}
    assert today == {"和平": 5500, "丰和": 4375}
    for line in document["balances"]:
        before, into, out, after = (line[side]["households"] for side in ("before", "into", "out", "after"))
        assert before + into - out == after == households.get(line["community_id"], 0)
        assert before == today.get(line["continues"], 0)
    assert sum(line["after"]["households"] for line in document["balances"]) == 9875
    for community in document["communities"]:
        assert sum(origin["households"] for origin in community["origins"]) == community["households"]


def test_totals_of_today_by_hand(document):
    """和平 5,500 (oversized) and 丰和 4,375 (in band); 0.30 m² a household; nine seats above 4,000; no persons."""
    before = document["totals"]["before"]
    assert (before["communities"], before["in_band"], before["oversized"], before["micro"]) == (2, 1, 1, 0)
    assert (before["households"], before["households_changed"]) == (9875, 0)
    assert before["facility_required_m2"] == pytest.approx(0.3 * 9875)
    assert before["facility_missing_m2"] is None
    assert before["committee_seats"] == 18
    assert before["workers_required"] is None
    assert before["work_funds_yuan"] == 2 * 250_000
    assert before["plaza_required_m2"] == 2000
    assert before["unknown"]["workers_required"] == "areas.population"


def test_the_oversized_community_is_gone_and_its_whereabouts_are_told(judged, document):
    assert document["totals"]["after"]["oversized"] == 0
    (change,) = changes(judged)
    assert (change.entry.community_id, change.entry.households) == ("和平", 5500)
    assert change.entry.condition is Condition.OVERSIZED
    assert sum(change.heirs.values()) == 5500
    assert change.moved == sum(count for name, count in change.heirs.items() if name != "和平")
    assert change.cost == 4 * change.moved  # optimisation-model.md: 4 minutes for each household that changes


def test_the_work_plan_does_what_the_plan_does(document):
    """和平 (5,500, one above by 500: one more worker) is split; its heirs are those of the assignment."""
    (entry,) = document["work_plan"]
    heirs = {new for cell, new in document["assignment"].items() if grid.PRESENT[cell] == "和平"}
    assert (entry["community_id"], entry["condition"], entry["action"]) == ("和平", "oversized", "split")
    assert entry["parts"] == len(heirs) >= 2
    assert (entry["extra_workers"], entry["target_year"], entry["state"]) == (1, None, "planned")


def test_the_folder_holds_the_ledger_and_the_work_plan_as_tables(judged, document, tmp_path):
    planning.write(judged, tmp_path)
    lines = (tmp_path / "ledger.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "小区编号,小区,街道,户,人,划出社区,划入社区"
    assert len(lines) == 1 + len(document["ledger"])
    assert read_work_plan(str(tmp_path / "work_plan.csv")) == judged.work_plan


def test_neighbours_never_share_a_fill(document):
    colour = {community["community_id"]: community["colour"] for community in document["communities"]}
    sides = [("a1", "a2"), ("a2", "a3"), ("b1", "b2"), ("b2", "b3"), ("c1", "c2"), ("c2", "c3"),
             *[(f"a{k}", f"b{k}") for k in "123"], *[(f"b{k}", f"c{k}") for k in "123"]]
    for one, other in sides:
        left, right = document["assignment"][one], document["assignment"][other]
        assert left == right or colour[left] != colour[right]


def test_without_a_present_community_before_is_null_and_nothing_moves(tmp_path):
    document = plan_document(plan_of(tmp_path, community=dict.fromkeys(grid.HOUSEHOLDS)))
    assert set(document["totals"]["before"].values()) == {None}
    assert document["ledger"] == document["today"] == []
    assert document["work_plan"] is None
    assert [c["community_id"] for c in document["communities"]] == [
        f"新街+{k}" for k in range(1, len(document["communities"]) + 1)
    ]


def test_an_oversized_area_is_split_and_its_pieces_are_told_apart(tmp_path):
    """a1 with 6,000 households cannot be one community of at most 5,000."""
    judged = plan_of(tmp_path, households={**grid.HOUSEHOLDS, "a1": 6000})
    pieces = [unit for unit in judged.assignment if unit.startswith("a1#")]
    assert len(pieces) >= 2
    assert sum(int(judged.dataset.units.at[piece, "households"]) for piece in pieces) == 6000
    (told,) = [line for line in summary.of_plan(judged, tmp_path).splitlines() if "6000 户" in line]
    assert told.lstrip().startswith("a1")


def test_a_plan_without_counts_is_refused(tmp_path):
    rows = grid.features({"subdistrict": dict.fromkeys(grid.HOUSEHOLDS, "新街")})
    source = grid.write(tmp_path / "areas.geojson", rows)
    with pytest.raises(MissingColumnError) as caught:
        planning.plan(InputFiles(areas=str(source)), open_profile("lianhu-2024"), SolveParams())
    assert "--map households=" in caught.value.message_zh
    assert "--map households=" in caught.value.message_en


def test_thousandths_become_household_minutes():
    assert household_minutes(34_100_000) == 34_100.0
    assert household_minutes(1) == 0.001
    assert household_minutes(None) is None
