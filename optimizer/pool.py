"""Communities that a search has seen, each once, flat in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from optimizer.cost import Cost

if TYPE_CHECKING:
    from geodata.domain import IntArray


class Pool(NamedTuple):
    """Communities seen so far, flat: members of column c are ``units[start[c]:start[c + 1]]``.

    Attributes
    ----------
    keys, slots
        Open-addressing hash table from a Zobrist key to a column + 1.
    costs
        (capacity, 5) E, G, c, anchor, label of each column.
    used
        [columns, entries].
    """

    zobrist: np.ndarray
    keys: np.ndarray
    slots: IntArray
    start: IntArray
    units: np.ndarray
    costs: IntArray
    used: IntArray


def empty_pool(n_units: int, *, columns: int, entries: int, seed: int, hashed: bool = True) -> Pool:
    """Make an empty pool for that many columns and unit entries; without a hash table it only takes `append`."""
    table = 1 << int(np.ceil(np.log2(max(2 * columns, 16)))) if hashed else 1
    random = np.random.default_rng([seed, 7])
    return Pool(
        zobrist=random.integers(1, 1 << 63, size=n_units, dtype=np.uint64),
        keys=np.zeros(table, dtype=np.uint64),
        slots=np.zeros(table, dtype=np.int64),
        start=np.zeros(columns + 1, dtype=np.int64),
        units=np.zeros(entries, dtype=np.int32),
        costs=np.zeros((columns, 5), dtype=np.int64),
        used=np.zeros(2, dtype=np.int64),
    )


@njit(cache=True)
def keep(pool: Pool, members: IntArray, cost: Cost) -> int:
    """Add a community to the pool unless it is there or the pool is full; return its column, −1 when full."""
    key = np.uint64(0)
    for i in members:
        key ^= pool.zobrist[i]
    mask = np.uint64(len(pool.keys) - 1)
    at = np.int64(key & mask)
    while pool.slots[at] != 0:
        if pool.keys[at] == key:
            return pool.slots[at] - 1
        at = (at + 1) & np.int64(mask)
    column = append(pool, members, cost)
    if column >= 0:
        pool.keys[at] = key
        pool.slots[at] = column + 1
    return column


@njit(cache=True)
def append(pool: Pool, members: IntArray, cost: Cost) -> int:
    """Add a community that is known to be new; return its column, −1 when the pool is full."""
    column, entries = pool.used[0], pool.used[1]
    if column >= len(pool.costs) or entries + len(members) > len(pool.units):
        return -1
    for k in range(len(members)):
        pool.units[entries + k] = members[k]
    pool.costs[column, 0] = cost.breach
    pool.costs[column, 1] = cost.outline
    pool.costs[column, 2] = cost.cost
    pool.costs[column, 3] = cost.anchor
    pool.costs[column, 4] = cost.label
    pool.used[0] = column + 1
    pool.used[1] = entries + len(members)
    pool.start[column + 1] = pool.used[1]
    return column
