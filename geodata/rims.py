"""The outlines of polygons as points, where they line land that is to be shared among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

STEP_M = (2.0, 20.0)
"""Points of two rims that face each other are as far apart as the land between is wide, within these: its middle is
then met to an eighth. Rims that face none need no more than the latter."""

END_M = (0.5, 2.0, 5.0, 10.0)
"""Distances of further points from the end of a rim: neighbours then part exactly where they meet."""

SMOOTH_M = 0.5
"""Bends of a rim below this need no point of their own."""


@dataclass(frozen=True)
class Rim:
    """Points on rims: shape (k, 2), and for each the face it limits and the polygon it belongs to."""

    xy: FloatArray
    face: IntArray
    polygon: IntArray


def rim_points(lined: IntArray, lining: IntArray, ends: FloatArray, step_m: FloatArray) -> Rim:
    """Set points along the edges at which polygons line faces.

    Both ends of a rim are left out: there the next polygon begins.

    Parameters
    ----------
    lined, lining, ends
        Shape (e,), (e,) and (e, 2, 2). Edges: the face that each limits (its position), the polygon beyond it (any
        number), and its end points.
    step_m
        How far apart points may be on the rim of each face.
    """
    pairs, pair = np.unique(np.column_stack([lined, lining]), axis=0, return_inverse=True)
    order = np.argsort(pair, kind="stable")
    drawn = np.asarray(shapely.linestrings(ends[order]))
    runs, run_pair = shapely.get_parts(
        shapely.line_merge(shapely.multilinestrings(drawn, indices=pair[order])), return_index=True
    )
    xy, run = shapely.get_coordinates(
        shapely.segmentize(shapely.simplify(runs, SMOOTH_M), step_m[pairs[run_pair, 0]]), return_index=True
    )
    first, last = np.diff(run, prepend=-1) != 0, np.diff(run, append=len(runs)) != 0
    long = np.flatnonzero(shapely.length(runs) > 2 * END_M[0])
    short = np.setdiff1d(np.arange(len(runs)), long)
    near, run_near = _near_ends(runs[long], long)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(runs[short], 0.5, normalized=True))
    run = np.concatenate([run[~first & ~last], run_near, short])
    xy = np.concatenate([xy[~first & ~last], near, middle])
    return Rim(xy, pairs[run_pair[run], 0], pairs[run_pair[run], 1])


def _near_ends(lines: GeometryArray, number: IntArray) -> tuple[FloatArray, IntArray]:
    length, distance = shapely.length(lines)[:, None], np.array(END_M)[None, :]
    row, column = np.nonzero(2 * distance <= length)
    along = np.concatenate([distance[0, column], -distance[0, column]])
    row = np.tile(row, 2)
    return shapely.get_coordinates(shapely.line_interpolate_point(lines[row], along)), number[row]
