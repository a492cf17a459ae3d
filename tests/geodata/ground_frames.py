"""Small frames and GeoJSON texts that the tests of the ground share."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import shapely

from geodata.domain import AreaKind
from geodata.record import Record


def codes(record: Record) -> list[str]:
    return [finding.code for finding in record]


def feature(properties: dict[str, object], geometry: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": None if geometry is None else json.loads(shapely.to_geojson(geometry)),
    }


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def areas_frame(rows: list[dict[str, object]], crs: str | None = "EPSG:4545") -> gpd.GeoDataFrame:
    """Make a table of areas of which the rows give only what matters."""
    blank = {
        "households": 100, "population": None, "subdistrict": None, "community": None, "kind": AreaKind.ESTATE,
        "relatively_independent": False, "keep_whole": False, "ruling": None,
        "built_month": None, "facility_provided": None,
    }
    full = [{**blank, "name": row["area_id"], **row} for row in rows]
    texts = ("area_id", "name", "subdistrict", "community", "kind", "ruling", "built_month")
    columns = {name: pd.Series([row[name] for row in full], dtype=object) for name in texts}
    return gpd.GeoDataFrame(
        {
            **columns,
            "households": [row["households"] for row in full],
            "population": pd.array([row["population"] for row in full], dtype="Int64"),
            "relatively_independent": [row["relatively_independent"] for row in full],
            "keep_whole": [row["keep_whole"] for row in full],
            "facility_provided": pd.array([row["facility_provided"] for row in full], dtype="boolean"),
        },
        geometry=[row["geometry"] for row in full], crs=crs,
    )
