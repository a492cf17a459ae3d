"""Exact pricing, its bound and the proof against plain enumeration on small drawn offices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.domain import OfficeGround
from optimizer.anneal import Annealer, singletons
from optimizer.cost import community_cost
from optimizer.partition import columns_of
from optimizer.pool import empty_pool
from optimizer.pricing import Point, Pricer
from optimizer.problem import Problem, build_problems
from optimizer.proof import Limits, prove
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import connected_sets
from tests.optimizer.drawn_offices import offices

PROFILES = [load_profile("lianhu-2024"), load_profile("lianhu-2024", ("band-hard",)), load_profile("cn-law-2026")]
NO_LIMITS = Limits(0.0, lambda: None, lambda: False, lambda plan, bound: None)


def legal_sets(ground: OfficeGround, problem: Problem) -> list[tuple[tuple[int, ...], int, int, int]]:
    """Every legal connected set with its cost, the unit of its anchor and its label."""
    found = []
    for members in connected_sets(ground):
        cost = community_cost(problem, members)
        if cost.breach == 0:
            unit = int(problem.tables.anchor_unit[cost.anchor])
            found.append((tuple(members), cost.cost, unit, cost.label))
    return found


def some_prices(problem: Problem, seed: int) -> Point:
    """Prices of the size of the costs, so that some sets pay and some do not."""
    random = np.random.default_rng(seed)
    t = problem.tables
    level = 30.0 * random.uniform(0.3, 1.5) * 1_000
    return Point(
        np.rint(level * t.households * random.uniform(0.3, 1.7, problem.n_units)),
        -np.rint(random.uniform(0, 2e6, len(problem.labels))),
        float(np.rint(random.uniform(-5e6, 5e6))),
    )


@settings(max_examples=60, deadline=None)
@given(offices(5, 7), st.sampled_from(PROFILES), st.integers(0, 999))
def test_every_set_below_the_threshold_is_found_and_no_other(ground, profile, seed):
    (problem,) = build_problems(ground, profile)
    at = some_prices(problem, seed)
    threshold = np.full(problem.n_units, 2e6)
    pool = empty_pool(problem.n_units, columns=5_000, entries=50_000, seed=1)
    found = Pricer(problem, hard=True).price(pool, at, budget=10**6, threshold=threshold)
    columns = columns_of(pool)
    listed = sorted(
        tuple(sorted(int(i) for i in columns.units[columns.start[c] : columns.start[c + 1]]))
        for c in range(len(columns))
    )
    wanted = []
    for members, cost, _, label in legal_sets(ground, problem):
        paid = at.prices[list(members)].sum() + at.count_price + (at.labels[label] if label >= 0 else 0.0)
        if cost - paid < 2e6:
            wanted.append(members)
    assert listed == sorted(wanted)
    assert not found.relaxed


@settings(max_examples=60, deadline=None)
@given(offices(5, 7), st.sampled_from(PROFILES), st.integers(0, 999), st.sampled_from([0, 1, 3, 10**6]))
def test_the_least_of_each_unit_is_never_above_the_truth(ground, profile, seed, budget):
    (problem,) = build_problems(ground, profile)
    at = some_prices(problem, seed)
    pool = empty_pool(problem.n_units, columns=5_000, entries=50_000, seed=1)
    found = Pricer(problem, hard=True).price(pool, at, budget=budget)
    truth = np.zeros(problem.n_units)
    for members, cost, unit, label in legal_sets(ground, problem):
        paid = at.prices[list(members)].sum() + at.count_price + (at.labels[label] if label >= 0 else 0.0)
        truth[unit] = min(truth[unit], cost - paid)
    assert (found.least <= truth + 1e-6).all()
    if budget == 10**6:
        assert found.least == pytest.approx(truth)


@settings(max_examples=60, deadline=None)
@given(offices(5, 8), st.sampled_from(PROFILES))
def test_the_proof_finds_the_optimum_and_bounds_it(ground, profile):
    (problem,) = build_problems(ground, profile)
    result = solve_office(ground, profile, SolveParams())
    pool = empty_pool(problem.n_units, columns=5_000, entries=50_000, seed=1)
    plan = Annealer(problem, singletons(problem), pool, seed=1).run(300, hot=1e7, cold=1e4)
    if plan.breach > 0:
        return
    proven = prove(problem, pool, plan, NO_LIMITS)
    assert proven.plan.cost + problem.constant == result.objective
    assert proven.bound <= proven.plan.cost
    assert proven.bound >= proven.plan.cost - 2
