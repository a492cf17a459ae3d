"""How much of a community's outline inside its street office runs along a road, river, railway or wall (PL-6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.along import covered_m, find_stretches, segment_lengths, segments_of
from geodata.domain import ON_LINE_TOLERANCE_M
from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

LIMIT_TOLERANCE_M = 1.0
"""An outline this close to the limit of its street office, and along it, is that limit."""

LIMIT_ANGLE_DEG = 10.0


@dataclass(frozen=True)
class InnerOutlines:
    """Outline inside the street office, and the part of it within 15 m of a line; shape (n,) each, metres."""

    inner_m: FloatArray
    on_line_m: FloatArray


def measure_inner_outlines(
    shapes: GeometryArray, offices: GeometryArray, office_of: IntArray, lines: GeometryArray
) -> InnerOutlines:
    """Measure outlines without the limit of the community's own street office.

    Parameters
    ----------
    shapes
        Shape (n,), polygons of the communities.
    offices, office_of
        Polygons of the street offices, and shape (n,) the position of each community's own; −1 for none.
    lines
        Roads, rivers, railways and walls.
    """
    segments, source = segments_of(shapes)
    limits = find_stretches(
        segments, np.asarray(shapely.boundary(offices)), within_m=LIMIT_TOLERANCE_M, max_angle_deg=LIMIT_ANGLE_DEG
    )
    limits = limits.where(limits.line == office_of[source[limits.segment]])
    near = find_stretches(segments, lines, within_m=ON_LINE_TOLERANCE_M) if len(lines) else limits
    on_limit = covered_m(limits, segments)
    on_line = covered_m(limits.joined(near), segments) - on_limit
    return InnerOutlines(
        np.bincount(source, weights=segment_lengths(segments) - on_limit, minlength=len(shapes)),
        np.bincount(source, weights=on_line, minlength=len(shapes)),
    )
