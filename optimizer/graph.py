"""Connectivity on the unit graph, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from optimizer.tables import Tables

if TYPE_CHECKING:
    from geodata.domain import IntArray


@njit(cache=True)
def connected_without(
    t: Tables, community: IntArray, home: int, leaving: int, size: int, mark: IntArray, queue: IntArray, stamp: int
) -> bool:
    """Whether a community stays in one piece when one unit leaves it.

    Parameters
    ----------
    community
        (n,) community of each unit.
    home, leaving, size
        The community, the unit that leaves, and how many units the community holds now.
    mark, queue, stamp
        (n,) work arrays; a unit counts as visited where ``mark`` equals ``stamp``, which must be new.
    """
    if size <= 1:
        return False
    start = -1
    for e in range(t.neighbour_start[leaving], t.neighbour_start[leaving + 1]):
        if community[t.neighbours[e]] == home:
            start = t.neighbours[e]
            break
    if start < 0:
        return False
    queue[0] = start
    mark[start] = stamp
    mark[leaving] = stamp
    head, tail = 0, 1
    while head < tail:
        u = queue[head]
        head += 1
        for e in range(t.neighbour_start[u], t.neighbour_start[u + 1]):
            v = t.neighbours[e]
            if community[v] == home and mark[v] != stamp:
                mark[v] = stamp
                queue[tail] = v
                tail += 1
    return tail == size - 1


def connected_codes(tables: Tables, code: IntArray) -> IntArray:
    """Number connected communities, (n,): the pieces of each code apart, units of a negative code each alone."""
    community = np.full(len(code), -1, dtype=np.int64)
    number = 0
    for one in np.unique(code[code >= 0]):
        for part in parts(tables, np.flatnonzero(code == one).astype(np.int64)):
            community[part] = number
            number += 1
    alone = np.flatnonzero(community < 0)
    community[alone] = number + np.arange(len(alone))
    return community


def parts(tables: Tables, members: IntArray) -> list[IntArray]:
    """Connected parts of a set of units, largest first."""
    left = {int(i) for i in members}
    found: list[IntArray] = []
    while left:
        stack = [min(left)]
        left.discard(stack[0])
        part = []
        while stack:
            u = stack.pop()
            part.append(u)
            for v in tables.neighbours[tables.neighbour_start[u] : tables.neighbour_start[u + 1]]:
                if int(v) in left:
                    left.discard(int(v))
                    stack.append(int(v))
        found.append(np.array(sorted(part), dtype=np.int64))
    return sorted(found, key=lambda part: (-len(part), int(part[0])))
