"""What clashes where, and the cheapest way out.

A plan of least breach names the clash: each community with E(S) > 0 is a place where hard rules cannot hold
together. That no legal plan exists at all is claimed only with a certificate: a unit that lies in no legal
community, found by looking at *every* connected set that contains it. Each way out is the changed problem solved
again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from geodata.domain import OfficeGround, UnitId
from optimizer.anneal import Annealed, Annealer
from optimizer.clash_text import clash_of
from optimizer.cost import Scratch, evaluate, scratch_for
from optimizer.locks import Locks
from optimizer.partition import cheapest_cover, columns_of
from optimizer.plan import Clash, Relaxation
from optimizer.pool import empty_pool
from optimizer.problem import Problem
from optimizer.recost import plan_from
from optimizer.relaxing import Way
from optimizer.tables import NO_MAXIMUM, Tables
from optimizer.ways_out import Scene, ways_out

if TYPE_CHECKING:
    from geodata.domain import IntArray

SETS_A_UNIT = 400_000
"""Connected sets that a certificate looks at before it gives up."""
CLASHES, MOVES_A_UNIT = 8, 600
"""Most clashes for which ways out are computed, and the effort of each."""


@njit(cache=True)
def _lies_in_no_legal_set(
    t: Tables, unit: int, limit: int, work: Scratch, frontier: IntArray, seen: IntArray, taken: IntArray,
    width: IntArray,
) -> int:
    """1: the unit is in no legal set, 0: it is in one, −1: too many sets to tell."""
    n = len(t.households)
    members = np.empty(n, dtype=np.int64)
    seen[:] = 0
    seen[unit] = 1
    members[0] = unit
    size, end, at, looked = 1, 0, 0, 0
    most = t.base.households_max if t.base.hard_upper and not t.selected.any() else NO_MAXIMUM
    households = t.households[unit]
    for e in range(t.neighbour_start[unit], t.neighbour_start[unit + 1]):
        v = t.neighbours[e]
        seen[v] = 1
        frontier[end] = v
        end += 1
    if evaluate(t, members[:1], work).breach == 0:
        return 0
    while True:
        # A set that already holds more than a hard maximum stays illegal however it grows.
        if at < end and households <= most:
            u = frontier[at]
            taken[size] = at
            width[size] = end
            members[size] = u
            households += t.households[u]
            size += 1
            for e in range(t.neighbour_start[u], t.neighbour_start[u + 1]):
                v = t.neighbours[e]
                if seen[v] == 0:
                    seen[v] = 1
                    frontier[end] = v
                    end += 1
            looked += 1
            if looked > limit:
                return -1
            if households <= most and evaluate(t, members[:size], work).breach == 0:
                return 0
            at += 1
        elif size > 1:
            size -= 1
            households -= t.households[members[size]]
            for k in range(width[size], end):
                seen[frontier[k]] = 0
            end = width[size]
            at = taken[size] + 1
        else:
            return 1


def is_impossible(problem: Problem, plan: Annealed) -> bool:
    """Whether some unit of a breaching community is proven to lie in no legal community."""
    t = problem.tables
    work = scratch_for(t)

    def zeros() -> IntArray:
        return np.zeros(problem.n_units + 1, dtype=np.int64)

    for members in _breaching(problem, plan):
        for unit in members[np.argsort(-t.households[members], kind="stable")]:
            if _lies_in_no_legal_set(t, int(unit), SETS_A_UNIT, work, zeros(), zeros(), zeros(), zeros()) == 1:
                return True
    return False


def _breaching(problem: Problem, plan: Annealed) -> list[IntArray]:
    """Members of each community that breaks a hard rule, worst first."""
    work = scratch_for(problem.tables)
    found = []
    for number in np.unique(plan.community):
        members = np.flatnonzero(plan.community == number).astype(np.int64)
        breach = int(evaluate(problem.tables, members, work)[0])
        if breach > 0:
            found.append((-breach, int(members[0]), members))
    return [members for _, _, members in sorted(found, key=lambda item: item[:2])]


def explain(
    ground: OfficeGround, assignment: Mapping[UnitId, str], changed: Callable[[Sequence[Way]], Sequence[Problem]],
    locks: Locks, *, seed: int,
) -> tuple[Clash, ...]:
    """Name every clash of a plan of least breach, and for the worst ones the ways out, the cheapest first.

    Parameters
    ----------
    assignment
        The plan: community of every unit.
    changed
        The components of the office under some ways, finished communities not parted from the rest.
    locks
        What the planner holds fast.
    seed
        Seeds the search of the changed problems.
    """
    clashes: list[Clash] = []
    for problem in changed(()):
        for members in _breaching(problem, plan_from(problem, assignment)):
            ways: list[Relaxation] = []
            if len(clashes) < CLASHES:
                for target, way in ways_out(Scene(ground, problem, locks), members):
                    breach, cost = _solve_again(changed([way]), way, assignment, seed)
                    units = tuple(sorted(way.units))
                    ways.append(Relaxation(way.action, target, way.value, breach, cost / 1000.0, units))
            ways.sort(key=lambda way: (way.breach, way.objective))
            clashes.append(clash_of(problem, members, locks, tuple(ways)))
    return tuple(clashes)


def _solve_again(
    problems: Sequence[Problem], way: Way, assignment: Mapping[UnitId, str], seed: int
) -> tuple[int, int]:
    """Improve the plan at hand where a way changes it; E and C of the office."""
    breach, cost = 0, 0
    for problem in problems:
        plan = plan_from(problem, assignment)
        if way.units & set(problem.unit_ids):
            plan = _improved(problem, plan, seed)
        breach += plan.breach
        cost += plan.cost + problem.constant
    return breach, cost


def _improved(problem: Problem, plan: Annealed, seed: int) -> Annealed:
    pool = empty_pool(problem.n_units, columns=40_000, entries=1_000_000, seed=seed)
    scale = 2000.0 * max(float(problem.tables.households.mean()), 1.0)
    walk = Annealer(problem, plan.community, pool, seed=seed)
    found = walk.run(MOVES_A_UNIT * problem.n_units, hot=scale, cold=scale / 100)
    return cheapest_cover(problem, columns_of(pool), found).plan
