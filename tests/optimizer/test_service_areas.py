"""Service areas against brute force: every assignment of small drawn problems, with a judge of its own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.errors import ProblemError
from optimizer.service.problem import excess, is_feasible, loose_units, make_problem, objective
from optimizer.service_areas import solve_service_areas
from tests.optimizer.drawn_service_areas import Drawn, drawn_problems

# By hand: four units in a row, facilities in the first and the last.
#   A(2) – B(3) – C(4) – D(1);  cost to A: 0 3 8 3, to D: 6 6 4 0.
ROW = Drawn(
    demand=[2, 3, 4, 1], cost=[[0, 6], [3, 6], [8, 4], [3, 0]], capacity=[10, 10], home=[0, 3],
    pairs=[(0, 1), (1, 2), (2, 3)], opening=[0, 0], must_open=True,
)


def solved(drawn: Drawn, **limits):
    return solve_service_areas(drawn.problem, **limits)


def test_the_nearest_facility_where_capacity_allows():
    """A and B at A, C and D at D: 0 + 3 + 4 + 0 = 7."""
    result = solved(ROW)
    assert result.objective == 7.0
    assert result.facility_of.tolist() == [0, 0, 1, 1]


def test_capacity_moves_a_unit_to_the_dearer_facility():
    """A holds 4 at most: B (3) has to go to D, 0 + 6 + 4 + 0 = 10."""
    result = solved(Drawn(**{**vars(ROW), "capacity": [4, 10]}))
    assert result.objective == 10.0
    assert result.facility_of.tolist() == [0, 1, 1, 1]


def test_an_area_never_falls_into_pieces():
    """B is nearer to D but C to A: D may not reach over C, so the best are 3 + 4 and 6 + 4, not 3 + 8 − ..."""
    leap = Drawn(**{**vars(ROW), "cost": [[0, 6], [9, 1], [2, 8], [3, 0]]})
    result = solved(leap)
    # A|BCD: 1 + 8 = 9;  AB|CD: 9 + 8 = 17;  ABC|D: 9 + 2 = 11;  B at D and C at A would be 3, but in pieces.
    assert result.objective == 9.0
    assert leap.faults([0, 1, 0, 1]) != []


def test_closing_a_facility_saves_its_cost():
    """Both open: 7 + 20; only A: 0 + 3 + 8 + 3 + 10 = 24; only D: 6 + 6 + 4 + 0 + 10 = 26."""
    result = solved(Drawn(**{**vars(ROW), "opening": [10, 10], "must_open": False}))
    assert result.objective == 24.0
    assert result.facility_of.tolist() == [0, 0, 0, 0]


def test_too_little_capacity_gives_no_plan_and_says_so():
    result = solved(Drawn(**{**vars(ROW), "capacity": [4, 5]}))
    assert result.facility_of is None
    assert result.objective is None
    assert result.gap is None


def test_a_unit_that_no_facility_reaches_gives_no_plan():
    assert solved(Drawn(**{**vars(ROW), "pairs": [(0, 1), (2, 3)], "home": [0, 1], "cost": ROW.cost})).objective is None


def test_a_small_problem_is_proven():
    result = solved(ROW)
    assert result.gap == pytest.approx(0, abs=1e-4)
    assert result.bound <= result.objective


@settings(max_examples=40, deadline=None)
@given(drawn_problems(must_open=True))
def test_given_facilities_agree_with_brute_force(drawn):
    agrees(drawn)


@settings(max_examples=40, deadline=None)
@given(drawn_problems(must_open=False))
def test_chosen_facilities_agree_with_brute_force(drawn):
    agrees(drawn)


def agrees(drawn: Drawn):
    result, optimum = solved(drawn), drawn.optimum()
    if optimum is None:
        assert result.objective is None
        return
    assert result.objective == pytest.approx(optimum, abs=1e-9)
    assert drawn.faults(result.facility_of.tolist()) == []
    assert drawn.cost_of(result.facility_of.tolist()) == optimum
    assert result.bound <= optimum + 1e-9


@settings(max_examples=100, deadline=None)
@given(drawn_problems(must_open=False), st.data())
def test_the_judge_of_a_plan_agrees_with_an_independent_one(drawn, data):
    plan = np.array(data.draw(st.lists(
        st.integers(0, len(drawn.home) - 1), min_size=len(drawn.demand), max_size=len(drawn.demand))))
    assert is_feasible(drawn.problem, plan) == (drawn.faults(plan.tolist()) == [])
    assert objective(drawn.problem, plan) == drawn.cost_of(plan.tolist()) * 1_000_000


def test_the_judge_names_excess_and_loose_units():
    problem = Drawn(**{**vars(ROW), "capacity": [4, 10]}).problem
    assert excess(problem, np.array([0, 0, 1, 1])).tolist() == [1, 0]
    assert loose_units(problem, np.array([0, 1, 0, 1]), 0).tolist() == [2]


def test_the_same_seed_gives_the_same_plan():
    drawn = Drawn(**{**vars(ROW), "opening": [3, 3], "must_open": False})
    first, second = (solved(drawn, seed=7) for _ in range(2))
    assert first.facility_of.tolist() == second.facility_of.tolist()


@pytest.mark.parametrize("change", [
    {"home": [0, 0]}, {"home": [0, 9]}, {"demand": [2, 3, 4, -1]}, {"pairs": [(0, 9)]}, {"capacity": [1]},
])
def test_arrays_that_do_not_fit_are_refused(change):
    with pytest.raises(ProblemError) as refused:
        _ = Drawn(**{**vars(ROW), **change}).problem
    assert refused.value.message_zh
    assert refused.value.message_en


def test_a_problem_without_facility_is_refused():
    with pytest.raises(ProblemError, match="facility"):
        make_problem([1], np.zeros((1, 0)), [], [], [])
