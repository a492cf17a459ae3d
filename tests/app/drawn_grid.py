"""A street office of nine squares of 300 m, written as a user would hand it in.

::

        A      B      C          households                today
    1   a1     b1     c1      1200  1900   200       和平  和平  丰和
    2   a2     b2     c2      1200  1900   300       和平  丰和  丰和
    3   a3     b3     c3      1200  1900    75       和平  丰和  丰和

和平 has 5,500 households today (500 over the band of lianhu-2024), 丰和 4,375 (in band); together 9,875.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyproj import Transformer

RUN = ("--profile", "lianhu-2024")
"""Options with which the command plans or audits it."""

SIDE_M = 300.0
CRS = "EPSG:4545"  # CGCS2000, 3-degree zone on 108° E
WEST_M, SOUTH_M = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(108.9, 34.26)

HOUSEHOLDS = {
    "a1": 1200, "a2": 1200, "a3": 1200, "b1": 1900, "b2": 1900, "b3": 1900, "c1": 200, "c2": 300, "c3": 75,
}
PRESENT = {
    "a1": "和平", "a2": "和平", "a3": "和平", "b1": "和平", "b2": "丰和", "b3": "丰和",
    "c1": "丰和", "c2": "丰和", "c3": "丰和",
}


def square(cell: str, *, inset_m: float = 0.0) -> list[list[float]]:
    """Ring of a cell in metres; an inset leaves a street around it."""
    west = WEST_M + "abc".index(cell[0]) * SIDE_M + inset_m
    south = SOUTH_M + (3 - int(cell[1])) * SIDE_M + inset_m
    east, north = west + SIDE_M - 2 * inset_m, south + SIDE_M - 2 * inset_m
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def features(
    columns: Mapping[str, Mapping[str, Any]], *, inset_m: float = 0.0, cells: tuple[str, ...] = tuple(HOUSEHOLDS)
) -> list[dict[str, Any]]:
    """GeoJSON features of some cells: each with ``area_id`` and the columns, by name and then by cell."""
    return [
        {
            "type": "Feature",
            "properties": {"area_id": cell, **{name: values.get(cell) for name, values in columns.items()}},
            "geometry": {"type": "Polygon", "coordinates": [square(cell, inset_m=inset_m)]},
        }
        for cell in cells
    ]


def write(path: Path, rows: list[dict[str, Any]], *, crs: str | None = CRS) -> Path:
    """Write features as GeoJSON; without a system the coordinates are metres that nobody can place."""
    named = {} if crs is None else {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs[5:]}"}}}
    path.write_text(
        json.dumps({"type": "FeatureCollection", **named, "features": rows}, ensure_ascii=False), encoding="utf-8"
    )
    return path


def areas(folder: Path, **columns: Mapping[str, Any]) -> Path:
    """Write the nine areas with households, present community and street office; more columns on top."""
    told = {
        "households": HOUSEHOLDS, "community": PRESENT, "subdistrict": dict.fromkeys(HOUSEHOLDS, "新街"), **columns,
    }
    return write(folder / "areas.geojson", features(told))
