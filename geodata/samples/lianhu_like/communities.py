"""A good plan comes first: connected communities in the size band, which history then spoils in a few places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from geodata.samples.lianhu_like.neighbours import Neighbours
from geodata.samples.lianhu_like.spec import TARGET_HOUSEHOLDS

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray

FLOOR, CEILING = 1_250, 4_800
"""Band of the good plan: inside the legal one, so that small differences do not matter."""

SLACK_FLOOR, SLACK_CEILING = 1_700, 4_000
"""The same for the mean of a part that will be cut again."""

TREES, ATTEMPTS = 40, 20
"""Random trees tried for one cut, and plans tried for one connected part."""

DRIFT_SHARE = 0.12
"""Areas that history moved over a boundary, as a share of all."""


def plan_communities(
    households: IntArray,
    neighbours: Neighbours,
    offices: IntArray,
    giants: Sequence[int],
    rng: np.random.Generator,
) -> list[list[int]]:
    """Divide the areas of each street office, giants left out, into connected communities in the band.

    Each connected part is halved along the best cut of a random spanning tree until it is one community; trees
    avoid arterials where they can. (The cut is that of recombination moves: DeFord, Duchin and Solomon 2021.)

    Raises
    ------
    ValueError
        If these areas cannot be brought into the band.
    """
    weights = _Weights(neighbours, len(households))
    communities = []
    for office in range(int(offices.max()) + 1):
        for part in neighbours.components(set(np.flatnonzero(offices == office).tolist()) - set(giants)):
            communities += _plan_part(part, households, weights, rng)
    return _drift(communities, households, neighbours, rng)


def _plan_part(part: list[int], households: IntArray, weights: _Weights, rng: np.random.Generator) -> list[list[int]]:
    total = int(households[part].sum())
    for _ in range(ATTEMPTS):
        communities = _divide(part, max(1, round(total / TARGET_HOUSEHOLDS)), households, weights, rng)
        totals = np.array([households[community].sum() for community in communities])
        if _could_hold(totals, 1).all():
            return communities
    raise ValueError(f"no plan in the size band for {len(part)} areas of {total} households: take another seed")


class _Weights:
    """Adjacency matrix whose entries number the pairs, so that weights can be drawn for any part of it."""

    def __init__(self, neighbours: Neighbours, count: int) -> None:
        a, b = neighbours.pairs.T
        numbers = np.arange(1, len(a) + 1)
        self.matrix = csr_array((numbers, (a, b)), shape=(count, count))
        self.over_arterial = neighbours.over_arterial

    def random_tree(self, part: Sequence[int], rng: np.random.Generator) -> tuple[IntArray, IntArray]:
        """Order (root first) and predecessors of a random spanning tree; positions in ``part``."""
        graph = self.matrix[list(part), :][:, list(part)].astype(np.float64)
        pairs = graph.data.astype(np.int64) - 1
        graph.data = 1 + rng.random(len(pairs)) + 3 * self.over_arterial[pairs]
        tree = minimum_spanning_tree(graph)
        order, before = breadth_first_order(tree, int(rng.integers(len(part))), directed=False)
        return order.astype(np.int64), before.astype(np.int64)


def _divide(
    part: list[int], count: int, households: IntArray, weights: _Weights, rng: np.random.Generator
) -> list[list[int]]:
    if count == 1:
        return [part]
    for number in (count, count + 1, count - 1):
        first = number // 2
        halves = _cut(part, first, number - first, households, weights, rng) if first else None
        if halves is not None:
            left = _divide(halves[0], first, households, weights, rng)
            return left + _divide(halves[1], number - first, households, weights, rng)
    return [part]


def _cut(
    part: list[int], first: int, second: int, households: IntArray, weights: _Weights, rng: np.random.Generator
) -> tuple[list[int], list[int]] | None:
    """Cut a part in two that can hold ``first`` and ``second`` communities, near the even share."""
    own = households[part]
    total = int(own.sum())
    for _ in range(TREES):
        order, before = weights.random_tree(part, rng)
        below = own.copy()
        for node in order[:0:-1]:
            below[before[node]] += below[node]
        fits = _could_hold(below, first) & _could_hold(total - below, second)
        fits[order[0]] = False
        if fits.any():
            missed = np.where(fits, np.abs(below - total * first / (first + second)), np.inf)
            return _sides(part, order, before, int(np.argmin(missed)))
    return None


def _could_hold(households: IntArray, count: int) -> BoolArray:
    """Whether parts of so many households can hold so many communities; several need slack to be cut again."""
    least, most = (FLOOR, CEILING) if count == 1 else (SLACK_FLOOR, SLACK_CEILING)
    return np.asarray((households >= count * least) & (households <= count * most))


def _sides(part: list[int], order: IntArray, before: IntArray, top: int) -> tuple[list[int], list[int]]:
    inside = np.zeros(len(part), dtype=np.bool_)
    inside[top] = True
    for node in order[1:]:
        inside[node] |= inside[before[node]]
    members = np.array(part)
    return members[inside].tolist(), members[~inside].tolist()


def _drift(
    communities: list[list[int]], households: IntArray, neighbours: Neighbours, rng: np.random.Generator
) -> list[list[int]]:
    """Move single areas over a boundary, as history does, while every community stays connected and in the band."""
    owner = {area: index for index, community in enumerate(communities) for area in community}
    members = [set(community) for community in communities]
    totals = [int(households[community].sum()) for community in communities]
    wanted = round(DRIFT_SHARE * len(owner))
    for area in rng.permutation(sorted(owner)).tolist():
        others = sorted({owner[other] for other in neighbours.of[area] if other in owner} - {owner[area]})
        if not others or wanted == 0:
            continue
        old, new, count = owner[area], others[int(rng.integers(len(others)))], int(households[area])
        fits = totals[old] - count >= FLOOR and totals[new] + count <= CEILING
        if fits and neighbours.is_connected(members[old] - {area}):
            members[old].remove(area)
            members[new].add(area)
            totals[old], totals[new], owner[area] = totals[old] - count, totals[new] + count, new
            wanted -= 1
    return [sorted(community) for community in members]
