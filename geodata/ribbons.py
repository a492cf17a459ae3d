"""Ribbons of land along streets, railways and rivers, shared among the units that line them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.along import segment_lengths
from geodata.blocks import NOBODY
from geodata.dividers import Dividers
from geodata.handing import HOLD_BACK
from geodata.rims import STEP_M, rim_points
from geodata.shape import mean_width_m
from geodata.tessellation import polygon_parts, reseal, shared_edges
from geodata.voronoi import divide

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray
    from geodata.shape import GeometryArray

RIBBON_WIDTH_M = 60.0
"""No wider than this on average: a street with its green, the strip beside a railway."""

RIBBON_RATIO = 4.0
"""At least so many times as long as wide."""

CLEARLY = 1.25
"""One side is the more open where it is so by this factor; else the one that looks north-west, all along a street."""

NORTH_WEST = np.array([-0.6, 0.8])

INSIDE_M = 0.01
"""A point this far from an edge tells on which side of it a ribbon lies."""


def find_ribbons(pieces: GeometryArray, owners: IntArray) -> BoolArray:
    """Tell which pieces are ribbons that nobody owns, shape (k,)."""
    width = mean_width_m(pieces)
    long = shapely.length(pieces) / 2 >= RIBBON_RATIO * width
    return np.asarray((owners == NOBODY) & (width <= RIBBON_WIDTH_M) & long)


def share_ribbons(
    pieces: GeometryArray, owners: IntArray, groups: IntArray, dividers: Dividers
) -> tuple[GeometryArray, IntArray, IntArray]:
    """Cut each ribbon into the stretches that lie before the units along its more open side.

    A ribbon lies between two lines; the units beyond the less important one share it, each what lies before it, so
    that it makes no long tail of one unit and the limit stays on the more important line.

    Parameters
    ----------
    pieces, owners, groups
        Shape (k,). An exact coverage, who owns each piece, and the group inside which land changes hands.
    dividers
        Streets, rivers, railways and walls.

    Returns
    -------
    pieces, owners, groups
        An exact coverage with the stretches in place of the ribbons that could be shared; the same arrays where
        there is none.
    """
    is_ribbon = find_ribbons(pieces, owners)
    edges = shared_edges(pieces)
    ribbon, heir = np.concatenate([edges.first, edges.second]), np.concatenate([edges.second, edges.first])
    ends = np.tile(edges.ends, (2, 1, 1))
    lining = is_ribbon[ribbon] & (owners[heir] != NOBODY) & (groups[ribbon] == groups[heir])
    ribbon, heir, ends = ribbon[lining], owners[heir[lining]], ends[lining]
    if not len(ribbon):
        return pieces, owners, groups
    chosen = _on_open_side(pieces, ribbon, ends, dividers)
    rim = rim_points(ribbon[chosen], heir[chosen], ends[chosen], np.full(len(pieces), STEP_M[1]))
    shared, ground = np.unique(rim.face, return_inverse=True)
    stretches, sharers, source = divide(pieces[shared], rim.xy, rim.polygon, ground)
    rest = np.setdiff1d(np.arange(len(pieces)), shared)
    parts, part_of = polygon_parts(reseal(np.concatenate([pieces[rest], stretches]), pieces[shared]))
    return (
        parts,
        np.concatenate([owners[rest], sharers])[part_of],
        np.concatenate([groups[rest], groups[shared[source]]])[part_of],
    )


def _on_open_side(pieces: GeometryArray, ribbon: IntArray, ends: FloatArray, dividers: Dividers) -> BoolArray:
    """Tell which edges lie on the more open of the two long sides of their ribbon."""
    step = ends[:, 1] - ends[:, 0]
    length_m = segment_lengths(ends)
    out = np.column_stack([step[:, 1], -step[:, 0]]) / length_m[:, None]
    middle = ends.mean(axis=1)
    turn = shapely.contains_xy(pieces[ribbon], *(middle + INSIDE_M * out).T)
    out[turn] *= -1
    numbers, row = np.unique(ribbon, return_inverse=True)
    across = _across(pieces[numbers])[row]
    is_first = (out * across).sum(axis=1) > 0
    openness = length_m / HOLD_BACK ** dividers.rank_edges(ends)
    first = np.bincount(row, weights=openness * is_first, minlength=len(numbers))
    wins = np.bincount(row, weights=openness * ~is_first, minlength=len(numbers)) <= CLEARLY * first
    return np.asarray(is_first == wins[row])


def _across(ribbons: GeometryArray) -> FloatArray:
    """Give the direction across each ribbon that looks more to the north-west: unit vectors, shape (k, 2)."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(ribbons)).reshape(-1, 5, 2)
    sides = corners[:, 1:3] - corners[:, 0:2]
    long = sides[np.arange(len(sides)), np.argmax(np.hypot(*np.moveaxis(sides, 2, 0)), axis=1)]
    across = np.column_stack([-long[:, 1], long[:, 0]]) / np.hypot(*long.T)[:, None]
    return np.asarray(np.where((across @ NORTH_WEST < 0)[:, None], -across, across))
