"""A unit cut along a line that somebody drew: what the line makes of its land."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.dividers import Dividers
from geodata.errors import BadCutError
from geodata.handing import hand_over
from geodata.shape import from_north
from geodata.slivers import is_sliver
from geodata.tessellation import cut_into_faces, dissolve, polygon_parts, seal

if TYPE_CHECKING:
    from geodata.domain import BoolArray, IntArray
    from geodata.shape import GeometryArray

REACH_M = 25.0
"""An end of the line that stops at most this far from the outline is led on to it."""

REACH_SHARE = 0.25
"""And at most this share of the line's own length: a stroke in the middle of a unit cuts nothing."""

BEYOND_M = 0.01
"""How far an end is led past the outline, so that rounding cannot leave it short."""

PARTS_MAX = 12
"""More parts than this come from a scribble."""


def cut_land(unit_id: str, land: shapely.Geometry, line: shapely.LineString) -> GeometryArray:
    """Cut the land of a unit along a line.

    Slivers between the line and the outline go to the part with which they share most border, polygons of the unit
    that the line does not meet to the nearest part.

    Parameters
    ----------
    unit_id
        For messages.
    land
        Polygon or MultiPolygon in metres.
    line
        In the same system. Ends that stop a little short are led on to the outline.

    Returns
    -------
    parts
        At least two polygons that tile the land up to the millimetre, from north to south, then west to east.

    Raises
    ------
    BadCutError
        Where the line does not cut through, or cuts too often.
    """
    polygons, _ = polygon_parts(np.array([land], dtype=object))
    led = np.array([_led_on(line, land)], dtype=object)
    cut = [cut_into_faces(polygon, led)[0] for polygon in polygons]
    owner = np.repeat(np.arange(len(polygons)), [len(faces) for faces in cut])
    faces = np.concatenate(cut)
    wide = ~is_sliver(faces)
    divided = np.bincount(owner[wide], minlength=len(polygons)) > 1
    if not divided.any():
        raise BadCutError(
            f"{unit_id}：所画的线没有穿过它；请从一侧界外画到另一侧界外",
            f"{unit_id}: the line does not cut through it; draw it from outside on one side to outside on the other",
            feature=unit_id,
        )
    owners = _owners(faces, wide & divided[owner])
    parts, _ = dissolve(faces, owners)
    if len(parts) > PARTS_MAX:
        raise BadCutError(
            f"{unit_id}：所画的线把它切成 {len(parts)} 块，最多 {PARTS_MAX} 块；请画得简单些",
            f"{unit_id}: the line cuts it into {len(parts)} parts, {PARTS_MAX} at most; draw a simpler line",
            feature=unit_id,
        )
    sealed = seal(parts)
    return sealed[from_north(sealed)]


def _owners(faces: GeometryArray, stands: BoolArray) -> IntArray:
    """Give slivers to a neighbour, and what the line left alone to the nearest part."""
    numbers = np.arange(len(faces))
    owners = hand_over(faces, numbers, stands, np.zeros(len(faces), dtype=np.int64), Dividers.none())
    alone = ~np.isin(owners, numbers[stands])
    kept = faces[stands]
    owners[alone] = numbers[stands][shapely.STRtree(kept).query_nearest(faces[alone], all_matches=False)[1]]
    return owners


def _led_on(line: shapely.LineString, land: shapely.Geometry) -> shapely.LineString:
    """Lead the ends of a line on to the nearest outline where they stop a little short of it inside the land."""
    corners = [tuple(corner) for corner in shapely.get_coordinates(line)]
    outline, reach = shapely.boundary(land), min(REACH_M, REACH_SHARE * line.length)
    for at in (0, -1):
        end = shapely.Point(corners[at])
        way = shapely.shortest_line(end, outline)
        if not shapely.intersects(land, end) or way.length > reach:
            continue
        if way.length == 0:
            beyond = corners[at]
        else:
            goal = shapely.get_coordinates(way)[1]
            beyond = tuple(goal + (goal - corners[at]) * (BEYOND_M / way.length))
        corners.insert(0, beyond) if at == 0 else corners.append(beyond)
    return shapely.LineString(corners)
