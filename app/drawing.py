"""A plan as somebody drew it: its features, its community column, and whether they lie as a coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import datum, fields, reading
from geodata.errors import MissingColumnError, UnreadableFileError
from geodata.input_files import InputFiles
from geodata.record import Record

COLUMNS = ("community_id", "community")
"""Columns that name the community where none is told, the first that is there."""

TOUCHING_M = 1.0
"""Outlines this close to each other count as shared: a coverage with slivers is still a coverage."""

STREET_HALF_WIDTH_M = 40.0
"""Gaps of less than twice this between features lie inside the plan, not on its rim."""

COVERAGE_SHARE = 0.5
"""Features whose inner outline is shared to at least this part are a coverage."""


@dataclass(frozen=True, eq=False)
class DrawnPlan:
    """A plan as its file has it.

    Attributes
    ----------
    file, column
        Where the communities are named: a file name, as in messages, and a column.
    features
        ``area_id``, ``community`` (None: in none), geometry in metres, as drawn.
    files
        All inputs for the ground under it.
    """

    file: str
    column: str
    features: gpd.GeoDataFrame
    files: InputFiles

    def shapes(self, crs: Any) -> gpd.GeoDataFrame:
        """Return one shape a community as drawn: index ``community_id``, geometry in `crs`."""
        held = self.features.dropna(subset=["community"])
        held = held if held.crs is None or held.crs == crs else held.to_crs(crs)
        joined = {
            community: shapely.union_all(shapely.make_valid(group.geometry.to_numpy()))
            for community, group in held.groupby("community", sort=True)
        }
        index = pd.Index(list(joined), name="community_id")
        return gpd.GeoDataFrame(geometry=list(joined.values()), index=index, crs=held.crs)


def read_drawn(plan: str, files: InputFiles, community: str | None) -> DrawnPlan:
    """Read the features of a plan and find its community column.

    A GeoPackage of ours is read by its layer ``units``.

    Raises
    ------
    GeodataError
        Where the file cannot be read, or has no community column.
    """
    source, is_ours = _source(plan)
    file, columns = _file_and_columns(source)
    column = community or next((name for name in COLUMNS if name in columns), None)
    if column is None or column not in columns:
        wanted = column or " / ".join(COLUMNS)
        listed = ", ".join(columns)
        raise MissingColumnError(
            f"{plan}：没有社区列 {wanted}。用 --community 列名 指明，现有：{listed}",
            f"{plan}: no community column {wanted}. Name it with --community COLUMN; there are {listed}",
            file=plan, feature=wanted,
        )
    told = dict(files.columns.get("areas", {}))
    is_own_ground = files.areas == plan
    if is_own_ground:
        files = _with_areas(files, source, _ground_columns(columns, column, told, is_ours=is_ours))
        names = {**files.columns["areas"], "community": column}
    else:
        names = {"community": column}
    features = _features(replace(files, areas=source, columns={"areas": names}))
    return DrawnPlan(file, column, features, files)


def is_one_each(features: gpd.GeoDataFrame) -> bool:
    """Whether every community is one polygon."""
    named = features.dropna(subset=["community"])
    return bool(named["community"].is_unique and (shapely.get_dimensions(named.geometry.to_numpy()) == 2).all())


def shares_borders(features: gpd.GeoDataFrame) -> bool:
    """Whether features lie as a coverage: at least half of their inner outline is shared with another.

    The inner outline is all of it but the rim of the whole, over gaps as wide as a street.
    """
    shapes = shapely.make_valid(features.geometry.to_numpy())
    if len(shapes) == 0 or (shapely.get_dimensions(shapes) != 2).any():
        return False
    closed = shapely.buffer(shapely.union_all(shapely.buffer(shapes, STREET_HALF_WIDTH_M)), -STREET_HALF_WIDTH_M)
    rim_m = shapely.length(shapely.get_exterior_ring(shapely.get_parts(closed))).sum()
    inner_m = shapely.length(shapes).sum() - rim_m
    if inner_m <= TOUCHING_M:
        return True
    return bool(_shared_m(shapes) >= COVERAGE_SHARE * inner_m)


def _shared_m(shapes: np.ndarray) -> float:
    """Sum the outline of each feature that lies on, inside or within a metre of another."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCHING_M)
    pairs = first != second
    near = shapely.buffer(shapes, TOUCHING_M)
    shared = shapely.intersection(shapely.boundary(shapes[first[pairs]]), near[second[pairs]])
    return float(shapely.length(shared).sum())


def _source(plan: str) -> tuple[str, bool]:
    """Name the layer to read, and whether it is one of ours."""
    if plan.lower().endswith(".gpkg"):
        try:
            layers, _ = reading.read_file(f"{plan}#units")
        except UnreadableFileError:
            return plan, False
        if "unit_id" in layers[0].frame.columns:
            return f"{plan}#units", True
    return plan, False


def _file_and_columns(source: str) -> tuple[str, list[str]]:
    layers, _ = reading.read_file(source)
    return layers[0].file, [str(column) for column in layers[0].frame.columns if column != "geometry"]


def _ground_columns(columns: list[str], column: str, told: Mapping[str, str], *, is_ours: bool) -> dict[str, str]:
    """Name the columns of the ground in a plan's own file; the plan's community is never taken for the present one."""
    if is_ours:
        return {"area_id": "unit_id", "community": "present", **told}
    present = "community" if column != "community" and "community" in columns else ""
    return {"community": present, **told}


def _with_areas(files: InputFiles, source: str, names: Mapping[str, str]) -> InputFiles:
    return replace(files, areas=source, columns={**files.columns, "areas": names})


def _features(files: InputFiles) -> gpd.GeoDataFrame:
    """Read the features in metres, before any repair."""
    record = Record()
    only_areas = replace(files, roads=(), barriers=None, facilities=None, subdistricts=None, buildings=None)
    tables = fields.understand(reading.read_inputs(only_areas), only_areas.columns, record)
    tables, _ = datum.to_working(tables, crs=files.crs, told=files.datum, record=record)
    placed = tables.areas[~(tables.areas.geometry.isna() | tables.areas.geometry.is_empty)]
    return placed[["area_id", "community", "geometry"]].reset_index(drop=True)
