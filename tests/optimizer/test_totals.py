"""Totals of plans: the examples of rules.md 2.9, and what cannot be known (PL-16, design.md 4.4)."""

from dataclasses import asdict, replace

from geodata.domain import CommunityId, FacilityId
from geodata.domain_facts import WalkFact
from optimizer.rules.pack import load_profile
from optimizer.totals import totals as add_up
from tests.optimizer.drawn_facts import area, community, plan, premises

LIANHU = load_profile("lianhu-2024")
LAW = load_profile("cn-law-2026")


def totals(facts, profile, changed=0):
    return add_up(facts, profile, changed=changed)


def bare(name, households, **changes):
    """A community of this size without any premises."""
    drawn = community(name, area(f"小区{name}", households), population=None, facilities=(), anchor=None)
    return replace(drawn, **changes)


def new(name, households):
    return bare(name, households, is_new=True, continues=None, predecessors=((CommunityId("旧"), households),))


def test_split_of_6000_into_three():
    before = totals(plan(bare("旧", 6000)), LIANHU)
    after = totals(plan(*(new(n, 2000) for n in "甲乙丙")), LIANHU, changed=6000)
    assert (before.communities, after.communities) == (1, 3)
    assert (before.oversized, before.in_band, after.oversized, after.in_band) == (1, 0, 0, 3)
    assert (before.work_funds_yuan, after.work_funds_yuan) == (250_000, 750_000)
    assert (before.facility_required_m2, after.facility_required_m2) == (1800, 1800)
    assert (before.plaza_missing_m2, after.plaza_missing_m2) == (1000, 3000)
    assert (before.committee_seats, after.committee_seats) == (9, 15)
    assert (before.households_changed, after.households_changed) == (0, 6000)
    assert (after.work_funds_city_yuan, after.work_funds_district_yuan) == (390_000, 360_000)  # 3 × 130,000, 120,000


def test_split_of_5001_into_three_costs_the_least_floor():
    assert totals(plan(bare("旧", 5001)), LIANHU).facility_required_m2 == 1500.3
    after = totals(plan(*(new(n, 1667) for n in "甲乙丙")), LIANHU)
    assert (after.facility_required_m2, after.facility_missing_m2) == (1800, 1800)


def test_split_of_5001_into_two_costs_no_floor_but_five_seats():
    after = totals(plan(new("甲", 2501), new("乙", 2500)), LIANHU)
    assert after.facility_required_m2 == 1500.3
    assert after.committee_seats == 14


def test_what_is_missing_is_added_up_community_by_community():
    short = community("甲", area("一", 2000), facilities=(premises(area_m2=500.0, plaza_m2=400.0),))
    ample = community("乙", area("二", 2000), facilities=(premises(area_m2=5000.0, plaza_m2=5000.0),))
    found = totals(plan(short, ample), LIANHU)
    assert (found.facility_missing_m2, found.plaza_missing_m2) == (100, 600)


def test_work_funds_of_a_hundred_communities():  # vector 19
    found = totals(plan(*(bare(str(n), 2000) for n in range(100))), LIANHU)
    assert (found.work_funds_city_yuan, found.work_funds_district_yuan) == (13_000_000, 12_000_000)
    assert found.work_funds_yuan == 25_000_000


def test_a_merger_saves_the_funds_and_the_plaza_of_one_community():
    before, after = totals(plan(bare("一", 600), bare("二", 900)), LIANHU), totals(plan(bare("一", 1500)), LIANHU)
    assert before.work_funds_yuan - after.work_funds_yuan == 250_000
    assert (before.plaza_required_m2, after.plaza_required_m2) == (2000, 1000)
    assert (before.facility_required_m2, after.facility_required_m2) == (450, 450)  # existing ones: no least floor
    assert (before.committee_seats, after.committee_seats) == (10, 5)


def test_workers_are_rounded_once_over_the_plan():
    three = [community(name, area(name, 2000), population=5001) for name in "甲乙丙"]
    assert totals(plan(*three), LIANHU).workers_required == 28  # 27.0054; three times 10 would be 30
    assert totals(plan(*three), LIANHU).population == 15_003


def test_workers_that_are_missing_in_the_district_are_counted_on_its_sum():
    """Three times 5,001 persons need 28; 10, 10 and 6 are there. One community alone, 6 of 10, would lack four."""
    three = plan(*(community(name, area(name, 2000), population=5001) for name in "甲乙丙"))
    stated = {CommunityId("甲"): 10, CommunityId("乙"): 10, CommunityId("丙"): 6}
    assert add_up(three, LIANHU, changed=0, workers=stated).workers_missing == 2
    del stated["丙"]
    found = add_up(three, LIANHU, changed=0, workers=stated)
    assert found.workers_missing is None
    assert found.unknown["workers_missing"] == "communities.workers"


def test_coverage_is_by_household():
    near = replace(community("甲"), walks=(WalkFact("a", 3000, 100.0),))
    far = replace(community("乙"), walks=(WalkFact("b", 1000, 2000.0),))
    assert totals(plan(near, far), LIANHU).walk_coverage == 0.75


def test_sizes_are_counted_once_and_empty_communities_not():
    kinds = [community(str(n), area(str(n), n), population=None) for n in (0, 999, 1000, 5000, 5001)]
    found = totals(plan(*kinds), LIANHU)
    assert (found.communities, found.micro, found.in_band, found.oversized) == (5, 1, 2, 1)


def test_rows_without_a_place_are_in_the_totals():
    found = totals(plan(unplaced=(("乙", 120, "无坐标"), ("丙", 30, "无坐标"))), LIANHU)
    assert (found.households, found.unplaced_households) == (2000, 150)


class TestUnknown:
    def test_without_a_facility_layer_nothing_is_said_to_be_missing(self):
        fact = community(facilities=(), facilities_known=False, plazas_known=False)
        found = totals(plan(fact, has_facilities=False), LIANHU)
        assert (found.facility_missing_m2, found.plaza_missing_m2) == (None, None)
        assert found.unknown["facility_missing_m2"] == found.unknown["plaza_missing_m2"] == "facilities"
        assert found.facility_required_m2 == 600

    def test_unknown_households(self):
        unknown = replace(community("乙"), households=None, population=None, population_known=False)
        found = asdict(totals(plan(community("甲"), unknown), LIANHU))
        for name in (
            "in_band",
            "oversized",
            "micro",
            "households",
            "population",
            "households_changed",
            "facility_required_m2",
            "facility_missing_m2",
            "committee_seats",
            "workers_required",
        ):
            assert found[name] is None, name
        assert found["communities"] == 2
        assert found["work_funds_yuan"] == 500_000

    def test_one_community_without_persons_leaves_the_sum_unknown(self):
        found = totals(plan(community("甲"), community("乙", population=None)), LIANHU)
        assert (found.population, found.workers_required) == (None, None)
        assert found.unknown["workers_required"] == "areas.population"

    def test_an_unstated_floor_leaves_the_shortfall_unknown(self):
        silent = replace(premises(area_m2=None), facility_id=FacilityId("f2"))
        assert totals(plan(community(facilities=(silent,))), LIANHU).facility_missing_m2 is None

    def test_what_the_pack_does_not_ask_for_is_none(self):
        found = totals(plan(), LAW)
        assert (found.facility_required_m2, found.committee_seats, found.workers_required, found.work_funds_yuan) == (
            None,
            None,
            None,
            None,
        )
        assert found.in_band == 1
        assert found.unknown == {}
