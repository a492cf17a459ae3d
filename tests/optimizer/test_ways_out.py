"""Ways out over the ground: units that no border joins, and barriers that nobody can cross on foot."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.domain import UnitId
from optimizer.errors import ProblemError
from optimizer.locks import Locks
from optimizer.plan import SolveStatus
from optimizer.problem import build_problems
from optimizer.relaxing import Way, joined, unit_anchors
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import facility, office
from tests.optimizer.own_packs import own

HARD = load_profile("lianhu-2024", ["band-hard"])
WALK = load_profile(
    "lianhu-2024", ["band-hard", "own"],
    extra=own('layer = "overlay"\n[severity.walk]\ncircle_minutes = "hard"\n'),
)


def islands():
    """A – B on this bank, C and D on islands: 4, 9 and 30 minutes from B by ferry."""
    minutes = np.array([[0, 4, 13, 34], [4, 0, 9, 30], [13, 9, 0, 39], [34, 30, 39, 0]], dtype=float)
    return office([700, 800, 600, 2_000], [(0, 1)], minutes=minutes)


def ways_of(result, action):
    return {(w.target, w.value): w for clash in result.clashes for w in clash.relaxations if w.action == action}


def test_an_island_below_the_band_may_be_joined_to_the_nearest_unit():
    """C has 600 of 1,000 and no neighbour: A + B + C have 2,100, C + D 2,600."""
    result = solve_office(islands(), HARD, SolveParams())
    assert result.status is SolveStatus.INFEASIBLE
    assert [clash.units for clash in result.clashes] == [("C",)]
    ways = ways_of(result, "adjacent")
    assert set(ways) == {("C–B", None), ("C–A", None)}
    assert {way.breach for way in ways.values()} == {0}
    assert ways["C–B", None].units == ("B", "C")


def test_what_is_offered_is_what_solving_the_changed_office_gives():
    result = solve_office(islands(), HARD, SolveParams())
    for clash in result.clashes:
        for offered in clash.relaxations:
            way = Way(offered.action, frozenset(offered.units), offered.value)
            again = solve_office(islands(), HARD, SolveParams(), ways=[way])
            assert (again.breach, again.objective / 1_000) == (offered.breach, pytest.approx(offered.objective))


def test_a_lock_over_two_islands_is_impossible_until_they_are_joined_or_it_is_opened():
    """All sizes are legal alone: A + B 3,000, C 2,000; only the lock on A and C clashes."""
    ground = office([1_500, 1_500, 2_000], [(0, 1)])
    locks = Locks({UnitId("A"): "x", UnitId("C"): "x"})
    result = solve_office(ground, HARD, SolveParams(), locks=locks)
    assert result.status is SolveStatus.INFEASIBLE
    assert {clash.rules for clash in result.clashes} == {("locks", "PL-4")}
    assert "与 C 锁在一起，但中间没有相邻的单元相连" in result.clashes[0].message_zh
    assert 0 in {way.breach for way in ways_of(result, "unlock").values()}
    joint = ways_of(result, "adjacent")
    assert {target for target, _ in joint} == {"A–C", "C–A"}
    assert {way.breach for way in joint.values()} == {0}


def banks():
    """A and B side by side over a railway, half an hour around it; C – D beside them, six minutes apart."""
    minutes = np.array([[0, 30, 60, 66], [30, 0, 60, 66], [60, 60, 0, 6], [66, 66, 6, 0]], dtype=float)
    return office([700, 600, 1_500, 1_500], [(0, 1), (2, 3)], minutes=minutes, arterials=[(0, 1)])


def test_a_crossing_is_offered_where_a_hard_walking_limit_fails_at_a_barrier():
    """Alone A and B are too small, together they are not within 15 minutes; a crossing of six minutes helps."""
    result = solve_office(banks(), WALK, SolveParams())
    assert result.status is SolveStatus.INFEASIBLE
    assert {"A", "B"} >= {unit for clash in result.clashes for unit in clash.units}
    ways = ways_of(result, "open_crossing")
    assert set(ways) == {("A–B", 6 * 66)}
    assert ways["A–B", 6 * 66].breach == 0
    again = solve_office(banks(), WALK, SolveParams(), ways=[Way("open_crossing", frozenset("AB"), 6 * 66)])
    assert ("A", "B") in [c.units for c in again.communities]
    assert again.objective / 1_000 == pytest.approx(ways["A–B", 6 * 66].objective)


def test_a_crossing_shortens_every_walk_that_leads_over_it_and_no_other():
    """A – B 30 minutes, B – C 5: with a crossing of 2 between A and B, A is 7 from C."""
    minutes = np.array([[0, 30, 35], [30, 0, 5], [35, 5, 0]], dtype=float)
    ground = office([1_000] * 3, [(0, 1), (1, 2)], minutes=minutes)
    walked = joined(ground, [Way("open_crossing", frozenset("AB"), 2 * 66)]).walk_m / 66
    assert walked == pytest.approx(np.array([[0, 2, 7], [2, 0, 5], [7, 5, 0]]))


def test_joined_units_are_one_component_and_the_ground_given_stays_as_it_is():
    ground = islands()
    assert len(build_problems(ground, HARD)) == 3
    assert len(build_problems(joined(ground, [Way("adjacent", frozenset("BC"))]), HARD)) == 2
    assert len(build_problems(ground, HARD)) == 3
    assert joined(ground, [Way("adjacent", frozenset({"B", "elsewhere"}))]) is ground


def test_a_unit_stands_for_itself_before_a_facility_in_it():
    ground = office([1_000, 1_000], [(0, 1)], anchors=[facility("f", 1, 100), *office([1, 1], []).anchors])
    assert unit_anchors(ground).tolist() == [1, 2]


@pytest.mark.parametrize(("action", "units", "value"), [
    ("adjacent", "A", None), ("adjacent", "ABC", None), ("open_crossing", "AB", None), ("raise_max", "A", None),
    ("fly", "AB", None),
])
def test_a_way_that_says_too_little_is_refused(action, units, value):
    with pytest.raises(ProblemError):
        Way(action, frozenset(units), value)
