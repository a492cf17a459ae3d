"""Land divided among seeds, and polygons made into an exact coverage: the geometry of cells and splitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import Voronoi, cKDTree
from shapely.geometry.base import BaseGeometry

from geodata.along import segment_lengths
from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

GRID_M = 0.001
"""Coordinates nearer than a millimetre are one: far below any survey, far above the rounding of a double."""

CRACK_M = 5 * GRID_M
"""Half the mean width of a gap that is only rounding."""

STRAIGHT_M = 2.0
"""Lines half-way between two outlines zigzag by up to this, and are straightened by as much."""


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


def divide(ground: BaseGeometry, xy: FloatArray, owners: IntArray) -> tuple[GeometryArray, IntArray]:
    """Give every spot of the ground to the owner of the nearest seed (generalised Voronoi cells).

    Parameters
    ----------
    ground
        Polygon or MultiPolygon.
    xy, owners
        Shape (k, 2) and (k,). Seeds; an owner may have many.

    Returns
    -------
    pieces, owners
        What each owner gets, in ascending order of owners; an owner without land is left out.
    """
    faces, inside = cut_into_faces(ground, halfway_lines(ground, xy, owners))
    return dissolve(faces, owners[cKDTree(xy).query(inside)[1]])


def cut_into_faces(ground: BaseGeometry, lines: GeometryArray) -> tuple[GeometryArray, FloatArray]:
    """Cut a ground along lines, all noded together on the millimetre grid.

    Returns
    -------
    faces, inside
        Polygons that tile the ground up to rounding with equal vertices along shared edges, and a point in each.
    """
    faces = _faces(np.concatenate([lines, _as_array([shapely.boundary(ground)])]))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(ground)
    within = shapely.intersects(ground, inside)
    return faces[within], shapely.get_coordinates(inside[within])


def halfway_lines(ground: BaseGeometry, xy: FloatArray, owners: IntArray) -> GeometryArray:
    """Draw the lines half-way between seeds of different owners, straightened, where they meet the ground.

    Parameters
    ----------
    xy, owners
        Shape (k, 2) and (k,). Of seeds on one spot the first counts.
    """
    _, first = np.unique(np.round(xy / GRID_M).astype(np.int64), axis=0, return_index=True)
    xy, owners = xy[np.sort(first)], owners[np.sort(first)]
    origin, corners = xy.mean(axis=0), shapely.get_coordinates(shapely.envelope(ground))
    # Four seeds of nobody, far outside, close the cells: no line of interest then runs to infinity.
    far = 20 * np.ptp(np.vstack([corners, xy]), axis=0).max()
    frame = far * np.array([[-1, 0], [1, 0], [0, -1], [0, 1]])
    diagram = Voronoi(np.vstack([xy - origin, frame]))
    pairs, ends = diagram.ridge_points, np.asarray(diagram.ridge_vertices)
    real = (pairs < len(xy)).all(axis=1) & (ends >= 0).all(axis=1)
    sides, ends = np.sort(owners[pairs[real]], axis=1), ends[real]
    between = sides[:, 0] != sides[:, 1]
    sides, drawn = sides[between], np.asarray(shapely.linestrings(diagram.vertices[ends[between]] + origin))
    shapely.prepare(ground)
    met = shapely.intersects(ground, drawn)
    sides, drawn = sides[met], drawn[met]
    _, pair = np.unique(sides, axis=0, return_inverse=True)
    order = np.argsort(pair, kind="stable")
    joined = shapely.line_merge(shapely.multilinestrings(drawn[order], indices=pair[order]))
    return np.asarray(shapely.simplify(joined, STRAIGHT_M))


def _faces(lines: GeometryArray) -> GeometryArray:
    noded = shapely.union_all(lines, grid_size=GRID_M)
    return shapely.get_parts(shapely.polygonize([noded]))


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
    faces = _faces(np.asarray(shapely.boundary(polygons)))
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


def shared_edges(polygons: GeometryArray) -> SharedEdges:
    """Find the edges that two polygons of an exact coverage share, without any overlay.

    Parameters
    ----------
    polygons
        An exact coverage, as :func:`seal` makes it: shared edges have equal vertices.
    """
    parts, part_of = polygon_parts(polygons)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    ends = np.stack([corners[:-1], corners[1:]], axis=1)[inside]
    owner = part_of[ring_part[ring[:-1][inside]]]
    ends = _from_left(ends)
    order = np.lexsort([owner, *ends.reshape(-1, 4).T])
    ends, owner = ends[order], owner[order]
    twin = np.flatnonzero((ends[1:] == ends[:-1]).all(axis=(1, 2)) & (owner[1:] != owner[:-1]))
    return SharedEdges(owner[twin], owner[twin + 1], ends[twin])


def hand_over(parts: GeometryArray, owners: IntArray, settled: BoolArray, groups: IntArray) -> IntArray:
    """Give each detached part to the neighbour with which it shares the longest border.

    Parameters
    ----------
    parts
        Polygons of an exact coverage.
    owners
        Shape (k,). Owner of each part.
    settled
        Shape (k,). True for the part that stays with its owner, False for one that is detached from it.
    groups
        Shape (k,). Land changes hands inside a group only.

    Returns
    -------
    owners
        Shape (k,). New owners; a part without any neighbour in its group keeps its own.
    """
    edges = shared_edges(parts)
    near = groups[edges.first] == groups[edges.second]
    part = np.concatenate([edges.first[near], edges.second[near]])
    neighbour = np.concatenate([edges.second[near], edges.first[near]])
    border_m = np.tile(edges.length_m[near], 2)
    owners, settled = owners.copy(), settled.copy()
    while (ready := ~settled[part] & settled[neighbour]).any():
        borders = pd.DataFrame({"part": part[ready], "heir": owners[neighbour[ready]], "border_m": border_m[ready]})
        totals = borders.groupby(["part", "heir"])["border_m"].sum().reset_index()
        best = totals.sort_values(["part", "border_m", "heir"], ascending=[True, False, True]).groupby("part").first()
        owners[best.index] = best["heir"]
        settled[best.index] = True
    return owners


def _as_array(geometries: list[BaseGeometry]) -> GeometryArray:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def _from_left(ends: FloatArray) -> FloatArray:
    """Point every edge the same way, so that both sides of a border read alike."""
    start, end = ends[:, 0], ends[:, 1]
    turn = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    return np.where(turn[:, None, None], ends[:, ::-1], ends)
