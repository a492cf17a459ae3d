"""Columns of coordinates that a table gives twice, in two datums: which say the same, and which is to be believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyproj

from geodata import gcj02, headers
from geodata.domain import Datum
from geodata.numbers import read_numbers

if TYPE_CHECKING:
    from geodata.domain import FloatArray

AGREE_M = 5.0
"""Two columns pairs say the same where they lie this near: five decimals of a degree are about a metre."""

CONSTANT_DEG = 2e-6
"""Differences between two pairs that vary by no more than this are one constant, not a datum."""

_UNSHIFTED = Datum.WGS84, Datum.CGCS2000
_ORDER = (*_UNSHIFTED, Datum.GCJ02, Datum.BD09, None)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two columns of longitude and latitude, and the datum that their headers name.

    Attributes
    ----------
    lonlat
        Shape (n, 2), degrees, NaN where unreadable.
    """

    x: str
    y: str
    datum: Datum | None
    lonlat: FloatArray

    @property
    def wgs84(self) -> FloatArray:
        """Where the points are if the headers tell the truth, shape (n, 2)."""
        return gcj02.to_wgs84(self.lonlat, self.datum or Datum.WGS84)


@dataclass(frozen=True, eq=False)
class Disagreement:
    """Two pairs of one table that cannot both be what their headers say.

    Attributes
    ----------
    wrong, right
        The pair that is not believed, and the one that is.
    off_m, off_max_m
        How far the first lies from where the second puts it: median and largest, metres.
    constant
        Degrees of longitude and latitude by which they differ alike in all rows, or ``None``.
    """

    wrong: Pair
    right: Pair
    off_m: float
    off_max_m: float
    constant: tuple[float, float] | None

    @property
    def uses_bd09_constants(self) -> bool:
        """Whether somebody took off BD-09's constants alone, a frequent mistake, in place of the whole formula."""
        difference = np.abs(np.abs(self.constant or (0.0, 0.0)) - gcj02.BD09_CONSTANTS)
        return bool((difference <= CONSTANT_DEG).all())


def find_pairs(frame: pd.DataFrame) -> tuple[Pair, ...]:
    """Find the pairs of coordinate columns of a table whose headers name different datums, or none."""
    named = {side: headers.coordinate_columns(frame.columns, side) for side in ("x", "y")}
    found = []
    for datum in _ORDER:
        xs = [column for column in named["x"] if headers.datum_of(column) is datum]
        ys = [column for column in named["y"] if headers.datum_of(column) is datum]
        if len(xs) == len(ys) == 1:
            coordinates = [read_numbers(frame[column]).values for column in (xs[0], ys[0])]
            found.append(Pair(xs[0], ys[0], datum, np.column_stack(coordinates)))
    return tuple(found)


def disagreements(pairs: tuple[Pair, ...]) -> Iterator[Disagreement]:
    """Compare pairs whose headers name a datum: brought to WGS 84 they should be the same points.

    A pair that is said to be in WGS 84 was computed from the shifted one, which came from a map service: the
    shifted one is believed.
    """
    for first, second in combinations([pair for pair in pairs if pair.datum is not None], 2):
        metres = _apart_m(first.wgs84, second.wgs84)
        if len(metres) and (off := float(np.median(metres))) > AGREE_M:
            step = second.lonlat - first.lonlat
            step = step[np.isfinite(step).all(axis=1)]
            middle = np.median(step, axis=0)
            alike = bool((np.abs(step - middle) <= CONSTANT_DEG).all())
            constant = (float(middle[0]), float(middle[1])) if alike and len(step) > 1 else None
            yield Disagreement(first, second, off, float(metres.max()), constant)


def trusted(pairs: tuple[Pair, ...]) -> Pair | None:
    """Choose the pair to read where headers name several: WGS 84 unless another pair gainsays it, else the shifted."""
    doubted = {found.wrong.x for found in disagreements(pairs)}
    believed = [pair for pair in pairs if pair.x not in doubted]
    return believed[0] if len(pairs) > 1 and believed else None


def _apart_m(first: FloatArray, second: FloatArray) -> FloatArray:
    both = np.isfinite(first).all(axis=1) & np.isfinite(second).all(axis=1)
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(*first[both].T, *second[both].T)
    return np.asarray(metres, dtype=np.float64)
