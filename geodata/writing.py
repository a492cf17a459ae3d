"""Frames out of the working system and into files."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from geodata.crs import WGS84, parse_local
from geodata.dataset import Dataset

_UNDEFINED_CARTESIAN = "-1"
_WRITTEN_AT = "2000-01-01T00:00:00.000Z"
"""Fixed, so that equal content gives equal files."""


def write_geopackage(path: Path, layers: Mapping[str, gpd.GeoDataFrame], crs: str | None) -> None:
    """Write layers into a new GeoPackage; equal content gives an equal file, an old file is replaced as a whole.

    Parameters
    ----------
    path
        Where to.
    layers
        Layer name → frame; a named index is written as the first column.
    crs
        System of the geometry; ``None`` or ``local:SX,SY`` for coordinates with no place on Earth.
    """
    system = None if crs is None or crs.startswith("local") else crs
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _WRITTEN_AT})
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            draft = Path(folder) / "draft.gpkg"
            for number, (name, frame) in enumerate(layers.items()):
                _write_layer(draft, name, frame, system, append=number > 0)
            draft.replace(path)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def to_source(frame: gpd.GeoDataFrame, dataset: Dataset) -> gpd.GeoDataFrame:
    """Bring a frame of a dataset into the system of the AREAS file; local coordinates into the file's own units."""
    if not dataset.is_local:
        return _transformed(frame, dataset, dataset.source_crs)
    sx, sy = parse_local(dataset.source_crs)
    geometries = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy / (sx, sy))
    return frame.set_geometry(gpd.GeoSeries(geometries, index=frame.index))


def to_wgs84(frame: gpd.GeoDataFrame, dataset: Dataset) -> gpd.GeoDataFrame:
    """Bring a frame of a dataset into longitude and latitude; local coordinates stay as they are, in metres."""
    return frame if dataset.is_local else _transformed(frame, dataset, WGS84)


def _transformed(frame: gpd.GeoDataFrame, dataset: Dataset, crs: str) -> gpd.GeoDataFrame:
    return frame.set_crs(dataset.crs, allow_override=True).to_crs(crs)


def _write_layer(path: Path, name: str, frame: gpd.GeoDataFrame, crs: str | None, *, append: bool) -> None:
    flat = frame.reset_index() if frame.index.name is not None else frame
    plain = flat.assign(**{c: flat[c].map(_plain) for c in flat.columns if flat[c].dtype == object})
    labelled = plain.set_crs(None, allow_override=True) if crs is None else plain.set_crs(crs, allow_override=True)
    kind = _geometry_kind(labelled)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        pyogrio.write_dataframe(
            labelled, path, layer=name, driver="GPKG", append=append,
            geometry_type=kind, promote_to_multi=kind.startswith("Multi"),
            layer_options={"SRID": _UNDEFINED_CARTESIAN} if crs is None else {},
        )


def _plain(value: object) -> object:
    """Turn members of enumerations and lists into text, and every missing value into ``None``."""
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or value is pd.NA or value != value:
        return None
    return value


def _geometry_kind(frame: gpd.GeoDataFrame) -> str:
    """Give the one geometry type that holds all rows: polygons and lines as multi, points as they are."""
    kinds = {kind.removeprefix("Multi") for kind in frame.geom_type.dropna()}
    if kinds <= {"Polygon"}:
        return "MultiPolygon"
    if kinds == {"LineString"}:
        return "MultiLineString"
    return "Point" if set(frame.geom_type.dropna()) == {"Point"} else "Unknown"
