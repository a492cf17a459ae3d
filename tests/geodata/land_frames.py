"""Frames of areas, street offices and lines that the tests of land share; metres throughout."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.record import Record
from tests.geodata.ground_frames import areas_frame

CRS = "EPSG:4545"


def placed(shapes: dict[str, object], subdistrict: str | dict[str, str] = "街", **columns: dict[str, object]):
    """Areas as they come out of the placing step: indexed by identifier, each in a street office."""
    rows = [
        {
            "area_id": name, "geometry": shape,
            "subdistrict": subdistrict if isinstance(subdistrict, str) else subdistrict[name],
            **{column: values[name] for column, values in columns.items() if name in values},
        }
        for name, shape in shapes.items()
    ]
    return areas_frame(rows, CRS).set_index("area_id")


def outlines(**shapes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes.values()), index=pd.Index(shapes, name="subdistrict"), crs=CRS)


def drawn_lines(*rows: tuple[str | None, str, list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    """Lines as (name, kind, corners)."""
    columns = {
        "name": pd.Series([row[0] for row in rows], dtype=object),
        "kind": pd.Series([row[1] for row in rows], dtype=object),
        "road_class": pd.Series([None] * len(rows), dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(row[2]) for row in rows], crs=CRS)


NO_LINES = drawn_lines()


def grid_of_squares() -> dict[str, shapely.Polygon]:
    """Nine squares of 100 m, numbered like a page::

        a1 a2 a3
        a4 a5 a6
        a7 a8 a9     a7 with its lower left corner at the origin
    """
    return {
        f"a{3 * row + column + 1}": shapely.box(100 * column, 200 - 100 * row, 100 * column + 100, 300 - 100 * row)
        for row in range(3)
        for column in range(3)
    }


def as_units(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Every area a unit with the land as drawn."""
    units = areas.copy()
    units.index = units.index.astype("str").rename("unit_id")
    return units.assign(area_id=areas.index.to_numpy(dtype=object), split=False)


def found(record: Record, code: str):
    return [finding for finding in record if finding.code == code]


def land_of(units: gpd.GeoDataFrame) -> np.ndarray:
    return np.asarray(units.geometry)
