"""Polygons taken apart, joined, cut along lines, and made into an exact coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.along import segment_lengths
from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

GRID_M = 0.001
"""Coordinates nearer than a millimetre are one: far below any survey, far above the rounding of a double."""

CRACK_M = 5 * GRID_M
"""Half the mean width of a gap that is only rounding."""


@dataclass(frozen=True)
class SharedEdges:
    """Straight edges that two polygons of a coverage have in common.

    Attributes
    ----------
    first, second
        Shape (k,). Positions of the two polygons, first < second.
    ends
        Shape (k, 2, 2). The two end points of each edge, in metres.
    """

    first: IntArray
    second: IntArray
    ends: FloatArray

    @property
    def length_m(self) -> FloatArray:
        """Length of each edge, shape (k,)."""
        return segment_lengths(self.ends)


def polygon_parts(geometries: GeometryArray) -> tuple[GeometryArray, IntArray]:
    """Take polygonal geometries apart.

    Returns
    -------
    parts, source
        Every polygon with an area, and the position of the geometry it comes from. Lines and points are left out.
    """
    parts, source = shapely.get_parts(geometries, return_index=True)
    inner, origin = shapely.get_parts(parts, return_index=True)
    keep = shapely.area(inner) > 0
    return inner[keep], source[origin[keep]].astype(np.int64)


def polygonal(geometries: GeometryArray) -> GeometryArray:
    """Keep only the land of geometries: an overlay may also return the lines and points where they touch."""
    kept = geometries.copy()
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(geometries), (3, 6)))
    for position in mixed:
        parts, _ = polygon_parts(geometries[position : position + 1])
        kept[position] = together(parts) if len(parts) else shapely.Polygon()
    return kept


def together(parts: GeometryArray) -> BaseGeometry:
    """Make one Polygon or MultiPolygon of polygons that do not share edges."""
    return cast(BaseGeometry, parts[0] if len(parts) == 1 else shapely.multipolygons(parts))


def dissolve(pieces: GeometryArray, owners: IntArray) -> tuple[GeometryArray, IntArray]:
    """Join the pieces of each owner; the pieces must share their edges exactly.

    Returns
    -------
    geometries, owners
        One Polygon or MultiPolygon an owner, in ascending order of owners.
    """
    order = np.argsort(owners, kind="stable")
    unique, start = np.unique(owners[order], return_index=True)
    groups = np.split(pieces[order], start[1:]) if len(unique) else []
    joined = [group[0] if len(group) == 1 else shapely.coverage_union_all(group) for group in groups]
    return _as_array(joined), unique.astype(np.int64)


def cut_into_faces(ground: BaseGeometry, lines: GeometryArray) -> tuple[GeometryArray, FloatArray]:
    """Cut a ground along lines, all noded together on the millimetre grid.

    Returns
    -------
    faces, inside
        Polygons that tile the ground up to rounding with equal vertices along shared edges, and a point in each.
    """
    faces = faces_of(np.concatenate([lines, _as_array([shapely.boundary(ground)])]))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(ground)
    within = shapely.intersects(ground, inside)
    return faces[within], shapely.get_coordinates(inside[within])


def faces_of(lines: GeometryArray) -> GeometryArray:
    """Cut the plane along lines, noded together on the millimetre grid; lines that run dead cut nothing."""
    noded = shapely.union_all(lines, grid_size=GRID_M)
    return np.asarray(shapely.get_parts(shapely.polygonize([noded])))


def seal(polygons: GeometryArray) -> GeometryArray:
    """Make polygons that nearly tile an exact coverage: shared edges have equal vertices, nothing overlaps.

    All outlines are noded together on the millimetre grid and cut the plane into faces; each face goes to the first
    polygon that covers it. Gaps as narrow as the rounding itself are closed.

    Parameters
    ----------
    polygons
        Polygons or MultiPolygons; of two that overlap the earlier keeps the land.

    Returns
    -------
    polygons
        In the same order and number; a polygon without land comes back empty.

    Notes
    -----
    ``shapely.coverage_clean`` would do nearly this, but raises on some inputs of city size (GEOS 3.14.1).
    """
    faces = faces_of(np.asarray(shapely.boundary(polygons)))
    inside = shapely.point_on_surface(faces)
    tree = shapely.STRtree(polygons)
    face, owner = tree.query(inside, predicate="intersects")
    order = np.lexsort([owner, face])
    covered, first = np.unique(face[order], return_index=True)
    owners = np.full(len(faces), -1, dtype=np.int64)
    owners[covered] = owner[order][first]
    cracks = (owners < 0) & (shapely.area(faces) < CRACK_M * shapely.length(faces))
    owners[cracks] = tree.query_nearest(inside[cracks], all_matches=False)[1]
    sealed, present = dissolve(faces[owners >= 0], owners[owners >= 0])
    result = np.full(len(polygons), shapely.Polygon(), dtype=object)
    result[present] = sealed
    return result


def reseal(polygons: GeometryArray, changed: GeometryArray) -> GeometryArray:
    """Seal the polygons that meet land that was cut anew; all others are an exact coverage already."""
    touched = np.unique(shapely.STRtree(polygons).query(changed, predicate="intersects")[1])
    sealed = polygons.copy()
    sealed[touched] = seal(polygons[touched])
    return sealed


def shared_edges(polygons: GeometryArray) -> SharedEdges:
    """Find the edges that two polygons of an exact coverage share, without any overlay.

    Parameters
    ----------
    polygons
        An exact coverage, as :func:`seal` makes it: shared edges have equal vertices.
    """
    ends, owner = _all_edges(polygons)
    twin = np.flatnonzero(_is_twin(ends, owner))
    return SharedEdges(owner[twin], owner[twin + 1], ends[twin])


def outer_edges(polygons: GeometryArray) -> tuple[IntArray, FloatArray]:
    """Find the edges that a polygon of an exact coverage shares with no other.

    Returns
    -------
    owner, ends
        Shape (k,) and (k, 2, 2). Position of the polygon, and the two end points of the edge.
    """
    ends, owner = _all_edges(polygons)
    twin = _is_twin(ends, owner)
    alone = ~(np.append(twin, False) | np.insert(twin, 0, False))[: len(owner)]
    return owner[alone], ends[alone]


def _all_edges(polygons: GeometryArray) -> tuple[FloatArray, IntArray]:
    """List every edge of every polygon with its owner, equal edges one after another."""
    parts, part_of = polygon_parts(polygons)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    ends = np.stack([corners[:-1], corners[1:]], axis=1)[inside]
    owner = part_of[ring_part[ring[:-1][inside]]]
    ends = _from_left(ends)
    order = np.lexsort([owner, *ends.reshape(-1, 4).T])
    return ends[order], owner[order]


def _is_twin(ends: FloatArray, owner: IntArray) -> BoolArray:
    """Whether an edge is that of the next polygon too, shape (k − 1,)."""
    return np.asarray((ends[1:] == ends[:-1]).all(axis=(1, 2)) & (owner[1:] != owner[:-1]))


def _as_array(geometries: list[BaseGeometry]) -> GeometryArray:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def _from_left(ends: FloatArray) -> FloatArray:
    """Point every edge the same way, so that both sides of a border read alike."""
    start, end = ends[:, 0], ends[:, 1]
    turn = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    return np.where(turn[:, None, None], ends[:, ::-1], ends)
