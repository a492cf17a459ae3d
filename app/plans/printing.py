"""What a printed sheet of a plan draws: everything in metres, with the round scale at which it fits the paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pyproj import CRS

from app.judged import JudgedPlan
from app.layers import plan_sheet
from app.maps.payload import plan_data
from app.maps.sheet import PlanSheet
from app.papers.frame import convergence, describe_crs, fit
from app.plans.errors import OfficeNotFoundError
from app.plans.opinions import Version, judge_version, opinion_of
from app.workspace import Workspace
from geodata.dataset import Dataset


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
    crs = _crs_of(dataset)
    frame = fit(_bounds(judged, subdistrict))
    offices = {str(office): fit(_bounds(judged, office)) for office in dataset.subdistricts.index}
    sheet = plan_sheet(judged, opinion.document, opinion.audit, title=version.plan.name)
    return {
        "sheet": plan_data(_in_metres(sheet)),
        "frame": vars(frame),
        "offices": [
            {"subdistrict": office, "frame": vars(fitted), "north_deg": convergence(crs, fitted.centre)}
            for office, fitted in offices.items()
        ],
        "subdistrict": subdistrict,
        "crs": describe_crs(crs),
        "north_deg": convergence(crs, frame.centre),
        "household_basis": None if dataset.household_basis is None else dataset.household_basis.value,
        "profile": {"id": profile.id, "title_zh": profile.base.title_zh, "title_en": profile.base.title_en},
        "dataset": {"name": version.plan.dataset.name, "issue": version.plan.dataset.issue},
        "version": version.number, "hash": opinion.hash,
    }


def _crs_of(dataset: Dataset) -> CRS | None:
    return None if dataset.is_local else CRS.from_user_input(dataset.crs)


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
