"""Random plans are legal and drawn as the document says; a plan's standing among them is counted."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.domain import Anchor, FacilityStatus, UnitId
from optimizer.city import solve_plan
from optimizer.cost import community_cost
from optimizer.criteria import Criteria, criteria_of, yardsticks
from optimizer.ensemble import District, Ensemble
from optimizer.errors import ProblemError
from optimizer.graph import parts
from optimizer.locks import Locks
from optimizer.problem import build_problems
from optimizer.recombination import Sampler
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams
from tests.optimizer.drawn import facility, office
from tests.optimizer.drawn_offices import offices

LIANHU = load_profile("lianhu-2024")
HARD = load_profile("lianhu-2024", ["band-hard"])
GRID = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)]
"""Two rows of three units: 0 1 2 above 3 4 5."""


def trees(units: tuple[int, ...]) -> int:
    """Number of spanning trees of a part of the grid: a minor of its Laplacian (Kirchhoff)."""
    at = {u: k for k, u in enumerate(units)}
    laplacian = np.zeros((len(units), len(units)))
    for a, b in GRID:
        if a in at and b in at:
            laplacian[at[a], at[a]] += 1
            laplacian[at[b], at[b]] += 1
            laplacian[at[a], at[b]] -= 1
            laplacian[at[b], at[a]] -= 1
    return round(np.linalg.det(laplacian[1:, 1:])) if len(units) > 1 else 1


def test_plans_come_as_often_as_their_communities_have_spanning_trees():
    """Two rows of three in two communities: every connected halving, weighted by the trees of both sides."""
    (problem,) = build_problems(office([10] * 6, GRID), LIANHU)  # all outside the band: no plan has more outside
    weights = {}
    for size in (1, 2, 3):
        for side in combinations(range(6), size):
            other = tuple(u for u in range(6) if u not in side)
            if size < 3 or 0 in side:
                weights[frozenset({side, other})] = trees(side) * trees(other)
    weights = {plan: weight for plan, weight in weights.items() if weight}
    assert len(weights) == 6 + 6 + 3  # one unit; two side by side but 1 and 4; three: 012, 013, 034
    drawn = 6_000
    sampler = Sampler(problem, np.array([0, 0, 0, 1, 1, 1]), seed=1)
    seen: Counter[frozenset] = Counter()
    for _ in range(drawn):
        community = sampler.draw()
        seen[frozenset(tuple(np.flatnonzero(community == c).tolist()) for c in (0, 1))] += 1
    assert seen.keys() == weights.keys()
    total = sum(weights.values())
    for plan, weight in weights.items():
        assert seen[plan] / drawn == pytest.approx(weight / total, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(offices(5, 7), st.booleans(), st.integers(0, 100))
def test_every_plan_is_legal_connected_and_covers_every_unit_once(ground, is_hard, seed):
    profile = HARD if is_hard else LIANHU
    (best,) = solve_plan([ground], profile, SolveParams())
    if best.breach > 0:
        return
    (problem,) = build_problems(ground, profile)
    index = {unit: i for i, unit in enumerate(problem.unit_ids)}
    start = np.zeros(problem.n_units, dtype=np.int64)
    for number, community in enumerate(best.communities):
        start[[index[u] for u in community.units]] = number
    (yardstick,) = yardsticks(ground, profile, [problem])
    in_band = criteria_of(yardstick.figures(start)).in_band
    sampler = Sampler(problem, start, seed=seed)
    for _ in range(10):
        community = sampler.draw()
        assert len(community) == problem.n_units
        assert len(np.unique(community)) == len(best.communities)
        for number in np.unique(community):
            members = np.flatnonzero(community == number).astype(np.int64)
            assert len(parts(problem.tables, members)) == 1
            assert community_cost(problem, members).breach == 0
        assert criteria_of(yardstick.figures(community)).in_band >= in_band


def test_locked_units_stay_as_the_locks_say():
    names = [f"u{i}" for i in range(12)]
    borders = [(i, i + 1) for i in range(11) if i != 5] + [(i, i + 6) for i in range(6)]
    ground = office([700] * 12, borders, names=names)
    locks = Locks({UnitId("u0"): "x", UnitId("u1"): "x", UnitId("u11"): "y"}, frozenset())
    (best,) = solve_plan([ground], LIANHU, SolveParams(), locks=locks)
    (problem,) = build_problems(ground, LIANHU, locks=locks)
    at = {unit: i for i, unit in enumerate(problem.unit_ids)}
    start = np.array([next(k for k, c in enumerate(best.communities) if u in c.units) for u in problem.unit_ids])
    sampler, seen = Sampler(problem, start, seed=3), set()
    for _ in range(50):
        community = sampler.draw()
        assert community[at[UnitId("u0")]] == community[at[UnitId("u1")]] != community[at[UnitId("u11")]]
        seen.add(tuple(np.unique(community, return_inverse=True)[1]))
    assert len(seen) > 5


def test_a_plan_that_breaks_a_hard_rule_starts_nothing():
    (problem,) = build_problems(office([6_000, 3_000], [(0, 1)]), HARD)
    with pytest.raises(ValueError, match="hard rule"):
        Sampler(problem, np.array([0, 1]), seed=0)


def town():
    """A grid of 3 × 4 areas of 1,000 households with one facility, and communities of today in two stripes."""
    cells = [(r, c) for r in range(3) for c in range(4)]
    at = {cell: k for k, cell in enumerate(cells)}
    borders = sorted(
        (at[r, c], at[r + a, c + b]) for r, c in cells for a, b in ((0, 1), (1, 0)) if (r + a, c + b) in at
    )
    minutes = np.array([[3.0 * (abs(a - x) + abs(b - y)) for x, y in [(2, 2), *cells]] for a, b in cells])
    anchors = [facility("f", at[2, 2], 900.0, FacilityStatus.EXISTING)]
    anchors += [Anchor(None, i, None, 0.0) for i in range(12)]
    return office(
        [1_000] * 12, borders, minutes=minutes, anchors=anchors, names=[f"u{r}{c}" for r, c in cells],
        present=["west" if c < 2 else "east" for r, c in cells],
    )


@pytest.fixture(scope="module")
def district():
    ground = town()
    best = solve_plan([ground], LIANHU, SolveParams())
    return District([ground], LIANHU, best), best


def test_the_same_seed_gives_the_same_ensemble_and_another_one_another(district):
    one, same, other = (district[0].draw(40, seed=seed).figures for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_proven_optimum_is_beaten_by_no_random_plan(district):
    plans, best = district
    assert best[0].status.value == "optimal"
    ensemble = plans.draw(60)
    (objective, *_) = ensemble.standing(plans.best)
    assert plans.best.objective == best[0].objective
    assert (objective.rank, objective.better) == (1, 0)
    assert ensemble.figures[:, 0].min() >= best[0].bound
    assert ensemble.communities == len(best[0].communities)


def test_a_drawn_plan_is_measured_term_by_term(district):
    """Rows of four: 4,000 households each; the facility stands in the third of the third."""
    plans, _ = district
    ground = town()
    rows = {unit: f"row{unit[1]}" for unit in ground.unit_ids}
    measured = plans.measure(rows)
    # Two rows do not hold more than half of a present community: every household changes.
    assert measured.households_changed == 12 * 1_000
    # To the third of a row: 6, 3, 0, 3 minutes.
    assert measured.walking_household_minutes == pytest.approx(3 * 1_000 * 12)
    # 0.3 m² a household: 1,200 m² each, of which the third has 900.
    assert measured.floor_missing_m2 == pytest.approx(2 * 1_200 + 300)
    assert measured.in_band == 3
    assert measured.outline_short_m == 0


def test_a_community_in_pieces_counts_as_several_and_a_unit_in_none_is_refused(district):
    plans, _ = district
    ground = town()
    corners = {unit: "corners" if unit in ("u00", "u23") else "rest" for unit in ground.unit_ids}
    assert plans.measure(corners).in_band == 2  # two of 1,000 and one of 10,000
    with pytest.raises(ProblemError, match="u00"):
        plans.measure({unit: "all" for unit in ground.unit_ids if unit != "u00"})


def test_ranks_are_counted_by_hand():
    """Four plans with objectives 10, 20, 20, 30 and 3, 2, 2, 1 communities in band."""
    figures = np.array([[10, 0, 0, 0, 3, 0], [20, 0, 0, 0, 2, 0], [20, 0, 0, 0, 2, 0], [30, 0, 0, 0, 1, 0]])
    ensemble = Ensemble(figures, 5)
    standing = {one.criterion: one for one in ensemble.standing(Criteria(20, 0, 0.0, 0.0, 2, 0.0))}
    objective, in_band = standing["objective"], standing["in_band"]
    assert (objective.better, objective.equal, objective.worse) == (1, 2, 1)
    assert (objective.rank, objective.beats) == (2, 0.25)
    assert (in_band.better, in_band.equal, in_band.worse) == (1, 2, 1)
    assert standing["households_changed"].equal == 4


def test_effective_plans_are_fewer_where_successive_plans_resemble_each_other():
    random = np.random.default_rng(1)
    free = random.normal(size=4_000)
    walk = np.zeros(4_000)
    for k in range(1, 4_000):
        walk[k] = 0.9 * walk[k - 1] + free[k]

    def effective(values):
        figures = np.zeros((len(values), 6), dtype=np.int64)
        figures[:, 0] = np.round(values * 1_000)
        return Ensemble(figures, 1).effective

    assert effective(free) > 3_500
    assert effective(walk) == pytest.approx(4_000 * 0.1 / 1.9, rel=0.3)  # (1 − ρ) / (1 + ρ) with ρ = 0.9


def test_drawing_stops_when_asked(district):
    asked = iter([False] * 7 + [True] * 9)
    assert district[0].draw(50, cancelled=lambda: next(asked)).count == 7


def test_an_office_of_one_unit_has_one_plan():
    ground = office([2_000], [])
    best = solve_plan([ground], LIANHU, SolveParams())
    ensemble = District([ground], LIANHU, best).draw(5)
    assert set(ensemble.figures[:, 0]) == {best[0].objective}
    assert ensemble.effective == 5
