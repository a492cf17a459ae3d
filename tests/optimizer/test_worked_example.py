"""The worked example of the optimisation model, every figure by hand (docs/optimisation.md)."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.domain import Anchor, FacilityStatus, OfficeGround
from optimizer.cost import community_cost
from optimizer.plan import SolveStatus
from optimizer.problem import build_problems
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import facility, office

A, B, C, D = range(4)


def example(borders: tuple[tuple[int, int], ...] = ((A, B), (A, C), (B, C), (C, D))) -> OfficeGround:
    return office(
        [450, 400, 1_900, 3_600],
        borders,
        minutes=np.array([[6, 18, 7, 2], [2, 14, 8, 6], [9, 10, 2, 7], [16, 3, 11, 18]]),
        anchors=[
            facility("f1", B, 240), facility("f2", D, 1_100), facility("f3", C, 600, FacilityStatus.CANDIDATE),
            Anchor(None, A, None, 0.0),
        ],
        present=["X", "X", "Y", "Y"],
        arterials=[(C, D)],
    )


@pytest.mark.parametrize(
    ("members", "anchor", "label", "cost"),
    [
        ([D], 1, "Y", 11_100),
        ([A, B, C], 2, "X", 23_000),
        ([A, B], 0, "X", 37_525),
        ([C], 2, None, 19_200),
        ([C, D], 1, "Y", 84_250),
    ],
)
def test_communities_cost_what_the_document_says(members, anchor, label, cost):
    (problem,) = build_problems(example(), load_profile("lianhu-2024"))
    found = community_cost(problem, members)
    assert found.cost == cost * 1_000
    assert found.anchor == anchor
    assert (problem.labels[found.label] if found.label >= 0 else None) == label


def test_the_best_plan_is_found_and_proven():
    result = solve_office(example(), load_profile("lianhu-2024"), SolveParams())
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == 34_100_000
    assert sorted(c.units for c in result.communities) == [("A", "B", "C"), ("D",)]


def test_with_the_hard_band_the_same_plan_is_the_only_legal_one():
    result = solve_office(example(), load_profile("lianhu-2024", ["band-hard"]), SolveParams())
    assert (result.status, result.breach, result.objective) == (SolveStatus.OPTIMAL, 0, 34_100_000)


def test_a_pocket_makes_the_hard_band_impossible_and_is_named():
    ground = example(((A, B), (C, D)))
    result = solve_office(ground, load_profile("lianhu-2024", ["band-hard"]), SolveParams())
    assert result.status is SolveStatus.INFEASIBLE
    assert (result.breach, result.objective) == (1_150, 67_825_000)
    assert result.bound is not None
    assert 67_825_000 - result.bound <= 2
    assert [clash.units for clash in result.clashes] == [("A", "B")]


def test_least_change_moves_only_what_the_band_is_worth():
    result = solve_office(example(), load_profile("lianhu-2024"), SolveParams(objective="least-change"))
    assert result.objective == 100_800_000
