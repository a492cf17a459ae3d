"""What is wrong with a set of polygons as land: gaps, overlaps, loose pieces, land of another street office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.domain import AreaId, CommunityId, Place
from geodata.domain_facts import OUTSIDE, LandDefect
from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import IntArray

ROUNDING_M = 0.02
"""Land thinner than this is rounding of coordinates (GeoJSON keeps about a centimetre), not land."""

SLIVER_M2 = 1.0
"""Loose bits of less than this are slivers, no piece of a community (PL-1, design default)."""

GRID_M = 0.001


@dataclass(frozen=True)
class Pieces:
    """How many separate parts a polygon has, and a point in each but the largest."""

    count: int
    detached: tuple[Place, ...]


@dataclass(frozen=True)
class OfficeLand:
    """Share of a community's land in each street office, largest first, and a point outside the first."""

    shares: tuple[tuple[str, float], ...]
    stray: Place | None

    @property
    def main(self) -> str:
        """The street office that holds most of the land."""
        return next((name for name, _ in self.shares if name != OUTSIDE), OUTSIDE)


def places_in(geometries: GeometryArray) -> list[Place]:
    """Give a point inside each polygon."""
    points = shapely.point_on_surface(geometries)
    return [Place(x, y) for x, y in zip(shapely.get_x(points).tolist(), shapely.get_y(points).tolist(), strict=True)]


def place_in(geometry: shapely.Geometry) -> Place:
    """Give a point inside a polygon."""
    (place,) = places_in(np.array([geometry], dtype=object))
    return place


def find_pieces(geometries: GeometryArray) -> list[Pieces]:
    """Count the separate parts of each polygon; parts that touch in a point count apart (PL-4)."""
    parts, source = _polygons(shapely.union_all(geometries[:, None], grid_size=GRID_M, axis=1))
    area = shapely.area(parts)
    order = np.lexsort([-area, source])
    order = order[area[order] >= SLIVER_M2]
    bounds = np.searchsorted(source[order], np.arange(len(geometries) + 1))
    return [
        Pieces(end - start, tuple(places_in(parts[order[start + 1 : end]])))
        for start, end in pairwise(bounds.tolist())
    ]


def find_gaps(
    territory: Mapping[str, shapely.Geometry],
    communities: gpd.GeoDataFrame,
    excused: GeometryArray,
    homes: Mapping[AreaId, Place],
) -> tuple[LandDefect, ...]:
    """Find land of each street office that no community holds (PL-1).

    Parameters
    ----------
    territory
        Outline of each street office that is planned.
    communities
        Index ``community_id``.
    excused
        Land that is listed as undecided.
    homes
        Areas in no community, and where they are: a gap names those that lie in it.
    """
    shapes = np.asarray(communities.geometry)
    tree = shapely.STRtree(shapes)
    gaps = []
    for office, outline in sorted(territory.items()):
        near = tree.query(outline, predicate="intersects")
        left = shapely.difference(outline, shapely.union_all([*shapes[near], *excused]))
        for part in _land(left)[0]:
            around = communities.index[np.sort(tree.query(part, predicate="dwithin", distance=ROUNDING_M))]
            areas = tuple(area for area, home in homes.items() if shapely.contains_xy(part, home.x, home.y))
            gaps.append(
                LandDefect(office, tuple(CommunityId(name) for name in around), part.area, place_in(part), areas)
            )
    return tuple(gaps)


def fill_holes(communities: gpd.GeoDataFrame) -> dict[str, shapely.Geometry]:
    """Outline the communities together, holes filled: all that is known of the land where no outline is given."""
    outlines, _ = _polygons(shapely.union_all(np.asarray(communities.geometry)))
    return {OUTSIDE: shapely.union_all(shapely.polygons(shapely.get_exterior_ring(outlines)))}


def find_overlaps(communities: gpd.GeoDataFrame, offices: Mapping[CommunityId, str]) -> tuple[LandDefect, ...]:
    """Find pairs of communities that hold the same land (PL-2)."""
    shapes = np.asarray(communities.geometry)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(shapes[first], shapes[second])
    overlaps = []
    for i in np.flatnonzero(shapely.area(shared) > 0):
        parts, _ = _land(shared[i])
        if len(parts):
            pair = CommunityId(communities.index[first[i]]), CommunityId(communities.index[second[i]])
            largest = parts[np.argmax(shapely.area(parts))]
            overlaps.append(LandDefect(offices[pair[0]], pair, float(shapely.area(parts).sum()), place_in(largest)))
    return tuple(sorted(overlaps, key=lambda defect: defect.communities))


def find_offices(
    communities: gpd.GeoDataFrame, subdistricts: gpd.GeoDataFrame, *, outlines_known: bool
) -> dict[CommunityId, OfficeLand]:
    """Measure how each community's land lies in the street offices (PL-5); bits under 1 m² are left out."""
    shapes, outlines = np.asarray(communities.geometry), np.asarray(subdistricts.geometry)
    offices = [*subdistricts.index, OUTSIDE]
    whose, office = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    held = shapely.intersection(shapes[whose], outlines[office])
    if outlines_known:
        beyond = _beyond(shapes, outlines, held, whose, office)
        held = np.concatenate([held, beyond])
        whose = np.concatenate([whose, np.arange(len(shapes))])
        office = np.concatenate([office, np.full(len(shapes), len(outlines))])
    parts, source = _land(held)
    area = shapely.area(parts)
    land_m2 = np.bincount(source, weights=area, minlength=len(held))
    counts = land_m2 >= SLIVER_M2
    order = sorted(
        np.flatnonzero(counts).tolist(),
        key=lambda k: (whose[k], offices[office[k]] == OUTSIDE, -land_m2[k], offices[office[k]]),
    )
    total = shapely.area(shapes)
    found: dict[CommunityId, OfficeLand] = {CommunityId(name): OfficeLand((), None) for name in communities.index}
    for i, rows in groupby(order, key=lambda k: int(whose[k])):
        listed = list(rows)
        strays = listed[1:] if office[listed[0]] < len(outlines) else []
        largest = max(strays, key=lambda k: land_m2[k], default=None)
        found[CommunityId(communities.index[i])] = OfficeLand(
            tuple((offices[office[k]], float(land_m2[k] / total[i])) for k in listed),
            None if largest is None else place_in(shapely.MultiPolygon(list(parts[source == largest]))),
        )
    return found


def _beyond(
    shapes: GeometryArray, outlines: GeometryArray, held: GeometryArray, whose: IntArray, office: IntArray
) -> GeometryArray:
    """Land of each shape in no street office; left empty where all but a sliver lies in one of them."""
    most_m2 = np.zeros(len(shapes))
    np.maximum.at(most_m2, whose, shapely.area(held))
    beyond = np.full(len(shapes), shapely.Polygon(), dtype=object)
    for i in np.flatnonzero(shapely.area(shapes) - most_m2 >= SLIVER_M2):
        beyond[i] = shapely.difference(shapes[i], shapely.union_all(outlines[office[whose == i]]))
    return beyond


def _land(geometries: Any) -> tuple[GeometryArray, IntArray]:
    """Polygon parts that are wide enough to be land, and the geometry that each is of."""
    parts, source = _polygons(geometries)
    wide = shapely.area(shapely.buffer(parts, -ROUNDING_M / 2)) > 0
    return parts[wide], source[wide]


def _polygons(geometries: Any) -> tuple[GeometryArray, IntArray]:
    """Polygon parts, and the geometry that each is of."""
    outer, of_geometry = shapely.get_parts(np.atleast_1d(geometries), return_index=True)
    parts, of_outer = shapely.get_parts(outer, return_index=True)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return np.asarray(parts[polygonal], dtype=object), of_geometry[of_outer[polygonal]].astype(np.int64)
