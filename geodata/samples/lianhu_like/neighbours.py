"""Which areas lie side by side: the graph on which communities are drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.samples.lianhu_like.streets import Cell

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray

LEAST_FRONT_M = 60.0
"""Shorter common fronts do not make neighbours: a boundary drawn another way could part them."""

STRIP_M = 0.5


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Neighbours of n areas inside one street office; river and railway part them.

    Attributes
    ----------
    of
        For each area its neighbours, in ascending order.
    pairs
        Shape (m, 2): the same as pairs, smaller index first.
    over_arterial
        Shape (m,). Whether an arterial lies between the two.
    """

    of: list[list[int]]
    pairs: IntArray
    over_arterial: BoolArray

    def components(self, areas: Iterable[int]) -> list[list[int]]:
        """Find the connected parts of a set of areas, each in ascending order."""
        left = set(areas)
        parts = []
        for start in sorted(left):
            if start in left:
                part = self._reach(start, left)
                left -= part
                parts.append(sorted(part))
        return parts

    def is_connected(self, areas: Collection[int]) -> bool:
        """Whether the areas hang together (an empty set does not)."""
        left = set(areas)
        return bool(left) and len(self._reach(min(left), left)) == len(left)

    def _reach(self, start: int, allowed: Collection[int]) -> set[int]:
        seen, stack = {start}, [start]
        while stack:
            found = [other for other in self.of[stack.pop()] if other in allowed and other not in seen]
            seen.update(found)
            stack.extend(found)
        return seen


def find_neighbours(cells: Sequence[Cell], offices: IntArray) -> Neighbours:
    """Find areas of the same street office whose cells share a front of at least 60 m."""
    polygons = np.array([shapely.Polygon(cell.corners) for cell in cells])
    first, second = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=STRIP_M / 10)
    keep = (first < second) & (offices[first] == offices[second])
    first, second = first[keep], second[keep]
    strips = shapely.intersection(shapely.buffer(polygons[first], STRIP_M), polygons[second])
    long_enough = shapely.area(strips) / STRIP_M >= LEAST_FRONT_M
    pairs = np.column_stack([first, second])[long_enough]
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    of: list[list[int]] = [[] for _ in cells]
    for a, b in pairs.tolist():
        of[a].append(b)
        of[b].append(a)
    over_arterial = np.array([cells[a].block != cells[b].block for a, b in pairs.tolist()], dtype=np.bool_)
    return Neighbours([sorted(others) for others in of], pairs, over_arterial)
