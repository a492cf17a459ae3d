"""Areas that stand in the file more than once: repeated rows, one area in several rows, one shape for several areas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.domain import Place
from geodata.numbers import read_numbers
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.columns import Fields
    from geodata.domain import BoolArray
    from geodata.shape import GeometryArray

_LISTED = 20

_PLOT = re.compile(r"地块|宗地|[A-Z]{2}\d*-\d+(?:-\d+)+")
"""How plots are called before an estate on them has a name: 地块, or a number such as GX3-42-51."""


def further_parts(fields: Fields) -> BoolArray:
    """Tell rows that give only another piece of land to an area above them, shape (n,).

    Such a row repeats the identifier and the name of an earlier one and counts nobody: exports write an area of
    several parts in this way, the counts with the first part.
    """
    rows = pd.DataFrame({"area_id": fields.texts("area_id"), "name": fields.texts("name")}, dtype=object)
    repeated = rows.duplicated() & rows["area_id"].notna()
    counts = [fields.cells(name) for name in ("households", "population")]
    if counts[0] is None or not repeated.any():
        return np.zeros(len(rows), dtype=np.bool_)
    for cells in counts:
        if cells is not None:
            read = read_numbers(cells)
            repeated &= ~read.unreadable & (np.nan_to_num(read.values) == 0)
    return repeated.to_numpy(dtype=np.bool_)


def without_repeats(areas: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Drop rows that give an area a second time, identifier and shape alike."""
    keys = areas[["area_id"]].assign(shape=_shapes(areas), drawn=areas.geometry.notna())
    repeated = (keys.duplicated(["area_id", "shape"]) & keys["drawn"]).to_numpy()
    columns = ["area_id", "households", "geometry"]
    for area_id, households, geometry in areas.loc[repeated, columns].itertuples(index=False):
        record.add(
            Severity.REPAIRED, "areas.repeated",
            f"{area_id}：同一小区同一图形出现两次，只计一次（另一行 {households} 户未计）",
            f"{area_id}: the same shape twice, counted once (the other row's {households} households left out)",
            feature=str(area_id), measured=str(households), repaired="0", place=_spot(geometry),
        )
    return areas[~repeated].reset_index(drop=True)


def joined_parts(areas: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """Join rows of one identifier to one area of several parts; households and persons add up."""
    first = ~areas.duplicated("area_id")
    if first.all():
        return areas
    geometries = np.asarray(areas.geometry, dtype=object).copy()
    counts = areas[["households", "population"]].copy()
    for area_id, rows in areas.groupby("area_id").indices.items():
        if len(rows) == 1:
            continue
        land = geometries[rows][np.isin(shapely.get_type_id(geometries[rows]), (3, 6))]
        if len(land):
            geometries[rows[0]] = shapely.union_all(land)
        counts.loc[rows[0], "households"] = counts["households"].iloc[rows].sum()
        counts.loc[rows[0], "population"] = counts["population"].iloc[rows].sum(min_count=1)
        sizes = "、".join(f"{size:.0f}" for size in shapely.area(land))
        record.add(
            Severity.REPAIRED, "areas.parts_joined",
            f"{area_id}：分成 {len(rows)} 行（{sizes} 平方米），合为一个小区",
            f"{area_id}: given in {len(rows)} rows ({sizes.replace('、', ', ')} m²), joined to one area",
            feature=str(area_id), measured=f"{len(rows)} rows", repaired="1 area", place=_spot(geometries[rows[0]]),
        )
    joined = areas.assign(**counts).set_geometry(gpd.GeoSeries(geometries, index=areas.index, crs=areas.crs))
    return joined[first].reset_index(drop=True)


def report_twins(areas: gpd.GeoDataFrame, record: Record) -> BoolArray:
    """Report areas that share the shape or the name of another; tell which share the shape of an earlier one."""
    land = np.isin(shapely.get_type_id(np.asarray(areas.geometry, dtype=object)), (3, 6))
    shapes = pd.Series(_shapes(areas), index=areas.index).where(land)
    twin = (shapes.duplicated() & shapes.notna()).to_numpy(dtype=np.bool_)
    for rows in [group for group in areas.groupby(shapes).indices.values() if len(group) > 1]:
        names = "、".join(map(str, areas["area_id"].iloc[rows[:_LISTED]])) + (" …" if len(rows) > _LISTED else "")
        geometry = areas.geometry.iloc[rows[0]]
        record.add(
            Severity.WARNING, "areas.same_shape",
            f"{names}：{len(rows)} 个小区同一图形（{geometry.area:.0f} 平方米），请核实是否重复",
            f"{names.replace('、', ', ')}: {len(rows)} areas of one shape ({geometry.area:.0f} m²), check whether they "
            "are one",
            feature=names, measured=f"{geometry.area:.1f} m²", place=_spot(geometry),
        )
    _report_names(areas, record)
    _report_plots(areas, record)
    return twin


def _report_names(areas: gpd.GeoDataFrame, record: Record) -> None:
    named = areas["name"][areas["name"] != areas["area_id"]]
    counts = named.value_counts()
    twice = sorted(map(str, counts.index[counts > 1]))
    if twice:
        listed = "、".join(twice[:_LISTED]) + (" …" if len(twice) > _LISTED else "")
        record.add(
            Severity.NOTE, "areas.same_name",
            f"{len(twice)} 个名称用于不止一个小区：{listed}",
            f"{len(twice)} names stand for more than one area: {listed}",
            feature=listed, measured=str(len(twice)), count=len(twice),
        )


def _report_plots(areas: gpd.GeoDataFrame, record: Record) -> None:
    """Name rows that are called like a building plot: nobody lives on one before it is built."""
    plots = sorted(str(name) for name in areas["name"] if _PLOT.search(str(name)) is not None)
    if plots:
        listed = "、".join(plots[:_LISTED]) + (" …" if len(plots) > _LISTED else "")
        record.add(
            Severity.NOTE, "areas.plot_name",
            f"{len(plots)} 个名称像是出让地块而非小区：{listed}；未建成的请标明建设状态",
            f"{len(plots)} names are those of building plots rather than of areas: {listed}; say which are not built "
            "yet",
            feature=listed, measured=str(len(plots)), count=len(plots),
        )


def _shapes(areas: gpd.GeoDataFrame) -> GeometryArray:
    return np.asarray(shapely.to_wkb(shapely.normalize(np.asarray(areas.geometry, dtype=object))), dtype=object)


def _spot(geometry: shapely.Geometry | None) -> Place | None:
    point = None if geometry is None else shapely.point_on_surface(geometry)
    return None if point is None else Place(float(shapely.get_x(point)), float(shapely.get_y(point)))
