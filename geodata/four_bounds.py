"""四至: what limits a set of units on the east, south, west and north, and how one says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.along import Stretches, covered_m, find_stretches, segment_lengths, segments_of
from geodata.domain import ON_LINE_TOLERANCE_M, Bound, FourBounds, LineKind
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

MAIN_SHARE = 0.5
"""Below this share the text says that the rest of the side has no name."""

SIDES = ("east", "south", "west", "north")

_SIDES_ZH = dict(zip(SIDES, "东南西北", strict=True))
_KINDS_ZH = {
    "road": "道路", "river": "河流", "rail": "铁路", "wall": "围墙",
    "office": "街道界", "community": "相邻社区", "land": "未命名地段",
}
_KINDS_EN = {
    "road": "road", "river": "river", "rail": "railway", "wall": "wall",
    "office": "limit of the street office", "community": "next community", "land": "land without a name",
}


def describe(outline: shapely.Geometry, lines: gpd.GeoDataFrame, territory: shapely.Geometry | None) -> FourBounds:
    """Find what limits an outline on each side.

    The outline is taken apart into straight segments; a segment belongs to the side to which its outer face looks.
    A side is called after the named line that runs along most of it (within 30 m, turned by at most 30 degrees); else
    it is the limit of the street office; else a line without a name; else the next community.

    Parameters
    ----------
    outline
        Polygon or MultiPolygon, metres; holes do not count.
    lines
        Columns ``name, kind, geometry`` of :class:`geodata.dataset.Dataset`.
    territory
        Outline of the street office, or ``None`` where it is not known.
    """
    segments = _outer_segments(outline)
    near = lines.iloc[np.sort(lines.sindex.query(outline, predicate="dwithin", distance=BOUND_TOLERANCE_M))]
    drawn = np.asarray(near.geometry, dtype=object)
    stretches = find_stretches(segments, drawn, within_m=BOUND_TOLERANCE_M, max_angle_deg=PARALLEL_DEG)
    limit = _limit(segments, territory)
    faces = _facing(segments)
    covers = _covers(near, stretches, limit, segments)
    nothing = "land" if territory is None else "community"
    return FourBounds(*(_bound(covers, segment_lengths(segments), face, nothing) for face in faces))


def text_zh(bounds: FourBounds) -> str:
    """Say the four bounds in Chinese: 东至石榴街，南至街道界，….

    A stretch without a name is marked （未命名）, a line along less than half of a side （部分）.
    """
    return "，".join(f"{_SIDES_ZH[side]}至{_named_zh(getattr(bounds, side))}" for side in SIDES)


def text_en(bounds: FourBounds) -> str:
    """Say the four bounds in English; names stay as they are."""
    return ", ".join(f"{side} to {_named_en(getattr(bounds, side))}" for side in SIDES)


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
    toward = out @ np.array([[1, 0], [0, -1], [-1, 0], [0, 1]]).T
    strict = np.argmax(np.round(toward, 9), axis=1)
    faces = [np.flatnonzero(strict == side) for side in range(4)]
    return [face if len(face) else np.flatnonzero(toward[:, side] > 0) for side, face in enumerate(faces)]


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


def _bound(
    covers: list[tuple[str | None, str, FloatArray]], length_m: FloatArray, face: IntArray, nothing: str
) -> Bound:
    whole = float(length_m[face].sum())
    shares = [min(1.0, float(metres[face].sum()) / whole) for _, _, metres in covers]
    best = int(np.argmax(np.round(shares, 6)))
    if shares[best] < SHARE_MIN:
        return Bound(None, nothing, 1.0 - min(1.0, sum(shares)))
    name, kind, _ = covers[best]
    return Bound(name, kind, shares[best])


def _named_zh(bound: Bound) -> str:
    if bound.name is None and bound.kind != "office":
        return f"{_KINDS_ZH[bound.kind]}（未命名）"
    return (bound.name or _KINDS_ZH[bound.kind]) + ("（部分）" if bound.share < MAIN_SHARE else "")


def _named_en(bound: Bound) -> str:
    if bound.name is None and bound.kind != "office":
        return f"{_KINDS_EN[bound.kind]} (no name)"
    return (bound.name or _KINDS_EN[bound.kind]) + (" (in part)" if bound.share < MAIN_SHARE else "")
