"""Today beside the plan: which boundaries go away, and in which colour today's communities are shown."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import shapely
from shapely import STRtree

from app.maps.palette import colour_communities

SAME_LINE_M = 3.0
"""A boundary that lies this near to one of the plan stays; drawn twice it would only be noise."""

BORDER_M = 1.0
"""Shared border from which two communities count as neighbours (look.md section 5)."""


def ending_boundaries(today: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the parts of today's boundaries that the plan takes away.

    Parameters
    ----------
    today, communities
        Polygons in metres.
    """
    old = shapely.union_all(today.boundary.to_numpy())
    new = shapely.union_all(communities.boundary.to_numpy())
    return shapely.line_merge(shapely.difference(old, shapely.buffer(new, SAME_LINE_M)))


def colour_today(
    today: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, continues: Mapping[str, str]
) -> dict[str, int]:
    """Give today's communities their fills: those that are continued keep the colour of their continuation.

    Parameters
    ----------
    today, communities
        Polygons in metres, both with ``community_id``, the second with ``colour``.
    continues
        Community of the plan → present community that it continues.
    """
    colours = dict(zip(communities["community_id"], communities["colour"], strict=True))
    keep = {present: int(colours[community]) for community, present in continues.items() if community in colours}
    return colour_communities(find_neighbours(today), keep=keep)


def find_neighbours(frame: gpd.GeoDataFrame) -> dict[str, set[str]]:
    """Return which polygons of a frame in metres share a border of at least 1 m, by ``community_id``."""
    names, shapes = frame["community_id"].tolist(), frame.geometry.to_numpy()
    first, second = STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.length(shapely.intersection(shapely.boundary(shapes[first]), shapely.boundary(shapes[second])))
    neighbours: dict[str, set[str]] = {name: set() for name in names}
    for a, b in zip(first[shared >= BORDER_M], second[shared >= BORDER_M], strict=True):
        neighbours[names[a]].add(names[b])
        neighbours[names[b]].add(names[a])
    return neighbours
