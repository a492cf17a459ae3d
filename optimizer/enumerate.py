"""All connected sets of units of a small component, each once.

Every set is reached by deciding, in order of discovery from its smallest unit, for each neighbour whether it belongs
or not; a set is counted when its last member is taken in (a form of ESU: Wernicke 2006).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from optimizer.anneal import Pool, empty_pool, keep
from optimizer.cost import Scratch, evaluate, scratch_for
from optimizer.problem import Problem, Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray


@njit(cache=True)
def _all_sets(
    t: Tables, pool: Pool, work: Scratch, frontier: IntArray, seen: IntArray, taken: IntArray, width: IntArray
) -> bool:
    """Cost every connected set into the pool; false when the pool is full."""
    n = len(t.households)
    members = np.empty(n, dtype=np.int64)
    for root in range(n):
        seen[:] = 0
        seen[root] = 1
        members[0] = root
        size = 1
        if keep(pool, members[:1], evaluate(t, members[:1], work)) < 0:
            return False
        end = 0
        for e in range(t.neighbour_start[root], t.neighbour_start[root + 1]):
            v = t.neighbours[e]
            if v > root and seen[v] == 0:
                seen[v] = 1
                frontier[end] = v
                end += 1
        at = 0
        while True:
            if at < end:
                u = frontier[at]
                taken[size] = at
                width[size] = end
                members[size] = u
                size += 1
                for e in range(t.neighbour_start[u], t.neighbour_start[u + 1]):
                    v = t.neighbours[e]
                    if v > root and seen[v] == 0:
                        seen[v] = 1
                        frontier[end] = v
                        end += 1
                if keep(pool, members[:size], evaluate(t, members[:size], work)) < 0:
                    return False
                at += 1
            elif size > 1:
                size -= 1
                for k in range(width[size], end):
                    seen[frontier[k]] = 0
                end = width[size]
                at = taken[size] + 1
            else:
                break
    return True


def whole_family(problem: Problem, *, limit: int) -> Pool | None:
    """Cost every connected set of a component.

    Parameters
    ----------
    problem
        The component.
    limit
        Most sets to list.

    Returns
    -------
    The complete pool, or ``None`` where there are more sets than that.
    """
    n = problem.n_units
    pool = empty_pool(n, columns=limit, entries=limit * min(n, 24), seed=0)

    def zeros() -> IntArray:
        return np.zeros(n + 1, dtype=np.int64)

    complete = _all_sets(problem.tables, pool, scratch_for(problem.tables), zeros(), zeros(), zeros(), zeros())
    return pool if complete else None
