"""One street office of a dataset as the optimiser sees it: arrays, no geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.dataset import Dataset
from geodata.domain import (
    SERVICE,
    Anchor,
    AreaId,
    AreaKind,
    CommunityId,
    FacilityId,
    FacilityStatus,
    OfficeGround,
    UnitId,
)
from geodata.gates import Places, unit_places
from geodata.walking import join

if TYPE_CHECKING:
    import shapely

    from geodata.domain import FloatArray, IntArray


def offices(dataset: Dataset) -> tuple[str, ...]:
    """Name the street offices that have units to plan, in order of name."""
    return tuple(sorted(map(str, decided_units(dataset)["subdistrict"].unique())))


def office_ground(dataset: Dataset, subdistrict: str) -> OfficeGround:
    """Lay out one street office as arrays.

    Parameters
    ----------
    dataset
        The ground.
    subdistrict
        A street office of :func:`offices`.

    Returns
    -------
    ground
        Units in order of identifier; anchors: located service facilities, then every unit itself. Walking starts at
        the place of each unit (:func:`geodata.shape.places`), through a gate of its area where one is known.
    """
    decided = decided_units(dataset)
    units = decided[decided["subdistrict"] == subdistrict]
    units = units.loc[sorted(units.index)]
    services = _services(dataset.facilities, units)
    places = unit_places(units, dataset.areas, dataset.gates)
    anchors = (*_facility_anchors(services, units), *(Anchor(None, i, None, 0.0) for i in range(len(units))))
    borders = _borders(dataset.borders, units)
    return OfficeGround(
        subdistrict=subdistrict,
        unit_ids=tuple(map(UnitId, units.index)),
        area_ids=tuple(None if pd.isna(area) else AreaId(area) for area in units["area_id"]),
        area_is_split=units["split"].to_numpy(dtype=np.bool_),
        households=units["households"].to_numpy(dtype=np.int64),
        persons=units["population"].fillna(-1).to_numpy(dtype=np.int64),
        kinds=tuple(map(AreaKind, units["kind"])),
        relatively_independent=units["relatively_independent"].to_numpy(dtype=np.bool_),
        keep_whole=units["keep_whole"].to_numpy(dtype=np.bool_),
        present=tuple(None if pd.isna(name) else CommunityId(name) for name in units["community"]),
        present_households=_present_households(dataset.units, units["community"]),
        floor_m2=_floor(services, units),
        has_facilities=dataset.facilities is not None,
        anchors=anchors,
        walk_m=_walk(dataset, places, _coordinates(services)),
        walking=dataset.walking,
        borders=np.column_stack([units.index.get_indexer(borders[side]) for side in ("a", "b")]).astype(np.int64),
        border_m=borders["length_m"].to_numpy(dtype=np.float64),
        border_on_line_m=borders["on_line_m"].to_numpy(dtype=np.float64),
        border_crossing=borders["crossing"].to_numpy(dtype=np.int64),
        border_declared=borders["declared"].to_numpy(dtype=np.bool_),
    )


def walking_between(
    dataset: Dataset, units: gpd.GeoDataFrame, *, to_units: bool
) -> tuple[pd.DataFrame, FloatArray]:
    """Measure the walk from some units of one street office to its services and, where wanted, to each other.

    Parameters
    ----------
    units
        Rows of ``dataset.units``.

    Returns
    -------
    services, metres
        The service facilities that stand in these units, by identifier; and shape (n, m), or (n, m + n) with the
        units after the services.
    """
    services = _services(dataset.facilities, units)
    places = unit_places(units, dataset.areas, dataset.gates)
    return services, _walk(dataset, places, _coordinates(services), to_units=to_units)


def decided_units(dataset: Dataset) -> gpd.GeoDataFrame:
    """Leave out the units of undecided areas: they are in no community, and nobody's way leads through them (PL-13)."""
    return dataset.units[~dataset.units["area_id"].isin(list(dataset.rulings))]


def _services(facilities: gpd.GeoDataFrame | None, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the service facilities that stand in a unit of the office, by identifier."""
    if facilities is None:
        return pd.DataFrame({"status": [], "area_m2": [], "unit_id": [], "geometry": []})
    here = (facilities["kind"] == SERVICE) & facilities["unit_id"].isin(units.index)
    return pd.DataFrame(facilities[here]).sort_index()


def _facility_anchors(services: pd.DataFrame, units: gpd.GeoDataFrame) -> list[Anchor]:
    unit = units.index.get_indexer(services["unit_id"])
    area_m2 = services["area_m2"].astype(float).fillna(0.0)
    return [
        Anchor(FacilityId(str(name)), int(at), FacilityStatus(status), float(size))
        for name, at, status, size in zip(services.index, unit, services["status"], area_m2, strict=True)
    ]


def _coordinates(services: pd.DataFrame) -> FloatArray:
    points: list[shapely.Point] = list(services["geometry"])
    return np.array([(point.x, point.y) for point in points], dtype=np.float64).reshape(-1, 2)


def _floor(services: pd.DataFrame, units: gpd.GeoDataFrame) -> FloatArray:
    """Add up the floor area of existing and planned services in each unit; unknown counts 0."""
    standing = services[services["status"] != FacilityStatus.CANDIDATE]
    unit: IntArray = units.index.get_indexer(standing["unit_id"])
    area_m2 = standing["area_m2"].astype(float).fillna(0.0).to_numpy()
    return np.bincount(unit, weights=area_m2, minlength=len(units)).astype(np.float64)


def _present_households(units: gpd.GeoDataFrame, here: pd.Series) -> dict[CommunityId, int]:
    """Count the households of the present communities of an office, wherever they live."""
    held = units[units["community"].isin(here.dropna().unique())].groupby("community")["households"].sum()
    return {CommunityId(str(name)): int(households) for name, households in held.items()}


def _walk(dataset: Dataset, units: Places, services: FloatArray, *, to_units: bool = True) -> FloatArray:
    """Measure the walk from each unit to each service and, where wanted, to each unit, shape (n, m)."""
    everything = units.joined(Places(services))
    count = len(units.xy)
    goals = np.concatenate([count + np.arange(len(services)), np.arange(count if to_units else 0)])
    return join(dataset.network, everything).metres(np.arange(count), goals)


def _borders(borders: pd.DataFrame, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Keep the borders of the office, in order of the two units."""
    here = borders[borders["a"].isin(units.index) & borders["b"].isin(units.index)]
    return here.sort_values(["a", "b"])
