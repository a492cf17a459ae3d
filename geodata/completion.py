"""One territory completed among the areas that stand in it: drawn land stays, the rest goes to the nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geodata.coverage import spread
from geodata.tessellation import (
    GRID_M,
    cut_into_faces,
    dissolve,
    divide,
    halfway_lines,
    polygon_parts,
    polygonal,
    seal,
    together,
)

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray
    from geodata.shape import GeometryArray

LAND_M2 = 1.0
"""Less than this is no land of its own (rules.md PL-1: 1 m² a sliver)."""

RIM_STEP_M = 20.0
"""Outlines are turned into points this far apart: the middle of a street is then met to about two metres."""

RIM_POINTS = 20_000
"""At most about this many points a territory, so that a long coast does not cost more than a city."""

NOBODY = -1
"""Owner of a part of the territory in which no area stands."""


@dataclass(frozen=True)
class Completion:
    """A territory, divided.

    Attributes
    ----------
    pieces, owners
        Polygonal pieces that tile the territory up to rounding, and the owner of each; :data:`NOBODY` for parts
        of the territory without an area.
    leftover
        Polygons outside every drawn area, before they were given away.
    """

    pieces: GeometryArray
    owners: IntArray
    leftover: GeometryArray


def complete(territory: BaseGeometry, areas: GeometryArray, owners: IntArray) -> Completion:
    """Divide a territory among points and polygons.

    A polygon keeps its land inside the territory; of two that overlap, the smaller keeps it. A point inside a
    polygon shares the polygon's land. All other land goes to the nearest polygon or point of the same part of
    the territory.

    Parameters
    ----------
    territory
        Polygon or MultiPolygon, metres. Parts of less than :data:`LAND_M2` are left out.
    areas, owners
        Shape (n,). Points, Polygons or MultiPolygons, and who gets the land of each (0 or more).
    """
    grounds, _ = polygon_parts(np.array([shapely.union_all([territory])], dtype=object))
    grounds = grounds[shapely.area(grounds) >= LAND_M2]
    ground_of, area_of, stand_in = _stand(grounds, areas)
    results = []
    for number, ground in enumerate(grounds):
        here = ground_of == number
        results.append(_complete_ground(ground, stand_in[here], owners[area_of[here]]))
    return Completion(
        np.concatenate([result.pieces for result in results]),
        np.concatenate([result.owners for result in results]),
        np.concatenate([result.leftover for result in results]),
    )


def _stand(grounds: GeometryArray, areas: GeometryArray) -> tuple[IntArray, IntArray, GeometryArray]:
    """Find in which part of the territory each area has land or stands as a point.

    Returns
    -------
    ground, area, geometry
        A polygon without land in any part, and a point outside, stand as a point in the nearest part.
    """
    shapely.prepare(grounds)
    area, ground = shapely.STRtree(grounds).query(areas, predicate="intersects")
    drawn = areas[area]
    within = shapely.covered_by(drawn, grounds[ground])
    drawn[~within] = polygonal(shapely.intersection(drawn[~within], grounds[ground[~within]], grid_size=GRID_M))
    lands = (shapely.area(drawn) >= LAND_M2) | (shapely.get_type_id(drawn) == 0)
    # A point on the line between two parts stands in the first of them only.
    repeat = (shapely.get_type_id(drawn) == 0) & np.concatenate([[False], area[1:] == area[:-1]])
    area, ground, drawn = area[lands & ~repeat], ground[lands & ~repeat], drawn[lands & ~repeat]
    outside = np.setdiff1d(np.arange(len(areas)), area)
    points = shapely.point_on_surface(areas[outside])
    _, nearest = shapely.STRtree(grounds).query_nearest(points, all_matches=False)
    return (
        np.concatenate([ground, nearest]).astype(np.int64),
        np.concatenate([area, outside]).astype(np.int64),
        np.concatenate([drawn, points]),
    )


def _complete_ground(ground: BaseGeometry, areas: GeometryArray, names: IntArray) -> Completion:
    """Divide one connected ground; `names` are the owners."""
    if not len(areas):
        return Completion(np.array([ground], dtype=object), np.array([NOBODY]), np.empty(0, dtype=object))
    drawn = shapely.get_type_id(areas) != 0
    own = _own_land(areas[drawn])
    landless = shapely.area(own) < LAND_M2
    seeds = np.concatenate([areas[~drawn], shapely.point_on_surface(areas[drawn][landless])])
    seed_names = np.concatenate([names[~drawn], names[drawn][landless]])
    own, own_names, guest = _share(own[~landless], names[drawn][~landless], seeds, seed_names)
    rest = polygon_parts(np.array([ground.difference(shapely.union_all(own))], dtype=object))[0]
    pieces, owners = _divide(ground, own, own_names, rest, seeds[~guest], seed_names[~guest])
    return Completion(pieces, owners, rest)


def _own_land(polygons: GeometryArray) -> GeometryArray:
    """Resolve overlaps in favour of the smaller polygon."""
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    if (first == second).all():
        return polygons
    order = np.argsort(shapely.area(polygons), kind="stable")
    own = np.empty_like(polygons)
    own[order] = seal(polygons[order])
    return own


def _share(
    own: GeometryArray, names: IntArray, seeds: GeometryArray, seed_names: IntArray
) -> tuple[GeometryArray, IntArray, BoolArray]:
    """Let each polygon share its land with the points that stand in it.

    Returns
    -------
    pieces, owners, guest
        The land of all polygons, shared, and which seeds have land by that.
    """
    seed, host = shapely.STRtree(own).query(seeds, predicate="intersects")
    seed, first = np.unique(seed, return_index=True)
    host = host[first]
    guest = np.zeros(len(seeds), dtype=np.bool_)
    guest[seed] = True
    alone = np.setdiff1d(np.arange(len(own)), host)
    pieces, owners = [own[alone]], [names[alone]]
    for number in np.unique(host):
        guests = seed[host == number]
        centre = shapely.point_on_surface(own[number : number + 1])
        xy, _ = spread(shapely.get_coordinates(np.concatenate([centre, seeds[guests]])))
        shares, sharers = divide(own[number], xy, np.concatenate([names[number : number + 1], seed_names[guests]]))
        pieces.append(shares)
        owners.append(sharers)
    return np.concatenate(pieces), np.concatenate(owners), guest


def _divide(
    ground: BaseGeometry, own: GeometryArray, own_names: IntArray,
    rest: GeometryArray, seeds: GeometryArray, seed_names: IntArray,
) -> tuple[GeometryArray, IntArray]:
    """Leave polygons their land, and give the rest to the nearest polygon or point."""
    xy, names = shapely.get_coordinates(shapely.point_on_surface(own)), own_names
    lines = np.asarray(shapely.boundary(own))
    if len(rest):
        left = together(rest)
        rim, rim_names = _rim(left, own, own_names)
        xy, names = np.concatenate([shapely.get_coordinates(seeds), rim]), np.concatenate([seed_names, rim_names])
        lines = np.concatenate([lines, halfway_lines(left, xy, names)])
    faces, inside = cut_into_faces(ground, lines)
    owners = names[cKDTree(xy).query(inside)[1]]
    face, polygon = shapely.STRtree(own).query(shapely.points(inside), predicate="intersects")
    owners[face] = own_names[polygon]
    return dissolve(faces, owners)


def _rim(leftover: BaseGeometry, own: GeometryArray, names: IntArray) -> tuple[FloatArray, IntArray]:
    """Turn the outlines of polygons into points where they face leftover land."""
    step = max(RIM_STEP_M, leftover.length / RIM_POINTS)
    xy = shapely.get_coordinates(shapely.segmentize(leftover.boundary, step))
    at, polygon = shapely.STRtree(own).query(shapely.points(xy), predicate="dwithin", distance=10 * GRID_M)
    at, first = np.unique(at, return_index=True)
    return xy[at], names[polygon[first]]
