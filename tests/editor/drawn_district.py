"""Two street offices of four columns and five rows of squares of 300 m, with facilities, as a user would hand them in.

Households are uneven so that no two ways are equally long for all; the last area of each column has no population,
one facility has no floor area, one is a candidate. Today's communities are pairs of columns.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geodata.dataset import Dataset
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app.drawn_grid import CRS, SOUTH_M, WEST_M

SIDE_M = 300.0
COLUMNS, ROWS = 8, 5
FACILITIES = (
    (0, 1, "existing", 900.0), (1, 4, "planned", 350.0), (2, 2, "existing", None), (4, 0, "candidate", 600.0),
    (5, 3, "existing", 1200.0), (6, 1, "existing", 200.0), (7, 4, "existing", 480.5),
)


def district(folder: Path) -> Dataset:
    """Write the district and prepare it."""
    areas = [_area(column, row) for column in range(COLUMNS) for row in range(ROWS)]
    facilities = [_facility(number, *told) for number, told in enumerate(FACILITIES)]
    return prepare(InputFiles(
        areas=str(_write(folder / "areas.geojson", areas)),
        facilities=str(_write(folder / "facilities.geojson", facilities)),
    ))


def _area(column: int, row: int) -> dict[str, Any]:
    west, south = WEST_M + column * SIDE_M, SOUTH_M + row * SIDE_M
    east, north = west + SIDE_M, south + SIDE_M
    households = 150 + (column * 211 + row * 137) % 613
    return {
        "type": "Feature",
        "properties": {
            "area_id": f"{'abcdefgh'[column]}{row}", "name": f"{'abcdefgh'[column]}{row}小区", "households": households,
            "population": None if row == ROWS - 1 else households * 3 - 40,
            "subdistrict": "甲街道" if column < COLUMNS // 2 else "乙街道",
            "community": f"{'甲甲乙乙'[column // 2]}{column // 2 + 1}社区",
        },
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
        },
    }


def _facility(number: int, column: int, row: int, status: str, area_m2: float | None) -> dict[str, Any]:
    at = [WEST_M + (column + 0.4) * SIDE_M, SOUTH_M + (row + 0.6) * SIDE_M]
    return {
        "type": "Feature",
        "properties": {
            "facility_id": f"f{number}", "name": f"{number}号站", "kind": "service", "status": status,
            "area_m2": area_m2,
        },
        "geometry": {"type": "Point", "coordinates": at},
    }


def _write(path: Path, features: list[dict[str, Any]]) -> Path:
    named = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{CRS[5:]}"}}
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": named, "features": features}, ensure_ascii=False),
        encoding="utf-8",
    )
    return path
