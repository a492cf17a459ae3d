"""What a sheet shows: a plan or the report of a check, with everything drawn on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from app.errors import PlanUnreadableError
from geodata.crs import parse_local

LAYERS = ("units", "communities", "facilities", "lines", "subdistricts", "today")


@dataclass(frozen=True)
class Band:
    """Households that a community may have, and the number aimed at; ``None`` where the pack leaves it open."""

    min: int | None
    target: int | None
    max: int | None


@dataclass(frozen=True, eq=False)
class PlanSheet:
    """A plan to be drawn.

    Frames are in any system known to PROJ, or in metres with ``crs`` None where they have no place on Earth.

    Attributes
    ----------
    title
        What the sheet is called; a synthetic district says so here.
    units
        Columns ``unit_id, area_id`` (None: land of no area), ``name, subdistrict, households, population,
        community_id, present`` (present community or None).
    communities
        Columns ``community_id, name, subdistrict, households, population, colour``; what ``plan["communities"]``
        says of the same community comes on top.
    facilities
        Columns ``facility_id, name, kind, status, area_m2, community_id, short`` (whether its floor is too small;
        None where that is not known), or ``None`` where no facility layer was given.
    lines
        Columns ``name, kind, road_class``.
    subdistricts
        Column ``subdistrict``: the territory of each street office.
    today
        Columns ``community_id, name``: the present communities, or ``None`` where there are none.
    plan, audit
        ``plan.json`` and ``audit.json``; a finding may carry ``place``, longitude and latitude (or metres).
    band
        For the gauges; ``None`` where the rule pack has no band.
    """

    title: str
    units: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame | None
    lines: gpd.GeoDataFrame | None
    subdistricts: gpd.GeoDataFrame | None
    today: gpd.GeoDataFrame | None
    plan: Mapping[str, Any]
    audit: Mapping[str, Any]
    band: Band | None = None


@dataclass(frozen=True, eq=False)
class CheckSheet:
    """The report of a check to be drawn; frames as in :class:`PlanSheet`.

    Attributes
    ----------
    areas
        Columns ``area_id, name, households, population, subdistrict``; polygons or points.
    units
        Columns ``unit_id, area_id``, or ``None`` where no unit could be made.
    check
        ``check.json``; a finding may carry ``place``, longitude and latitude (or metres).
    crs
        The working system, as in ``plan.json``.
    """

    title: str
    areas: gpd.GeoDataFrame
    units: gpd.GeoDataFrame | None
    facilities: gpd.GeoDataFrame | None
    lines: gpd.GeoDataFrame | None
    subdistricts: gpd.GeoDataFrame | None
    check: Mapping[str, Any]
    crs: str


def sheet_from_folder(folder: Path) -> PlanSheet:
    """Read the sheet of a plan folder: ``plan.gpkg``, ``plan.json`` and ``audit.json``.

    Raises
    ------
    PlanUnreadableError
        Where one of them is missing or cannot be read.
    """
    plan, audit = read_plan(folder), read_json(folder, "audit.json")
    frames = _read_layers(folder, plan.get("crs") or "local")
    for layer in ("units", "communities"):
        if frames[layer] is None:
            raise _unreadable(folder, "plan.gpkg", f"no layer {layer}")
    return PlanSheet(title=plan_title(plan, folder), plan=plan, audit=audit, band=plan_band(plan), **frames)


def read_plan(folder: Path) -> dict[str, Any]:
    """Read ``plan.json``."""
    return read_json(folder, "plan.json")


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """Read one JSON object of a plan folder."""
    try:
        value = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(folder, name, str(error)) from error
    if not isinstance(value, dict):
        raise _unreadable(folder, name, "not an object")
    return value


def plan_title(plan: Mapping[str, Any], folder: Path) -> str:
    """Return the title that the plan gives itself, or else the name of its folder."""
    return str(plan.get("title") or folder.resolve().name)


def plan_band(plan: Mapping[str, Any]) -> Band | None:
    """Return the band of the plan's profile."""
    band = (plan.get("profile") or {}).get("band")
    return Band(band.get("min"), band.get("target"), band.get("max")) if band else None


def metric_crs(name: str | None, frame: gpd.GeoDataFrame) -> CRS | None:
    """Return the working system that `name` says, else the UTM zone; ``None`` for a place that is not on Earth."""
    if frame.crs is None:
        return None
    try:
        crs = CRS.from_user_input(name) if name else None
    except CRSError:
        crs = None
    return crs if crs is not None and crs.is_projected else CRS(frame.estimate_utm_crs())


def as_shown(frame: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Return a frame in WGS 84, or as it is where it has no place on Earth."""
    return frame if frame is None or frame.crs is None else frame.to_crs("EPSG:4326")


def _read_layers(folder: Path, crs: str) -> dict[str, gpd.GeoDataFrame | None]:
    path = folder / "plan.gpkg"
    if not path.is_file():
        raise _unreadable(folder, "plan.gpkg", "no such file")
    try:
        present = set(pyogrio.list_layers(path)[:, 0])
        return {layer: _read_layer(path, layer, crs) if layer in present else None for layer in LAYERS}
    except pyogrio.errors.DataSourceError as error:
        raise _unreadable(folder, "plan.gpkg", str(error)) from error


def _read_layer(path: Path, layer: str, crs: str) -> gpd.GeoDataFrame:
    frame = gpd.read_file(path, layer=layer)
    if frame.crs is not None and "undefined" not in frame.crs.name.lower():
        return frame
    # No place on Earth: the file holds the units of AREAS, the sheet is in metres.
    metres = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * parse_local(crs))
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=metres)


def _unreadable(folder: Path, name: str, why: str) -> PlanUnreadableError:
    place = f"{folder.resolve().name}/{name}"
    if not (folder / name).exists():
        return PlanUnreadableError(
            f"没有 {place}，这不是完整的方案文件夹。请用 sizhi plan --out 生成。",
            f"There is no {place}: this is not a whole plan folder. Make one with sizhi plan --out.",
        )
    return PlanUnreadableError(
        f"{place} 读不了（{why}）。请用 sizhi plan --out 重新生成。",
        f"{place} cannot be read ({why}). Make the folder again with sizhi plan --out.",
    )
