"""The recipe as a whole: repeatable, stoppable, obedient to locks, and honest about what it proves."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.domain import AreaKind, UnitId
from optimizer.city import solve_plan
from optimizer.errors import LockError
from optimizer.locks import Locks
from optimizer.plan import SolveStatus, StoppedBy
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import office

LIANHU = load_profile("lianhu-2024")
HARD = load_profile("lianhu-2024", ["band-hard"])


def grid(side: int, households: int):
    """A drawn grid of side × side units of about so many households, 4 minutes from each to its neighbour."""
    cells = [(r, c) for r in range(side) for c in range(side)]
    index = {cell: k for k, cell in enumerate(cells)}
    borders = [(index[r, c], index[r, c + 1]) for r in range(side) for c in range(side - 1)]
    borders += [(index[r, c], index[r + 1, c]) for r in range(side - 1) for c in range(side)]
    minutes = np.array([[4.0 * (abs(a - x) + abs(b - y)) for x, y in cells] for a, b in cells])
    return office(
        [households + 11 * (k * k % 17) for k in range(len(cells))], borders, minutes=minutes,
        names=[f"u{r}{c}" for r, c in cells],
    )


def row(*households: int, **more):
    """Units in a row: A – B – C …"""
    return office(list(households), [(i, i + 1) for i in range(len(households) - 1)], **more)


def test_one_unit_is_one_community():
    result = solve_office(row(2_000), LIANHU, SolveParams())
    assert [c.units for c in result.communities] == [("A",)]
    assert result.status is SolveStatus.OPTIMAL


def test_islands_are_planned_apart_and_their_costs_add_up():
    one = solve_office(row(3_500), LIANHU, SolveParams())
    two = solve_office(office([3_500, 3_500], []), LIANHU, SolveParams())
    assert len(two.communities) == 2
    assert two.objective == 2 * one.objective


def test_exactly_the_bounds_are_in_band():
    assert solve_office(row(5_000), HARD, SolveParams()).breach == 0
    assert solve_office(row(1_000), HARD, SolveParams()).breach == 0


@pytest.mark.parametrize(("households", "breach"), [(5_001, 1_001), (999, 1_001)])
def test_one_household_outside_the_hard_band_is_impossible(households, breach):
    result = solve_office(row(households), HARD, SolveParams())
    assert result.status is SolveStatus.INFEASIBLE
    assert result.breach == breach
    assert result.clashes[0].rules == ("LH-4.3",)


def test_ways_out_are_ranked_and_remove_the_breach():
    result = solve_office(row(5_240), HARD, SolveParams())
    ways = result.clashes[0].relaxations
    assert ("raise_max", "A", 5_240, 0) in [(w.action, w.target, w.value, w.breach) for w in ways]
    assert [(w.breach, w.objective) for w in ways] == sorted((w.breach, w.objective) for w in ways)


def test_locked_units_stay_together_and_others_apart():
    free = solve_office(row(3_500, 3_500, 3_500), LIANHU, SolveParams())
    assert len(free.communities) == 3
    locks = Locks({UnitId("A"): "x", UnitId("B"): "x", UnitId("C"): "y"})
    held = solve_office(row(3_500, 3_500, 3_500), LIANHU, SolveParams(), locks=locks)
    assert [c.units for c in held.communities] == [("A", "B"), ("C",)]
    assert held.breach == 0


def test_a_frozen_community_takes_nobody_in():
    locks = Locks({UnitId("A"): "x"}, frozenset({"x"}))
    result = solve_office(row(600, 600, 600), LIANHU, SolveParams(), locks=locks)
    assert ("A",) in [c.units for c in result.communities]


def test_locks_on_unknown_units_are_refused_by_name():
    with pytest.raises(LockError, match="nowhere"):
        solve_plan([row(1_000)], LIANHU, SolveParams(), locks=Locks({UnitId("nowhere"): "x"}))


def test_a_quarter_below_500_joins_whole_and_one_of_500_may_stand():
    profile = load_profile("lianhu-2024", ["soe-living-quarter"])
    kinds = [AreaKind.ESTATE, AreaKind.SOE_QUARTER]
    small = solve_office(row(3_000, 499, kinds=kinds), profile, SolveParams())
    assert [c.units for c in small.communities] == [("A", "B")]
    alone = solve_office(row(499, kinds=[AreaKind.SOE_QUARTER]), profile, SolveParams())
    assert alone.status is SolveStatus.INFEASIBLE
    assert alone.clashes[0].rules == ("LQ-3.6",)
    stands = solve_office(row(500, kinds=[AreaKind.SOE_QUARTER]), profile, SolveParams())
    assert stands.status is SolveStatus.OPTIMAL


def test_a_relatively_independent_quarter_below_500_may_stand():
    profile = load_profile("lianhu-2024", ["soe-living-quarter"])
    result = solve_office(row(300, kinds=[AreaKind.SOE_QUARTER], independent=[0]), profile, SolveParams())
    assert result.breach == 0


@pytest.fixture(scope="module")
def town():
    return grid(8, 450)


@pytest.fixture(scope="module")
def planned(town):
    return solve_office(town, LIANHU, SolveParams(seed=5))


def test_the_same_seed_gives_the_same_plan_for_any_number_of_workers(town, planned):
    other = row(3_000, 1_500, 2_000)
    alone = solve_plan([town, _renamed(other)], LIANHU, SolveParams(seed=5))
    together = solve_plan([town, _renamed(other)], LIANHU, SolveParams(seed=5, workers=2))
    assert [(r.communities, r.objective, r.bound) for r in alone] == [
        (r.communities, r.objective, r.bound) for r in together
    ]


def _renamed(ground):
    from dataclasses import replace

    return replace(ground, subdistrict="another", unit_ids=tuple(UnitId(f"v{u}") for u in ground.unit_ids))


def test_a_larger_office_is_legal_bounded_and_covers_every_unit_once(town, planned):
    assert planned.breach == 0
    assert planned.bound is not None
    assert 0 < planned.bound <= planned.objective
    assert sorted(u for c in planned.communities for u in c.units) == sorted(town.unit_ids)


def test_progress_names_the_stages(town):
    stages = []
    solve_office(town, LIANHU, SolveParams(), progress=lambda report: stages.append(report.stage))
    assert list(dict.fromkeys(stages)) == ["anneal", "bound"]


def test_stopping_at_once_still_returns_a_whole_plan(town):
    result = solve_office(town, LIANHU, SolveParams(), cancelled=lambda: True)
    assert result.stopped_by is StoppedBy.USER
    assert sorted(u for c in result.communities for u in c.units) == sorted(town.unit_ids)
    assert result.bound is None
