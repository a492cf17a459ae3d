"""Streets inside a polygon, and the best cut along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geodata.dividers import OPEN, Dividers
from geodata.shape import GeometryArray
from geodata.tessellation import SharedEdges, cut_into_faces, dissolve, shared_edges

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray

MISS_FACTOR = 10.0
"""A cut that misses the ratio by a tenth of the weight counts as twice as long."""

ON_STREET = 0.2
"""A metre of cut on a street counts as much: streets come before counts (rules.md LQ-3.4)."""

RIM_M = 10.0
"""A street this close to the outline is the outline."""

STUB_M = 15.0
"""A shorter bit of street leads nowhere."""

DIRECTIONS = 12
"""Blocks are put on either side of lines turned every 15 degrees."""

UNEVEN = 1.5
"""For the sake of a street pieces may hold this many times more or less than wanted."""

TRIES = 50
"""At most so many of the cheapest cuts are looked at until one leaves both sides connected."""


@dataclass(frozen=True)
class InnerStreets:
    """Streets inside a polygon.

    Attributes
    ----------
    lines
        The streets, each dead end drawn on straight to the next street or the outline.
    dividers
        The streets as they are.
    """

    lines: GeometryArray
    dividers: Dividers

    @classmethod
    def of(cls, ground: BaseGeometry, dividers: Dividers) -> InnerStreets | None:
        """Find the streets inside a polygon; ``None`` where there is none."""
        near = dividers.meeting(ground)
        inside = shapely.get_parts(shapely.intersection(near.lines, ground.buffer(-RIM_M)))
        inside = inside[shapely.length(inside) > 0]
        if not len(inside):
            return None
        runs = shapely.get_parts(shapely.line_merge(shapely.union_all(inside)))
        runs = runs[shapely.length(runs) >= STUB_M]
        return cls(np.concatenate([runs, _drawn_on(ground, runs)]), near) if len(runs) else None


@dataclass(frozen=True)
class Cut:
    """A way to halve a polygon.

    Attributes
    ----------
    halves, pieces
        The two sides and into how many pieces each is to be cut.
    enough
        Whether either side has as many points as pieces.
    loose
        Number of parts of both sides together: two where either is connected.
    cost
        Length in metres, longer for what it misses of the right weights.
    """

    halves: tuple[BaseGeometry, BaseGeometry]
    pieces: tuple[int, int]
    enough: bool
    loose: int
    cost: float


def street_cut(
    ground: BaseGeometry, xy: FloatArray, weight: FloatArray, pieces: int, streets: InnerStreets, target: float
) -> Cut | None:
    """Find the best cut along streets: whole blocks on either side, both sides connected; ``None`` without one.

    The blocks before and after every line in :data:`DIRECTIONS` directions are tried. Neither side's pieces may be
    uneven by more than :data:`UNEVEN` on average.

    Parameters
    ----------
    ground, xy, weight, pieces
        As for :func:`geodata.bisection.cut`; ``pieces`` at least 2.
    streets
        Streets inside the ground.
    target
        Weight that a piece should have.
    """
    met = streets.lines[shapely.intersects(streets.lines, ground)]
    faces, inside = cut_into_faces(ground, np.asarray(shapely.intersection(met, ground)))
    if len(faces) < 2:
        return None
    _, face = shapely.STRtree(faces).query_nearest(shapely.points(xy), all_matches=False)
    load = np.bincount(face, weights=weight, minlength=len(faces))
    points = np.bincount(face, minlength=len(faces))
    edges = shared_edges(faces)
    length_m = edges.length_m * np.where(streets.dividers.rank_edges(edges.ends) > OPEN, ON_STREET, 1.0)
    sides = _swept(inside)
    one, other = sides @ load, ~sides @ load
    first = np.clip(np.rint(one / (one + other) * pieces), 1, pieces - 1).astype(np.int64)
    enough = (sides @ points >= first) & (~sides @ points >= pieces - first)
    for piece in (one / first, other / (pieces - first)):
        enough &= (piece <= UNEVEN * target) & (piece >= target / UNEVEN)
    miss = np.abs(one / (one + other) - first / pieces)
    cost = ((sides[:, edges.first] != sides[:, edges.second]) @ length_m) * (1 + MISS_FACTOR * miss)
    ranked = np.flatnonzero(enough)[np.argsort(cost[enough], kind="stable")]
    for option in ranked[:TRIES]:
        side = sides[option]
        if _is_connected(edges, side) and _is_connected(edges, ~side):
            halves, _ = dissolve(faces, (~side).astype(np.int64))
            count = int(first[option])
            loose = sum(int(shapely.get_num_geometries(half)) for half in halves)
            return Cut((halves[0], halves[1]), (count, pieces - count), True, loose, float(cost[option]))
    return None


def _drawn_on(ground: BaseGeometry, runs: GeometryArray) -> GeometryArray:
    """Draw each dead end on, straight, until it meets a street or the outline."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(runs, at)) for at in (0, -1)])
    back = np.concatenate(
        [shapely.get_coordinates(shapely.line_interpolate_point(runs, at)) for at in (STUB_M / 2, -STUB_M / 2)]
    )
    network, rim = shapely.union_all(runs), shapely.boundary(ground)
    _, spot, times = np.unique(np.round(ends, 2), axis=0, return_inverse=True, return_counts=True)
    reach = float(np.hypot(*np.ptp(shapely.get_coordinates(shapely.envelope(ground)), axis=0)))
    drawn = []
    for end, behind in zip(ends[times[spot] == 1], back[times[spot] == 1], strict=True):
        ahead = (end - behind) / max(float(np.hypot(*(end - behind))), 1e-9)
        ray = shapely.linestrings([end + 0.01 * ahead, end + reach * ahead])
        stop = shapely.union(shapely.intersection(ray, network), shapely.intersection(ray, rim))
        if not shapely.is_empty(stop):
            hits = shapely.get_coordinates(stop)
            drawn.append(shapely.linestrings([end, hits[np.argmin(np.hypot(*(hits - end).T))]]))
    return np.array(drawn, dtype=object)


def _swept(inside: FloatArray) -> BoolArray:
    """List which blocks lie before each of the lines that sweep over them: shape (lines, blocks), no line twice."""
    angles = np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    order = np.argsort(inside @ np.array([np.cos(angles), np.sin(angles)]), axis=0, kind="stable")
    place = np.argsort(order, axis=0).T
    before = place[:, None, :] < np.arange(1, len(inside))[None, :, None]
    return np.asarray(np.unique(before.reshape(-1, len(inside)), axis=0), dtype=np.bool_)


def _is_connected(edges: SharedEdges, side: BoolArray) -> bool:
    kept = side[edges.first] & side[edges.second]
    graph = coo_array((np.ones(int(kept.sum())), (edges.first[kept], edges.second[kept])), shape=(len(side),) * 2)
    label = connected_components(graph, directed=False)[1]
    return len(np.unique(label[side])) == 1
