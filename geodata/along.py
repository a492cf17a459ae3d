"""Which parts of a boundary run along a road, river, railway or wall: exact, on arrays of straight segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Stretches:
    """Parts of segments that lie near lines.

    Attributes
    ----------
    segment, line
        Shape (k,). Position of the segment, and of the line near it.
    start, end
        Shape (k,). From where to where along the segment, 0 to 1.
    """

    segment: IntArray
    line: IntArray
    start: FloatArray
    end: FloatArray

    def where(self, mask: BoolArray) -> Stretches:
        """Keep the stretches of a mask, shape (k,)."""
        return Stretches(self.segment[mask], self.line[mask], self.start[mask], self.end[mask])

    def joined(self, other: Stretches) -> Stretches:
        """Take these stretches and others of the same segments together; `line` then means two things."""
        return Stretches(
            np.concatenate([self.segment, other.segment]), np.concatenate([self.line, other.line]),
            np.concatenate([self.start, other.start]), np.concatenate([self.end, other.end]),
        )


def segments_of(geometries: GeometryArray) -> tuple[FloatArray, IntArray]:
    """Take lines, or the rings of polygons, apart into straight segments of positive length.

    Returns
    -------
    ends, source
        Shape (k, 2, 2) and (k,): end points in the direction of drawing, and the position of the geometry.
    """
    polygonal = np.isin(shapely.get_type_id(geometries), (3, 6))
    drawn = geometries.copy()
    drawn[polygonal] = shapely.boundary(geometries[polygonal])
    parts, origin = shapely.get_parts(drawn, return_index=True)
    corners, part = shapely.get_coordinates(parts, return_index=True)
    ends = np.stack([corners[:-1], corners[1:]], axis=1)
    keep = (part[1:] == part[:-1]) & (ends[:, 0] != ends[:, 1]).any(axis=1)
    return ends[keep], origin[part[:-1][keep]].astype(np.int64)


def segment_lengths(segments: FloatArray) -> FloatArray:
    """Measure segments of shape (k, 2, 2): (k,), in the unit of the coordinates."""
    x, y = (segments[:, 1] - segments[:, 0]).T
    return np.asarray(np.hypot(x, y))


def find_stretches(
    segments: FloatArray, lines: GeometryArray, *, within_m: float, max_angle_deg: float = 90.0
) -> Stretches:
    """Find the parts of segments that are at most a distance from a line, and turn from it by at most an angle.

    Parameters
    ----------
    segments
        Shape (k, 2, 2), metres.
    lines
        LineStrings or MultiLineStrings.
    """
    pieces, line_of = segments_of(lines)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(pieces)))
    segment, piece = tree.query(np.asarray(shapely.linestrings(segments)), predicate="dwithin", distance=within_m)
    turned = _cosine(segments[segment], pieces[piece]) < np.cos(np.radians(max_angle_deg)) - 1e-9
    segment, piece = segment[~turned], piece[~turned]
    start, end = _inside_capsule(segments[segment], pieces[piece], within_m)
    keep = end > start
    return Stretches(segment[keep].astype(np.int64), line_of[piece[keep]], start[keep], end[keep])


def covered_m(stretches: Stretches, segments: FloatArray) -> FloatArray:
    """Measure how much of each segment the stretches cover, counting what several cover once.

    Returns
    -------
    length_m
        Shape (k,), one for each segment.
    """
    order = np.lexsort([stretches.start, stretches.segment])
    segment = stretches.segment[order]
    # Segments are laid end to end with room between them: one running maximum then serves all.
    start, end = stretches.start[order] + 2.0 * segment, stretches.end[order] + 2.0 * segment
    reached = np.concatenate([[0.0], np.maximum.accumulate(end)[:-1]]) if len(end) else end
    fresh = np.maximum(0.0, end - np.maximum(start, reached))
    share = np.bincount(segment, weights=fresh, minlength=len(segments))
    return np.asarray(share * segment_lengths(segments))


def _cosine(a: FloatArray, b: FloatArray) -> FloatArray:
    u, v = a[:, 1] - a[:, 0], b[:, 1] - b[:, 0]
    return np.asarray(np.abs((u * v).sum(axis=1)) / segment_lengths(a) / segment_lengths(b))


def _inside_capsule(segments: FloatArray, axes: FloatArray, radius: float) -> tuple[FloatArray, FloatArray]:
    """Clip each segment to the points at most `radius` from its axis; all is convex, so one interval remains."""
    origin, step = segments[:, 0], segments[:, 1] - segments[:, 0]
    axis = axes[:, 1] - axes[:, 0]
    length = segment_lengths(axes)
    along = axis / length[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    offset = origin - axes[:, 0]
    slab = _both(
        _between((offset * along).sum(axis=1), (step * along).sum(axis=1), np.zeros_like(length), length),
        _between((offset * across).sum(axis=1), (step * across).sum(axis=1), -radius, radius),
    )
    discs = [_inside_disc(origin - axes[:, end], step, radius) for end in (0, 1)]
    starts = np.stack([np.where(low <= high, low, np.inf) for low, high in (slab, *discs)])
    ends = np.stack([np.where(low <= high, high, -np.inf) for low, high in (slab, *discs)])
    return np.clip(starts.min(axis=0), 0.0, 1.0), np.clip(ends.max(axis=0), 0.0, 1.0)


def _between(
    value: FloatArray, slope: FloatArray, low: FloatArray | float, high: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Solve low ≤ value + t·slope ≤ high for t."""
    level = np.abs(slope) < 1e-12
    inside = (value >= low) & (value <= high)
    safe = np.where(level, 1.0, slope)
    one, two = (low - value) / safe, (high - value) / safe
    start = np.where(level, np.where(inside, -np.inf, np.inf), np.minimum(one, two))
    end = np.where(level, np.where(inside, np.inf, -np.inf), np.maximum(one, two))
    return start, end


def _both(
    one: tuple[FloatArray, FloatArray], two: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    return np.maximum(one[0], two[0]), np.minimum(one[1], two[1])


def _inside_disc(offset: FloatArray, step: FloatArray, radius: float) -> tuple[FloatArray, FloatArray]:
    """Solve |offset + t·step| ≤ radius for t."""
    a = (step**2).sum(axis=1)
    b = (offset * step).sum(axis=1)
    root = b**2 - a * ((offset**2).sum(axis=1) - radius**2)
    reach = np.sqrt(np.maximum(root, 0.0))
    start, end = (-b - reach) / a, (-b + reach) / a
    return np.where(root >= 0, start, np.inf), np.where(root >= 0, end, -np.inf)
