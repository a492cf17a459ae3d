"""The colleague asked about the nine squares: 和平 has 5,500 households today, 丰和 4,375; a band of 1,000 to 5,000.

::

        A      B      C          households                today
    1   a1     b1     c1      1200  1900   200       和平  和平  丰和
    2   a2     b2     c2      1200  1900   300       和平  丰和  丰和
    3   a3     b3     c3      1200  1900    75       和平  丰和  丰和
"""

from __future__ import annotations

from itertools import combinations

import pytest

from app.colleague.situation import OfficeUnknownError
from app.plans.errors import UnknownUnitError, VersionNotFoundError
from tests.app.colleague.conftest import households, in_one_piece


def numbers(result) -> list[int]:
    return [part["part"] for part in result["parts"]]


class TestComplete:
    def test_what_is_proposed_is_proven_and_no_worse_than_what_is_drawn(self, draw):
        asked = draw().ask("complete")
        result, after = asked.result, asked.accept()
        assert (result["status"], result["stopped_by"], result["breach"]) == ("optimal", "proof", 0)
        assert result["bound"] <= result["objective"] <= result["drawn"]["objective"]
        assert result["gap"] <= 1e-4
        assert in_one_piece(after)
        assert None not in households(after)
        (office,) = result["offices"]
        assert (office["units"], office["held"], office["free"], office["locked"]) == (9, 0, 9, [])

    def test_every_choice_of_parts_can_be_accepted_and_leaves_communities_whole(self, draw):
        asked = draw({"b2": "和平", "c1": None}).ask("complete")
        known = numbers(asked.result)
        for size in range(1, len(known) + 1):
            for choice in combinations(known, size):
                assert in_one_piece(asked.accept(*choice))

    def test_a_locked_community_keeps_its_units_and_takes_none(self, draw):
        plan = draw(locked="丰和")
        after = plan.ask("complete").accept()
        for unit, home in plan.drawing.units.items():
            assert (home == "丰和") == (after.units[unit] == "丰和")
        assert plan.ask("complete").result["offices"][0]["held"] == 5

    def test_the_rest_is_given_to_those_who_are_there(self, draw):
        """c2 and c3 are open: 375 households, far below 1,000, so that they join a neighbour."""
        asked = draw({"c2": None, "c3": None}).ask("complete")
        after = asked.accept()
        assert after.units["c2"] is not None
        assert after.communities["丰和"] == asked.drawing.communities["丰和"]
        opening = [part for part in asked.result["parts"] if {"rule": "PL-1", "community_id": None} in part["removes"]]
        assert {unit for part in opening for unit, before, _ in part["changes"]["units"] if before is None} == {
            "c2", "c3",
        }

    def test_blank_land_becomes_todays_communities_where_they_go_on_and_new_ones_else(self, draw):
        asked = draw(dict.fromkeys(["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"])).ask("complete")
        after = asked.accept()
        assert set(after.communities) <= {"和平", "丰和", "新街+1", "新街+2", "新街+3"}
        assert "丰和" in after.communities, "more than half of its people are together again"
        assert all(told.subdistrict == "新街" for told in after.communities.values())

    def test_a_part_says_how_many_move_where_and_what_is_gone(self, draw):
        asked = draw(overlays=("band-hard",)).ask("complete")
        assert asked.result["status"] == "optimal"
        assert {"rule": "LH-4.3", "community_id": "和平"} in [
            gone for part in asked.result["parts"] for gone in part["removes"]
        ]
        for part in asked.result["parts"]:
            moved = part["changes"]["units"]
            assert part["from"] == sorted({before for _, before, _ in moved if before})
            assert part["to"] == sorted({after for _, _, after in moved if after})
        assert max(households(asked.accept()).values()) <= 5_000

    def test_messages_show_objective_and_bound_and_better_plans(self, draw):
        plan = draw({"b2": "和平", "b3": "和平", "c1": None})
        asked = plan.ask("complete")
        best = [data for kind, data in asked.told if kind == "best"]
        assert best, "much is wrong with this drawing"
        for one in best:
            drawn = asked.result["drawn"]
            assert (one["breach"], one["objective"]) < (drawn["breach"], drawn["objective"])
            assert in_one_piece(asked.accept(of=one))

    def test_a_plan_that_is_best_already_is_left_alone(self, draw):
        first = draw().ask("complete")
        again = draw(dict(first.accept().units)).ask("complete")
        assert again.result["parts"] == []
        assert again.result["objective"] == first.result["objective"]
        assert not [kind for kind, _ in again.told if kind == "best"]


class TestWhyNot:
    def test_a_locked_community_over_a_hard_maximum_can_be_opened_by_one_click(self, draw):
        """和平 has 5,500 households; opened, a1 to a3 (3,600) and b1 (1,900) may part."""
        plan = draw(locked="和平 丰和", overlays=("band-hard",))
        stuck = plan.ask("complete").result
        assert stuck["status"] == "infeasible"
        assert stuck["gap"] is None
        (clash,) = stuck["explanation"]
        assert set(clash["places"]) == {"a1", "a2", "a3", "b1"}
        (way,) = [way for way in clash["relaxations"] if way["action"] == "unlock"]
        asked = plan.ask("complete", relaxations=[way])
        after = asked.accept()
        assert asked.result["breach"] == way["breach"] == 0
        assert asked.result["objective"] <= way["objective"] + 0.001
        assert max(households(after).values()) <= 5_000
        assert not after.communities["和平"].locked
        assert after.communities["丰和"].locked

    def test_a_maximum_can_be_raised_by_one_click(self, draw):
        plan = draw(locked="和平 丰和", overlays=("band-hard",))
        (clash,) = plan.ask("complete").result["explanation"]
        (way,) = [way for way in clash["relaxations"] if way["action"] == "raise_max"]
        assert way["value"] == 5_500
        asked = plan.ask("complete", relaxations=[way])
        assert (asked.result["status"], asked.result["parts"]) == ("optimal", [])

    def test_a_small_community_that_may_stand_alone_is_recorded_so(self, draw):
        """c1 to c3 are a community of 575, finished, as are the others: below 1,000."""
        plan = draw(
            {"b1": "中", "b2": "中", "c1": "东", "c2": "东", "c3": "东", "b3": "和平"}, locked="和平 中 东",
            overlays=("band-hard",),
        )
        clashes = plan.ask("complete").result["explanation"]
        (small,) = [clash for clash in clashes if set(clash["places"]) == {"c1", "c2", "c3"}]
        (way,) = [way for way in small["relaxations"] if way["action"] == "stand_alone"]
        asked = plan.ask("complete", relaxations=[way])
        assert asked.accept().communities["东"].alone
        assert not asked.accept().communities["中"].alone


class TestImprove:
    def test_it_ends_by_itself_where_it_is_proven(self, draw):
        asked = draw().ask("improve")
        assert (asked.result["status"], asked.result["stopped_by"]) == ("optimal", "proof")

    def test_stopped_it_hands_in_the_best_and_never_less_than_what_is_drawn(self, draw):
        asked = draw().ask("improve", cancelled=lambda: True)
        assert asked.result["objective"] <= asked.result["drawn"]["objective"]
        assert in_one_piece(asked.accept())


class TestRepair:
    def test_it_mends_the_place_and_leaves_open_land_elsewhere_open(self, draw):
        """b1 is drawn to 丰和, which cuts nothing but leaves 6,275 there; c3 is open and stays so, or joins."""
        plan = draw({"b1": "丰和", "a1": None})
        asked = plan.ask("repair", units=["b2"])
        after = asked.accept()
        assert asked.result["objective"] <= asked.result["drawn"]["objective"]
        assert asked.result["bound"] is None
        assert in_one_piece(after)
        assert set(after.members()) <= {"和平", "丰和", "新街+1", "新街+2"}

    def test_a_unit_that_does_not_exist_is_refused(self, draw):
        with pytest.raises(UnknownUnitError):
            draw().ask("repair", units=["z9"])


class TestAlternatives:
    def test_plans_that_differ_each_with_parts_of_its_own(self, draw):
        asked = draw().ask("alternatives", count=3)
        plans = asked.result["plans"]
        assert 2 <= len(plans) <= 3
        assert plans[0]["apart"] == 0
        assert all(plan["apart"] >= 0.1 for plan in plans[1:])
        drawings = [asked.accept(of=plan) if plan["parts"] else asked.drawing for plan in plans]
        assert all(in_one_piece(drawing) for drawing in drawings)
        assert len({tuple(sorted(map(tuple, d.members().values()))) for d in drawings}) == len(plans)

    def test_where_nothing_is_legal_the_one_plan_says_why(self, draw):
        (only,) = draw(locked="和平 丰和", overlays=("band-hard",)).ask("alternatives").result["plans"]
        assert only["explanation"]


def test_a_street_office_or_version_that_does_not_exist_is_refused(draw):
    with pytest.raises(OfficeUnknownError) as refused:
        draw().ask("complete", subdistricts=["旧街"])
    assert "旧街" in refused.value.message_zh
    with pytest.raises(VersionNotFoundError):
        draw().ask("complete", version=7)
