"""Other plans: truly different, costed alike, none dominated."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.domain import Anchor
from optimizer import alternatives
from optimizer.alternatives import APART, PRESETS, Alternatives, share_apart
from optimizer.city import solve_plan
from optimizer.cost import community_cost
from optimizer.criteria import Criteria
from optimizer.locks import Locks
from optimizer.plan import SolveStatus
from optimizer.problem import build_problems
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams
from tests.optimizer.drawn import facility, office, partitions
from tests.optimizer.test_exactness import offices
from tests.optimizer.test_interactive import grid

LIANHU = load_profile("lianhu-2024")


def searched(ground, *, params=None, locks=None, **options):
    params = params or SolveParams()
    held = {"locks": locks} if locks else {}
    best = solve_plan([ground], LIANHU, params, **held)
    return best, Alternatives([ground], LIANHU, params, best, **held, **options)


def sets_of(offices_of_plan):
    return [c.units for o in offices_of_plan for c in o.communities]


def apart_by_hand(one, other, households) -> float:
    """Try every way to match communities."""
    one, other = sorted((one, other), key=len)
    most = max(
        sum(sum(households[u] for u in set(a) & set(b)) for a, b in zip(one, chosen, strict=True))
        for chosen in permutations(other, len(one))
    )
    return 1 - most / sum(households.values())


class TestShareApart:
    def test_by_hand(self):
        """A 100 | B 200, C 300 against A, B | C: B alone is elsewhere, 200 of 600."""
        households = {"A": 100, "B": 200, "C": 300}
        assert share_apart([["A"], ["B", "C"]], [["A", "B"], ["C"]], households) == pytest.approx(200 / 600)

    def test_names_do_not_matter_and_a_split_counts_its_smaller_part(self):
        households = {"A": 100, "B": 200, "C": 300}
        assert share_apart([["A", "B"], ["C"]], [["C"], ["B", "A"]], households) == 0
        assert share_apart([["A", "B", "C"]], [["A", "B"], ["C"]], households) == pytest.approx(0.5)

    @settings(max_examples=30, deadline=None)
    @given(offices(4, 6), st.integers(0, 10**6), st.integers(0, 10**6))
    def test_it_is_the_best_of_all_matchings(self, ground, first, second):
        every = partitions(ground)
        households = {u: int(h) + 1 for u, h in zip(ground.unit_ids, ground.households, strict=True)}
        one, other = (
            [[ground.unit_ids[i] for i in s] for s in every[k % len(every)]] for k in (first, second)
        )
        assert share_apart(one, other, households) == pytest.approx(apart_by_hand(one, other, households))


def test_a_plan_dominates_where_nothing_is_worse_and_something_better():
    plan = Criteria(1_000, 50, 700.0, 10.0, 3, 0.0)
    assert plan.dominates(Criteria(1_000, 50, 701.0, 10.0, 3, 0.0))
    assert not plan.dominates(plan)
    assert not plan.dominates(Criteria(1_001, 49, 700.0, 10.0, 3, 0.0))


@settings(max_examples=8, deadline=None)
@given(offices(5, 6))
def test_alternatives_of_drawn_offices(ground):
    """Each is a legal partition at its true cost, far enough from all others, above the bound and undominated."""
    (problem,) = build_problems(ground, LIANHU)
    households = {u: int(h) for u, h in zip(ground.unit_ids, ground.households, strict=True)}
    best, search = searched(ground)
    found = search.find(3)
    assert len(found) <= 3
    position = {u: i for i, u in enumerate(problem.unit_ids)}
    every = {frozenset(sets) for sets in partitions(ground)}
    for one in found:
        (result,) = one.offices
        indices = [tuple(position[u] for u in c.units) for c in result.communities]
        assert frozenset(indices) in every
        assert result.objective == sum(community_cost(problem, s).cost for s in indices) + problem.constant
        assert result.bound == best[0].bound <= result.objective
        assert result.breach == 0
        assert one.apart == pytest.approx(apart_by_hand(sets_of(best), sets_of(one.offices), households))
        assert not any(other.criteria.dominates(one.criteria) for other in found)
    plans = [best, *(one.offices for one in found)]
    for one, other in combinations(plans, 2):
        assert apart_by_hand(sets_of(one), sets_of(other), households) >= APART


def test_the_next_best_is_the_cheapest_of_all_that_differ(monkeypatch):
    """A row of six, 1,750 each: pairs AB, CD, EF are best; with the presets out of the way, what comes next?"""
    monkeypatch.setattr(alternatives, "PRESETS", ())
    ground = office([1_750] * 6, [(i, i + 1) for i in range(5)])
    (problem,) = build_problems(ground, LIANHU)
    best, search = searched(ground)
    assert sets_of(best) == [("A", "B"), ("C", "D"), ("E", "F")]
    (first,) = search.find(1)
    assert first.preset == "balanced"
    households = dict.fromkeys(ground.unit_ids, 1_750)
    cheapest = min(
        sum(community_cost(problem, s).cost for s in sets) for sets in partitions(ground)
        if apart_by_hand(sets_of(best), [[ground.unit_ids[i] for i in s] for s in sets], households) >= APART
    )
    assert first.criteria.objective == cheapest
    assert first.offices[0].status is SolveStatus.FEASIBLE


def test_each_preset_pulls_its_own_way():
    """Today's communities are long rows; the only premises with floor stand in a corner: who walks, who moves?"""
    side = 6
    cells = [(r, c) for r in range(side) for c in range(side)]
    at = {cell: k for k, cell in enumerate(cells)}
    borders = sorted(
        (at[r, c], at[r + a, c + b]) for r, c in cells for a, b in ((0, 1), (1, 0)) if (r + a, c + b) in at
    )
    anchors = [facility(f"f{k}", at[cell], 900.0) for k, cell in enumerate([(1, 1), (1, 4), (4, 1), (4, 4), (3, 3)])]
    anchors += [Anchor(None, k, None, 0.0) for k in range(len(cells))]
    minutes = np.array([[3.0 * (abs(r - cells[a.unit][0]) + abs(c - cells[a.unit][1])) for a in anchors]
                        for r, c in cells])
    ground = office([500] * 36, borders, minutes=minutes, anchors=anchors, present=[f"row{r}" for r, _ in cells])
    best, search = searched(ground)
    found = search.find(3)
    assert found
    assert {one.preset for one in found} <= {*PRESETS, "balanced"}
    for one in found:
        weights = {preset: LIANHU.weights(preset)["change"] for preset in PRESETS}
        if one.preset == "least-change":
            assert weights["least-change"] > LIANHU.weights("balanced")["change"]
            assert one.criteria.households_changed <= search.best.households_changed
        changed = sum(
            500 for c in one.offices[0].communities for u in c.units
            if ground.present[ground.unit_ids.index(u)] != c.continues
        )
        walked = sum(
            500 * ground.walk_m[ground.unit_ids.index(u), c.anchor] / 66
            for c in one.offices[0].communities for u in c.units
        )
        assert one.criteria.households_changed == changed
        assert one.criteria.walking_household_minutes == pytest.approx(walked)
    assert best[0].objective <= min(one.criteria.objective for one in found)


def test_what_nobody_told_is_unknown_and_not_sought_for():
    """Neither present communities nor premises are given: nobody can say who moves, nor what floor is missing."""
    _, search = searched(grid(6))
    found = search.find(2)
    assert found
    for criteria in (search.best, *(one.criteria for one in found)):
        assert (criteria.households_changed, criteria.floor_missing_m2) == (None, None)
    assert not {one.preset for one in found} & {"least-change", "least-floor-area"}


def test_one_small_unit_has_no_alternative():
    _, search = searched(office([900], []))
    assert search.find(3) == ()


def test_locks_hold_in_every_alternative_and_the_same_seed_gives_the_same_plans():
    ground = grid(8)
    locks = Locks({"00": "corner", "01": "corner", "77": "other"})
    best, search = searched(ground, locks=locks, params=SolveParams(seed=5))
    found = search.find(2)
    assert len(found) == 2
    for one in found:
        of = {u: k for k, c in enumerate(one.offices[0].communities) for u in c.units}
        assert of["00"] == of["01"] != of["77"]
        assert one.apart >= APART
        assert one.offices[0].objective >= best[0].objective >= best[0].bound
    again = Alternatives([ground], LIANHU, SolveParams(seed=5), best, locks=locks).find(2)
    assert [one.offices for one in again] == [one.offices for one in found]


def test_stopped_it_returns_what_it_has():
    ground = office([1_750] * 6, [(i, i + 1) for i in range(5)])
    _, search = searched(ground, cancelled=lambda: True)
    assert search.find(2) == ()
    _, search = searched(ground, left_s=lambda: 0.0)
    assert search.find(2) == ()


def test_a_plan_that_breaks_a_rule_has_no_alternatives():
    ground = office([900, 900], [(0, 1)])
    locks = Locks({"A": "x", "B": "y"}, frozenset({"x"}))
    best = solve_plan([ground], load_profile("lianhu-2024", ["band-hard"]), SolveParams(), locks=locks)
    assert best[0].breach > 0
    with pytest.raises(ValueError, match="legal"):
        Alternatives([ground], LIANHU, SolveParams(), best)
