"""Service areas: all that lies within a walk of a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geodata.domain import DETOUR_FACTOR, FacilityId

if TYPE_CHECKING:
    from geodata.domain import FloatArray
    from geodata.network import Spots, WalkingNetwork

DEPTHS_M = (10.0, 25.0, 50.0, 75.0, 100.0)
"""How deep into the blocks a service area reaches beside a street, where so much of the walk is left."""


def isochrone(network: WalkingNetwork | None, xy: FloatArray, limit_m: float) -> BaseGeometry:
    """Outline what lies within a walk of a place.

    Where a street is reached with at least 25 m left, the land within 25 m of it is inside, and so on up to 100 m:
    every spot of the outline lies within the limit, by the network and then straight. Without a network it is the
    circle of the limit / 1.3.

    Parameters
    ----------
    xy
        Shape (2,), metres.
    limit_m
        Length of the walk, for example 15 minutes × 60 × 1.1 m/s.

    Returns
    -------
    Polygon or MultiPolygon
        Always holds the place itself where the limit is positive.
    """
    start = shapely.Point(float(xy[0]), float(xy[1]))
    if network is None:
        return cast(BaseGeometry, shapely.buffer(start, limit_m / DETOUR_FACTOR))
    at_start = shapely.buffer(start, min(limit_m, DEPTHS_M[-1]) / DETOUR_FACTOR)
    spot = network.snap(np.asarray(xy, dtype=np.float64)[None, :])
    left_m = limit_m - float(spot.away_m[0])
    if left_m <= 0:
        return cast(BaseGeometry, at_start)
    ends, along_m = network.links.ends[spot.link[0]], network.end_m(spot)[0]
    reached = np.full(len(network.node_xy), -np.inf)
    for node, to_node_m in zip(ends, along_m, strict=True):
        if to_node_m <= left_m:
            onward = left_m - to_node_m - dijkstra(network.lengths, indices=int(node), limit=left_m - to_node_m)
            reached = np.maximum(reached, onward)
    shapes: list[BaseGeometry] = [at_start]
    for depth in (d for d in DEPTHS_M if d < left_m):
        streets = [*_reached_streets(network, reached - depth), _own_street(network, spot, left_m - depth)]
        shapes.append(shapely.union_all(shapely.buffer(streets, depth, quad_segs=4)))
    return shapely.union_all(shapes)


def service_areas(
    network: WalkingNetwork | None, facilities: gpd.GeoDataFrame, limit_m: float
) -> Mapping[FacilityId, BaseGeometry]:
    """Outline what lies within a walk of each facility that has a place.

    Parameters
    ----------
    facilities
        Index ``facility_id``; points.
    """
    placed = facilities[facilities.geometry.notna()]
    xy = shapely.get_coordinates(np.asarray(placed.geometry))
    return {FacilityId(str(name)): isochrone(network, at, limit_m) for name, at in zip(placed.index, xy, strict=True)}


def _reached_streets(network: WalkingNetwork, left_m: FloatArray) -> list[BaseGeometry]:
    """Take what is reached of every link: all of it, or a piece from either end.

    Parameters
    ----------
    left_m
        Shape (k,). What is left of the walk at each junction; negative where it is not reached.
    """
    links = network.links
    first_m, second_m = np.maximum(left_m[links.ends], 0.0).T
    touched = (left_m[links.ends] >= 0).any(axis=1)
    whole = touched & (first_m + second_m >= links.length_m)
    streets = list(links.drawn[whole])
    for i in np.flatnonzero(touched & ~whole):
        first, second = first_m[i] / links.length_m[i], second_m[i] / links.length_m[i]
        pieces = (0.0, first), (1.0 - second, 1.0)
        streets += [substring(links.drawn[i], a, b, normalized=True) for a, b in pieces if a < b]
    return streets


def _own_street(network: WalkingNetwork, spot: Spots, left_m: float) -> BaseGeometry:
    """Take what is reached of the link on which the walk starts, both ways."""
    link, share = int(spot.link[0]), float(spot.share[0])
    part = left_m / max(float(network.links.length_m[link]), 1e-9)
    line = network.links.drawn[link]
    return cast(BaseGeometry, substring(line, max(share - part, 0.0), min(share + part, 1.0), normalized=True))
