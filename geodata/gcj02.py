"""GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, turned into WGS 84.

Both have no official text. The formulae are those published since 2013 by reverse engineering and found alike in
eviltransform, PRCoords and Proj4Leaflet's Chinese plug-ins: a polynomial with sine terms in degrees from (105 E, 35 N),
scaled on the ellipsoid of Krasovsky 1940; BD-09 turns and stretches GCJ-02 about the origin of coordinates. The way
back is a fixed-point iteration on the way there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray

_KRASOVSKY_A_M = 6378245.0
_KRASOVSKY_E2 = 0.00669342162296594323
_BD_LON, _BD_LAT = 0.0065, 0.006
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
    shifted = np.column_stack([radius * np.cos(angle) + _BD_LON, radius * np.sin(angle) + _BD_LAT])
    return np.where(covers(lonlat)[:, None], shifted, lonlat)


def gcj02_to_wgs84(lonlat: FloatArray) -> FloatArray:
    """Turn GCJ-02 into WGS 84; shape (n, 2), degrees."""
    return _inverse(wgs84_to_gcj02, lonlat)


def bd09_to_wgs84(lonlat: FloatArray) -> FloatArray:
    """Turn BD-09 into WGS 84; shape (n, 2), degrees."""
    return gcj02_to_wgs84(_inverse(gcj02_to_bd09, lonlat))


def _inverse(there: Callable[[FloatArray], FloatArray], target: FloatArray) -> FloatArray:
    found = target
    for _ in range(_ROUNDS):
        found = found + target - there(found)
    return found
