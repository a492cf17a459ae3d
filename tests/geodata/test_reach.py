"""Where the people of drawn communities walk to, and what stands there."""

import pytest
import shapely

from geodata.domain import Walking
from tests.geodata.drawn_ground import COLUMNS, areas_like, facilities, facts_of, ground, one


class TestWalking:
    def test_the_anchor_is_the_facility_with_the_least_walking(self):
        # A: 100 in a1, 400 in a4, 700 in a7, and f2 stands in the middle of a7.
        both = facilities(("f1", 50, 250, {}), ("f2", 50, 50, {}))
        fact = one(facts_of(COLUMNS, ground(facilities=both)), "A")
        assert (fact.anchor, fact.centre_unit) == ("f2", None)
        assert {walk.area_id: walk.distance_m for walk in fact.walks} == pytest.approx({"a1": 260, "a4": 130, "a7": 0})
        assert {walk.area_id: walk.households for walk in fact.walks} == {"a1": 100, "a4": 400, "a7": 700}
        assert fact.walking is Walking.STRAIGHT_LINE

    def test_a_given_anchor_stands(self):
        both = facilities(("f1", 50, 250, {}), ("f2", 50, 50, {}))
        assert one(facts_of(COLUMNS, ground(facilities=both), anchors={"A": "f1"}), "A").anchor == "f1"

    @pytest.mark.parametrize("changed", [{"kind": "school"}, {"status": "candidate"}])
    def test_only_service_facilities_that_stand_are_chosen(self, changed):
        assert one(facts_of(COLUMNS, ground(facilities=facilities(("f1", 50, 50, changed)))), "A").anchor is None

    def test_without_a_facility_the_best_unit_is_the_centre(self):
        fact = one(facts_of(COLUMNS), "A")
        # Walking to a7: 100·260 + 400·130 = 78,000; to a4: 100·130 + 700·130 = 104,000; to a1 more.
        assert (fact.anchor, fact.centre_unit) == (None, "a7")
        assert {walk.area_id: walk.distance_m for walk in fact.walks} == pytest.approx({"a1": 260, "a4": 130, "a7": 0})

    def test_none_as_anchor_asks_for_a_unit(self):
        dataset = ground(facilities=facilities(("f1", 50, 250, {})))
        fact = one(facts_of(COLUMNS, dataset, anchors={"A": None}, centres={"A": "a1"}), "A")
        assert (fact.anchor, fact.centre_unit) == (None, "a1")

    def test_people_of_a_point_walk_from_the_point(self):
        areas = areas_like(a1={"geometry": shapely.Point(50, 210)})
        fact = one(facts_of(COLUMNS, ground(areas, facilities=facilities(("f1", 50, 50, {})))), "A")
        assert {walk.area_id: walk.distance_m for walk in fact.walks}["a1"] == pytest.approx(1.3 * 160)

    def test_where_nobody_lives_nobody_walks(self):
        areas = areas_like(a1={"households": 0})
        fact = one(facts_of({"a1": "A"}, ground(areas)), "A")
        assert fact.walks == ()


class TestFacilities:
    def test_each_stands_in_the_community_around_it(self):
        dataset = ground(facilities=facilities(("f1", 50, 50, {}), ("f2", 150, 50, {"area_m2": None})))
        facts = facts_of(COLUMNS, dataset)
        (first,), (second,) = one(facts, "A").facilities, one(facts, "B").facilities
        assert (first.facility_id, first.area_m2, first.activity_m2, first.plaza_m2) == ("f1", 500, 300, 1000)
        assert (second.facility_id, second.area_m2) == ("f2", None)
        assert one(facts, "C").facilities == ()
        assert facts.has_facilities

    @pytest.mark.parametrize(("unit", "community"), [("a7", "A"), ("a8", "B"), (None, "A")])
    def test_on_a_shared_border_it_stands_where_its_unit_does(self, unit, community):
        facts = facts_of(COLUMNS, ground(facilities=facilities(("f1", 100, 50, {"unit_id": unit}))))
        assert [fact.community_id for fact in facts.communities if fact.facilities] == [community]

    def test_a_candidate_counts_only_as_anchor(self):
        dataset = ground(facilities=facilities(("f1", 50, 50, {"status": "candidate"})))
        assert one(facts_of(COLUMNS, dataset), "A").facilities == ()
        assert len(one(facts_of(COLUMNS, dataset, anchors={"A": "f1"}), "A").facilities) == 1

    def test_other_kinds_matter_for_their_plaza_alone(self):
        square = facilities(("p", 50, 50, {"kind": "plaza"}), ("s", 60, 60, {"kind": "school", "plaza_m2": None}))
        assert [entry.facility_id for entry in one(facts_of(COLUMNS, ground(facilities=square)), "A").facilities] == [
            "p"
        ]

    def test_what_is_not_known_is_said(self):
        assert not one(facts_of(COLUMNS), "A").facilities_known
        silent = ground(facilities=facilities(("f1", 50, 50, {"plaza_m2": None})))
        fact = one(facts_of(COLUMNS, silent), "C")
        assert (fact.facilities_known, fact.plazas_known) == (True, False)
