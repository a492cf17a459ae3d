"""From the ground to the verdict: a drawn plan, broken in one place, is found out by that rule at that place.

The ground is the page of ``tests.geodata.drawn_ground`` with 1,500 households an area, so that a community of two or
three areas is in the band; nothing is known of premises.
"""

import pytest
import shapely

from geodata.domain import AreaKind
from geodata.facts import dissolve, measure
from optimizer.audit import Verdict, audit
from optimizer.rules.pack import load_profile
from tests.geodata.drawn_ground import COLUMNS, NAMES, OFFICE, areas_like, cell, ground, inside, lines, offices, shapes

LIANHU = load_profile("lianhu-2024")
FULL = {name: {"households": 1500, "population": 3930} for name in NAMES}
STREETS = lines([(100, 0), (100, 300)], [(200, 0), (200, 300)])


def hard_failures(facts, profile=LIANHU):
    return [finding for finding in audit(facts, profile).findings if finding.is_hard_failure]


def audited(assignment, dataset):
    return measure(dataset, dissolve(dataset.units, assignment), assignment)


def test_a_sound_plan_has_no_hard_failure():
    facts = audited(COLUMNS, ground(areas_like(**FULL), lines=STREETS))
    assert hard_failures(facts) == []
    assert audit(facts, LIANHU).verdict is Verdict.FINDINGS


def test_areas_that_touch_in_one_point():  # vector 28
    swapped = {**COLUMNS, "a1": "B", "a2": "A", "a4": "A", "a5": "B", "a7": "A", "a8": "B"}
    found = hard_failures(audited(swapped, ground(areas_like(**FULL), lines=STREETS)))
    assert {(finding.rule, finding.community_id) for finding in found} == {("PL-4", "A"), ("PL-4", "B")}
    places = {finding.community_id: finding.place for finding in found}
    assert inside(places["A"], cell("a2"))
    assert inside(places["B"], cell("a1"))


def test_a_unit_left_out():
    left_out = {name: community for name, community in COLUMNS.items() if name != "a5"}
    (finding,) = [
        entry for entry in hard_failures(audited(left_out, ground(areas_like(**FULL), lines=STREETS)))
        if entry.rule != "PL-4"  # without its middle B is two pieces as well
    ]
    assert (finding.rule, finding.measured) == ("PL-1", pytest.approx(10_000))
    assert inside(finding.place, cell("a5"))


@pytest.mark.parametrize(("land_m2", "rules"), [(0.5, []), (50.0, ["PL-1"])])
def test_a_gap(land_m2, rules):  # vector 29
    notched = shapely.box(0, 0, 100, 300).difference(shapely.box(0, 10, land_m2, 11))
    drawn = shapes(A=notched, B=shapely.box(100, 0, 200, 300), C=shapely.box(200, 0, 300, 300))
    found = hard_failures(measure(ground(areas_like(**FULL), lines=STREETS), drawn, None))
    assert [finding.rule for finding in found] == rules


def test_an_overlap():
    drawn = shapes(A=shapely.box(0, 0, 100.5, 300), B=shapely.box(100, 0, 200, 300), C=shapely.box(200, 0, 300, 300))
    (finding,) = hard_failures(measure(ground(areas_like(**FULL), lines=STREETS), drawn, None))
    assert (finding.rule, finding.measured) == ("PL-2", pytest.approx(150))
    assert inside(finding.place, shapely.box(100, 0, 100.5, 300))


def test_two_street_offices():
    west, east = shapely.box(0, 0, 200, 300), shapely.box(200, 0, 300, 300)
    areas = areas_like(**{
        name: {**changed, "subdistrict": "东街道" if name in ("a3", "a6", "a9") else OFFICE}
        for name, changed in FULL.items()
    })
    dataset = ground(areas, subdistricts=offices(**{OFFICE: west, "东街道": east}), lines=STREETS)
    assert hard_failures(audited(COLUMNS, dataset)) == []
    (finding,) = hard_failures(audited({**COLUMNS, "a3": "B"}, dataset))
    assert (finding.rule, finding.community_id) == ("PL-5", "B")
    assert inside(finding.place, cell("a3"))


def test_a_quarter_cut_in_two():  # vector 27
    changed = {**FULL, "a4": {"households": 300, "population": 786, "kind": AreaKind.SOE_QUARTER}}
    drawn = shapes(A=shapely.box(0, 0, 50, 300), B=shapely.box(50, 0, 200, 300), C=shapely.box(200, 0, 300, 300))
    facts = measure(ground(areas_like(**changed), lines=STREETS), drawn, None)
    (finding,) = hard_failures(facts, load_profile("lianhu-2024", ["soe-living-quarter"]))
    assert (finding.rule, finding.area_id, finding.blocks) == ("PL-9", "a4", "S0→S1")
    assert inside(finding.place, cell("a4"))
    assert hard_failures(facts) == []
