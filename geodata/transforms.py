"""Ways between coordinate systems, found once."""

from __future__ import annotations

from functools import lru_cache

import pyproj


@lru_cache(maxsize=64)
def transformer(source: pyproj.CRS | int | str, target: pyproj.CRS | int | str) -> pyproj.Transformer:
    """Give the way between two systems, x before y; the library takes tens of milliseconds to find one."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)
