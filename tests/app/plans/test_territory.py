"""What a street office imports or re-bases may change its own land only.

East is the column of c1, c2, c3, of another street office than west; today's community 丰和 east is c1, c2, c3.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.plans.drawing import Drawing
from app.plans.splits import cut_unit
from app.plans.starts import start_today, start_with
from app.plans.territory import Known, as_today, held_by_others, require_own_land
from app.users.errors import OutsideSubdistrictError
from tests.app import drawn_grid as grid
from tests.app.plans.test_rebase import issue
from tests.app.plans.test_splits import ACROSS_B2

WEST, EAST = "西街", "东街"
PRESENT = {**dict.fromkeys(("a1", "a2", "a3"), "甲"), **dict.fromkeys(("b1", "b2", "b3"), "乙"),
           **dict.fromkeys(("c1", "c2", "c3"), "丙")}


def two_offices(east=("c1", "c2", "c3")):
    """The nine squares with the given ones in the east."""
    offices = {cell: EAST if cell in east else WEST for cell in grid.HOUSEHOLDS}
    return issue(community=PRESENT, subdistrict=offices)


GROUND = two_offices()


def drawn(**moved):
    return start_with(GROUND, {unit: home for unit, home in (PRESENT | moved).items() if home is not None})


def changes_land_of_others(drawing: Drawing, own=(WEST,), known=None, ground=GROUND):
    try:
        require_own_land(drawing, ground, own, *(known or [as_today(ground)]))
    except OutsideSubdistrictError as error:
        return error.members["subdistricts"]
    return []


@pytest.mark.parametrize(("moved", "others"), [
    ({}, []),
    ({"a1": "乙", "b3": None}, []),
    ({"a1": "西街+1"}, []),
    ({"c1": None, "c2": None, "c3": None}, []),
    ({"c1": None}, []),
    (dict.fromkeys(("c1", "c2", "c3"), "别名"), []),
    ({"c1": "东街+1"}, [EAST]),
    ({"c1": "甲"}, [EAST]),
], ids=["as today", "own land moves", "a new community", "others left out", "a part of others left out",
        "another identifier", "others are split", "others are taken"])
def test_own_land_alone_may_change(moved, others):
    assert changes_land_of_others(drawn(**moved)) == others


def test_the_other_side_may_do_what_this_may_not():
    drawing = drawn(c1="东街+1")
    assert changes_land_of_others(drawing, own=(EAST,)) == []
    assert changes_land_of_others(drawing, own=None) == []
    assert changes_land_of_others(drawing, own=()) == [EAST]


def test_communities_of_others_are_not_joined():
    ground = two_offices(east=("b1", "b2", "b3", "c1", "c2", "c3"))
    joined = start_with(ground, PRESENT | dict.fromkeys(("b1", "b2", "b3"), "丙"))
    assert changes_land_of_others(joined, ground=ground) == [EAST]


def test_a_unit_of_others_is_not_cut():
    ground = two_offices(east=("b2",))
    cut = cut_unit(ground, "b2", ACROSS_B2)
    drawing = start_today(ground)
    drawing = replace(drawing, units=drawing.units, splits={"b2": cut.split})
    assert changes_land_of_others(drawing, ground=ground) == [EAST]
    assert changes_land_of_others(drawing, ground=ground, known=[Known(drawing.units, drawing.splits)]) == []


class TestCarriedOver:
    """From the issue in which c1, c2, c3 are in the east to the next one."""

    def test_what_others_held_in_the_plan_may_stay(self):
        given = drawn(c1="东街+1")  # as a planning institute drew it
        assert changes_land_of_others(given) == [EAST]
        assert changes_land_of_others(given, known=[as_today(GROUND), held_by_others(given, (WEST,))]) == []

    def test_own_land_that_came_to_others_is_not_taken_along(self):
        given = drawn(b3="西街+1")
        after = two_offices(east=("b2", "b3", "c1", "c2", "c3"))
        carried = start_with(after, given.assignment)
        known = [as_today(after), held_by_others(given, (WEST,))]
        assert changes_land_of_others(carried, ground=after, known=known) == [EAST]
