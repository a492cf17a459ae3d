"""A street office is served on its own land: all else is held fast as it is.

West and east are those of tests/app/plans/test_territory.py: columns a and b, and column c; today's communities 甲, 乙
and 丙 are the columns.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.colleague.situation import OfficeUnknownError, situations
from app.plans.drawing import Community
from app.plans.store import load_plan
from app.profiles import open_profile
from app.users.errors import OutsideSubdistrictError
from optimizer.relaxing import Way
from tests.app.plans.test_territory import EAST, GROUND, WEST, drawn

PROFILE = open_profile("lianhu-2024")


def laid_out(drawing=None, **asked):
    return situations(GROUND, PROFILE, drawing or drawn(), objective="balanced", **asked)


@pytest.mark.parametrize(("asked", "offices"), [
    ({}, [EAST, WEST]),
    ({"territory": [WEST]}, [WEST]),
    ({"territory": [WEST], "subdistricts": [WEST]}, [WEST]),
], ids=["bound to none", "own land where nothing is said", "own land asked for"])
def test_who_is_bound_to_a_territory_is_served_there_alone(asked, offices):
    assert sorted(situation.subdistrict for situation in laid_out(**asked)) == offices


@pytest.mark.parametrize("asked", [
    {"territory": [WEST], "subdistricts": [EAST]}, {"territory": [WEST], "subdistricts": [WEST, EAST]},
    {"territory": []},
], ids=["another", "another beside its own", "without a territory"])
def test_land_of_others_cannot_be_asked_for(asked):
    with pytest.raises(OutsideSubdistrictError) as refused:
        laid_out(**asked)
    assert EAST in refused.value.members["subdistricts"]


def test_a_territory_that_the_ground_has_not_is_named():
    with pytest.raises(OfficeUnknownError) as refused:
        laid_out(territory=["北街"])
    assert "北街" in refused.value.message_zh


def test_what_a_community_of_others_has_of_the_own_land_is_held_and_no_way_opens_it():
    """乙 is told as the east's, so that b1 to b3 stay though they lie in the west."""
    told = drawn()
    told = replace(told, communities={**told.communities, "乙": Community("乙", EAST)})
    way = Way("unlock", frozenset({"b1"}))
    (west,) = laid_out(told, territory=[WEST], ways=(way,))
    assert set(west.locks.label) == {"b1", "b2", "b3"}
    assert (west.held, west.opened) == (3, frozenset())
    assert all(situation.held == 0 for situation in laid_out(told))


def test_a_task_restricts_itself_to_the_territory_of_who_asked(draw):
    """丰和 told as another street office's has five of the nine units: whatever is proposed leaves them there."""
    plan = draw()
    with plan.workspace.database.session() as session:
        row = load_plan(session, plan.plan_id, for_update=True)
        records = row.start["communities"]
        row.start = {**row.start, "communities": {**records, "丰和": {**records["丰和"], "subdistrict": "旧街"}}}
    (office,) = plan.ask("complete", territory=["新街"]).result["offices"]
    assert (office["held"], office["locked"]) == (5, ["丰和"])
    with pytest.raises(OutsideSubdistrictError):
        plan.ask("repair", territory=["旧街"], units=["b2"])
