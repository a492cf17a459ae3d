"""How land lies on paper: the round scale that fits, millimetres from metres, ticks of the kilometre grid, north."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError

MAP_MM = (260.0, 240.0)
"""Room for the map on an A3 sheet across (look.md, 09-print)."""

MARGIN = 1.06
"""Land is shown with this much room around it."""

SCALE_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5)
BAR_MM = 40.0
BAR_STEPS = (1, 2, 5)
TICK_STEPS_M = (50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 50_000)
TICK_APART_MM = 26.0
MM = 1000.0
WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class Frame:
    """The part of the ground on the paper.

    Attributes
    ----------
    scale
        Denominator: a metre of paper is so many metres of ground.
    centre
        Middle of the map in the working system, metres.
    width_mm, height_mm
        Room for the map on paper.
    bar_m
        Length of the scale bar on the ground: a round number of metres, at most 40 mm on paper.
    """

    scale: int
    centre: tuple[float, float]
    width_mm: float
    height_mm: float
    bar_m: int

    @property
    def per_mm(self) -> float:
        """Metres of ground in a millimetre of paper."""
        return self.scale / MM

    def x(self, east: float) -> float:
        """Return millimetres from the left edge of the map."""
        return (east - self.centre[0]) / self.per_mm + self.width_mm / 2

    def y(self, north: float) -> float:
        """Return millimetres from the upper edge of the map."""
        return self.height_mm / 2 - (north - self.centre[1]) / self.per_mm

    def east(self, x: float) -> float:
        """Return metres east of a place on the paper."""
        return self.centre[0] + (x - self.width_mm / 2) * self.per_mm

    def north(self, y: float) -> float:
        """Return metres north of a place on the paper."""
        return self.centre[1] - (y - self.height_mm / 2) * self.per_mm


@dataclass(frozen=True)
class Ticks:
    """Where lines of the grid meet the neat line: millimetres on paper and metres on the ground."""

    step_m: int
    east: tuple[tuple[float, int], ...]
    north: tuple[tuple[float, int], ...]


def fit(bounds: Sequence[float], room_mm: tuple[float, float] = MAP_MM) -> Frame:
    """Choose the largest round scale at which some land fits the paper.

    Parameters
    ----------
    bounds
        West, south, east, north, metres.
    """
    west, south, east, north = bounds
    needed = max((east - west) * MARGIN * MM / room_mm[0], (north - south) * MARGIN * MM / room_mm[1], 1.0)
    power = 10.0 ** np.floor(np.log10(needed))
    scale = next((step * power for step in SCALE_STEPS if step * power >= needed), 10 * power)
    longest = scale * BAR_MM / MM
    unit = 10.0 ** np.floor(np.log10(longest))
    bar = max(step * unit for step in BAR_STEPS if step * unit <= longest)
    return Frame(round(scale), ((west + east) / 2, (south + north) / 2), *room_mm, max(1, round(bar)))


def fill(bounds: Sequence[float], room_mm: tuple[float, float]) -> Frame:
    """Fill some room with land, at whatever scale that needs: for a small map that states none."""
    west, south, east, north = bounds
    per_mm = max((east - west) / room_mm[0], (north - south) / room_mm[1]) * 1.05 or 1.0
    return Frame(max(1, round(per_mm * MM)), ((west + east) / 2, (south + north) / 2), *room_mm, 1)


def ticks(frame: Frame) -> Ticks:
    """Return the ticks along both sides of a map, at least 26 mm apart."""
    step = next((one for one in TICK_STEPS_M if one / frame.per_mm >= TICK_APART_MM), TICK_STEPS_M[-1])

    def between(low: float, high: float) -> range:
        return range(-int(-low // step) * step, int(high // 1) + 1, step)

    return Ticks(
        step,
        tuple((frame.x(value), value) for value in between(frame.east(0), frame.east(frame.width_mm))),
        tuple((frame.y(value), value) for value in between(frame.north(frame.height_mm), frame.north(0))),
    )


def describe_crs(crs: CRS | None) -> dict[str, Any]:
    """Say in which system a sheet is drawn: name, datum, projection and central meridian, as far as they are known."""
    if crs is None:
        return {"is_local": True, "name": None, "datum": None, "projection": None, "central_meridian": None}
    datum = crs.geodetic_crs.name if crs.geodetic_crs is not None else None
    operation = crs.coordinate_operation
    meridian = next(
        (parameter.value for parameter in (operation.params if operation else ()) if "origin" in parameter.name.lower()
         and "longitude" in parameter.name.lower()), None,
    )
    return {
        "is_local": False, "name": crs.name, "datum": datum,
        "projection": None if operation is None else operation.method_name, "central_meridian": meridian,
    }


def convergence(crs: CRS | None, centre: tuple[float, float]) -> float | None:
    """Give the angle from grid north to true north in the middle of the sheet, degrees clockwise; ``None`` unknown."""
    if crs is None:
        return None
    try:
        place = Transformer.from_crs(crs, WGS84, always_xy=True).transform(*centre)
        factors = Proj(crs).get_factors(*place)
    except (CRSError, RuntimeError):
        return None
    return round(-float(factors.meridian_convergence), 3)
