"""Which community holds which area, or which part of it: households, persons and land."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.dataset import Dataset
from geodata.domain import AreaId, AreaKind, CommunityId, Place, UnitId
from geodata.domain_facts import AreaPart
from geodata.shape import places

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

CUT_SHARE_MIN = 0.01
"""A community holds part of an area from this share of its land on; less is inaccuracy of drawing (design default)."""

COLUMNS = ("area_id", "community_id", "households", "population", "land_share", "x", "y")


def find_holdings(
    dataset: Dataset, communities: gpd.GeoDataFrame, assignment: Mapping[UnitId, CommunityId] | None
) -> pd.DataFrame:
    """List what each community holds of each area.

    Parameters
    ----------
    dataset
        The ground.
    communities
        Index ``community_id``, as drawn.
    assignment
        Unit → community, or ``None``: then the areas are laid over the communities as drawn.

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`: one row for each unit of an area or, without an assignment, for each part of an area
        in one community. ``community_id`` is ``None`` for what no community holds, ``population`` NaN where unknown,
        ``x, y`` the point from which its people walk.
    """
    table = _overlay(dataset.areas, communities) if assignment is None else _assigned(dataset, assignment)
    return table.sort_values(["area_id", "x", "y"], kind="stable", ignore_index=True)


@dataclass(frozen=True)
class People:
    """Who lives in a community.

    Attributes
    ----------
    population
        Residents of the areas that say; ``None`` where none does.
    all_known
        Whether every inhabited area says.
    """

    households: int
    population: int | None
    all_known: bool


NOBODY = People(0, None, True)


def people_of(holdings: pd.DataFrame) -> dict[CommunityId, People]:
    """Add up who lives in each community that holds an area."""
    households, known = holdings["households"], holdings["population"].notna()
    sums = pd.DataFrame({
        "households": households, "population": holdings["population"].fillna(0.0), "known": known,
        "unknown": ~known & (households > 0),
    }).groupby(holdings["community_id"]).sum()
    return {
        CommunityId(name): People(int(households), int(population) if known else None, not unknown)
        for name, households, population, known, unknown in sums.itertuples()
    }


def predecessors_of(
    holdings: pd.DataFrame, areas: gpd.GeoDataFrame
) -> dict[CommunityId, tuple[tuple[CommunityId, int], ...]]:
    """Count the households that each community takes from each present one, the largest first."""
    present = areas["community"].reindex(holdings["area_id"]).to_numpy(dtype=object)
    counts = holdings["households"].groupby([holdings["community_id"], present]).sum()
    brought: dict[CommunityId, list[tuple[CommunityId, int]]] = {}
    counts = counts[counts > 0]
    for (name, before), households in zip(counts.index, counts, strict=True):
        brought.setdefault(CommunityId(name), []).append((CommunityId(before), int(households)))
    return {name: tuple(sorted(rows, key=lambda row: (-row[1], row[0]))) for name, rows in brought.items()}


def continued(
    brought: Iterable[tuple[CommunityId, int]], present: Mapping[CommunityId, int]
) -> CommunityId | None:
    """Name the present community that a community continues: of those of which it holds more than half, the largest.

    Parameters
    ----------
    brought
        Present communities with the households that it takes from each, the largest first.
    present
        All households of every present community.
    """
    return next((before for before, households in brought if 2 * households > present[before]), None)


def parts_of(holdings: pd.DataFrame, areas: gpd.GeoDataFrame) -> dict[CommunityId, tuple[AreaPart, ...]]:
    """Join what each community holds to one part for each area, ordered by area."""
    grouped = holdings.groupby(["community_id", "area_id"])
    parts = grouped.agg({"households": "sum", "land_share": "sum", "x": "first", "y": "first"})
    persons = grouped["population"].sum(min_count=1)
    drawn = areas.loc[parts.index.get_level_values("area_id")]
    columns = (
        "name", "subdistrict", "kind", "keep_whole", "relatively_independent", "built_month", "facility_provided",
        "households",
    )
    of_areas = zip(*(drawn[name] for name in columns), strict=True)
    of_parts = zip(*(parts[name] for name in parts), persons, strict=True)
    found: dict[CommunityId, list[AreaPart]] = {}
    for (community, area), of_area, of_part in zip(parts.index, of_areas, of_parts, strict=True):
        name, subdistrict, kind, whole, independent, built, provided, total = of_area
        households, share, x, y, known = of_part
        part = AreaPart(
            area_id=AreaId(area), name=str(name), subdistrict=str(subdistrict), kind=AreaKind(kind),
            keep_whole=bool(whole), relatively_independent=bool(independent), households=int(households),
            area_households=int(total), land_share=float(share), place=Place(float(x), float(y)),
            population=None if pd.isna(known) else int(known), built_month=None if pd.isna(built) else str(built),
            facility_provided=None if pd.isna(provided) else bool(provided),
        )
        found.setdefault(CommunityId(community), []).append(part)
    return {name: tuple(listed) for name, listed in found.items()}


def _assigned(dataset: Dataset, assignment: Mapping[UnitId, CommunityId]) -> pd.DataFrame:
    units = dataset.units
    xy = places(units, dataset.areas)
    land = shapely.area(np.asarray(units.geometry))
    table = pd.DataFrame({
        "area_id": units["area_id"].to_numpy(dtype=object),
        "community_id": np.array([assignment.get(UnitId(unit)) for unit in units.index], dtype=object),
        "households": units["households"].to_numpy(dtype=np.int64),
        "population": units["population"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan),
        "land_share": land,
        "x": xy[:, 0],
        "y": xy[:, 1],
    })
    table = table[table["area_id"].notna()].copy()
    table["land_share"] /= table.groupby("area_id")["land_share"].transform("sum")
    return table


def _overlay(areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Lay areas over communities; what an area holds is shared out by land."""
    drawn, shapes = np.asarray(areas.geometry), np.asarray(communities.geometry)
    tree = shapely.STRtree(shapes)
    area, community = tree.query(drawn, predicate="intersects")
    parts = shapely.intersection(drawn[area], shapes[community])
    is_point = shapely.get_dimensions(drawn) == 0
    share = np.where(is_point[area], 1.0, shapely.area(parts) / np.maximum(shapely.area(drawn), 1e-9)[area])
    # A point on a shared border belongs to the first community alone.
    doubled = is_point[area] & pd.Series(area).duplicated().to_numpy()
    keep = (share >= CUT_SHARE_MIN) & ~doubled
    area, community, parts, share = area[keep], community[keep], parts[keep], share[keep]
    left = 1.0 - np.bincount(area, weights=share, minlength=len(areas))
    bare = np.flatnonzero(left >= CUT_SHARE_MIN)
    rest = [shapely.difference(drawn[i], shapely.union_all(shapes[tree.query(drawn[i])])) for i in bare]
    rows = pd.DataFrame({
        "area": np.concatenate([area, bare]),
        "community_id": np.concatenate([communities.index.to_numpy(dtype=object)[community], [None] * len(bare)]),
        "share": np.concatenate([share, left[bare]]),
        "at": np.concatenate([parts, np.array(rest, dtype=object)]),
    }).sort_values("area", kind="stable")
    rows["share"] /= rows.groupby("area")["share"].transform("sum")
    return _counted(rows, areas)


def _counted(rows: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    index = rows["area"].to_numpy(dtype=np.int64)
    share = rows["share"].to_numpy(dtype=np.float64)
    population = areas["population"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.nan_to_num(population).astype(np.int64)
    xy = shapely.get_coordinates(shapely.point_on_surface(rows["at"].to_numpy()))
    return pd.DataFrame({
        "area_id": areas.index.to_numpy(dtype=object)[index],
        "community_id": rows["community_id"].to_numpy(dtype=object),
        "households": _share_out(areas["households"].to_numpy(dtype=np.int64), index, share),
        "population": np.where(np.isnan(population[index]), np.nan, _share_out(known, index, share)),
        "land_share": share,
        "x": xy[:, 0],
        "y": xy[:, 1],
    })


def _share_out(totals: IntArray, index: IntArray, share: FloatArray) -> IntArray:
    """Share out whole numbers so that the parts add up: each part gets the rounded running sum's growth."""
    running = pd.Series(share).groupby(index).cumsum().to_numpy()
    upto = np.rint(totals[index] * np.minimum(running, 1.0)).astype(np.int64)
    first = np.concatenate([[True], index[1:] != index[:-1]]) if len(index) else np.zeros(0, dtype=bool)
    before = np.where(first, 0, np.concatenate([[0], upto[:-1]])) if len(index) else upto
    return np.asarray(upto - before, dtype=np.int64)
