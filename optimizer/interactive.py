"""What an editor asks while the planner draws: cost a move, complete, repair around a place, improve further.

All calls are pure: they return a new plan and leave the given one as it is. Equal input and seed give equal plans,
unless a time limit or the planner stops them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import OfficeGround, UnitId
from optimizer.anneal import Annealed, Annealer
from optimizer.cost import Cost, Scratch, evaluate, scratch_for
from optimizer.enumerate import whole_family
from optimizer.graph import parts
from optimizer.locks import Locks, check_locks
from optimizer.partition import cheapest_cover, columns_of
from optimizer.plan import OfficeResult, Progress
from optimizer.pool import empty_pool
from optimizer.problem import Problem
from optimizer.promising import own, promising, valued
from optimizer.recost import costed
from optimizer.region import around, region_of
from optimizer.relaxing import Way
from optimizer.rules.pack import Profile
from optimizer.solve import SolveParams, solve_office

if TYPE_CHECKING:
    from geodata.domain import IntArray

ALONE = -1
"""Stands for a community of its own."""
REPAIR_UNITS, REPAIR_SETS = 40, 12_000
"""A repair is exact up to so many units and connected sets around the place."""
REPAIR_MOVES = 20_000
COVER_COLUMNS, COVER_NODES = 3_000, 200
HEAT, COOLED = 3_000.0, 0.004
"""Heat of a walk that starts from a good plan, thousandths of a household-minute a household of the mean unit."""
COLUMNS, ENTRIES = 60_000, 1_500_000
MOVES_A_UNIT, LEAST_MOVES = 150, 6_000
"""Moves of each round of `improve`."""
HOTTEST = 4.0
"""A round that wins nothing makes the next one twice as hot, up to so many times the first."""


@dataclass(frozen=True)
class Move:
    """What becomes of two communities when a unit changes from one to the other.

    Attributes
    ----------
    home_before, target_before
        Costs before; ``None`` where the unit is to stand alone.
    home_after, target_after
        Costs after; ``home_after`` is ``None`` where the unit was alone, or the rest would fall apart.
    breach, outline, cost
        Change of E, G and C; ``None`` where a community would not be in one piece.
    stays_connected
        Whether both communities are in one piece afterwards.
    """

    home_before: Cost
    target_before: Cost | None
    home_after: Cost | None
    target_after: Cost | None
    breach: int | None
    outline: int | None
    cost: int | None
    stays_connected: bool

    @property
    def is_legal(self) -> bool:
        """Whether the two communities keep every hard rule afterwards."""
        after = [c for c in (self.home_after, self.target_after) if c is not None]
        return self.stays_connected and all(c.breach == 0 for c in after)


def evaluate_move(
    problem: Problem, plan: Annealed, unit: int, target: int, *, work: Scratch | None = None
) -> Move:
    """Cost the move of one unit to another community.

    Parameters
    ----------
    unit
        Index of the unit.
    target
        Number of the community that takes it, or `ALONE`.
    work
        Scratch of `scratch_for`, where many moves are asked for.

    Raises
    ------
    ValueError
        Where the target is the unit's own community, or there is none of this number.
    """
    t, community = problem.tables, plan.community
    work = scratch_for(t) if work is None else work
    if target == community[unit]:
        raise ValueError(f"unit {problem.unit_ids[unit]} is in community {target} already")
    home = np.flatnonzero(community == community[unit]).astype(np.int64)
    others = np.flatnonzero(community == target).astype(np.int64)
    if target != ALONE and len(others) == 0:
        raise ValueError(f"there is no community {target}")
    rest, grown = home[home != unit], np.append(others, unit)

    def cost(members: IntArray) -> Cost | None:
        return Cost(*(int(v) for v in evaluate(t, members, work))) if len(members) else None

    home_before, target_before = cost(home), cost(others)
    assert home_before is not None, "a unit is always in a community"
    near = t.neighbours[t.neighbour_start[unit] : t.neighbour_start[unit + 1]]
    beside = len(others) == 0 or bool((community[near] == target).any())
    if not beside or (len(rest) and len(parts(t, rest)) > 1):
        return Move(home_before, target_before, None, None, None, None, None, False)
    home_after, target_after = cost(rest), cost(grown)
    change = [
        sum(c[k] for c in (home_after, target_after) if c is not None)
        - sum(c[k] for c in (home_before, target_before) if c is not None)
        for k in range(3)
    ]
    return Move(home_before, target_before, home_after, target_after, change[0], change[1], change[2], True)


def complete(
    ground: OfficeGround, profile: Profile, partial: Mapping[UnitId, str], params: SolveParams, *,
    frozen: frozenset[str] = frozenset(), start: Mapping[UnitId, str] | None = None, ways: Sequence[Way] = (),
    progress: Callable[[Progress], None] | None = None, cancelled: Callable[[], bool] | None = None,
) -> OfficeResult:
    """Solve the rest of a partly drawn plan: what is drawn together stays so, different communities stay apart.

    Parameters
    ----------
    partial
        Unit → community, for the units that are drawn.
    frozen
        Communities that are finished and take no other unit.
    start, ways
        See `optimizer.solve.solve_office`.

    Raises
    ------
    LockError
        Where a unit does not exist.
    """
    locks = Locks(dict(partial), frozen)
    check_locks(locks, ground.unit_ids)
    return solve_office(
        ground, profile, params, locks=locks, start=start, ways=ways, progress=progress, cancelled=cancelled
    )


def repair(
    problem: Problem, plan: Annealed, units: IntArray, *, seed: int = 0, time_limit_s: float | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Annealed:
    """Divide the communities around some units anew, all others held fast; never worse than before.

    Over all connected sets of the surroundings where they can be listed, else over those that a walk sees.

    Parameters
    ----------
    units
        Indices of the units whose communities, with their neighbours, may change.
    """
    region = region_of(problem, around(problem, plan, units))
    inner, now = region.inner, np.unique(plan.community[region.units], return_inverse=True)[1].astype(np.int64)
    family = whole_family(inner, limit=REPAIR_SETS) if inner.n_units <= REPAIR_UNITS else None
    if family is None:
        family = empty_pool(inner.n_units, columns=COLUMNS, entries=ENTRIES, seed=seed)
        walk = Annealer(inner, now, family, seed=seed)
        heat = _heat(inner)
        walk.run(REPAIR_MOVES, hot=heat, cold=heat * COOLED)
    columns = region.costed_outside(columns_of(family))
    start = valued(columns, now)
    near = promising(inner, columns, start, most=COVER_COLUMNS)
    better = cheapest_cover(
        inner, near, start, time_limit_s=time_limit_s, nodes=COVER_NODES, cancelled=cancelled
    ).plan
    if better.rank >= start.rank:
        return plan
    found = costed(problem, region.put_back(plan, better.community))
    return found if found.rank < plan.rank else plan


def improve(
    problem: Problem, plan: Annealed, *, rounds: int, seed: int = 0,
    progress: Callable[[Annealed], None] | None = None, cancelled: Callable[[], bool] | None = None,
) -> Annealed:
    """Improve a plan further while the planner looks on; the best is kept when they stop it.

    Each round walks from the best plan so far, and puts together the best plan from all communities seen; one that
    wins nothing makes the next hotter.

    Parameters
    ----------
    progress
        Told the best plan after each round.
    cancelled
        Asked between steps.
    """
    pool = empty_pool(problem.n_units, columns=COLUMNS, entries=ENTRIES, seed=seed)
    moves, heat = max(MOVES_A_UNIT * problem.n_units, LEAST_MOVES), _heat(problem)
    for number in range(rounds):
        if cancelled is not None and cancelled():
            break
        before = plan
        found = Annealer(problem, plan.community, pool, seed=seed, stream=number).run(
            moves, hot=heat, cold=_heat(problem) * COOLED
        )
        plan = found if found.rank < plan.rank else plan
        columns = columns_of(pool)
        if len(own(columns, plan.community)) == len(np.unique(plan.community)):  # not where the pool was full
            near = promising(problem, columns, plan, most=COVER_COLUMNS)
            plan = cheapest_cover(problem, near, plan, nodes=COVER_NODES, cancelled=cancelled).plan
        heat = _heat(problem) if plan.rank < before.rank else min(2 * heat, HOTTEST * _heat(problem))
        if progress is not None:
            progress(plan)
    return plan


def _heat(problem: Problem) -> float:
    return HEAT * max(float(problem.tables.households.mean()), 1.0)
