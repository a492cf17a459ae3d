"""From a sheet to the plain data that its page draws: JSON values only, places in the order x, y."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from app.maps.grid import MetricGrid, fit_grid, local_grid
from app.maps.history import colour_today, ending_boundaries
from app.maps.sheet import CheckSheet, PlanSheet, as_shown, metric_crs

DEGREE_DIGITS = 6
METRE_DIGITS = 1
LABEL_TOLERANCE = 50
"""A label stands as deep inside its community as one part in this many of its extent can find."""

PLAN_FIELDS = (
    "status", "objective", "bound", "gap", "breach", "stopped_by", "runtime_s", "seed", "profile", "crs", "inputs",
    "offices", "totals", "ledger", "unplaced", "undecided", "explanation",
)

NOT_DRAWN = ("units", "origins", "committee_seats_accepted", "teams", "unknown")
"""What plan.json says of a community that no part of the page shows."""


def plan_data(sheet: PlanSheet) -> dict[str, Any]:
    """Return everything that the page of a plan draws."""
    crs = metric_crs(sheet.plan.get("crs"), sheet.communities)
    communities = _communities(sheet)
    return {
        "title": sheet.title,
        "words": catalogues(),
        **_ground(sheet.communities if len(sheet.communities) else sheet.units, sheet.lines, sheet.subdistricts,
                  sheet.facilities, crs),
        "band": asdict(sheet.band) if sheet.band else None,
        "plan": {key: sheet.plan[key] for key in PLAN_FIELDS if key in sheet.plan},
        "audit": dict(sheet.audit),
        "communities": communities,
        "units": _units(sheet, {c["community_id"]: c.get("continues") for c in communities}),
        **_today(sheet, crs, communities),
    }


def check_data(sheet: CheckSheet) -> dict[str, Any]:
    """Return everything that the page of a check draws."""
    crs = metric_crs(sheet.crs, sheet.areas)
    return {
        "title": sheet.title,
        "words": catalogues(),
        **_ground(sheet.areas, sheet.lines, sheet.subdistricts, sheet.facilities, crs),
        "check": dict(sheet.check),
        "areas": records(sheet.areas, ("area_id", "name", "households", "population", "subdistrict")),
        "units": [] if sheet.units is None else records(sheet.units, ("unit_id", "area_id")),
    }


@cache
def catalogues() -> dict[str, dict[str, str]]:
    """Return the page's own words in both languages."""
    folder = resources.files("app") / "locale"
    return {language: json.loads((folder / f"{language}.json").read_text("utf-8")) for language in ("zh", "en")}


def records(frame: gpd.GeoDataFrame, columns: Iterable[str]) -> list[dict[str, Any]]:
    """Return one JSON object a row: the columns that the frame has, and ``geometry`` as GeoJSON."""
    shown = as_shown(frame)
    there = [column for column in columns if column in shown.columns]
    values = {column: shown[column].tolist() for column in there}
    shapes = geojson(shown.geometry.to_numpy(), is_local=frame.crs is None)
    return [
        {**{column: plain(values[column][row]) for column in there}, "geometry": shape}
        for row, shape in enumerate(shapes)
    ]


def geojson(shapes: Iterable[shapely.Geometry], *, is_local: bool) -> list[Any]:
    """Return geometries as GeoJSON objects with coordinates of a decimetre."""
    digits = METRE_DIGITS if is_local else DEGREE_DIGITS
    rounded = shapely.transform(list(shapes), lambda xy: np.round(xy, digits))
    return [None if shape is None else json.loads(shape) for shape in shapely.to_geojson(rounded)]


def plain(value: Any) -> Any:
    """Return a JSON value for a cell of a frame: numbers as Python's, everything missing as None."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if not math.isfinite(value) else int(value) if value.is_integer() else value
    return value


def _ground(
    frame: gpd.GeoDataFrame,
    lines: gpd.GeoDataFrame | None,
    subdistricts: gpd.GeoDataFrame | None,
    facilities: gpd.GeoDataFrame | None,
    crs: CRS | None,
) -> dict[str, Any]:
    facility_columns = ("facility_id", "name", "kind", "status", "area_m2", "community_id", "short")
    return {
        "is_local": frame.crs is None,
        "crs": None if crs is None else crs.name,
        "grid": asdict(sheet_grid(frame, crs)),
        "lines": [] if lines is None else records(lines, ("name", "kind", "road_class")),
        "subdistricts": [] if subdistricts is None else records(subdistricts, ("subdistrict",)),
        "facilities": [] if facilities is None else records(facilities, facility_columns),
    }


def sheet_grid(frame: gpd.GeoDataFrame, crs: CRS | None) -> MetricGrid:
    """Return the kilometre grid over a frame; `crs` as of :func:`app.maps.sheet.metric_crs`."""
    return local_grid() if crs is None else fit_grid(as_shown(frame).total_bounds, crs)


def _communities(sheet: PlanSheet) -> list[dict[str, Any]]:
    told = {c["community_id"]: c for c in sheet.plan.get("communities", ())}
    columns = [column for column in sheet.communities.columns if column != "geometry"]
    rows = [{**row, **told.get(row["community_id"], {})} for row in records(sheet.communities, columns)]
    for row, label in zip(rows, label_points(sheet.communities), strict=True):
        for field in NOT_DRAWN:
            row.pop(field, None)
        row["label"] = label
    return rows


def _units(sheet: PlanSheet, continues: Mapping[str, str | None]) -> list[dict[str, Any]]:
    columns = ("unit_id", "area_id", "name", "subdistrict", "households", "population", "community_id", "present")
    if sheet.units.empty:
        # One polygon a community and no areas below it: each is its own unit.
        whole = sheet.communities.assign(unit_id=sheet.communities["community_id"])
        return [{**row, "moved": False} for row in records(whole, columns)]
    rows = records(sheet.units, columns)
    has_today = any(row.get("present") is not None for row in rows)
    for row in rows:
        continued = continues.get(row["community_id"])
        stays = continued is not None and row.get("present") == continued
        row["moved"] = has_today and row.get("area_id") is not None and not stays
    return rows


def _today(sheet: PlanSheet, crs: CRS | None, communities: list[dict[str, Any]]) -> dict[str, Any]:
    if sheet.today is None or sheet.today.empty:
        return {"today": [], "ending": None}
    today, planned = (frame if crs is None else frame.to_crs(crs) for frame in (sheet.today, sheet.communities))
    coloured = planned.assign(colour=_colours(sheet.communities, communities))
    continues = {c["community_id"]: c["continues"] for c in communities if c.get("continues")}
    colours = colour_today(today, coloured, continues)
    households = sheet.units.groupby("present")["households"].sum()
    rows = records(sheet.today, ("community_id", "name"))
    for row, label in zip(rows, label_points(sheet.today), strict=True):
        row |= {
            "name": row.get("name") or row["community_id"], "colour": colours[row["community_id"]], "label": label,
            "households": plain(households.get(row["community_id"], 0)),
        }
    ending = ending_boundaries(today, planned)
    if ending.is_empty:
        return {"today": rows, "ending": None}
    lines = gpd.GeoSeries([ending], crs=crs)
    shown = lines if crs is None else lines.to_crs("EPSG:4326")
    return {"today": rows, "ending": geojson(shown.to_numpy(), is_local=crs is None)[0]}


def _colours(frame: gpd.GeoDataFrame, communities: list[dict[str, Any]]) -> list[int]:
    colours = {c["community_id"]: int(c["colour"]) for c in communities}
    return [colours[community] for community in frame["community_id"]]


def label_points(frame: gpd.GeoDataFrame) -> list[list[float]]:
    """Return where the name of each polygon stands: as deep inside it as can be, as shown."""
    shown = as_shown(frame)
    digits = METRE_DIGITS if frame.crs is None else DEGREE_DIGITS
    return [_deepest(shape, digits) for shape in shown.geometry]


def _deepest(shape: shapely.Geometry, digits: int) -> list[float]:
    west, south, east, north = shape.bounds
    tolerance = max(east - west, north - south) / LABEL_TOLERANCE
    middle = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance), 0)
    return [round(middle.x, digits), round(middle.y, digits)]
