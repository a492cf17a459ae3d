"""What clashes where, and the cheapest way out.

A plan of least breach names the clash: each community with E(S) > 0 is a place where hard rules cannot hold
together. That no legal plan exists at all is claimed only with a certificate: a unit that lies in no legal
community, found by looking at *every* connected set that contains it. Each way out is the changed problem solved
again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from optimizer.anneal import Annealed, Annealer
from optimizer.cost import Scratch, evaluate, scratch_for
from optimizer.partition import cheapest_cover, columns_of
from optimizer.plan import Clash, Relaxation
from optimizer.pool import empty_pool
from optimizer.problem import Problem
from optimizer.tables import NO_MAXIMUM, Band, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def explain(solved: Sequence[tuple[Problem, Annealed]], *, seed: int) -> tuple[Clash, ...]:
    """Name every clash of a plan, and for the worst ones the cheapest ways out.

    Parameters
    ----------
    solved
        Components of one office with their plans of least breach.
    seed
        Seeds the search of the changed problems.
    """
    office_breach = sum(plan.breach for _, plan in solved)
    office_cost = sum(plan.cost + problem.constant for problem, plan in solved)
    clashes: list[Clash] = []
    for problem, plan in solved:
        for members in _breaching(problem, plan):
            ways = []
            if len(clashes) < CLASHES:
                for action, target, value, changed in _ways_out(problem, members):
                    found = _solve_again(changed, plan, seed)
                    ways.append(
                        Relaxation(
                            action, target, value, office_breach - plan.breach + found.breach,
                            (office_cost - plan.cost + found.cost) / 1000.0,
                        )
                    )
            ways.sort(key=lambda way: (way.breach, way.objective))
            clashes.append(_clash(problem, members, tuple(ways)))
    return tuple(clashes)


def _clash(problem: Problem, members: IntArray, ways: tuple[Relaxation, ...]) -> Clash:
    """Put one clash into words: place first, figure second."""
    t = problem.tables
    households, persons = int(t.households[members].sum()), int(t.persons[members].sum())
    band = _band_of(t, members)
    units = tuple(problem.unit_ids[i] for i in members)
    place = "、".join(units[:3]) + (f" 等 {len(units)} 个单元" if len(units) > 3 else "")
    place_en = ", ".join(units[:3]) + (f" and {len(units) - 3} more units" if len(units) > 3 else "")
    where, where_en = f"{problem.subdistrict} {place}", f"{problem.subdistrict}: {place_en}"
    if (t.lock[members] >= 0).any():
        return Clash(
            ("locks",), units, households, f"{where}：锁定与其他强制规则冲突",
            f"{where_en}: the locks clash with other hard rules", ways,
        )
    if households > band.households_max:
        over = households - band.households_max
        return Clash(
            ("LH-4.3",), units, households, f"{where} 合计 {households:,} 户，超上限 {over:,} 户，无法再分",
            f"{where_en} hold {households:,} households, {over:,} over the limit, and cannot be divided", ways,
        )
    if band.persons_upper and persons > band.population_max:
        over = persons - band.population_max
        return Clash(
            ("LH-4.3",), units, households, f"{where} 合计 {persons:,} 人，超上限 {over:,} 人，无法再分",
            f"{where_en} hold {persons:,} persons, {over:,} over the limit, and cannot be divided", ways,
        )
    short = band.households_min - households
    rule = "LQ-3.6" if max(t.stand_alone_base, t.stand_alone_selected) > households else "LH-4.3"
    isolated = len(members) == problem.n_units
    why = "四周没有相邻单元可并" if isolated else "与相邻单元合并即超上限"
    why_en = "no unit beside them to join" if isolated else "any merger exceeds the limit"
    return Clash(
        (rule,), units, households, f"{where} 合计 {households:,} 户，低于下限 {short:,} 户，{why}",
        f"{where_en} hold {households:,} households, {short:,} under the band; {why_en}", ways,
    )


def _band_of(t: Tables, members: IntArray) -> Band:
    settled = members[t.inhabited[members]]
    return t.overlay if len(settled) and t.selected[settled].all() else t.base


def _ways_out(problem: Problem, members: IntArray) -> list[tuple[str, str, int | None, Problem]]:
    """Changed problems worth trying for one clash: action, target, value, problem."""
    t = problem.tables
    households, persons = int(t.households[members].sum()), int(t.persons[members].sum())
    name = str(problem.unit_ids[int(members[np.argmax(t.households[members])])])
    ways: list[tuple[str, str, int | None, Tables]] = []
    if (t.lock[members] >= 0).any():
        free = t.lock.copy()
        group = t.group.copy()
        free[members] = -1
        group[members] = -1
        ways.append(("unlock", name, None, t._replace(lock=free, group=group)))
    band = t.base
    below, above = households < band.households_min, households > band.households_max
    if above or (band.persons_upper and persons > band.population_max):
        raised = band._replace(
            households_max=max(band.households_max, households), population_max=max(band.population_max, persons)
        )
        ways.append(("raise_max", name, households, t._replace(base=raised)))
    if below:
        exempt = t.exempt_base.copy()
        exempt[members] = True
        ways.append(("stand_alone", name, households, t._replace(exempt_base=exempt, exempt_selected=exempt)))
        ways.append(("lower_min", name, households, t._replace(base=band._replace(households_min=households))))
        nearest = _least_merger(problem, members)
        if nearest > band.households_max:
            raised = band._replace(households_max=nearest)
            ways.append(("raise_max", name, nearest, t._replace(base=raised)))
    return [(action, target, value, replace(problem, tables=tables)) for action, target, value, tables in ways]


def _least_merger(problem: Problem, members: IntArray) -> int:
    """Households of the smallest community that could take these units in: themselves and one neighbour."""
    t = problem.tables
    inside = set(members.tolist())
    rim = {int(v) for u in members for v in t.neighbours[t.neighbour_start[u] : t.neighbour_start[u + 1]]} - inside
    own = int(t.households[members].sum())
    return own + min((int(t.households[v]) for v in rim), default=0)


def _solve_again(problem: Problem, plan: Annealed, seed: int) -> Annealed:
    """Improve the plan at hand under changed rules."""
    pool = empty_pool(problem.n_units, columns=40_000, entries=1_000_000, seed=seed)
    scale = 2000.0 * max(float(problem.tables.households.mean()), 1.0)
    walk = Annealer(problem, plan.community, pool, seed=seed)
    found = walk.run(MOVES_A_UNIT * problem.n_units, hot=scale, cold=scale / 100)
    return cheapest_cover(problem, columns_of(pool), found).plan
