"""Which units are neighbours, how long their border is, and what lies between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.along import Stretches, covered_m, find_stretches
from geodata.borders import Between, Borders
from geodata.bridges import find_bridges
from geodata.declared import NOTHING_TOLD, Declared
from geodata.domain import ON_LINE_TOLERANCE_M, Crossing, LineKind
from geodata.shape import places

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

PARALLEL_DEG = 30.0
"""A line runs along a border where it turns from it by at most this."""

ALONG_SHARE = 0.5
"""A barrier that runs along at least this share of a border lies between the two units."""

NAMED_SHARE = 0.25
"""A line that runs along at least this share of a border is named as lying between the two units."""

CROSSINGS = {
    LineKind.ARTERIAL: Crossing.ARTERIAL,
    LineKind.WALL: Crossing.WALL,
    LineKind.RIVER: Crossing.RIVER,
    LineKind.RAIL: Crossing.RAIL,
}


def find_borders(
    units: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None = None,
    *, roads: gpd.GeoDataFrame | None = None, declared: Declared = NOTHING_TOLD,
) -> pd.DataFrame:
    """Find neighbours inside each street office.

    Two units are neighbours when they share a border of positive length, to the millimetre; touching in a point is
    not enough. The user's table adds pairs and takes others away. An arterial, wall, river or railway *lies between*
    them when it runs along at least half of the border (within 15 m, turned by at most 30 degrees), or when the way
    from one unit to the other, over the point of the border nearest to both, crosses it. The second matters because
    the cells of points do not follow barriers. A bridge does not take the barrier away: it is listed.

    Parameters
    ----------
    units
        Index ``unit_id``; columns ``subdistrict`` and ``geometry``: an exact coverage in metres, as
        :func:`geodata.cells.tile` makes it (shared edges have equal vertices).
    lines
        Columns ``name, kind, road_class`` and ``geometry``.
    areas
        Areas as drawn: a unit whose area is a point is then left from that point, otherwise from a point inside.
    roads
        Columns ``name, walk`` and ``geometry``: where they cross a river, railway or wall there is a bridge.
    declared
        What the user's table says.

    Returns
    -------
    borders
        Columns ``a, b`` (a < b as text), ``length_m``, ``on_line_m`` (the part of the border within 15 m of any
        line), ``crossing`` (:class:`geodata.domain.Crossing` flags), ``between`` (tuple of
        :class:`geodata.borders.Between`, the longest first), ``bridges`` (tuple of
        :class:`geodata.borders.Bridge`) and ``declared`` (bool: the table says that they are neighbours).
    """
    units = units.sort_index()
    shapes = np.asarray(units.geometry)
    borders, told = declared.settle(units, Borders.of(units))
    drawn, kinds = np.asarray(lines.geometry, dtype=object), lines["kind"].to_numpy(dtype=object)
    on_line = find_stretches(borders.ends, drawn, within_m=ON_LINE_TOLERANCE_M)
    along = find_stretches(borders.ends, drawn, within_m=ON_LINE_TOLERANCE_M, max_angle_deg=PARALLEL_DEG)
    ways = _ways(borders, shapes, places(units, areas))
    is_barrier = np.isin(kinds, list(CROSSINGS))
    way, line = shapely.STRtree(drawn[is_barrier]).query(ways, predicate="intersects")
    line = np.flatnonzero(is_barrier)[line]
    crossing = np.zeros(len(borders.pairs), dtype=np.int64)
    for kind, flag in CROSSINGS.items():
        follows = borders.total_m(along.where((kinds == kind)[along.line])) >= ALONG_SHARE * borders.length_m
        crossing[follows & (borders.length_m > 0)] |= flag
        crossing[way[kinds[line] == kind]] |= flag
    index = units.index.to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "a": index[borders.pairs[:, 0]], "b": index[borders.pairs[:, 1]],
            "length_m": borders.length_m, "on_line_m": borders.total_m(on_line), "crossing": crossing,
            "between": _between(borders, lines, along, way, line),
            "bridges": find_bridges(borders, crossing, shapes, lines, roads),
            "declared": told,
        }
    )


def _ways(borders: Borders, shapes: GeometryArray, xy: FloatArray) -> GeometryArray:
    """Lead from each unit to its neighbour, over the point of their border nearest to half-way.

    Neighbours by the user's table that share no border are joined where they are nearest to each other.
    """
    start, end = xy[borders.pairs[:, 0]], xy[borders.pairs[:, 1]]
    ways = np.empty(len(borders.pairs), dtype=object)
    bare = borders.length_m == 0
    if not bare.all():
        # The borders that have edges, numbered among themselves.
        number = np.cumsum(~bare) - 1
        drawn = shapely.multilinestrings(np.asarray(shapely.linestrings(borders.ends)), indices=number[borders.border])
        middle = shapely.points((start + end)[~bare] / 2)
        gate = shapely.get_coordinates(shapely.shortest_line(drawn, middle))[::2]
        ways[~bare] = shapely.linestrings(np.stack([start[~bare], gate, end[~bare]], axis=1))
    for i in np.flatnonzero(bare):
        link = shapely.shortest_line(*shapes[borders.pairs[i]])
        ways[i] = shapely.LineString([start[i], *shapely.get_coordinates(link), end[i]])
    return ways


def _between(
    borders: Borders, lines: gpd.GeoDataFrame, along: Stretches, way: IntArray, line: IntArray
) -> pd.Series:
    """Name what lies between neighbours.

    Parameters
    ----------
    along
        Where lines run along the edges of the borders.
    way, line
        Pairs of border and barrier such that the way from unit to unit crosses the barrier.
    """
    texts = lines[["kind", "name", "road_class"]].astype(object)
    code, known = pd.factorize(pd.MultiIndex.from_frame(texts.where(texts.notna(), "")))
    runs = _runs(borders, along, code)
    runs = runs[runs["along_m"] >= NAMED_SHARE * borders.length_m[runs["border"]]]
    crossed = pd.DataFrame({"border": way, "code": code[line], "along_m": 0.0})
    found = pd.concat([runs, crossed]).groupby(["border", "code"])["along_m"].max().reset_index()
    listed: list[list[Between]] = [[] for _ in borders.pairs]
    for border, number, along_m in found.itertuples(index=False):
        kind, name, road_class = known[int(number)]
        listed[int(border)].append(Between(LineKind(kind), name or None, road_class or None, round(float(along_m), 3)))
    longest = [tuple(sorted(row, key=lambda b: (-b.along_m, b.kind, b.name or "", b.road_class or "")))
               for row in listed]
    return pd.Series(longest, dtype=object)


def _runs(borders: Borders, along: Stretches, code: IntArray) -> pd.DataFrame:
    """Measure how far all lines of one code run along each border; columns ``border, code, along_m``."""
    both, number = np.unique(np.column_stack([along.segment, code[along.line]]), axis=0, return_inverse=True)
    ends = borders.ends[both[:, 0]]
    metres = covered_m(Stretches(number.ravel().astype(np.int64), along.line, along.start, along.end), ends)
    table = pd.DataFrame({"border": borders.border[both[:, 0]], "code": both[:, 1], "along_m": metres})
    return table.groupby(["border", "code"])["along_m"].sum().reset_index()
