"""The kilometre grid of the neat line: from what the page shows to metres of the working system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import CRS

from geodata.transforms import transformer

SAMPLES = 9


@dataclass(frozen=True)
class MetricGrid:
    """East and north as polynomials of second degree around the middle of the sheet.

    With u, v the offsets from `origin`, each coordinate is the sum of its coefficients times 1, u, v, u², uv, v².
    Over a district of 40 km this stays within a metre of the projection, and the page needs no projection library.

    Attributes
    ----------
    origin
        Middle of the sheet, as shown (degrees, or metres of a system without a place on Earth).
    east, north
        Six coefficients each, in metres.
    """

    origin: tuple[float, float]
    east: tuple[float, ...]
    north: tuple[float, ...]

    def locate(self, x: float, y: float) -> tuple[float, float]:
        """Return east and north in metres of a place as shown."""
        terms = _terms(np.array([x - self.origin[0]]), np.array([y - self.origin[1]]))[0]
        return float(terms @ np.array(self.east)), float(terms @ np.array(self.north))


def local_grid() -> MetricGrid:
    """Return the grid of coordinates that are metres already."""
    return MetricGrid((0.0, 0.0), (0.0, 1.0, 0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0, 0.0, 0.0))


def fit_grid(bounds: Sequence[float], crs: CRS) -> MetricGrid:
    """Fit the grid of a metric system over a sheet.

    Parameters
    ----------
    bounds
        West, south, east, north in WGS 84 degrees.
    crs
        The working system, in metres.
    """
    west, south, east, north = bounds
    origin = ((west + east) / 2, (south + north) / 2)
    lon, lat = (a.ravel() for a in np.meshgrid(np.linspace(west, east, SAMPLES), np.linspace(south, north, SAMPLES)))
    x, y = transformer("EPSG:4326", crs).transform(lon, lat)
    terms = _terms(lon - origin[0], lat - origin[1])
    return MetricGrid(origin, _fit(terms, np.asarray(x)), _fit(terms, np.asarray(y)))


def _terms(u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack([np.ones_like(u), u, v, u * u, u * v, v * v])


def _fit(terms: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    # Columns differ by many orders of magnitude in degrees: scale them before solving.
    scale = np.maximum(np.abs(terms).max(axis=0), 1e-12)
    return tuple(float(c) for c in np.linalg.lstsq(terms / scale, values, rcond=None)[0] / scale)
