"""A polygon cut into connected pieces of equal weight by short cuts, along its streets where it has some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.dividers import Dividers
from geodata.handing import hand_over
from geodata.inner_streets import MISS_FACTOR, Cut, InnerStreets, street_cut
from geodata.shape import GeometryArray
from geodata.tessellation import GRID_M, dissolve, polygon_parts, seal

if TYPE_CHECKING:
    from geodata.domain import FloatArray

DIRECTIONS = 12
"""Cuts are tried every 15 degrees."""

SAMPLES_PER_PIECE = 200
"""Points that stand for the land of a piece: its share is met to about one per cent."""

R2_STEP = (0.7548776662466927, 0.5698402909980532)
"""1/p and 1/p² with p³ = p + 1."""


def cut(
    ground: BaseGeometry, xy: FloatArray, weight: FloatArray, pieces: int, streets: InnerStreets | None = None
) -> list[BaseGeometry]:
    """Cut a polygon into pieces of about equal weight, each connected where the polygon is.

    Halves it again and again. Of the cuts that leave enough points on either side, one with the fewest loose parts is
    taken, and of these the shortest: straight, or along streets inside the polygon, which count as shorter. What it
    misses of the right ratio makes a cut count as longer.

    Parameters
    ----------
    ground
        Polygon or MultiPolygon, metres.
    xy, weight
        Shape (k, 2) and (k,). Points that carry the weight; no straight cut runs through one of them.
    pieces
        How many are wanted; there are never more than points at different places.
    streets
        Streets inside the polygon, or ``None`` where there is none.
    """
    return _cut_down(ground, xy, weight, pieces, streets, float(weight.sum()) / pieces)


def _cut_down(
    ground: BaseGeometry, xy: FloatArray, weight: FloatArray, pieces: int, streets: InnerStreets | None, target: float
) -> list[BaseGeometry]:
    """Cut as :func:`cut`; `target` is the weight of a piece of the whole."""
    pieces = min(pieces, len(np.unique(xy, axis=0)))
    if pieces <= 1:
        return [ground]
    options = _cuts(ground, xy, weight, pieces)
    if streets is not None and (along := street_cut(ground, xy, weight, pieces, streets, target)) is not None:
        options.append(along)
    best = min(options, key=lambda option: (not option.enough, option.loose, option.cost))
    halves = _connected(best.halves)
    if len(halves) < 2:
        return [ground]
    nearest = np.argmin(np.stack([shapely.distance(shapely.points(xy), half) for half in halves]), axis=0)
    return [
        piece
        for side, (half, count) in enumerate(zip(halves, best.pieces, strict=True))
        for piece in _cut_down(half, xy[nearest == side], weight[nearest == side], count, streets, target)
    ]


def sample(ground: BaseGeometry, pieces: int) -> FloatArray:
    """Scatter points evenly over the land, so that each stands for an equal share of it.

    Returns
    -------
    xy
        Shape (k, 2), at least :data:`SAMPLES_PER_PIECE` points a piece, the same at every call.

    Notes
    -----
    The R2 sequence of M. Roberts, "The unreasonable effectiveness of quasirandom sequences" (2018): evener than
    random points, and unlike a grid without rows that a cut could not divide.
    """
    corners = shapely.get_coordinates(shapely.envelope(ground))
    low, size = corners.min(axis=0), np.ptp(corners, axis=0)
    count = int(SAMPLES_PER_PIECE * pieces * size.prod() / ground.area) + 1
    while True:
        xy = low + size * ((0.5 + np.outer(np.arange(count), R2_STEP)) % 1.0)
        inside = shapely.contains_xy(ground, xy)
        if inside.sum() >= SAMPLES_PER_PIECE * pieces:
            return np.asarray(xy[inside])
        count = int(1.2 * count) + 1


def _cuts(ground: BaseGeometry, xy: FloatArray, weight: FloatArray, pieces: int) -> list[Cut]:
    angles = np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    return [_cut_across(ground, xy, weight, pieces, np.array([np.cos(a), np.sin(a)])) for a in angles]


def _cut_across(ground: BaseGeometry, xy: FloatArray, weight: FloatArray, pieces: int, along: FloatArray) -> Cut:
    """Cut square to a direction, where the weight before and after stand as the numbers of pieces do."""
    offset, enough, miss = _offset(xy @ along, weight, pieces)
    across = np.array([-along[1], along[0]])
    corners = shapely.get_coordinates(shapely.envelope(ground))
    reach = float(np.hypot(*np.ptp(corners, axis=0))) + 1.0
    middle = corners.mean(axis=0)
    foot = middle + (offset - middle @ along) * along
    line = np.array([foot - reach * across, foot + reach * across])
    before = Polygon(np.concatenate([line, line[::-1] - 2 * reach * along]))
    halves = (ground.intersection(before, grid_size=GRID_M), ground.difference(before, grid_size=GRID_M))
    loose = sum(int(shapely.get_num_geometries(half)) for half in halves)
    cost = LineString(line).intersection(ground).length * (1 + MISS_FACTOR * miss)
    return Cut(halves, (pieces // 2, pieces - pieces // 2), enough, loose, cost)


def _offset(position: FloatArray, weight: FloatArray, pieces: int) -> tuple[float, bool, float]:
    """Find where to cut: between two points, in the ratio of the pieces, with points enough on either side.

    Returns
    -------
    offset, enough, miss
        The place of the cut, whether either side has as many points as pieces, and by how much of the whole weight
        the ratio is missed.
    """
    order = np.argsort(position, kind="stable")
    position, before = position[order], np.cumsum(weight[order])[:-1]
    first, count = pieces // 2, np.arange(1, len(position))
    open_ = np.diff(position) > GRID_M
    enough = open_ & (count >= first) & (len(position) - count >= pieces - first)
    miss = np.abs(before / weight.sum() - first / pieces)
    at = int(np.argmin(np.where(enough if enough.any() else open_, miss, np.inf)))
    return float(position[at : at + 2].mean()), bool(enough.any()), float(miss[at]) if open_.any() else np.inf


def _connected(halves: tuple[BaseGeometry, BaseGeometry]) -> GeometryArray:
    """Leave the largest part of each half where it is, and give loose parts to the half that they touch."""
    parts, side = polygon_parts(seal(np.array(halves, dtype=object)))
    largest = np.zeros(len(parts), dtype=np.bool_)
    for half in np.unique(side):
        largest[np.argmax(np.where(side == half, shapely.area(parts), 0.0))] = True
    return dissolve(parts, hand_over(parts, side, largest, np.zeros_like(side), Dividers.none()))[0]
