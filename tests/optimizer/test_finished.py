"""Finished communities: nothing crosses their outline, and what is left costs what it costs beside them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.interactive import complete
from optimizer.locks import Locks
from optimizer.plan import SolveStatus
from optimizer.problem import build_problems, is_finished
from optimizer.recost import costed, start_from
from optimizer.relaxing import Way
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import office, partitions
from tests.optimizer.drawn_offices import offices

LIANHU = load_profile("lianhu-2024")
HARD = load_profile("lianhu-2024", ["band-hard"])


def street(households):
    """Units A, B, C … in a row."""
    return office(households, [(i, i + 1) for i in range(len(households) - 1)])


@settings(max_examples=40, deadline=None)
@given(offices(5, 6), st.integers(0, 10**6), st.booleans())
def test_a_plan_costs_the_same_whether_finished_communities_are_parted_or_not(ground, pick, geography):
    profile = load_profile("lianhu-2024", ["band-hard"]) if geography else LIANHU
    every = partitions(ground)
    sets = every[pick % len(every)]
    plan = {ground.unit_ids[i]: str(k) for k, members in enumerate(sets) for i in members}
    locks = Locks({ground.unit_ids[i]: "0" for i in sets[0]}, frozenset({"0"}))

    def total(part_finished):
        problems = build_problems(ground, profile, locks=locks, part_finished=part_finished)
        plans = [(problem, costed(problem, start_from(problem, plan))) for problem in problems]
        return (
            sum(p.cost + problem.constant for problem, p in plans), sum(p.breach for _, p in plans),
            sorted(len(problem.unit_ids) for problem, _ in plans if is_finished(problem)),
        )

    parted, joined = total(True), total(False)
    assert parted[:2] == joined[:2]
    if len(sets) > 1:
        assert parted[2] == [len(sets[0])]


@settings(max_examples=25, deadline=None)
@given(offices(4, 6), st.integers(0, 10**6))
def test_the_rest_beside_a_finished_community_is_proven_best(ground, pick):
    every = partitions(ground)
    wanted = every[pick % len(every)]
    held = {ground.unit_ids[i]: "finished" for i in wanted[0]}
    (problem,) = build_problems(ground, LIANHU)
    best = min(
        costed(problem, start_from(problem, {
            ground.unit_ids[i]: str(k) for k, members in enumerate(sets) for i in members
        })).rank for sets in every if wanted[0] in sets
    )
    result = complete(ground, LIANHU, held, SolveParams(), frozen=frozenset({"finished"}))
    assert result.objective == best[2] + problem.constant
    assert tuple(sorted(held)) in [c.units for c in result.communities]
    assert result.status is SolveStatus.OPTIMAL


def test_a_plan_to_start_from_is_never_made_worse():
    """Six units of 1,500: three pairs of 3,000 are the best plan; drawn otherwise it is found, drawn so it stays."""
    ground = street([1_500] * 6)
    pairs = dict(zip("ABCDEF", "112233", strict=True))
    result = solve_office(ground, LIANHU, SolveParams(), start=pairs)
    uneven = solve_office(ground, LIANHU, SolveParams(), start=dict.fromkeys("ABCDEF", "1"))
    assert result.objective == uneven.objective
    (problem,) = build_problems(ground, LIANHU)
    assert result.objective <= costed(problem, start_from(problem, pairs)).cost + problem.constant


def test_a_remnant_between_finished_communities_may_be_let_in():
    """A | B | C with A and C finished: 300 households in B are below the minimum of 1,000 on their own."""
    ground = street([3_000, 300, 3_000])
    drawn = {"A": "east", "C": "west"}
    stuck = complete(ground, HARD, drawn, SolveParams(), frozen=frozenset({"east", "west"}))
    assert stuck.status is SolveStatus.INFEASIBLE
    (clash,) = stuck.clashes
    assert clash.units == ("B",)
    ways = {(way.action, way.target, way.breach) for way in clash.relaxations}
    assert {("unlock", "A", 0), ("unlock", "C", 0), ("stand_alone", "B", 0), ("lower_min", "B", 0)} <= ways
    for way in clash.relaxations:
        opened = complete(
            ground, HARD, drawn, SolveParams(), frozen=frozenset({"east", "west"}),
            ways=[Way(way.action, frozenset(way.units), way.value)],
        )
        assert opened.breach == way.breach, way


def test_a_finished_community_in_two_pieces_is_named():
    ground = street([2_000, 2_000, 2_000])
    result = complete(ground, LIANHU, {"A": "x", "C": "x"}, SolveParams(), frozen=frozenset({"x"}))
    assert result.breach > 0
    assert "unlock" in {way.action for clash in result.clashes for way in clash.relaxations}


def test_who_watches_sees_whole_plans():
    seen = []
    ground = street([1_500] * 6)
    solve_office(ground, LIANHU, SolveParams(), progress=seen.append)
    (problem,) = build_problems(ground, LIANHU)
    last = seen[-1]
    assert costed(problem, np.asarray(last.community)).cost + problem.constant == last.objective
