"""The lines between units: every border once, for whoever draws boundaries out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.tessellation import outer_edges, shared_edges

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

OUTSIDE = -1


@dataclass(frozen=True, eq=False)
class Arcs:
    """Borders as lines.

    Attributes
    ----------
    first, second
        Shape (k,). The units on both sides, first < second, both of one group; ``second`` is −1 where the line is
        the outline of the first unit's group: towards other groups, and towards no unit at all.
    lines
        Shape (k,). MultiLineString or LineString.
    """

    first: IntArray
    second: IntArray
    lines: GeometryArray


def find_arcs(polygons: GeometryArray, groups: IntArray) -> Arcs:
    """Find the lines between polygons of an exact coverage.

    Parameters
    ----------
    groups
        Shape (n,). Street office of each polygon.
    """
    edges = shared_edges(polygons)
    owner, outer = outer_edges(polygons)
    inside = groups[edges.first] == groups[edges.second]
    between = np.column_stack([edges.first, edges.second])[inside]
    across = edges.ends[~inside]
    rim = np.concatenate([edges.first[~inside], edges.second[~inside], owner])
    pairs = np.concatenate([between, np.column_stack([rim, np.full(len(rim), OUTSIDE)])])
    ends = np.concatenate([edges.ends[inside], across, across, outer])
    sides, arc = np.unique(pairs, axis=0, return_inverse=True)
    return Arcs(sides[:, 0], sides[:, 1], _joined(ends, arc.ravel().astype(np.int64)))


def _joined(ends: FloatArray, arc: IntArray) -> GeometryArray:
    """Join the edges of each arc end to end."""
    order = np.argsort(arc, kind="stable")
    loose = shapely.multilinestrings(np.asarray(shapely.linestrings(ends[order])), indices=arc[order])
    return np.asarray(shapely.line_merge(loose))
