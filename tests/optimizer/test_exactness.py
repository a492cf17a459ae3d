"""Every method against plain enumeration on small drawn offices."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.domain import Anchor, FacilityStatus, OfficeGround
from optimizer.anneal import Annealer, singletons
from optimizer.assignment import solve_assignment
from optimizer.bound import pricing_bound
from optimizer.cost import community_cost
from optimizer.enumerate import whole_family
from optimizer.partition import columns_of
from optimizer.plan import SolveStatus
from optimizer.pool import empty_pool
from optimizer.problem import build_problems
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import connected_sets, facility, office, partitions, reference_cost

LIANHU = load_profile("lianhu-2024")


@st.composite
def offices(draw, least: int = 4, most: int = 6, *, fine: bool = False) -> OfficeGround:
    """Draw a connected office with every soft term in play."""
    n = draw(st.integers(least, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    borders = {(int(random.integers(0, j)), j) for j in range(1, n)}
    borders |= {(i, j) for i in range(n) for j in range(i + 1, n) if random.random() < 0.35}
    ordered = sorted(borders)
    households = random.integers(0, 2_600, n)
    with_facilities = bool(random.random() < 0.6) and not fine
    anchors = None
    if with_facilities:
        kinds = [FacilityStatus.EXISTING, FacilityStatus.PLANNED, FacilityStatus.CANDIDATE]
        built = [
            facility(f"f{k}", int(random.integers(n)), float(random.integers(1_500)), kinds[random.integers(3)])
            for k in range(random.integers(1, 4))
        ]
        anchors = [*built, *(Anchor(None, i, None, 0.0) for i in range(n))]
    m = n if anchors is None else len(anchors)
    labelled = random.random() < 0.7 and not fine
    lengths = random.integers(20, 400, len(ordered)).astype(float)
    return office(
        [int(h) for h in households],
        ordered,
        minutes=np.round(random.uniform(0, 24, (n, m)), 1),
        anchors=anchors,
        present=[random.choice(["X", "Y", "Z", None]) for _ in range(n)] if labelled else None,
        persons=[int(h * random.uniform(2, 4)) for h in households] if random.random() < 0.5 else None,
        border_m=lengths,
        on_line_m=np.round(lengths * random.uniform(0, 1, len(ordered)), 1),
        arterials=[b for b in ordered if random.random() < 0.3],
        split=[int(random.integers(0, 2)) if random.random() < 0.3 else None for _ in range(n)],
    )


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


@settings(max_examples=40, deadline=None)
@given(offices(5, 7))
def test_the_pricing_bound_never_exceeds_the_optimum(ground):
    (problem,) = build_problems(ground, LIANHU)
    optimum = solve_office(ground, LIANHU, SolveParams()).objective
    pool = empty_pool(problem.n_units, columns=5_000, entries=50_000, seed=1)
    plan = Annealer(problem, singletons(problem), pool, seed=1).run(3_000, hot=1e7, cold=1e4)
    bound = pricing_bound(problem, columns_of(pool), plan, rounds=12, hard=True, goal=0.0, stop=lambda: False)
    assert bound <= optimum - problem.constant


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
