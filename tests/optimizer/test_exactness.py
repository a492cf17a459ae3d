"""Every method against plain enumeration on small drawn offices."""

from __future__ import annotations

from hypothesis import given, settings

from geodata.domain import OfficeGround
from optimizer.anneal import Annealer, singletons
from optimizer.assignment import solve_assignment
from optimizer.cost import community_cost
from optimizer.enumerate import whole_family
from optimizer.partition import columns_of
from optimizer.plan import SolveStatus
from optimizer.pool import empty_pool
from optimizer.problem import build_problems
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import connected_sets, partitions, reference_cost
from tests.optimizer.drawn_offices import offices

LIANHU = load_profile("lianhu-2024")


def constant(ground: OfficeGround) -> int:
    """`pieces` is charged for each community a split area touches, less once for each split area."""
    return -2_000 * len({a for a, s in zip(ground.area_ids, ground.area_is_split, strict=True) if s})


@settings(max_examples=60, deadline=None)
@given(offices())
def test_each_community_costs_what_the_formulae_say(ground):
    (problem,) = build_problems(ground, LIANHU)
    for members in connected_sets(ground):
        # Each of the few terms was rounded once to 0.001; n + 6 terms bound the difference.
        difference = abs(community_cost(problem, members).cost - 1_000 * reference_cost(ground, members))
        assert difference <= 0.5 * (len(members) + 8)


@settings(max_examples=60, deadline=None)
@given(offices())
def test_all_connected_sets_are_listed_once(ground):
    (problem,) = build_problems(ground, LIANHU)
    pool = whole_family(problem, limit=1_000)
    assert pool is not None
    columns = columns_of(pool)
    listed = [tuple(sorted(columns.units[columns.start[c] : columns.start[c + 1]])) for c in range(len(columns))]
    assert sorted(listed) == sorted(connected_sets(ground))


@settings(max_examples=60, deadline=None)
@given(offices())
def test_the_solver_finds_the_cheapest_of_all_partitions(ground):
    cheapest = min(sum(reference_cost(ground, s) for s in plan) for plan in partitions(ground)) + constant(ground)
    result = solve_office(ground, LIANHU, SolveParams())
    assert result.status is SolveStatus.OPTIMAL
    assert abs(result.objective - 1_000 * cheapest) <= 0.5 * (len(ground.unit_ids) + 8) * len(ground.unit_ids)


@settings(max_examples=25, deadline=None)
@given(offices(5, 7))
def test_the_assignment_model_agrees_with_enumeration(ground):
    (problem,) = build_problems(ground, LIANHU)
    optimum = solve_office(ground, LIANHU, SolveParams()).objective - problem.constant
    pool = empty_pool(problem.n_units, columns=5_000, entries=50_000, seed=1)
    plan = Annealer(problem, singletons(problem), pool, seed=1).run(3_000, hot=1e7, cold=1e4)
    found = solve_assignment(
        problem, plan, hard=True, gap=0.0, repeats=8, nodes=None, time_limit_s=20.0, stop=lambda: False
    )
    assert found.bound is not None
    assert found.bound <= optimum
    assert found.plan.cost >= optimum


@settings(max_examples=30, deadline=None)
@given(offices(6, 8))
def test_plans_keep_every_invariant(ground):
    result = solve_office(ground, LIANHU, SolveParams(seed=3))
    units = sorted(u for c in result.communities for u in c.units)
    assert units == sorted(ground.unit_ids)
    legal = {tuple(ground.unit_ids[i] for i in s) for s in connected_sets(ground)}
    assert all(c.units in legal for c in result.communities)
    assert solve_office(ground, LIANHU, SolveParams(seed=3)).communities == result.communities
