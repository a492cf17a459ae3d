"""What one community has, needs and lacks: the tables of rules.md 2.4 to 2.7, and what cannot be known."""

from dataclasses import replace

import pytest

from geodata.domain import FacilityId
from geodata.domain_facts import WalkFact
from optimizer.awaited import Awaited
from optimizer.needs import TeamNeeds, community_needs, team_needs
from optimizer.rules.pack import load_profile
from tests.optimizer.drawn_facts import area, community, premises

LIANHU = load_profile("lianhu-2024")
LAW = load_profile("cn-law-2026")


def needs(households=2000, *, population=5240, is_new=False, facilities=None, profile=LIANHU, workers=None, **changes):
    fact = community("甲", area("一", households), population=population, is_new=is_new, **changes)
    if facilities is not None:
        fact = replace(fact, facilities=tuple(facilities))
    return community_needs(fact, profile, workers=workers)


class TestPremises:
    @pytest.mark.parametrize(("households", "existing", "new"), [  # rules.md 2.4, linear
        (499, 149.7, 600), (999, 299.7, 600), (1999, 599.7, 600), (2000, 600, 600), (2001, 600.3, 600.3),
        (3500, 1050, 1050), (4001, 1200.3, 1200.3), (5001, 1500.3, 1500.3),
    ])
    def test_floor_that_is_missing_differs_for_new_and_existing(self, households, existing, new):
        for is_new, required in ((False, existing), (True, new)):
            found = needs(households, is_new=is_new, facilities=[premises(area_m2=100.0)])
            assert (found.facility_required_m2, found.facility_area_m2) == (required, 100)
            assert found.facility_missing_m2 == pytest.approx(required - 100, abs=1e-9)

    def test_exact_to_the_tenth(self):
        """600.3 − 600 is 0.3, not 0.29999999999995."""
        assert needs(2001, facilities=[premises(area_m2=600.0)]).facility_missing_m2 == 0.3

    def test_more_than_enough_leaves_nothing_missing(self):
        found = needs(facilities=[premises(area_m2=5000.0, activity_m2=4000.0, plaza_m2=1000.0)])
        assert (found.facility_missing_m2, found.activity_missing_m2, found.plaza_missing_m2) == (0, 0, 0)

    def test_activity_is_a_share_of_the_floor_that_is_there(self):
        found = needs(facilities=[premises(area_m2=800.0, activity_m2=400.0)])
        assert (found.activity_area_m2, found.activity_required_m2, found.activity_missing_m2) == (400, 480, 80)

    def test_plaza_of_any_kind_of_facility_counts(self):
        found = needs(facilities=[premises(plaza_m2=400.0), premises(kind="plaza", plaza_m2=350.0)])
        assert (found.plaza_area_m2, found.plaza_required_m2, found.plaza_missing_m2) == (750, 1000, 250)

    @pytest.mark.parametrize("kind", ["school", "plaza"])
    def test_other_kinds_are_no_floor(self, kind):
        assert needs(facilities=[premises(kind=kind)]).facility_area_m2 == 0

    def test_resource_capacity(self):  # PL-15
        assert needs(4000, facilities=[premises(area_m2=1000.0)]).facility_m2_per_100_households == 25

    def test_the_longest_walk_is_the_service_radius(self):
        walks = (WalkFact("a", 1500, 300.0), WalkFact("b", 500, 1200.0))
        found = needs(walks=walks)
        assert (found.service_radius_m, found.walk_coverage) == (1200, 0.75)


class TestPeople:
    @pytest.mark.parametrize(("households", "recommended", "accepted"), [  # rules.md 2.5
        (1999, 5, (5,)), (2000, 5, (5, 7)), (2001, 7, (7,)), (4000, 7, (7, 9)), (4001, 9, (9,)),
    ])
    def test_seats(self, households, recommended, accepted):
        found = needs(households)
        assert (found.committee_seats, found.committee_seats_accepted) == (recommended, accepted)

    @pytest.mark.parametrize(("seats", "branch", "committee"), [  # rules.md 2.6: x, n, full-time
        (5, (2, 6, 3), (3, 7, 3)), (7, (2, 8, 4), (3, 9, 4)), (9, (2, 10, 4), (3, 11, 5)),
    ])
    def test_teams(self, seats, branch, committee):
        assert team_needs(LIANHU, seats) == (
            TeamNeeds(("branch",), 3, *branch), TeamNeeds(("general_branch", "committee"), 5, *committee),
        )

    def test_the_cap_is_told(self):
        assert needs().leaders_max == 11

    @pytest.mark.parametrize(("persons", "required"), [(1309, 3), (5000, 9), (5001, 10), (15000, 27), (15001, 28)])
    def test_workers(self, persons, required):  # rules.md 2.7
        found = needs(population=persons)
        assert (found.workers_required, found.workers_estimated) == (required, None)

    def test_workers_that_are_missing_against_those_stated(self):
        assert needs(population=5001, workers=6).workers_missing == 4
        assert needs(population=5001, workers=12).workers_missing == 0

    def test_without_persons_the_workers_are_an_estimate_only(self):
        """2,000 households at 2.62 are 5,240 persons: 9.4 workers."""
        found = needs(population=None)
        assert (found.workers_required, found.workers_estimated, found.workers_missing) == (None, 10, None)

    def test_work_funds_of_one_community(self):
        found = needs()
        assert (found.work_funds_city_yuan, found.work_funds_district_yuan) == (130_000, 120_000)


class TestUnknown:
    def test_a_complete_community_waits_for_its_workers_only(self):
        assert needs().unknown == {"workers_missing": "communities.workers"}
        assert needs(workers=10).unknown == {}

    def test_without_a_facility_layer(self):
        found = needs(facilities=(), facilities_known=False, plazas_known=False)
        assert (found.facility_area_m2, found.activity_required_m2, found.plaza_missing_m2) == (None, None, None)
        assert found.facility_required_m2 == 600
        for figure in ("facility_missing_m2", "activity_missing_m2", "plaza_missing_m2"):
            assert found.unknown[figure] == "facilities"

    @pytest.mark.parametrize(("hole", "figure"), [
        ("area_m2", "facility_missing_m2"), ("activity_m2", "activity_missing_m2"), ("plaza_m2", "plaza_missing_m2"),
    ])
    def test_a_cell_that_is_empty_is_named(self, hole, figure):
        found = needs(facilities=[replace(premises(area_m2=500.0), **{hole: None})])
        assert getattr(found, figure) is None
        assert found.unknown[figure] == f"facilities.{hole}"

    def test_what_is_known_may_suffice(self):
        """One facility of 700 m² is enough for 2,000 households, whatever the other has."""
        silent = replace(premises(area_m2=None), facility_id=FacilityId("f2"))
        found = needs(facilities=[premises(area_m2=700.0), silent])
        assert (found.facility_missing_m2, found.facility_area_m2) == (0, None)
        assert "facility_missing_m2" not in found.unknown

    def test_persons(self):
        found = needs(population=None)
        assert found.unknown == {"workers_required": "areas.population", "workers_missing": "areas.population"}

    def test_households(self):
        fact = replace(community("甲"), households=None, population=None, population_known=False)
        found = community_needs(fact, LIANHU)
        assert (found.committee_seats, found.committee_seats_accepted, found.teams) == (None, (), ())
        assert found.unknown["facility_missing_m2"] == found.unknown["committee_seats"] == "areas.households"

    def test_every_wait_has_words(self):
        bare = replace(community("甲"), households=None, population_known=False, facilities_known=False)
        for awaited in community_needs(bare, LIANHU).unknown.values():
            assert all(awaited.words)

    def test_no_two_inputs_share_their_words(self):
        assert len({awaited.words for awaited in Awaited}) == len(Awaited)

    def test_what_the_pack_does_not_ask_for_is_not_unknown(self):
        found = needs(profile=LAW, population=None)
        assert (found.facility_required_m2, found.plaza_required_m2, found.committee_seats) == (None, None, None)
        assert (found.workers_required, found.work_funds_city_yuan, found.teams) == (None, None, ())
        assert found.unknown == {}
