"""Plans and datasets as frames: for the GeoPackage in the system of AREAS, for the sheet in the working system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from app.judged import JudgedPlan
from app.maps import Band, CheckSheet, PlanSheet
from geodata.dataset import Dataset
from geodata.domain import CommunityId, UnitId
from geodata.writing import to_source
from optimizer.needs import community_needs

UNIT_FIELDS = ["area_id", "name", "subdistrict", "households", "population", "kind", "relatively_independent",
               "keep_whole"]


def plan_layers(judged: JudgedPlan) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of ``plan.gpkg`` in the system of AREAS."""
    return {name: to_source(frame, judged.dataset) for name, frame in _frames(judged).items() if len(frame)}


def dataset_layers(dataset: Dataset) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of ``dataset.gpkg`` in the system of AREAS."""
    frames = {
        "areas": dataset.areas, "units": dataset.units, "subdistricts": dataset.subdistricts, "lines": dataset.lines,
    }
    if dataset.facilities is not None:
        frames["facilities"] = dataset.facilities
    return {name: to_source(frame, dataset) for name, frame in frames.items() if len(frame)}


def plan_sheet(judged: JudgedPlan, document: Mapping[str, Any], audit: Mapping[str, Any], *, title: str) -> PlanSheet:
    """Return the sheet of a plan.

    Parameters
    ----------
    document, audit
        ``plan.json`` and ``audit.json``.
    """
    frames = _frames(judged)
    band = document["profile"]["band"]
    return PlanSheet(
        title=title, units=frames["units"], communities=frames["communities"], facilities=frames.get("facilities"),
        lines=frames["lines"], subdistricts=frames["subdistricts"], today=frames.get("today"), plan=document,
        audit=audit, band=None if band is None else Band(**band),
    )


def check_sheet(dataset: Dataset, document: Mapping[str, Any], *, title: str) -> CheckSheet:
    """Return the sheet of a check."""
    areas = dataset.areas.reset_index()
    if not dataset.has_households:
        areas["households"] = None  # unknown, not none
    return CheckSheet(
        title=title, areas=areas, units=dataset.units.reset_index(),
        facilities=None if dataset.facilities is None else dataset.facilities.reset_index(), lines=dataset.lines,
        subdistricts=dataset.subdistricts.reset_index(), check=document, crs=dataset.crs,
    )


def _frames(judged: JudgedPlan) -> dict[str, gpd.GeoDataFrame]:
    held = _community_of_units(judged)
    frames = {
        "units": _units(judged.dataset, held),
        "communities": _communities(judged),
        "lines": judged.dataset.lines,
        "subdistricts": judged.dataset.subdistricts.reset_index()[["subdistrict", "geometry"]],
    }
    if judged.dataset.facilities is not None:
        frames["facilities"] = _facilities(judged, judged.dataset.facilities, held)
    if judged.today_shapes is not None:
        today = judged.today_shapes.reset_index()
        frames["today"] = today.assign(name=today["community_id"])
    return frames


def _community_of_units(judged: JudgedPlan) -> Mapping[UnitId, CommunityId]:
    """Return unit → community; over shapes drawn elsewhere a unit counts where a point inside it lies."""
    if judged.assignment is not None:
        return judged.assignment
    points = judged.dataset.units.geometry.representative_point().to_numpy()
    shapes = judged.shapes
    inside, community = shapely.STRtree(shapes.geometry.to_numpy()).query(points, predicate="intersects")
    return {
        UnitId(judged.dataset.units.index[unit]): CommunityId(shapes.index[number])
        for unit, number in zip(inside[::-1], community[::-1], strict=True)
    }


def _units(dataset: Dataset, held: Mapping[UnitId, CommunityId]) -> gpd.GeoDataFrame:
    units = dataset.units.reset_index()
    return units[["unit_id", *UNIT_FIELDS, "geometry"]].assign(
        community_id=_column(held.get(unit) for unit in units["unit_id"]), present=units["community"],
    )


def _communities(judged: JudgedPlan) -> gpd.GeoDataFrame:
    facts = {fact.community_id: fact for fact in judged.facts.communities}
    rows = [facts[CommunityId(name)] for name in judged.shapes.index]
    population = [fact.population if fact.population_known else None for fact in rows]
    return gpd.GeoDataFrame(
        {
            "community_id": _column(judged.shapes.index),
            "name": _column(fact.name for fact in rows),
            "subdistrict": _column(fact.subdistrict for fact in rows),
            "households": pd.array([fact.households for fact in rows], dtype="Int64"),
            "population": pd.array(population, dtype="Int64"),
            "continues": _column(fact.continues for fact in rows),
            "facility_id": _column(fact.anchor for fact in rows),
            "colour": np.array([judged.colours[fact.community_id] for fact in rows], dtype=np.int64),
        },
        geometry=judged.shapes.geometry.to_numpy(), crs=judged.shapes.crs,
    )


def _facilities(
    judged: JudgedPlan, facilities: gpd.GeoDataFrame, held: Mapping[UnitId, CommunityId]
) -> gpd.GeoDataFrame:
    """Return facilities with their community, and whether the floor of that is too small."""
    needs = {fact.community_id: community_needs(fact, judged.profile) for fact in judged.facts.communities}
    short = {name: _is_less(need.facility_area_m2, need.facility_required_m2) for name, need in needs.items()}
    community = [held.get(unit) for unit in facilities["unit_id"]]
    return facilities.reset_index().drop(columns="unit_id").assign(
        community_id=_column(community), short=_column(None if c is None else short.get(c) for c in community),
    )


def _is_less(amount: float | None, needed: float | None) -> bool | None:
    return None if amount is None or needed is None else amount < needed


def _column(values: Any) -> pd.Series:
    """Return a column that keeps ``None`` as it is."""
    return pd.Series(list(values), dtype=object)
