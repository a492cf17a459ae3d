"""Areas that nobody is decided to manage: listed with ruling and neighbours, planned by nobody, counted in the totals.

::

    a1 a2 a3      nine squares of 100 m; a5 is undecided, so that the street office is a ring around it
    a4 a5 a6
    a7 a8 a9
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.domain import Ruling
from geodata.facts import dissolve, measure
from geodata.offices import office_ground, offices
from geodata.prepare import prepare
from geodata.record import Severity
from optimizer.audit import audit
from optimizer.rules.pack import load_profile
from tests.geodata.ground_frames import collection, feature
from tests.geodata.land_frames import grid_of_squares


@pytest.fixture
def prepared(write, inputs):
    """The grid as a file, with a column of rulings; numbers of households 100 to 900."""

    def _prepared(rulings, column="ruling", **more):
        rows = [
            feature({
                "area_id": name, "households": 100 * (i + 1), column: rulings.get(name), "subdistrict": "街",
                "community": "旧", **more,
            }, square)
            for i, (name, square) in enumerate(grid_of_squares().items())
        ]
        return prepare(inputs(write("areas.geojson", collection(*rows)), crs="local"))

    return _prepared


@pytest.mark.parametrize(
    ("word", "ruling"),
    [
        ("待定", Ruling.NOT_ASKED), ("是", Ruling.NOT_ASKED), ("reported", Ruling.REPORTED),
        ("区裁定中", Ruling.DISTRICT_RULING), ("applied_to_district_gov", Ruling.APPLIED_TO_DISTRICT_GOV),
        ("reported_to_city", Ruling.REPORTED_TO_CITY), ("city_ruling", Ruling.CITY_RULING),
    ],
)
def test_the_states_of_a_ruling_are_read(prepared, word, ruling):
    (area,) = prepared({"a5": word}).undecided
    assert (area.area_id, area.households, area.ruling) == ("a5", 500, ruling)


@pytest.mark.parametrize("word", ["ruled", "已裁定", "withdrawn", "否", None])
def test_what_is_ruled_or_withdrawn_is_decided(prepared, word):
    assert prepared({"a5": word}).undecided == ()


def test_a_word_that_nobody_knows_leaves_the_area_undecided_and_says_so(prepared):
    dataset = prepared({"a5": "待议"})
    assert [area.ruling for area in dataset.undecided] == [Ruling.NOT_ASKED]
    assert "areas.ruling_unknown" in {finding.code for finding in dataset.findings}


def test_a_chinese_header_is_known(prepared):
    assert len(prepared({"a5": "街道已报"}, column="裁定状态").undecided) == 1


def test_it_is_an_object_with_neighbours_and_place(prepared):
    dataset = prepared({"a5": "reported"})
    (area,) = dataset.undecided
    assert area.neighbours == ("a2", "a4", "a6", "a8")
    assert (area.place.x, area.place.y) == pytest.approx((150, 150), abs=50)
    (finding,) = [f for f in dataset.findings if f.code == "areas.undecided"]
    assert (finding.severity, finding.feature, finding.measured) == (Severity.NOTE, "a5", "500 households")


def test_an_area_that_nobody_has_reported_is_a_warning(prepared):
    (finding,) = [f for f in prepared({"a5": "待定"}).findings if f.code == "areas.undecided"]
    assert finding.severity is Severity.WARNING


def test_it_is_not_planned_and_cuts_the_graph(prepared):
    """With a4, a5, a6 undecided the north and the south no longer meet."""
    dataset = prepared(dict.fromkeys(("a4", "a5", "a6"), "reported"))
    ground = office_ground(dataset, "街")
    assert ground.unit_ids == ("a1", "a2", "a3", "a7", "a8", "a9")
    graph = coo_array(([1] * len(ground.borders), ground.borders.T), shape=(6, 6))
    assert connected_components(graph, directed=False)[1].tolist() == [0, 0, 0, 1, 1, 1]
    assert ground.present_households == {"旧": 600 + 2400}


def test_a_street_office_with_nothing_else_is_not_planned(prepared):
    assert offices(prepared(dict.fromkeys(grid_of_squares(), "reported"))) == ()


def test_land_and_households_stay_in_the_dataset(prepared):
    dataset = prepared({"a5": "reported"})
    assert dataset.areas["households"].sum() == 4500
    assert dataset.units.geometry.area.sum() == pytest.approx(90_000)
    assert dataset.hash != prepared({"a5": "city_ruling"}).hash
    assert dataset.hash == prepared({"a5": "街道已报"}).hash


def plan_of(dataset, *left_out):
    assignment = {unit: "甲" for unit in dataset.units.index if unit not in left_out}
    return measure(dataset, dissolve(dataset.units, assignment), assignment)


def test_facts_list_it_and_its_land_is_no_gap(prepared):
    facts = plan_of(prepared({"a5": "reported"}), "a5")
    assert facts.undecided == (("a5", 500, "reported"),)
    assert (facts.gaps, facts.uncovered, facts.annexed) == ((), (), ())
    assert facts.communities[0].households == 4000


def test_facts_say_which_street_offices_an_area_concerns(prepared):
    """Where two claim it, both; else the one in which it lies."""
    dataset = prepared({"a5": "reported"})
    assert dict(plan_of(dataset, "a5").area_offices)["a5"] == ("街",)
    (area,) = dataset.undecided
    contested = replace(dataset, undecided=(replace(area, claimants=("街", "邻街")),))
    assert dict(plan_of(contested, "a5").area_offices)["a5"] == ("街", "邻街")
    assert dict(plan_of(contested, "a5").area_offices)["a1"] == ("街",)


@pytest.mark.parametrize(
    ("word", "left_out", "status"),
    [("reported", ["a5"], "pass"), ("待定", ["a5"], "fail"), ("reported", [], "fail")],
)
def test_the_audit_passes_only_what_is_cut_out_and_listed_with_a_ruling(prepared, word, left_out, status):
    facts = plan_of(prepared({"a5": word}), *left_out)
    (finding,) = [f for f in audit(facts, load_profile("lianhu-2024")).findings if f.rule == "PL-13"]
    assert (finding.status.value, finding.area_id) == (status, "a5")
