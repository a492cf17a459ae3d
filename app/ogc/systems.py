"""Coordinate reference systems by their URI, with the order of axes that their authority gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Longitude and latitude in WGS 84: the system of every collection, and the one in which features are kept here."""
DEGREE_DIGITS = 8
METRE_DIGITS = 3
SIDE_STEPS = 32
"""So finely is each side of a box divided before it is bent into longitude and latitude."""

type Box = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True)
class Place:
    """Where features are wanted, in CRS84.

    Attributes
    ----------
    shape
        What they have to touch.
    outer
        Its bounds: a feature outside of them does not touch it.
    inner
        A box that lies wholly in it: a feature inside touches it for certain. ``None`` where there is none.
    """

    shape: shapely.Geometry
    outer: Box
    inner: Box | None


def uri_of(system: str | None) -> str | None:
    """Return the URI of a system such as ``EPSG:4545``; ``None`` for one that EPSG does not number."""
    found = re.fullmatch(r"EPSG:(\d+)", system or "")
    return None if found is None else f"http://www.opengis.net/def/crs/EPSG/0/{found[1]}"


def converted(shapes: Any, uri: str) -> Any:
    """Bring an array of shapes in CRS84 into a system, rounded to a millimetre, rings of polygons anticlockwise."""
    turned = shapely.orient_polygons(shapes)
    digits = DEGREE_DIGITS if is_geographic(uri) else METRE_DIGITS
    if uri == CRS84:
        return shapely.transform(turned, lambda xy: np.round(xy, digits))
    way = _way_to(uri)
    return shapely.transform(
        turned, lambda xy: np.round(np.column_stack(way.transform(xy[:, 0], xy[:, 1])), digits)
    )


@lru_cache(maxsize=64)
def is_geographic(uri: str) -> bool:
    """Whether coordinates of a system are degrees."""
    return bool(CRS.from_user_input(uri).is_geographic)


def place_in(uri: str, corners: Sequence[float]) -> Place:
    """Return the place of a box that is told in a system: the lower corner, then the upper one, axes as the system has.

    In CRS84 a box whose west lies east of its east crosses the antimeridian.
    """
    if uri == CRS84:
        return _box_in_degrees(*corners)
    x1, y1, x2, y2 = corners
    if is_geographic(uri):
        (west, east), (south, north) = _way_to(uri).transform((x1, x2), (y1, y2), direction="INVERSE")
        return _box_in_degrees(west, south, east, north)
    steps = np.linspace(0.0, 1.0, SIDE_STEPS + 1)
    along_x, along_y = x1 + (x2 - x1) * steps, y1 + (y2 - y1) * steps
    ways = ((along_x, y1), (x2, along_y), (along_x[::-1], y2), (x1, along_y[::-1]))
    sides = [
        np.column_stack(_way_to(uri).transform(x, y, direction="INVERSE"))
        for x, y in (np.broadcast_arrays(*way) for way in ways)
    ]
    ring = np.concatenate([side[:-1] for side in sides])
    if not np.isfinite(ring).all():
        raise ValueError("outside the system")
    shape = shapely.make_valid(shapely.Polygon(ring)) if x1 < x2 and y1 < y2 else shapely.LineString(ring)
    west, south, east, north = map(float, shapely.bounds(shape))
    return Place(shape, (west, south, east, north), _inscribed(sides, shape))


def _inscribed(sides: Sequence[np.ndarray[Any, Any]], shape: shapely.Geometry) -> Box | None:
    """Return a box between four sides that are nearly straight."""
    centre = np.concatenate(sides).mean(axis=0)
    west, south, east, north = map(float, shapely.bounds(shape))
    for side in sides:
        low, high = side.min(axis=0), side.max(axis=0)
        across = 0 if high[0] - low[0] < high[1] - low[1] else 1
        if across == 0 and low[0] > centre[0]:
            east = min(east, low[0])
        elif across == 0:
            west = max(west, high[0])
        elif low[1] > centre[1]:
            north = min(north, low[1])
        else:
            south = max(south, high[1])
    inner = (float(west), float(south), float(east), float(north))
    return inner if west < east and south < north and shapely.covers(shape, shapely.box(*inner)) else None


def _box_in_degrees(west: float, south: float, east: float, north: float) -> Place:
    if west <= east:
        box = (west, south, east, north)
        return Place(shapely.MultiPoint([(west, south), (east, north)]).envelope, box, box)
    halves = shapely.MultiPolygon([shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)])
    return Place(halves, (-180, south, 180, north), None)


@lru_cache(maxsize=64)
def _way_to(uri: str) -> Transformer:
    """Return the way from CRS84, axes in the order of the authority.

    A way is opened anew in every thread that goes it: one that is told by its steps need not be searched for again,
    which takes a quarter of a second.
    """
    found = Transformer.from_crs("OGC:CRS84", CRS.from_user_input(uri))
    is_single = found.definition.startswith("proj=")
    return Transformer.from_pipeline(found.definition) if is_single else found
