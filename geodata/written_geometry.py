"""Geometry written as text into a cell: WKT, GeoJSON, hexadecimal WKB, or two coordinates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata import values
from geodata.shape import GeometryArray

if TYPE_CHECKING:
    from geodata.domain import BoolArray

_SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;\s*", re.IGNORECASE)
_HEX = re.compile(r"(?:00|01)(?:[0-9A-Fa-f]{2}){8,}")
_NUMBER = r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
_PAIR = re.compile(rf"[(\[]?\s*{_NUMBER}\s*[,，;；\s]\s*{_NUMBER}\s*[)\]]?")


@dataclass(frozen=True, eq=False)
class Written:
    """A column of written geometry.

    Attributes
    ----------
    shapes
        Shape (n,); ``None`` where a cell is empty or unreadable.
    unreadable
        Shape (n,). Cells that hold something that is no geometry.
    crs
        ``EPSG:n`` where all cells that name a system (EWKT, EWKB) name this one.
    """

    shapes: GeometryArray
    unreadable: BoolArray
    crs: str | None


def parse(cells: pd.Series) -> Written:
    """Read a column of written geometry.

    Parameters
    ----------
    cells
        Values of any type.
    """
    texts = [values.text(cell) or "" for cell in cells]
    srids = [_SRID.match(text) for text in texts]
    bare = [text if srid is None else text[srid.end() :] for text, srid in zip(texts, srids, strict=True)]
    shapes: GeometryArray = np.full(len(bare), None, dtype=object)
    for read, fits in _READERS:
        chosen = np.array([fits(text) for text in bare], dtype=np.bool_)
        if chosen.any():
            shapes[chosen] = read(np.array([text for text, c in zip(bare, chosen, strict=True) if c], dtype=object))
    found = {int(srid[1]) for srid in srids if srid is not None} | {int(s) for s in shapely.get_srid(shapes) if s > 0}
    unreadable = np.array([text != "" for text in texts], dtype=np.bool_) & shapely.is_missing(shapes)
    return Written(shapely.force_2d(shapes), unreadable, f"EPSG:{found.pop()}" if len(found) == 1 else None)


def _points(texts: GeometryArray) -> GeometryArray:
    pairs = [_PAIR.fullmatch(text) for text in texts]
    points: GeometryArray = shapely.points([(float(p[1]), float(p[2])) for p in pairs if p is not None])
    return points


def _wkt(texts: GeometryArray) -> GeometryArray:
    shapes: GeometryArray = shapely.from_wkt(texts, on_invalid="ignore")
    return shapes


def _wkb(texts: GeometryArray) -> GeometryArray:
    shapes: GeometryArray = shapely.from_wkb(texts, on_invalid="ignore")
    return shapes


def _geojson(texts: GeometryArray) -> GeometryArray:
    shapes: GeometryArray = shapely.from_geojson(texts, on_invalid="ignore")
    return shapes


_READERS: tuple[tuple[Callable[[GeometryArray], GeometryArray], Callable[[str], bool]], ...] = (
    (_wkt, lambda text: text[:1].isalpha() and "(" in text),
    (_wkb, lambda text: _HEX.fullmatch(text) is not None),
    (_geojson, lambda text: text.startswith("{")),
    (_points, lambda text: _PAIR.fullmatch(text) is not None),
)
"""How each form is read, and how it is known."""
