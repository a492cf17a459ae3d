"""Bridges, underpasses and openings: where a road leads across a river, a railway or a wall to the neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.borders import Borders, Bridge
from geodata.domain import ON_LINE_TOLERANCE_M, Crossing, LineKind

if TYPE_CHECKING:
    from geodata.domain import IntArray
    from geodata.shape import GeometryArray

BRIDGED = {LineKind.RIVER: Crossing.RIVER, LineKind.RAIL: Crossing.RAIL, LineKind.WALL: Crossing.WALL}

NEAR_M = 2 * ON_LINE_TOLERANCE_M
"""A bridge belongs to a border that is at most this far from it: the width of a river or a railway."""

APPROACH_M = 100.0
"""The road has to touch both units within this distance from the bridge."""


def find_bridges(
    borders: Borders, crossing: IntArray, shapes: GeometryArray, lines: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame | None,
) -> pd.Series:
    """Find where a road leads from a unit to its neighbour across the river, railway or wall between them.

    Parameters
    ----------
    crossing
        Shape (k,). What lies between the two units of each border.
    shapes
        The units.
    lines
        Columns ``name, kind`` and ``geometry``.
    roads
        Columns ``name, walk`` and ``geometry``; without roads no bridge is known.

    Returns
    -------
    bridges
        For each border a tuple of :class:`geodata.borders.Bridge`, from north to south; of several places where one
        named road crosses one named line the first stands for all.
    """
    found: list[list[Bridge]] = [[] for _ in borders.pairs]
    if roads is None or not len(borders.ends):
        return pd.Series([()] * len(found), dtype=object)
    walked = roads[roads["walk"].astype(bool).to_numpy()]
    barriers = lines[lines["kind"].isin(list(BRIDGED)).to_numpy()]
    road, barrier, points = _crossing_points(np.asarray(walked.geometry), np.asarray(barriers.geometry))
    point, edge = shapely.STRtree(np.asarray(shapely.linestrings(borders.ends))).query(
        points, predicate="dwithin", distance=NEAR_M
    )
    near = np.unique(np.column_stack([point, borders.border[edge]]), axis=0).reshape(-1, 2)
    point, border = near.T
    kinds = [LineKind(kind) for kind in barriers["kind"]]
    flags = np.array([int(BRIDGED[kind]) for kind in kinds], dtype=np.int64)
    lies_between = (crossing[border] & flags[barrier[point]]) != 0
    point, border = point[lies_between], border[lies_between]
    approach = shapely.intersection(
        np.asarray(walked.geometry)[road[point]], shapely.buffer(points[point], APPROACH_M)
    )
    leads = np.logical_and(*(shapely.intersects(approach, shapes[borders.pairs[border, side]]) for side in (0, 1)))
    xy = shapely.get_coordinates(points)
    names, over = _names(walked), _names(barriers)
    seen: set[tuple[int, str | None, LineKind, str | None]] = set()
    for k in sorted(np.flatnonzero(leads), key=lambda k: (border[k], -xy[point[k], 1], xy[point[k], 0])):
        i = point[k]
        bridge = Bridge(names[road[i]], kinds[barrier[i]], over[barrier[i]], *(round(float(c), 3) for c in xy[i]))
        key = int(border[k]), bridge.road, bridge.over, bridge.over_name
        if bridge.road is None or key not in seen:
            found[border[k]].append(bridge)
            seen.add(key)
    return pd.Series([tuple(row) for row in found], dtype=object)


def crossing_roads(roads: gpd.GeoDataFrame | None, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Keep the roads that somebody walks across a river, railway or wall: all that finding bridges needs of them.

    Parameters
    ----------
    roads
        Columns ``name, walk`` and ``geometry``, or ``None``.
    lines
        Columns ``kind`` and ``geometry``.
    """
    if roads is None:
        return None
    barriers = np.asarray(lines.geometry, dtype=object)[lines["kind"].isin(list(BRIDGED)).to_numpy()]
    across = np.unique(shapely.STRtree(barriers).query(np.asarray(roads.geometry), predicate="intersects")[0])
    found = roads.iloc[across]
    return found.loc[found["walk"].astype(bool).to_numpy(), ["name", "walk", "geometry"]]


def _crossing_points(roads: GeometryArray, barriers: GeometryArray) -> tuple[IntArray, IntArray, GeometryArray]:
    """Find the points at which roads cross barriers: road, barrier and point, shape (n,) each."""
    road, barrier = shapely.STRtree(barriers).query(roads, predicate="intersects")
    points, pair = shapely.get_parts(shapely.intersection(roads[road], barriers[barrier]), return_index=True)
    single = shapely.get_type_id(points) == 0
    return road[pair[single]].astype(np.int64), barrier[pair[single]].astype(np.int64), points[single]


def _names(frame: gpd.GeoDataFrame) -> list[str | None]:
    return [None if pd.isna(name) else str(name) for name in frame["name"]]
