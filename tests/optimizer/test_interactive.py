"""What an editor asks, held against plain enumeration of drawn offices."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.anneal import Annealed
from optimizer.cost import community_cost
from optimizer.enumerate import whole_family
from optimizer.errors import LockError, ProblemError
from optimizer.interactive import ALONE, complete, evaluate_move, improve, repair
from optimizer.partition import columns_of
from optimizer.plan import SolveStatus
from optimizer.problem import build_problems
from optimizer.recost import costed, plan_from
from optimizer.region import around, region_of
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams
from tests.optimizer.drawn import connected_sets, office, partitions
from tests.optimizer.test_exactness import offices

LIANHU = load_profile("lianhu-2024")


def street(households, *, on_line_m=None):
    """Units A, B, C … in a row."""
    return office(households, [(i, i + 1) for i in range(len(households) - 1)], on_line_m=on_line_m)


def grid(side, seed=1):
    """side × side units of 300 to 900 households, named 00, 01 …; walking by distance, 3 minutes a unit."""
    random = np.random.default_rng(seed)
    cells = [(r, c) for r in range(side) for c in range(side)]
    at = {cell: k for k, cell in enumerate(cells)}
    borders = [(at[r, c], at[r + a, c + b]) for r, c in cells for a, b in ((0, 1), (1, 0)) if (r + a, c + b) in at]
    minutes = np.array([[3.0 * (abs(r - a) + abs(c - b)) for a, b in cells] for r, c in cells])
    lengths = np.full(len(borders), 100.0)
    return office(
        [int(h) for h in random.integers(300, 900, side * side)], sorted(borders), minutes=minutes,
        names=[f"{r}{c}" for r, c in cells], on_line_m=np.round(lengths * random.uniform(0, 1, len(borders)), 1),
    )


def numbered(sets, n) -> np.ndarray:
    community = np.full(n, -1, dtype=np.int64)
    for number, members in enumerate(sets):
        community[list(members)] = number
    return community


def cost_of(problem, sets) -> tuple[int, int, int]:
    costs = [community_cost(problem, members) for members in sets]
    return tuple(sum(c[k] for c in costs) for k in range(3))


class TestEvaluateMove:
    @settings(max_examples=30, deadline=None)
    @given(offices(5, 6), st.integers(0, 10**6))
    def test_a_move_costs_what_the_two_plans_differ_by(self, ground, pick):
        (problem,) = build_problems(ground, LIANHU)
        every, legal = partitions(ground), set(connected_sets(ground))
        sets = every[pick % len(every)]
        plan = costed(problem, numbered(sets, problem.n_units))
        before = cost_of(problem, sets)
        for unit in range(problem.n_units):
            for target in [*range(len(sets)), ALONE]:
                home = int(plan.community[unit])
                if target == home:
                    continue
                rest = tuple(i for i in sets[home] if i != unit)
                taken = sets[target] if target != ALONE else ()
                grown = tuple(sorted((*taken, unit)))
                move = evaluate_move(problem, plan, unit, target)
                assert move.stays_connected == (grown in legal and (not rest or rest in legal))
                if move.stays_connected:
                    others = [s for k, s in enumerate(sets) if k not in (home, target)]
                    changed = [*others, grown, *([rest] if rest else [])]
                    after = cost_of(problem, changed)
                    assert (move.breach, move.outline, move.cost) == tuple(
                        a - b for a, b in zip(after, before, strict=True)
                    )
                    assert (plan.community == numbered(sets, problem.n_units)).all()

    def test_the_middle_of_a_row_cannot_leave_it(self):
        """A-B-C | D: without B its community falls apart, and B has no border with D."""
        (problem,) = build_problems(street([900, 900, 900, 2_000]), LIANHU)
        plan = plan_from(problem, {"A": "x", "B": "x", "C": "x", "D": "y"})
        move = evaluate_move(problem, plan, 1, int(plan.community[3]))
        assert not move.stays_connected
        assert not move.is_legal
        assert move.cost is None

    def test_a_move_to_its_own_community_or_to_none_is_a_mistake(self):
        (problem,) = build_problems(street([900, 900, 2_000]), LIANHU)
        plan = plan_from(problem, {"A": "x", "B": "x", "C": "y"})
        with pytest.raises(ValueError, match="already"):
            evaluate_move(problem, plan, 0, int(plan.community[1]))
        with pytest.raises(ValueError, match="no community 7"):
            evaluate_move(problem, plan, 0, 7)


class TestPlanFrom:
    def test_a_plan_in_pieces_is_refused_by_name(self):
        (problem,) = build_problems(street([900, 900, 900]), LIANHU)
        with pytest.raises(ProblemError) as caught:
            plan_from(problem, {"A": "东", "B": "西", "C": "东"})
        assert "东" in caught.value.message_zh
        assert "C" in caught.value.message_en

    def test_a_unit_without_a_community_is_named(self):
        (problem,) = build_problems(street([900, 900, 900]), LIANHU)
        with pytest.raises(ProblemError, match="C"):
            plan_from(problem, {"A": "x", "B": "x"})


class TestComplete:
    @settings(max_examples=30, deadline=None)
    @given(offices(4, 6), st.integers(0, 10**6))
    def test_the_rest_is_the_best_of_all_plans_that_keep_what_is_drawn(self, ground, pick):
        """Two drawn units of one community and one of another, taken from some partition."""
        every = partitions(ground)
        wanted = every[pick % len(every)]
        partial = {
            ground.unit_ids[i]: f"drawn{number}" for number, members in enumerate(wanted[:2]) for i in members[:2]
        }
        (problem,) = build_problems(ground, LIANHU)

        def keeps(sets) -> bool:
            of = {ground.unit_ids[i]: number for number, members in enumerate(sets) for i in members}
            return all((of[a] == of[b]) == (partial[a] == partial[b]) for a in partial for b in partial)

        best = min(cost_of(problem, sets) for sets in every if keeps(sets))
        result = complete(ground, LIANHU, partial, SolveParams())
        assert result.status is SolveStatus.OPTIMAL
        assert result.objective == best[2] + problem.constant
        number = numbered([[ground.unit_ids.index(u) for u in c.units] for c in result.communities], problem.n_units)
        assert keeps([np.flatnonzero(number == k) for k in np.unique(number)])

    def test_a_finished_community_takes_nobody_else(self):
        """B alone is short of 3,500, so it would take A or C; finished it stands alone."""
        ground = street([1_500, 1_500, 1_500])
        free = complete(ground, LIANHU, {"B": "x"}, SolveParams())
        assert max(len(c.units) for c in free.communities if "B" in c.units) > 1
        finished = complete(ground, LIANHU, {"B": "x"}, SolveParams(), frozen=frozenset({"x"}))
        assert ("B",) in [c.units for c in finished.communities]

    def test_a_unit_that_does_not_exist_is_refused(self):
        with pytest.raises(LockError, match="Z"):
            complete(street([1_500, 1_500]), LIANHU, {"Z": "x"}, SolveParams())


class TestRegion:
    @settings(max_examples=30, deadline=None)
    @given(offices(5, 6), st.integers(0, 10**6))
    def test_sets_of_a_region_cost_what_they_cost_in_the_whole(self, ground, pick):
        (problem,) = build_problems(ground, LIANHU)
        every = partitions(ground)
        plan = costed(problem, numbered(every[pick % len(every)], problem.n_units))
        region = region_of(problem, around(problem, plan, np.array([0])))
        pool = whole_family(region.inner, limit=1_000)
        columns = region.costed_outside(columns_of(pool))
        inside = set(region.units.tolist())
        assert len(columns) == sum(set(s) <= inside for s in connected_sets(ground))
        for c in range(len(columns)):
            members = region.units[columns.units[columns.start[c] : columns.start[c + 1]]]
            cost = community_cost(problem, members.tolist())
            assert tuple(columns.costs[c, :3]) == (cost.breach, cost.outline, cost.cost)
            assert region.inner.anchor_index[columns.costs[c, 3]] == problem.anchor_index[cost.anchor]


    def test_its_codes_are_numbered_anew(self):
        """Work space holds one entry a unit: the last of twelve present communities must not be number 11 of 2."""
        ground = office(
            [1_500] * 12, [(i, i + 1) for i in range(11)], present=[f"today{i:02}" for i in range(12)],
            split=[None] * 10 + [7, 8],
        )
        (problem,) = build_problems(ground, LIANHU)
        region = region_of(problem, np.array([10, 11]))
        assert region.inner.labels == ("today10", "today11")
        assert region.inner.tables.label.tolist() == [0, 1]
        assert region.inner.tables.piece_area.tolist() == [0, 1]
        assert region.inner.tables.label_households.tolist() == [1_500, 1_500]


class TestRepair:
    @settings(max_examples=30, deadline=None)
    @given(offices(5, 7), st.integers(0, 10**6))
    def test_it_is_the_best_of_all_plans_that_keep_the_far_communities(self, ground, pick):
        (problem,) = build_problems(ground, LIANHU)
        every = partitions(ground)
        sets = every[pick % len(every)]
        plan = costed(problem, numbered(sets, problem.n_units))
        near = set(around(problem, plan, np.array([0])).tolist())
        far = {s for s in sets if not set(s) <= near}
        best = min(cost_of(problem, other) for other in every if far <= set(other))
        found = repair(problem, plan, np.array([0]))
        assert found.rank == best
        assert costed(problem, found.community).rank == found.rank

    def test_what_lies_beyond_the_neighbours_stays(self):
        """A row of eight, A | BCD today: 3,400 and 3,300 are nearer to 3,500 than 2,000 and 4,700; E to H stay."""
        (problem,) = build_problems(street([2_000, 700, 700, 3_300, 600, 600, 1_500, 1_500]), LIANHU)
        plan = plan_from(problem, dict(zip("ABCDEFGH", "pqqqrsst", strict=True)))
        found = repair(problem, plan, np.array([0]))
        assert found.rank < plan.rank
        assert len(np.unique(found.community[4:])) == 3
        assert not set(found.community[:4]) & set(found.community[4:])

    def test_a_large_region_is_walked_and_never_gets_worse(self):
        ground = grid(9)
        (problem,) = build_problems(ground, LIANHU)
        bands = costed(problem, np.repeat(np.arange(9), 9))
        found = repair(problem, bands, np.array([40]), seed=4)
        again = repair(problem, bands, np.array([40]), seed=4)
        assert found.rank < bands.rank
        assert (found.community == again.community).all()
        assert plan_from(problem, named(problem, found)).rank == found.rank
        assert len({*found.community[:27]}) == 3  # bands 0 to 2 lie beyond those beside band 4


def named(problem, plan: Annealed) -> dict[str, str]:
    return {unit: str(plan.community[i]) for i, unit in enumerate(problem.unit_ids)}


class TestImprove:
    def test_it_gets_better_is_stopped_and_is_the_same_again(self):
        (problem,) = build_problems(grid(7), LIANHU)
        start = costed(problem, np.repeat(np.arange(7), 7))
        told: list[Annealed] = []
        found = improve(problem, start, rounds=3, seed=2, progress=told.append)
        assert len(told) == 3
        assert start.rank >= told[0].rank >= told[1].rank >= told[2].rank == found.rank
        assert found.rank < start.rank
        assert plan_from(problem, named(problem, found)).rank == found.rank
        assert (improve(problem, start, rounds=3, seed=2).community == found.community).all()

        asked = count()
        stopped = improve(problem, start, rounds=50, seed=2, cancelled=lambda: next(asked) > 0)
        assert stopped.rank <= start.rank

    def test_stopped_before_it_begins_it_keeps_the_plan(self):
        (problem,) = build_problems(grid(4), LIANHU)
        start = costed(problem, np.repeat(np.arange(4), 4))
        assert improve(problem, start, rounds=5, cancelled=lambda: True) is start

    @settings(max_examples=5, deadline=None)
    @given(offices(5, 6))
    def test_it_finds_the_optimum_of_small_offices(self, ground):
        (problem,) = build_problems(ground, LIANHU)
        assume(problem.n_units > 1)
        alone = costed(problem, np.arange(problem.n_units))
        best = min(cost_of(problem, sets) for sets in partitions(ground))
        assert improve(problem, alone, rounds=12).rank == best
