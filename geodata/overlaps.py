"""Land that two areas both hold: slips of the pen are settled for the set as a whole, all else is only reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.slivers import is_sliver
from geodata.tessellation import CRACK_M, dissolve, faces_of, polygon_parts, polygonal

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from geodata.shape import GeometryArray


@dataclass(frozen=True, eq=False)
class Overlap:
    """Land that two polygons share.

    Attributes
    ----------
    small, large
        Positions of the two, by land; of equals the later is the large one.
    slivers, wide
        Its parts: what was cut from the large one, and what both still hold.
    """

    small: int
    large: int
    slivers: GeometryArray
    wide: GeometryArray


@dataclass(frozen=True, eq=False)
class Settled:
    """Polygons of which neighbours have equal vertices along their common borders.

    Attributes
    ----------
    polygons
        In the same order and number; a polygon whose land was all sliver comes back empty.
    overlaps
        Ordered by the two positions.
    joined
        How many polygons got new vertices or new land.
    """

    polygons: GeometryArray
    overlaps: tuple[Overlap, ...]
    joined: int


def settle_overlaps(polygons: GeometryArray) -> Settled:
    """Make polygons that nearly fit a coverage but for the wide overlaps, which stay.

    Where edges do not meet (``shapely.coverage_invalid_edges``), the outlines of all polygons that hang together
    there are noded on the millimetre grid and cut the plane into faces; faces under a sliver go to the smaller.
    Cracks of a few millimetres, as reprojecting leaves them, are closed; wider gaps are closed with the land around.

    Parameters
    ----------
    polygons
        Shape (n,). Valid Polygons and MultiPolygons with land, metres.
    """
    dirty = ~shapely.is_empty(shapely.coverage_invalid_edges(polygons, gap_width=2 * CRACK_M))
    if not dirty.any():
        return Settled(polygons, (), 0)
    rows = np.flatnonzero(_together_with(dirty, polygons))
    given = polygons[rows]
    faces = faces_of(np.asarray(shapely.boundary(given)))
    inside = shapely.point_on_surface(faces)
    tree = shapely.STRtree(given)
    face, owner = tree.query(inside, predicate="intersects")
    cracks = np.setdiff1d(np.flatnonzero(shapely.area(faces) < CRACK_M * shapely.length(faces)), face)
    face = np.concatenate([face, cracks])
    owner = np.concatenate([owner, tree.query_nearest(inside[cracks], all_matches=False)[1]])
    overlaps, lost = _sort_out(faces, inside, face, owner, shapely.area(given))
    kept = ~np.isin(face * len(given) + owner, lost)
    land, present = dissolve(faces[face[kept]], owner[kept])
    settled = np.full(len(given), shapely.Polygon(), dtype=object)
    settled[present] = land
    result = polygons.copy()
    result[rows] = settled
    found = [Overlap(int(rows[o.small]), int(rows[o.large]), o.slivers, o.wide) for o in overlaps]
    return Settled(result, tuple(sorted(found, key=lambda o: (o.small, o.large))), len(rows))


def _together_with(dirty: BoolArray, polygons: GeometryArray) -> BoolArray:
    """Tell the polygons that hang together with a dirty one: noding moves corners that only they may share."""
    first, second = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=2 * CRACK_M)
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(len(polygons), len(polygons)))
    group = connected_components(graph, directed=False)[1]
    return np.isin(group, np.unique(group[dirty]))


def _sort_out(
    faces: GeometryArray, inside: GeometryArray, face: IntArray, owner: IntArray, land_m2: np.ndarray
) -> tuple[list[Overlap], IntArray]:
    """Find the overlap of each pair and what of it is sliver.

    Returns
    -------
    overlaps, lost
        By pair; and the faces (face × number of polygons + owner) that an owner gives up.
    """
    pairs, shared = _pairs(face, owner, land_m2)
    is_thin = is_sliver(faces)
    overlaps, lost = [], [np.empty(0, dtype=np.int64)]
    order = np.lexsort([shared, *pairs.T[::-1]])
    cuts = np.flatnonzero((np.diff(pairs[order], axis=0) != 0).any(axis=1)) + 1
    for group in np.split(order, cuts) if len(order) else []:
        small, large = (int(position) for position in pairs[group[0]])
        held = shared[group]
        if len(held) == 1:
            parts, sliver = faces[held], is_thin[held]
            given_up = held[sliver]
        else:
            parts, _ = polygon_parts(polygonal(np.array([shapely.coverage_union_all(faces[held])], dtype=object)))
            sliver = is_sliver(parts)
            given_up = held[np.unique(shapely.STRtree(inside[held]).query(parts[sliver], predicate="intersects")[1])]
        overlaps.append(Overlap(small, large, parts[sliver], parts[~sliver]))
        lost.append(given_up * len(land_m2) + large)
    return overlaps, np.concatenate(lost)


def _pairs(face: IntArray, owner: IntArray, land_m2: np.ndarray) -> tuple[IntArray, IntArray]:
    """List the pairs of owners, the smaller first, of each face that has several.

    Returns
    -------
    pairs, shared
        Shape (k, 2) and (k,). The pair, and the face that it shares.
    """
    rank = np.empty(len(land_m2), dtype=np.int64)
    rank[np.argsort(land_m2, kind="stable")] = np.arange(len(land_m2))
    order = np.lexsort([rank[owner], face])
    face, owner = face[order], owner[order]
    pairs, shared = [np.empty((0, 2), dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    step = 1
    # The owners of one face stand in a row: the next, the next but one … of each, until no face has so many.
    while (both := np.flatnonzero(face[step:] == face[:-step])).size:
        pairs.append(np.column_stack([owner[both], owner[both + step]]))
        shared.append(face[both])
        step += 1
    return np.concatenate(pairs), np.concatenate(shared)
