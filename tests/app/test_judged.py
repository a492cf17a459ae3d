"""What lacks before and after a plan is counted with the same premises: all that stand, are planned, or are used.

On the nine squares of tests/app/drawn_grid.py, 30 m² of floor a 100 households. Today 和平 (5,500 households) needs
1,650 m² and has 300 that stand in a1 and 200 that are planned in b1: 1,150 lack. 丰和 (4,375) needs 1,312.5 m² and
has none, but a candidate of 1,500 m² in c2.
"""

from __future__ import annotations

import pytest

from app.costing import PlanCost
from app.documents import plan_document
from app.judged import Drawn, judge
from app.profiles import open_profile
from geodata.facts import dissolve
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid

PREMISES = (("s1", "a1", "existing", 300), ("s2", "b1", "planned", 200), ("s3", "c2", "candidate", 1500))


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    folder = tmp_path_factory.mktemp("premises")
    features = []
    for name, cell, status, area_m2 in PREMISES:
        (west, south), _, (east, north), *_ = grid.square(cell)
        features.append({
            "type": "Feature", "properties": {"facility_id": name, "status": status, "area_m2": area_m2},
            "geometry": {"type": "Point", "coordinates": [(west + east) / 2, (south + north) / 2]},
        })
    facilities = grid.write(folder / "facilities.geojson", features)
    return prepare(InputFiles(areas=str(grid.areas(folder)), facilities=str(facilities)))


def document(ground, anchors, **moved):
    """The plan's document: today with some units elsewhere, communities walking to the given facilities."""
    homes = {**grid.PRESENT, **moved}
    drawn = Drawn({}, {"和平": 0, "丰和": 1}, PlanCost("balanced", anchors=anchors))
    return plan_document(judge(ground, open_profile("lianhu-2024"), homes, dissolve(ground.units, homes), drawn=drawn))


@pytest.mark.parametrize(("anchors", "moved", "before", "after"), [
    ({"和平": "s1", "丰和": "s3"}, {}, 1150, 1150),
    ({"和平": "s1", "丰和": None}, {}, 2462.5, 2462.5),
    ({"和平": "s3", "丰和": None}, dict.fromkeys(("c1", "c2", "c3"), "和平"), 1150, 1140),
], ids=["as today, the candidate used", "as today, the candidate not used", "the candidate's land changes hands"])
def test_what_lacks_differs_by_the_boundaries_alone(ground, anchors, moved, before, after):
    """With column c 和平 has 6,075 households, 1,822.5 m² needed and 2,000 there; 丰和 3,800, needs 1,140, has none."""
    totals = document(ground, anchors, **moved)["totals"]
    assert (totals["before"]["facility_missing_m2"], totals["after"]["facility_missing_m2"]) == (before, after)


def test_what_a_present_community_has_is_told_without_candidates(ground):
    plan = document(ground, {"和平": "s1", "丰和": "s3"})
    assert {row["community_id"]: row["facility_area_m2"] for row in plan["today"]} == {"和平": 500, "丰和": 0}
    assert {row["community_id"]: row["facility_area_m2"] for row in plan["communities"]} == {"和平": 500, "丰和": 1500}
