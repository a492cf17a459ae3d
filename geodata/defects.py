"""What is wrong with a set of polygons as land: gaps, overlaps, loose pieces, land of another street office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.domain import OUTSIDE, AreaId, CommunityId, LandDefect, Place
from geodata.shape import GeometryArray

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


def place_in(geometry: shapely.Geometry) -> Place:
    """Give a point inside a polygon."""
    point = shapely.point_on_surface(geometry)
    return Place(float(shapely.get_x(point)), float(shapely.get_y(point)))


def find_pieces(geometry: shapely.Geometry) -> Pieces:
    """Count the separate parts of a polygon; parts that touch in a point count apart (PL-4)."""
    parts = _polygons(shapely.union_all([geometry], grid_size=GRID_M))
    parts = parts[shapely.area(parts) >= SLIVER_M2]
    ordered = parts[np.argsort(-shapely.area(parts), kind="stable")]
    return Pieces(len(ordered), tuple(place_in(part) for part in ordered[1:]))


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
        for part in _land(left):
            around = communities.index[np.sort(tree.query(part, predicate="dwithin", distance=ROUNDING_M))]
            areas = tuple(area for area, home in homes.items() if shapely.contains_xy(part, home.x, home.y))
            gaps.append(
                LandDefect(office, tuple(CommunityId(name) for name in around), part.area, place_in(part), areas)
            )
    return tuple(gaps)


def fill_holes(communities: gpd.GeoDataFrame) -> dict[str, shapely.Geometry]:
    """Outline the communities together, holes filled: all that is known of the land where no outline is given."""
    outlines = _polygons(shapely.union_all(np.asarray(communities.geometry)))
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
        parts = _land(shared[i])
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
    whose, office = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    inside = shapely.intersection(shapes[whose], outlines[office])
    found = {}
    for i, name in enumerate(communities.index):
        mine = whose == i
        land = dict(zip(subdistricts.index[office[mine]], inside[mine], strict=True))
        if outlines_known:
            land[OUTSIDE] = shapely.difference(shapes[i], shapely.union_all(outlines[office[mine]]))
        found[CommunityId(name)] = _office_land(shapes[i], {name: _whole(part) for name, part in land.items()})
    return found


def _office_land(shape: shapely.Geometry, land: Mapping[str, shapely.Geometry]) -> OfficeLand:
    area = {name: shapely.area(part) for name, part in land.items()}
    held = [name for name in land if area[name] >= SLIVER_M2]
    held.sort(key=lambda name: (name == OUTSIDE, -area[name], name))
    if not held:
        return OfficeLand((), None)
    strays = [land[name] for name in held[1:]] if held[0] != OUTSIDE else []
    largest = max(strays, key=shapely.area, default=None)
    total = shapely.area(shape)
    return OfficeLand(
        tuple((name, float(area[name] / total)) for name in held), None if largest is None else place_in(largest)
    )


def _whole(geometry: shapely.Geometry) -> shapely.Geometry:
    return shapely.MultiPolygon(list(_land(geometry)))


def _land(geometry: shapely.Geometry) -> GeometryArray:
    """Polygon parts that are wide enough to be land."""
    parts = _polygons(geometry)
    return parts[shapely.area(shapely.buffer(parts, -ROUNDING_M / 2)) > 0]


def _polygons(geometry: Any) -> GeometryArray:
    parts = np.atleast_1d(shapely.get_parts(shapely.get_parts(geometry)))
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON], dtype=object)
