"""What a printed sheet of a plan draws: everything in metres, with the round scale at which it fits the paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import CRS, Proj
from pyproj.exceptions import CRSError

from app.judged import JudgedPlan
from app.layers import plan_sheet
from app.maps.payload import plan_data
from app.maps.sheet import PlanSheet
from app.plans.errors import OfficeNotFoundError
from app.plans.opinions import Version, judge_version, opinion_of
from app.workspace import Workspace
from geodata.crs import WGS84
from geodata.dataset import Dataset

MAP_MM = (260.0, 240.0)
"""Room for the map on an A3 sheet across (look.md, 09-print)."""

MARGIN = 1.06
"""Land is shown with this much room around it."""

SCALE_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5)
BAR_MM = 40.0
BAR_STEPS = (1, 2, 5)
MM = 1000.0


@dataclass(frozen=True)
class Frame:
    """The part of the ground on the paper.

    Attributes
    ----------
    scale
        Denominator: a metre of paper is so many metres of ground.
    centre
        Middle of the map in the working system, metres.
    width_mm, height_mm
        Room for the map on paper.
    bar_m
        Length of the scale bar on the ground: a round number of metres, at most 40 mm on paper.
    """

    scale: int
    centre: tuple[float, float]
    width_mm: float
    height_mm: float
    bar_m: int


def print_data(workspace: Workspace, version: Version, subdistrict: str | None = None) -> dict[str, Any]:
    """Return what the printed sheet of a version draws; not to be called inside a transaction.

    Parameters
    ----------
    subdistrict
        A street office to which the map is fitted; the whole plan where left out.

    Raises
    ------
    OfficeNotFoundError
        Where the plan has no such street office.
    """
    opinion, judged = opinion_of(workspace, version), judge_version(workspace, version)
    dataset, profile = judged.dataset, version.profile
    frame = fit(_bounds(judged, subdistrict))
    offices = {str(office): fit(_bounds(judged, office)) for office in dataset.subdistricts.index}
    sheet = plan_sheet(judged, opinion.document, opinion.audit, title=version.plan.name)
    return {
        "sheet": plan_data(_in_metres(sheet)),
        "frame": vars(frame),
        "offices": [
            {"subdistrict": office, "frame": vars(fitted), "north_deg": convergence(dataset, fitted.centre)}
            for office, fitted in offices.items()
        ],
        "subdistrict": subdistrict,
        "crs": describe_crs(dataset),
        "north_deg": convergence(dataset, frame.centre),
        "household_basis": None if dataset.household_basis is None else dataset.household_basis.value,
        "profile": {"id": profile.id, "title_zh": profile.base.title_zh, "title_en": profile.base.title_en},
        "dataset": {"name": version.plan.dataset.name, "issue": version.plan.dataset.issue},
        "version": version.number, "hash": opinion.hash,
    }


def fit(bounds: tuple[float, float, float, float]) -> Frame:
    """Choose the largest round scale at which some land fits the paper.

    Parameters
    ----------
    bounds
        West, south, east, north, metres.
    """
    west, south, east, north = bounds
    needed = max((east - west) * MARGIN * MM / MAP_MM[0], (north - south) * MARGIN * MM / MAP_MM[1], 1.0)
    power = 10.0 ** np.floor(np.log10(needed))
    scale = next((step * power for step in SCALE_STEPS if step * power >= needed), 10 * power)
    longest = scale * BAR_MM / MM
    unit = 10.0 ** np.floor(np.log10(longest))
    bar = max(step * unit for step in BAR_STEPS if step * unit <= longest)
    return Frame(round(scale), ((west + east) / 2, (south + north) / 2), *MAP_MM, max(1, round(bar)))


def describe_crs(dataset: Dataset) -> dict[str, Any]:
    """Say in which system a sheet is drawn: name, datum, projection and central meridian, as far as they are known."""
    if dataset.is_local:
        return {"is_local": True, "name": None, "datum": None, "projection": None, "central_meridian": None}
    crs = CRS.from_user_input(dataset.crs)
    datum = crs.geodetic_crs.name if crs.geodetic_crs is not None else None
    operation = crs.coordinate_operation
    meridian = next(
        (parameter.value for parameter in (operation.params if operation else ()) if "origin" in parameter.name.lower()
         and "longitude" in parameter.name.lower()), None,
    )
    return {
        "is_local": False, "name": crs.name, "datum": datum,
        "projection": None if operation is None else operation.method_name, "central_meridian": meridian,
    }


def convergence(dataset: Dataset, centre: tuple[float, float]) -> float | None:
    """Give the angle from grid north to true north in the middle of the sheet, degrees clockwise; ``None`` unknown."""
    if dataset.is_local:
        return None
    place = gpd.GeoSeries.from_xy([centre[0]], [centre[1]], crs=dataset.crs).to_crs(WGS84).iloc[0]
    try:
        factors = Proj(dataset.crs).get_factors(place.x, place.y)
    except (CRSError, RuntimeError):
        return None
    return round(-float(factors.meridian_convergence), 3)


def _bounds(judged: JudgedPlan, subdistrict: str | None) -> tuple[float, float, float, float]:
    units = judged.dataset.units
    shown = units if subdistrict is None else units[units["subdistrict"] == subdistrict]
    if not len(shown):
        raise OfficeNotFoundError(
            f"方案里没有街道 {subdistrict}", f"The plan has no street office {subdistrict}"
        )
    west, south, east, north = map(float, shown.total_bounds)
    return west, south, east, north


def _in_metres(sheet: PlanSheet) -> PlanSheet:
    """Take the place on Earth off all frames: what is left are metres of the working system."""
    frames: dict[str, Any] = {
        name: None if frame is None else frame.set_crs(None, allow_override=True)
        for name in ("units", "communities", "facilities", "lines", "subdistricts", "today")
        for frame in (getattr(sheet, name),)
    }
    return replace(sheet, **frames)
