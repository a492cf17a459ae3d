"""The recipe against all partitions of hundreds of drawn offices: soft and hard bands, locks, and what cannot be."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.cost import community_cost
from optimizer.locks import NO_LOCKS, Locks
from optimizer.plan import SolveStatus
from optimizer.problem import build_problems
from optimizer.rules.pack import load_profile
from optimizer.solve import SolveParams, solve_office
from tests.optimizer.drawn import partitions
from tests.optimizer.drawn_offices import offices

SOFT = load_profile("lianhu-2024")
HARD = load_profile("lianhu-2024", ["band-hard"])
QUARTERS = load_profile("lianhu-2024", ["soe-living-quarter", "band-hard"])


def best_by_hand(ground, profile, locks):
    """Least (E, G, C) over every partition into connected communities that leaves finished ones as they are."""
    (problem,) = build_problems(ground, profile, locks=locks, part_finished=False)
    costs = {}

    def rank(plan):
        total = [0, 0, problem.constant]
        for members in plan:
            if members not in costs:
                costs[members] = community_cost(problem, members)
            cost = costs[members]
            total = [total[0] + cost.breach, total[1] + cost.outline, total[2] + cost.cost]
        return tuple(total)

    return min(rank(plan) for plan in partitions(ground) if leaves_finished(plan, ground, locks))


def leaves_finished(plan, ground, locks) -> bool:
    """Whether each finished community, or each loose piece of one, is a community of the plan."""
    names = [locks.label.get(unit) for unit in ground.unit_ids]
    home = {unit: number for number, members in enumerate(plan) for unit in members}
    for a, b in ground.borders:
        if names[a] == names[b] and names[a] in locks.frozen and home[a] != home[b]:
            return False
    return all(
        len({names[unit] for unit in members}) == 1 for members in plan
        if {names[unit] for unit in members} & locks.frozen
    )


@st.composite
def lockings(draw, ground):
    """Up to three units under up to two labels, one of which may be finished."""
    units = draw(st.lists(st.sampled_from(ground.unit_ids), max_size=3, unique=True))
    label = {unit: draw(st.sampled_from("xy")) for unit in units}
    frozen = {name for name in set(label.values()) if draw(st.booleans())}
    return Locks(label, frozenset(frozen))


@settings(max_examples=300, deadline=None)
@given(st.data(), offices(4, 6), st.sampled_from([SOFT, HARD, QUARTERS]))
def test_status_breach_and_objective_are_those_of_the_best_of_all_partitions(data, ground, profile):
    locks = data.draw(lockings(ground))
    breach, _, cost = best_by_hand(ground, profile, locks)
    result = solve_office(ground, profile, SolveParams(), locks=locks)
    assert (result.breach, result.objective) == (breach, cost)
    assert result.status is (SolveStatus.INFEASIBLE if breach else SolveStatus.OPTIMAL)
    assert result.bound is not None
    assert cost - len(ground.unit_ids) <= result.bound <= cost  # a thousandth for each piece of the office
    if breach:
        # What clashes is what breaks a rule, all of it and nothing else.
        clashing = {unit for clash in result.clashes for unit in clash.units}
        assert clashing == {unit for community in result.communities if community.breach for unit in community.units}


@settings(max_examples=60, deadline=None)
@given(offices(4, 6), st.integers(0, 5), st.integers(5_001, 9_000))
def test_a_planted_area_above_the_band_is_named_and_nothing_else(ground, pick, households):
    assume(best_by_hand(ground, HARD, NO_LOCKS)[0] == 0)
    planted = pick % len(ground.unit_ids)
    counts = ground.households.copy()
    counts[planted] = households
    result = solve_office(replace(ground, households=counts), HARD, SolveParams())
    assert result.status is SolveStatus.INFEASIBLE
    named = [clash for clash in result.clashes if ground.unit_ids[planted] in clash.units]
    assert [clash.rules for clash in named] == [("LH-4.3",)]
    assert any(way.action == "raise_max" and way.value >= households for way in named[0].relaxations)


@settings(max_examples=60, deadline=None)
@given(offices(4, 6), st.integers(0, 100))
def test_planted_locks_above_the_band_are_named_and_unlocking_them_is_a_way_out(ground, pick):
    assume(best_by_hand(ground, HARD, NO_LOCKS)[0] == 0)
    a, b = ground.borders[pick % len(ground.borders)]
    counts = ground.households.copy()
    counts[[a, b]] = 2_600
    ground = replace(ground, households=counts)
    free = solve_office(ground, HARD, SolveParams())
    assume(free.breach == 0)
    locks = Locks({ground.unit_ids[a]: "x", ground.unit_ids[b]: "x"})
    result = solve_office(ground, HARD, SolveParams(), locks=locks)
    assert result.status is SolveStatus.INFEASIBLE
    named = [clash for clash in result.clashes if clash.rules == ("locks", "LH-4.3")]
    assert {ground.unit_ids[a], ground.unit_ids[b]} <= {unit for clash in named for unit in clash.units}
    unlocked = [way for clash in named for way in clash.relaxations if way.action == "unlock"]
    assert min(way.breach for way in unlocked) == 0
