"""GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, turned into WGS 84.

Both have no official text. The formulae are those published since 2013 by reverse engineering and found alike in
eviltransform, PRCoords and Proj4Leaflet's Chinese plug-ins: a polynomial with sine terms in degrees from (105 E, 35 N),
scaled on the ellipsoid of Krasovsky 1940; BD-09 turns and stretches GCJ-02 about the origin of coordinates. The way
back is a fixed-point iteration on the way there. PROJ declined them, and no package on PyPI is both kept and exact over
arrays (docs/dependencies.md), so these few lines are ours, held against known points of another implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from geodata.domain import Datum

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray

_KRASOVSKY_A_M = 6378245.0
_KRASOVSKY_E2 = 0.00669342162296594323
BD09_CONSTANTS = 0.0065, 0.006
"""Degrees of longitude and latitude that BD-09 adds at the end; taken off alone they undo nothing."""

_BD_ANGLE = np.pi * 3000 / 180
_ROUNDS = 12
"""Each round of the iteration shortens the error at least a hundredfold or, for BD-09, fivefold: far below 1 mm."""


def covers(lonlat: FloatArray) -> BoolArray:
    """Tell which points lie where the shift applies: the rectangle around China that the web maps use.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.
    """
    lon, lat = lonlat.T
    inside: BoolArray = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    return inside


def wgs84_to_gcj02(lonlat: FloatArray) -> FloatArray:
    """Shift WGS 84 to GCJ-02; shape (n, 2), degrees. Points outside :func:`covers` stay."""
    lon, lat = lonlat.T
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + 2.0 / 3.0 * (
        wave + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)
        + 160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)
    )
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + 2.0 / 3.0 * (
        wave + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)
        + 150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)
    )
    phi = np.radians(lat)
    w2 = 1.0 - _KRASOVSKY_E2 * np.sin(phi) ** 2
    meridian_radius = _KRASOVSKY_A_M * (1.0 - _KRASOVSKY_E2) / w2**1.5
    parallel_radius = _KRASOVSKY_A_M / np.sqrt(w2) * np.cos(phi)
    shift = np.degrees(np.column_stack([east / parallel_radius, north / meridian_radius]))
    return np.where(covers(lonlat)[:, None], lonlat + shift, lonlat)


def gcj02_to_bd09(lonlat: FloatArray) -> FloatArray:
    """Turn GCJ-02 into BD-09; shape (n, 2), degrees."""
    lon, lat = lonlat.T
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_ANGLE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_ANGLE)
    shifted = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + BD09_CONSTANTS
    return np.where(covers(lonlat)[:, None], shifted, lonlat)


def gcj02_to_wgs84(lonlat: FloatArray) -> FloatArray:
    """Turn GCJ-02 into WGS 84; shape (n, 2), degrees."""
    return _inverse(wgs84_to_gcj02, lonlat)


def bd09_to_wgs84(lonlat: FloatArray) -> FloatArray:
    """Turn BD-09 into WGS 84; shape (n, 2), degrees."""
    return gcj02_to_wgs84(_inverse(gcj02_to_bd09, lonlat))


def to_wgs84(lonlat: FloatArray, datum: Datum) -> FloatArray:
    """Bring longitude and latitude of any datum to WGS 84; CGCS2000 counts as WGS 84. Shape (n, 2), degrees."""
    return lonlat if datum not in _TO_WGS84 else _TO_WGS84[datum](lonlat)


def from_wgs84(lonlat: FloatArray, datum: Datum) -> FloatArray:
    """Bring WGS 84 to any datum; shape (n, 2), degrees."""
    if datum is Datum.BD09:
        return gcj02_to_bd09(wgs84_to_gcj02(lonlat))
    return wgs84_to_gcj02(lonlat) if datum is Datum.GCJ02 else lonlat


_TO_WGS84: Mapping[Datum, Callable[[FloatArray], FloatArray]] = {
    Datum.GCJ02: gcj02_to_wgs84,
    Datum.BD09: bd09_to_wgs84,
}


def _inverse(there: Callable[[FloatArray], FloatArray], target: FloatArray) -> FloatArray:
    found = target
    for _ in range(_ROUNDS):
        found = found + target - there(found)
    return found
