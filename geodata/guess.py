"""Which metric system numbers without one are in: the zone that an easting spells out, or the place that fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from geodata.transforms import transformer

if TYPE_CHECKING:
    from geodata.domain import FloatArray

ZONE_M = 1_000_000.0
"""An easting with its zone in front is the number of the zone times this, plus the easting itself."""

NEAR_KM = 50.0
"""Two layers of one district lie at most this far apart; neighbouring central meridians put them 200 km apart."""

_SAME_ZONE_SHARE = 0.95
_NORTHINGS = 1_900_000.0, 6_000_000.0
_EASTINGS_6_DEGREES = 160_000.0, 840_000.0
_EASTINGS_3_DEGREES = 330_000.0, 670_000.0
_MERCATOR_X, _MERCATOR_Y = (8_100_000.0, 15_100_000.0), (1_900_000.0, 7_300_000.0)
_FIRST_ZONE_6, _LAST_ZONE_6, _EPSG_6 = 13, 23, 4491
_FIRST_ZONE_3, _LAST_ZONE_3, _EPSG_3 = 25, 45, 4513
_EPSG_BARE = 4534  # CGCS2000 / 3-degree Gauss-Kruger CM 75E; one code for each 3 degrees eastward
_BARE_MERIDIANS = tuple(range(75, 136, 3))
_WEB_MERCATOR = 3857


@dataclass(frozen=True)
class Candidate:
    """A system that numbers may be in.

    Attributes
    ----------
    epsg
        Its code.
    certain
        Whether nothing else fits, so that it may be assumed with a record.
    why_zh, why_en
        What speaks for it.
    """

    epsg: int
    certain: bool
    why_zh: str
    why_en: str


def candidates(xy: FloatArray, near: FloatArray | None = None) -> tuple[Candidate, ...]:
    """List the metric systems of China in which numbers may be, the likeliest first.

    Eastings with the zone in front name it: 13 to 23 are zones of 6 degrees, 25 to 45 of 3. Eastings without it fit
    every central meridian alike; the one that puts them beside a layer whose place is known is taken. The datum of
    a Gauss-Kruger zone cannot be read from numbers: CGCS2000 is meant, Beijing 1954 and Xi'an 1980 lie up to about
    a hundred metres beside it.

    Parameters
    ----------
    xy
        Shape (n, 2). Coordinates, NaN where unknown.
    near
        Longitude and latitude of a layer of the same district whose system is known, or ``None``.
    """
    known = xy[np.isfinite(xy).all(axis=1)]
    if not len(known):
        return ()
    x, y = (float(value) for value in np.median(known, axis=0))
    zone = int(x // ZONE_M)
    same_zone = float((known[:, 0] // ZONE_M == zone).mean()) >= _SAME_ZONE_SHARE
    mercator = _between(x, _MERCATOR_X) and _between(y, _MERCATOR_Y)
    found = []
    if same_zone and _between(y, _NORTHINGS):
        if zone == 0:
            return _bare(x, y, near)
        found += _with_zone(zone, x % ZONE_M, alone=not mercator)
    if mercator:
        found.append(Candidate(_WEB_MERCATOR, False, "在网络墨卡托的中国范围内", "they lie in China in web Mercator"))
    return _nearest(found, x, y, near)


def _with_zone(zone: int, easting: float, *, alone: bool) -> list[Candidate]:
    for first, last, code, eastings, degrees in (
        (_FIRST_ZONE_6, _LAST_ZONE_6, _EPSG_6, _EASTINGS_6_DEGREES, 6),
        (_FIRST_ZONE_3, _LAST_ZONE_3, _EPSG_3, _EASTINGS_3_DEGREES, 3),
    ):
        if first <= zone <= last and _between(easting, eastings):
            return [Candidate(
                code + zone - first, alone, f"横坐标以 {degrees} 度带带号 {zone} 开头",
                f"eastings begin with {zone}, the number of a {degrees}-degree zone",
            )]
    return []


def _bare(x: float, y: float, near: FloatArray | None) -> tuple[Candidate, ...]:
    if near is None or not _between(x, _EASTINGS_6_DEGREES):
        return ()
    codes = [_EPSG_BARE + i for i in range(len(_BARE_MERIDIANS))]
    away = [_away_km(code, x, y, near) for code in codes]
    best = int(np.argmin(away))
    if away[best] > NEAR_KM:
        return ()
    return (Candidate(
        codes[best], True, f"中央经线 {_BARE_MERIDIANS[best]}° 时距其他图层 {away[best]:.0f} 千米，其他经线都很远",
        f"with central meridian {_BARE_MERIDIANS[best]} E they lie {away[best]:.0f} km from another layer, with any "
        "other far from it",
    ),)


def _nearest(found: list[Candidate], x: float, y: float, near: FloatArray | None) -> tuple[Candidate, ...]:
    """Keep of several systems the one that puts the numbers beside the other layer."""
    if near is None or len(found) < 2:
        return tuple(found)
    fitting = [candidate for candidate in found if _away_km(candidate.epsg, x, y, near) <= NEAR_KM]
    return tuple(found) if len(fitting) != 1 else (Candidate(
        fitting[0].epsg, True, f"{fitting[0].why_zh}，并与其他图层相邻", f"{fitting[0].why_en}, beside another layer",
    ),)


def _away_km(epsg: int, x: float, y: float, near: FloatArray) -> float:
    lon, lat = transformer(epsg, 4326).transform(x, y)
    if not (np.isfinite(lon) and np.isfinite(lat)):
        return float("inf")
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(lon, lat, float(near[0]), float(near[1]))
    return float(metres) / 1000


def _between(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
