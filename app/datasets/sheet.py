"""What the page of a dataset draws of a check: the sheet, and arrows from where a file put things to where they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from app.layers import check_sheet
from app.maps.payload import DEGREE_DIGITS, check_data
from geodata import gcj02
from geodata.dataset import Dataset
from geodata.domain import Datum
from geodata.writing import to_wgs84

SHIFTED = {Datum.GCJ02, Datum.BD09}
ARROWS_ACROSS = 4
"""Arrows stand on a grid of so many columns and rows: enough to see that everything moved alike."""


def sheet_data(dataset: Dataset, document: Mapping[str, Any], *, title: str) -> dict[str, Any]:
    """Return the payload of the check map with ``shifts``: layers that were converted out of a shifted datum."""
    data = check_data(check_sheet(dataset, document, title=title))
    del data["words"]  # the page has them
    return {**data, "shifts": shifts(dataset)}


def shifts(dataset: Dataset) -> list[dict[str, Any]]:
    """Say of each converted layer how its places moved.

    Returns
    -------
    list of dict
        ``role``, ``file``, ``datum`` and ``arrows``: pairs of longitude and latitude as the file has them and as they
        are, for places spread over the layer.
    """
    found = []
    for source in dataset.sources:
        frame = _layer(dataset, source.role)
        if source.datum in SHIFTED and frame is not None and len(frame):
            now = _spread(to_wgs84(frame, dataset))
            before = gcj02.from_wgs84(now, source.datum)
            arrows = np.round(np.stack([before, now], axis=1), DEGREE_DIGITS).tolist()
            found.append({"role": source.role, "file": source.file, "datum": source.datum.label, "arrows": arrows})
    return found


def _layer(dataset: Dataset, role: str) -> gpd.GeoDataFrame | None:
    """Find the layer that a role became; buildings leave none behind."""
    layers = {
        "areas": dataset.areas, "subdistricts": dataset.subdistricts, "facilities": dataset.facilities,
        "roads": dataset.lines, "barriers": dataset.lines,
    }
    return layers.get(role)


def _spread(frame: gpd.GeoDataFrame) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Choose places of a layer, longitude and latitude, at most one in each square of a grid over it."""
    xy = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    low, high = xy.min(axis=0), xy.max(axis=0)
    cell = np.floor((xy - low) / np.maximum(high - low, 1e-12) * (ARROWS_ACROSS - 1e-9)).astype(np.int64)
    _, first = np.unique(cell @ np.array([ARROWS_ACROSS, 1]), return_index=True)
    return np.asarray(xy[np.sort(first)], dtype=np.float64)
