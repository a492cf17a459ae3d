"""All connected sets of units of a small component, each once.

Every set is reached by deciding, in order of discovery from its smallest unit, for each neighbour whether it belongs
or not; a set is counted when its last member is taken in (a form of ESU: Wernicke 2006).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from optimizer.cost import Scratch, evaluate, scratch_for
from optimizer.pool import Pool, append, empty_pool
from optimizer.problem import Problem
from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray


@njit(cache=True)
def _all_sets(
    t: Tables, most: int, pool: Pool, work: Scratch, frontier: IntArray, seen: IntArray, taken: IntArray,
    width: IntArray,
) -> bool:
    """Cost every connected set of at most so many households into the pool; false when the pool is full."""
    n = len(t.households)
    members = np.empty(n, dtype=np.int64)
    for root in range(n):
        if t.households[root] > most:
            continue
        seen[:] = 0
        seen[root] = 1
        members[0] = root
        households = t.households[root]
        size = 1
        if append(pool, members[:1], evaluate(t, members[:1], work)) < 0:
            return False
        end = 0
        for e in range(t.neighbour_start[root], t.neighbour_start[root + 1]):
            v = t.neighbours[e]
            if v > root:
                seen[v] = 1
                frontier[end] = v
                end += 1
        at = 0
        while True:
            if at < end:
                u = frontier[at]
                if households + t.households[u] > most:
                    at += 1
                    continue
                taken[size] = at
                width[size] = end
                members[size] = u
                households += t.households[u]
                size += 1
                for e in range(t.neighbour_start[u], t.neighbour_start[u + 1]):
                    v = t.neighbours[e]
                    if v > root and seen[v] == 0:
                        seen[v] = 1
                        frontier[end] = v
                        end += 1
                if append(pool, members[:size], evaluate(t, members[:size], work)) < 0:
                    return False
                at += 1
            elif size > 1:
                size -= 1
                households -= t.households[members[size]]
                for k in range(width[size], end):
                    seen[frontier[k]] = 0
                end = width[size]
                at = taken[size] + 1
            else:
                break
    return True


def whole_family(problem: Problem, *, limit: int, most_households: int | None = None) -> Pool | None:
    """Cost every connected set of a component, or every one of at most so many households.

    Parameters
    ----------
    problem
        The component.
    limit
        Most sets to list.
    most_households
        Leave out sets with more households.

    Returns
    -------
    The complete pool, or ``None`` where there are more sets than that.
    """
    t, n = problem.tables, problem.n_units
    most = int(t.households.sum()) if most_households is None else most_households
    pool = empty_pool(n, columns=limit, entries=limit * min(n, 12), seed=0, hashed=False)

    def zeros() -> IntArray:
        return np.zeros(n + 1, dtype=np.int64)

    return pool if _all_sets(t, most, pool, scratch_for(t), zeros(), zeros(), zeros(), zeros()) else None
