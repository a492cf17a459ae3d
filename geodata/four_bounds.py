"""四至: what limits a set of units on the east, south, west and north."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.along import Stretches, covered_m, find_stretches, segment_lengths, segments_of
from geodata.domain import ON_LINE_TOLERANCE_M, LineKind
from geodata.domain_facts import Bound, FourBounds
from geodata.tessellation import polygon_parts

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

BOUND_TOLERANCE_M = 2 * ON_LINE_TOLERANCE_M
"""A line limits an outline that is at most this far away: half of a wide street and its green."""

PARALLEL_DEG = 30.0
"""A line limits an outline that turns from it by at most this."""

SHARE_MIN = 0.3
"""A side is called after a line that accounts for at least this share of it (design default)."""

UNNAMED_WORTH = 0.8
"""A metre along a line without a name counts so much of one along a line with a name (design default)."""

SIDES = ("east", "south", "west", "north")
OUTWARD = np.array([[1.0, 0.0], [0.0, -1.0], [-1.0, 0.0], [0.0, 1.0]])
"""Direction in which each side looks."""

REST = ("community", "land")
"""Kinds of what is no line: the next community, or land."""

CLEAR_M = 0.01
"""How far before a segment the view begins."""

IN_SIGHT = 0.01
"""A line that accounts for less of a side is not worth a word."""


@dataclass(frozen=True)
class Stretch:
    """What limits part of one side.

    Attributes
    ----------
    side
        ``east``, ``south``, ``west`` or ``north``.
    name, kind
        As in :class:`geodata.domain_facts.Bound`; ``None`` where it has no name.
    share, share_of_outline
        Shares (0 to 1) of this side and of the whole outline.
    """

    side: str
    name: str | None
    kind: str
    share: float
    share_of_outline: float


def describe(outline: shapely.Geometry, lines: gpd.GeoDataFrame, territory: shapely.Geometry | None) -> FourBounds:
    """Find what limits an outline on each side.

    The outline is taken apart into straight segments; a segment belongs to the side to which its outer face looks, if
    it is seen from there: the flank of a notch limits nothing. A side is called after the line that runs along most of
    it (within 30 m, turned by at most 30 degrees), where one with a name, or the limit of the street office, goes
    before a nameless one of about the same length; else after the next community.

    Parameters
    ----------
    outline
        Polygon or MultiPolygon, metres; holes do not count.
    lines
        Columns ``name, kind, geometry`` of :class:`geodata.dataset.Dataset`.
    territory
        Outline of the street office, or ``None`` where it is not known.
    """
    found = find_stretches_of(outline, lines, territory)
    return FourBounds(*(_bound([stretch for stretch in found if stretch.side == side]) for side in SIDES))


def find_stretches_of(
    outline: shapely.Geometry, lines: gpd.GeoDataFrame, territory: shapely.Geometry | None
) -> tuple[Stretch, ...]:
    """List everything that limits an outline, side by side; the parameters are those of :func:`describe`.

    Lines with a name come first, then the limit of the street office, then lines without a name; the rest of a side
    is the next community, or land where the street office is not known. Near a corner two lines may count for the
    same metres.
    """
    segments = _outer_segments(outline)
    near = lines.iloc[np.sort(lines.sindex.query(outline, predicate="dwithin", distance=BOUND_TOLERANCE_M))]
    drawn = np.asarray(near.geometry, dtype=object)
    along = find_stretches(segments, drawn, within_m=BOUND_TOLERANCE_M, max_angle_deg=PARALLEL_DEG)
    covers = _covers(near, along, _limit(segments, territory), segments)
    length_m = segment_lengths(segments)
    rest = np.maximum(0.0, length_m - np.sum([metres for _, _, metres in covers], axis=0))
    covers.append((None, "land" if territory is None else "community", rest))
    found = []
    for side, outward, facing in zip(SIDES, OUTWARD, _facing(segments), strict=True):
        face = _seen(outline, segments, facing, outward)
        whole = float(length_m[face].sum())
        for name, kind, metres in covers:
            here = min(whole, float(metres[face].sum()))
            if here >= IN_SIGHT * whole:
                found.append(Stretch(side, name, kind, here / whole, here / float(length_m.sum())))
    return tuple(found)


def _outer_segments(outline: shapely.Geometry) -> FloatArray:
    """Take outer rings apart, counter-clockwise: the outside lies to the right of each segment."""
    parts, _ = polygon_parts(np.array([outline], dtype=object))
    rings = shapely.get_exterior_ring(shapely.orient_polygons(parts))
    return segments_of(np.asarray(rings, dtype=object))[0]


def _facing(segments: FloatArray) -> list[IntArray]:
    """List the segments that look east, south, west and north.

    A side at which nothing looks within 45 degrees (a corner of a triangle) has what looks there at all.
    """
    step = segments[:, 1] - segments[:, 0]
    out = np.column_stack([step[:, 1], -step[:, 0]]) / segment_lengths(segments)[:, None]
    toward = out @ OUTWARD.T
    strict = np.argmax(np.round(toward, 9), axis=1)
    faces = [np.flatnonzero(strict == side) for side in range(4)]
    return [face if len(face) else np.flatnonzero(toward[:, side] > 0) for side, face in enumerate(faces)]


def _seen(outline: shapely.Geometry, segments: FloatArray, face: IntArray, outward: FloatArray) -> IntArray:
    """Keep the segments of a side whose middle sees out: nothing of the outline lies before it."""
    middle = segments[face].mean(axis=1)
    west, south, east, north = shapely.bounds(outline)
    far = middle + outward * (east - west + north - south)
    rays = shapely.linestrings(np.stack([middle + outward * CLEAR_M, far], axis=1))
    shapely.prepare(outline)
    seen = face[~shapely.intersects(outline, rays)]
    return seen if len(seen) else face


def _limit(segments: FloatArray, territory: shapely.Geometry | None) -> Stretches:
    rims: GeometryArray = np.array([] if territory is None else [shapely.boundary(territory)], dtype=object)
    return find_stretches(segments, rims, within_m=ON_LINE_TOLERANCE_M, max_angle_deg=PARALLEL_DEG)


def _covers(
    near: gpd.GeoDataFrame, stretches: Stretches, limit: Stretches, segments: FloatArray
) -> list[tuple[str | None, str, FloatArray]]:
    """Measure what each candidate covers of each segment, best kind of candidate first.

    The office limit and lines without a name count only where no line with a name runs.
    """
    names = [name if isinstance(name, str) and name else None for name in near["name"]]
    kinds = [_kind(kind) for kind in near["kind"]]
    labels = [(name, "" if name else kind) for name, kind in zip(names, kinds, strict=True)]
    named_line = np.array([name is not None for name in names], dtype=np.bool_)
    named = stretches.where(named_line[stretches.line])
    under_name = covered_m(named, segments)
    covers: list[tuple[str | None, str, FloatArray]] = [
        (None, "office", covered_m(named.joined(limit), segments) - under_name)
    ]
    for label in sorted(set(labels), key=str):
        is_own = np.array([other == label for other in labels], dtype=np.bool_)
        name, kind = label[0], kinds[int(np.argmax(is_own))]
        own = stretches.where(is_own[stretches.line])
        metres = covered_m(own, segments) if name else covered_m(named.joined(own), segments) - under_name
        covers.append((name, kind, metres))
    return sorted(covers, key=lambda cover: (cover[0] is None, cover[1] != "office", cover[0] or "", cover[1]))


def _kind(kind: str) -> str:
    return "road" if kind == LineKind.ARTERIAL else str(LineKind(kind).value)


def _bound(stretches: list[Stretch]) -> Bound:
    """Choose what a side is called after: the longest line, or the rest of the side where none is long enough."""
    lines = [stretch for stretch in stretches if stretch.kind not in REST]
    rest = [stretch for stretch in stretches if stretch.kind in REST]
    longest = max(lines, key=_worth, default=None)
    if longest is None or (rest and longest.share < min(SHARE_MIN, rest[0].share)):
        longest = rest[0]
    return Bound(longest.name, longest.kind, longest.share)


def _worth(stretch: Stretch) -> float:
    """Rank the lines of a side: by share, a name or the office's limit before a nameless line of about the same."""
    told = stretch.name is not None or stretch.kind == "office"
    return round(stretch.share * (1.0 if told else UNNAMED_WORTH), 6)
