"""Write a district as input files in our own fields: GeoJSON and CSV in WGS 84, and a manifest."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.samples.lianhu_like.district import TITLE_EN, TITLE_ZH, District
from geodata.samples.lianhu_like.manifest import describe

PRECISION = 6
"""Decimals of a degree: 0.1 m."""


def write_district(district: District, folder: Path) -> None:
    """Write the seven files of a district; equal districts give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("areas", "subdistricts", "roads", "barriers"):
        _write_text(folder / f"{name}.geojson", "".join(_geojson(name, getattr(district, name))))
    for name in ("facilities", "buildings"):
        _write_points(folder / f"{name}.csv", getattr(district, name))
    manifest = json.dumps(describe(district), ensure_ascii=False, indent=1)
    _write_text(folder / "manifest.json", manifest + "\n")


def _geojson(name: str, frame: gpd.GeoDataFrame) -> Iterator[str]:
    title = f"{TITLE_ZH} {name} ({TITLE_EN}, no real place)"
    yield f'{{"type": "FeatureCollection", "name": {_json(title)}, "features": [\n'
    yield ",\n".join(_features(frame))
    yield "\n]}\n"


def _features(frame: gpd.GeoDataFrame) -> Iterator[str]:
    geometry = shapely.set_precision(frame.geometry.to_crs("EPSG:4326").to_numpy(), 0)
    shapes = shapely.transform(geometry, lambda places: np.round(places, PRECISION))
    table = _table(frame)
    columns = list(table.columns)
    for values, shape in zip(table.itertuples(index=False, name=None), shapely.to_geojson(shapes), strict=True):
        properties = _json(dict(zip(columns, map(_plain, values), strict=True)))
        yield f'{{"type": "Feature", "properties": {properties}, "geometry": {_json(json.loads(shape))}}}'


def _write_points(path: Path, frame: gpd.GeoDataFrame) -> None:
    places = frame.geometry.to_crs("EPSG:4326")
    table = _table(frame).assign(x=places.x.to_numpy(), y=places.y.to_numpy())
    rows = [[_text(value) for value in row] for row in table.itertuples(index=False, name=None)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(rows)


def _table(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    table = pd.DataFrame(frame.drop(columns="geometry"))
    return table if table.index.name is None else table.reset_index()


def _plain(value: object) -> object:
    """Turn a cell into what JSON knows; missing is null."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.{PRECISION}f}".rstrip("0").rstrip(".")
    return str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
