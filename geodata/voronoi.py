"""Land divided among seeds: every spot to the nearest, on many grounds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import Voronoi, cKDTree

from geodata.shape import GeometryArray
from geodata.tessellation import GRID_M, dissolve, faces_of

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

STRAIGHT_M = 2.0
"""Lines half-way between two outlines zigzag by up to this, and are straightened by as much."""


def divide(
    grounds: GeometryArray, xy: FloatArray, owners: IntArray, ground_of: IntArray
) -> tuple[GeometryArray, IntArray, IntArray]:
    """Give every spot of each ground to the owner of the nearest of its own seeds.

    Parameters
    ----------
    grounds
        Shape (g,). Polygons or MultiPolygons that do not overlap.
    xy, owners, ground_of
        Shape (k, 2), (k,) and (k,). Seeds, each of one ground; an owner may have many. Of seeds of one ground on one
        spot the first counts. A ground without a seed is left out.

    Returns
    -------
    pieces, owners, ground
        What each owner gets of each ground, in ascending order of ground and owner; who gets no land is left out.
    """
    # One diagram serves all grounds: each is moved so far from the others that only its own seeds count there.
    offset = _apart(grounds, xy, ground_of)
    moved = xy + offset[ground_of]
    _, first = np.unique(np.round(moved / GRID_M).astype(np.int64), axis=0, return_index=True)
    first = np.sort(first)
    moved, owners, ground_of = moved[first], owners[first], ground_of[first]
    lines, line_ground = _halfway_lines(moved, owners, ground_of, offset)
    lines = shapely.intersection(lines, grounds[line_ground])
    faces = faces_of(np.concatenate([lines, shapely.boundary(grounds)]))
    inside = shapely.point_on_surface(faces)
    face, ground = shapely.STRtree(grounds).query(inside, predicate="intersects")
    face, once = np.unique(face, return_index=True)
    ground = ground[once]
    seeded = np.isin(ground, ground_of)
    face, ground = face[seeded], ground[seeded]
    nearest = cKDTree(moved).query(shapely.get_coordinates(inside[face]) + offset[ground])[1]
    pairs, pair = np.unique(np.column_stack([ground, owners[nearest]]), axis=0, return_inverse=True)
    pieces, _ = dissolve(faces[face], pair)
    return pieces, pairs[:, 1], pairs[:, 0]


def _apart(grounds: GeometryArray, xy: FloatArray, ground_of: IntArray) -> FloatArray:
    """Lay the grounds out on shelves, each at least its own diameter away from all others.

    Returns
    -------
    offset
        Shape (g, 2): by what each ground and its seeds are moved.
    """
    low, high = np.split(shapely.bounds(grounds), 2, axis=1)
    np.minimum.at(low, ground_of, xy)
    np.maximum.at(high, ground_of, xy)
    across = np.hypot(*(high - low).T) + 1.0
    slot = 3 * across
    order = np.argsort(-slot, kind="stable")
    end = np.cumsum(slot[order])
    shelf = ((end - slot[order]) // np.sqrt((slot**2).sum())).astype(np.int64)
    first = np.flatnonzero(np.diff(shelf, prepend=-1))
    height = np.zeros(shelf[-1] + 1)
    height[shelf[first]] = slot[order][first]
    left = np.zeros(shelf[-1] + 1)
    left[shelf[first]] = end[first] - slot[order][first]
    corner = np.empty_like(low)
    corner[order] = np.column_stack([end - slot[order] - left[shelf], (np.cumsum(height) - height)[shelf]])
    return np.asarray(corner + across[:, None] - low)


def _halfway_lines(
    xy: FloatArray, owners: IntArray, ground_of: IntArray, offset: FloatArray
) -> tuple[GeometryArray, IntArray]:
    """Draw the lines half-way between seeds of one ground and different owners, straightened and moved back.

    Returns
    -------
    lines, ground
        One line or multi-line for each pair of owners and ground.
    """
    centre, far = xy.mean(axis=0), 3 * np.ptp(xy, axis=0).max() + 1000.0
    # Four seeds of nobody, outside, close the cells: no line of interest then runs to infinity.
    frame = far * np.array([[-1, 0], [1, 0], [0, -1], [0, 1]])
    diagram = Voronoi(np.vstack([xy - centre, frame]))
    pairs, ends = diagram.ridge_points, np.asarray(diagram.ridge_vertices)
    real = (pairs < len(xy)).all(axis=1) & (ends >= 0).all(axis=1)
    pairs, ends = pairs[real], ends[real]
    between = (owners[pairs[:, 0]] != owners[pairs[:, 1]]) & (ground_of[pairs[:, 0]] == ground_of[pairs[:, 1]])
    pairs, ends = pairs[between], ends[between]
    ground = ground_of[pairs[:, 0]]
    drawn = diagram.vertices[ends] + centre - offset[ground][:, None]
    sides = np.column_stack([ground, np.sort(owners[pairs], axis=1)])
    labels, label = np.unique(sides, axis=0, return_inverse=True)
    order = np.argsort(label, kind="stable")
    several = shapely.multilinestrings(np.asarray(shapely.linestrings(drawn[order])), indices=label[order])
    return np.asarray(shapely.simplify(shapely.line_merge(several), STRAIGHT_M)), labels[:, 0].astype(np.int64)
