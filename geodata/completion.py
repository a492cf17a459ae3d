"""One territory completed among the areas that stand in it: drawn land stays, the rest is cut along streets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.blocks import NOBODY, Blocks, cut_into_blocks
from geodata.dividers import Dividers
from geodata.rims import STEP_M, rim_points
from geodata.shape import mean_width_m
from geodata.slivers import is_sliver
from geodata.stacks import spread
from geodata.tessellation import GRID_M, polygon_parts, polygonal, seal
from geodata.voronoi import divide

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from geodata.shape import GeometryArray

LAND_M2 = 1.0
"""Less than this is no land of its own (rules.md PL-1: 1 m² a sliver)."""


@dataclass(frozen=True)
class Completion:
    """A territory, divided.

    Attributes
    ----------
    pieces, owners
        Polygonal pieces that tile the territory up to rounding, and the owner of each; :data:`NOBODY` for land
        inside whose block no area stands.
    leftover
        Polygons outside every drawn area, before they were given away.
    """

    pieces: GeometryArray
    owners: IntArray
    leftover: GeometryArray


def complete(territory: BaseGeometry, areas: GeometryArray, owners: IntArray, dividers: Dividers) -> Completion:
    """Divide a territory among points and polygons.

    A polygon keeps its land inside the territory, whatever runs through it; of two that overlap, the smaller keeps
    it. A point inside a polygon shares the polygon's land. All other land is cut into blocks along the dividers and
    around the polygons; inside each, land goes to the nearest of the points in it and the polygons that line it. Land
    where there is none, and slivers between polygons, are left to :func:`geodata.handing.hand_over`.

    Parameters
    ----------
    territory
        Polygon or MultiPolygon, metres. Parts of less than :data:`LAND_M2` are left out.
    areas, owners
        Shape (n,). Points, Polygons or MultiPolygons, and who gets the land of each (0 or more).
    dividers
        Streets, rivers, railways and walls.
    """
    grounds, _ = polygon_parts(np.array([shapely.union_all([territory])], dtype=object))
    grounds = grounds[shapely.area(grounds) >= LAND_M2]
    ground_of, area_of, stand_in = _stand(grounds, areas)
    results = []
    for number, ground in enumerate(grounds):
        here = ground_of == number
        results.append(_complete_ground(ground, stand_in[here], owners[area_of[here]], dividers.meeting(ground)))
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


def _complete_ground(ground: BaseGeometry, areas: GeometryArray, names: IntArray, dividers: Dividers) -> Completion:
    """Divide one connected ground; `names` are the owners."""
    drawn = shapely.get_type_id(areas) != 0
    own = _own_land(areas[drawn])
    landless = shapely.area(own) < LAND_M2
    seeds = np.concatenate([areas[~drawn], shapely.point_on_surface(areas[drawn][landless])])
    seed_names = np.concatenate([names[~drawn], names[drawn][landless]])
    own, own_names, guest = _share(own[~landless], names[drawn][~landless], seeds, seed_names)
    blocks = cut_into_blocks(ground, own, dividers)
    pieces, owners = _share_blocks(blocks, own_names, seeds[~guest], seed_names[~guest])
    rest = blocks.faces[blocks.is_open]
    joined = polygon_parts(np.array([shapely.coverage_union_all(rest)], dtype=object))[0] if len(rest) else rest
    return Completion(np.concatenate([own, pieces]), np.concatenate([own_names, owners]), joined)


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
    hosts, host_of = np.unique(host[first], return_inverse=True)
    guest = np.zeros(len(seeds), dtype=np.bool_)
    guest[seed] = True
    if not len(hosts):
        return own, names, guest
    centres = shapely.get_coordinates(shapely.point_on_surface(own[hosts]))
    xy, _ = spread(np.concatenate([centres, shapely.get_coordinates(seeds[seed])]))
    sharers = np.concatenate([names[hosts], seed_names[seed]])
    shares, owners, _ = divide(own[hosts], xy, sharers, np.concatenate([np.arange(len(hosts)), host_of]))
    alone = np.setdiff1d(np.arange(len(own)), hosts)
    return np.concatenate([own[alone], shares]), np.concatenate([names[alone], owners]), guest


def _share_blocks(
    blocks: Blocks, names: IntArray, seeds: GeometryArray, seed_names: IntArray
) -> tuple[GeometryArray, IntArray]:
    """Share the open land of each block among the points in it and the polygons that line it.

    Returns
    -------
    pieces, owners
        All open land; :data:`NOBODY` where it has neither.
    """
    number = np.flatnonzero(blocks.is_open)
    faces = blocks.faces[number]
    seed, face = shapely.STRtree(faces).query(seeds, predicate="intersects")
    seed, first = np.unique(seed, return_index=True)
    rim = rim_points(*blocks.lining(), np.clip(mean_width_m(blocks.faces), *STEP_M))
    xy = np.concatenate([shapely.get_coordinates(seeds[seed]), rim.xy])
    who = np.concatenate([seed_names[seed], names[rim.polygon]])
    where = np.concatenate([face[first], np.searchsorted(number, rim.face)]).astype(np.int64)
    kept = ~is_sliver(faces)[where] | (np.arange(len(where)) < len(seed))
    xy, who, where = xy[kept], who[kept], where[kept]
    pairs = np.unique(np.column_stack([where, who]), axis=0)
    claims = np.bincount(pairs[:, 0], minlength=len(faces))
    owners = np.full(len(faces), NOBODY, dtype=np.int64)
    owners[pairs[:, 0]] = pairs[:, 1]
    shared = np.flatnonzero(claims > 1)
    if not len(shared):
        return faces, owners
    mine = np.isin(where, shared)
    pieces, sharers, _ = divide(faces[shared], xy[mine], who[mine], np.searchsorted(shared, where[mine]))
    return np.concatenate([faces[claims <= 1], pieces]), np.concatenate([owners[claims <= 1], sharers])
