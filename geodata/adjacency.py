"""Which units are neighbours, how long their border is, and what lies between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.along import Stretches, covered_m, find_stretches, segment_lengths
from geodata.domain import ON_LINE_TOLERANCE_M, Crossing, LineKind
from geodata.shape import places
from geodata.tessellation import shared_edges

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray
    from geodata.shape import GeometryArray

PARALLEL_DEG = 30.0
"""A line runs along a border where it turns from it by at most this."""

ALONG_SHARE = 0.5
"""A barrier that runs along at least this share of a border lies between the two units."""

CROSSINGS = {
    LineKind.ARTERIAL: Crossing.ARTERIAL,
    LineKind.WALL: Crossing.WALL,
    LineKind.RIVER: Crossing.RIVER,
    LineKind.RAIL: Crossing.RAIL,
}


def find_borders(
    units: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Find neighbours inside each street office.

    Two units are neighbours when they share a border of positive length; touching in a point is not enough. An
    arterial, wall, river or railway *lies between* them when it runs along at least half of the border (within
    15 m, turned by at most 30 degrees), or when the way from one unit to the other, over the point of the border
    nearest to both, crosses it. The second matters because the cells of points do not follow barriers.

    Parameters
    ----------
    units
        Index ``unit_id``; columns ``subdistrict`` and ``geometry``: an exact coverage in metres, as
        :func:`geodata.cells.tile` makes it (shared edges have equal vertices).
    lines
        Columns ``kind`` and ``geometry``.
    areas
        Areas as drawn: a unit whose area is a point is then left from that point, otherwise from a point inside.

    Returns
    -------
    borders
        Columns ``a, b`` (a < b as text), ``length_m``, ``on_line_m`` (the part of the border within 15 m of any
        line), ``crossing`` (:class:`geodata.domain.Crossing` flags).
    """
    units = units.sort_index()
    borders = _Borders.of(units)
    drawn, kinds = np.asarray(lines.geometry, dtype=object), lines["kind"].to_numpy(dtype=object)
    on_line = find_stretches(borders.ends, drawn, within_m=ON_LINE_TOLERANCE_M)
    along = find_stretches(borders.ends, drawn, within_m=ON_LINE_TOLERANCE_M, max_angle_deg=PARALLEL_DEG)
    ways = _ways(borders, places(units, areas))
    crossing = np.zeros(len(borders.pairs), dtype=np.int64)
    for kind, flag in CROSSINGS.items():
        barrier = kinds == kind
        follows = borders.total_m(along.where(barrier[along.line])) >= ALONG_SHARE * borders.length_m
        crossing[follows | _crossed(ways, drawn[barrier])] |= flag
    index = units.index.to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "a": index[borders.pairs[:, 0]], "b": index[borders.pairs[:, 1]],
            "length_m": borders.length_m, "on_line_m": borders.total_m(on_line), "crossing": crossing,
        }
    )


@dataclass(frozen=True)
class _Borders:
    """Borders inside street offices: pairs of units, and the straight edges of each border.

    Attributes
    ----------
    pairs
        Shape (k, 2). Positions of the two units, first < second.
    ends, border
        Shape (e, 2, 2) and (e,). Edges, ordered by the border to which they belong.
    """

    pairs: IntArray
    ends: FloatArray
    border: IntArray

    @classmethod
    def of(cls, units: gpd.GeoDataFrame) -> _Borders:
        edges = shared_edges(np.asarray(units.geometry))
        office = pd.factorize(units["subdistrict"])[0]
        inside = office[edges.first] == office[edges.second]
        both = np.column_stack([edges.first, edges.second])[inside]
        pairs, border = np.unique(both, axis=0, return_inverse=True)
        order = np.argsort(border, kind="stable")
        return cls(pairs, edges.ends[inside][order], border[order].astype(np.int64))

    @property
    def length_m(self) -> FloatArray:
        return np.bincount(self.border, weights=segment_lengths(self.ends), minlength=len(self.pairs))

    def total_m(self, stretches: Stretches) -> FloatArray:
        """Add up, for each border, what the stretches cover of it."""
        covered = np.bincount(self.border, weights=covered_m(stretches, self.ends), minlength=len(self.pairs))
        return np.minimum(covered, self.length_m)


def _ways(borders: _Borders, xy: FloatArray) -> GeometryArray:
    """Lead from each unit to its neighbour, over the point of their border nearest to half-way."""
    start, end = xy[borders.pairs[:, 0]], xy[borders.pairs[:, 1]]
    drawn = shapely.multilinestrings(np.asarray(shapely.linestrings(borders.ends)), indices=borders.border)
    gate = shapely.get_coordinates(shapely.shortest_line(drawn, shapely.points((start + end) / 2)))[::2]
    return np.asarray(shapely.linestrings(np.stack([start, gate, end], axis=1)))


def _crossed(ways: GeometryArray, barriers: GeometryArray) -> BoolArray:
    crossed = np.zeros(len(ways), dtype=np.bool_)
    crossed[shapely.STRtree(barriers).query(ways, predicate="intersects")[0]] = True
    return crossed
