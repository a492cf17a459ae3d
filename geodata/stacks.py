"""Points that stand on one spot, set apart so that each can have land."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geodata.domain import Place
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

STACK_DISTANCE_M = 1.0
"""Points nearer than this cannot each have a cell worth the name."""

SPREAD_RADIUS_M = 5.0
"""Stacked points are set on a circle of this radius, wider where they are so many that they would touch again."""

DEFAULT_STACK = 5
"""So many areas on one spot are no neighbours: a geocoder gave the middle of a district for what it did not find."""

_LISTED = 20


def unstacked(areas: gpd.GeoDataFrame, record: Record) -> GeometryArray:
    """Set stacked points apart, so that each can have a cell.

    Parameters
    ----------
    areas
        Column ``area_id``, geometry in metres.
    record
        Receives each stack with its spot and how far its points moved; and that a large one is no place at all.
    """
    geometries = np.asarray(areas.geometry, dtype=object).copy()
    rows = np.flatnonzero(shapely.get_type_id(geometries) == 0)
    if not len(rows):
        return geometries
    ids = areas["area_id"].to_numpy(dtype=object)
    rows = rows[np.argsort(ids[rows], kind="stable")]
    given = shapely.get_coordinates(geometries[rows])
    xy, stack = spread(given)
    order = np.argsort(stack, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(stack[order])) + 1):
        if len(members) > 1:
            moved = np.hypot(*(xy[members] - given[members]).T).max()
            _report(record, [str(name) for name in ids[rows[members]]], given[members].mean(axis=0), float(moved))
    geometries[rows] = shapely.points(xy)
    return geometries


def report_facilities(facilities: gpd.GeoDataFrame | None, record: Record) -> None:
    """Name facilities that stand on one spot: they may be one that was entered twice.

    Parameters
    ----------
    facilities
        Columns ``facility_id, name``, points in metres, or ``None``.
    """
    if facilities is None:
        return
    placed = facilities[facilities.geometry.notna()].sort_values("facility_id")
    xy = shapely.get_coordinates(placed.geometry.to_numpy())
    near = cKDTree(xy).query_pairs(STACK_DISTANCE_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), near.T), shape=(len(xy), len(xy)))
    stack = connected_components(graph, directed=False)[1]
    for label in np.flatnonzero(np.bincount(stack, minlength=1) > 1):
        members = np.flatnonzero(stack == label)
        names = [str(name) for name in placed["facility_id"].iloc[members]]
        listed = ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
        record.add(
            Severity.WARNING, "facilities.stacked",
            f"{listed}：{len(names)} 处设施在同一点，请核实是否重复登记",
            f"{listed}: {len(names)} facilities on one spot, check whether one was entered twice",
            feature=listed, measured=f"{len(names)} points", place=Place(*map(float, xy[members[0]])),
            count=len(names) - 1,
        )


def spread(xy: FloatArray) -> tuple[FloatArray, IntArray]:
    """Set points that stand on one spot on a small circle around it.

    Returns
    -------
    xy, stack
        The points, now at least :data:`STACK_DISTANCE_M` apart, and a label a point: equal labels stood together.
    """
    spot, links = xy, np.empty((0, 2), dtype=np.int64)
    while True:
        near = cKDTree(spot).query_pairs(STACK_DISTANCE_M, output_type="ndarray")
        # What met once stays together, so that circles that meet each other become one and the rounds end.
        links = np.concatenate([links, near])
        graph = coo_array((np.ones(len(links)), links.T), shape=(len(xy), len(xy)))
        stack = connected_components(graph, directed=False)[1].astype(np.int64)
        if not len(near):
            return spot, stack
        spot = xy.copy()
        for label in np.flatnonzero(np.bincount(stack) > 1):
            members = stack == label
            spot[members] = _circle(xy[members].mean(axis=0), int(members.sum()))


def _circle(centre: FloatArray, count: int) -> FloatArray:
    radius = max(SPREAD_RADIUS_M, STACK_DISTANCE_M * count / np.pi)
    angle = 2 * np.pi * np.arange(count) / count
    return centre + radius * np.column_stack([np.sin(angle), np.cos(angle)])


def _report(record: Record, names: list[str], spot: FloatArray, moved_m: float) -> None:
    count, place = len(names), Place(float(spot[0]), float(spot[1]))
    listed = ", ".join(names[:_LISTED]) + (" …" if count > _LISTED else "")
    record.add(
        Severity.REPAIRED, "areas.stacked",
        f"{listed}：{count} 个小区叠在同一点，已在周围 {moved_m:.0f} 米内摊开",
        f"{listed}: {count} areas on one spot, set apart within {moved_m:.0f} m",
        feature=listed, measured=f"{count} points within {STACK_DISTANCE_M:g} m",
        repaired=f"circle of {moved_m:.1f} m", place=place,
    )
    if count >= DEFAULT_STACK:
        record.add(
            Severity.WARNING, "areas.default_place",
            f"{listed}：{count} 个小区同一坐标，多半是定位失败的默认点，请核实位置",
            f"{listed}: {count} areas at one coordinate, probably the default of a failed geocoding: check the places",
            feature=listed, measured=f"{count} areas", place=place,
        )
