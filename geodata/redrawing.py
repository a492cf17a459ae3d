"""A dataset with one unit cut along a drawn line: the same ground, with the parts as units of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.adjacency import find_borders
from geodata.borders import Borders
from geodata.crs import WGS84
from geodata.cutting import cut_land
from geodata.dataset import Dataset
from geodata.declared import Declared, Told
from geodata.domain import UndecidedArea, UnitId
from geodata.errors import BadCutError, UnknownUnitError
from geodata.houses import Houses
from geodata.record import Finding, Record, Severity
from geodata.slivers import place_of
from geodata.splitting import resealed, share_out
from geodata.territory import locate_facilities

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

MARGIN_M = 200.0
"""Lines farther than this from a unit that changed cannot lie along its borders or between it and a neighbour."""


def line_in(dataset: Dataset, corners: Iterable[tuple[float, float]]) -> shapely.LineString:
    """Bring a line drawn on the map, in longitude and latitude, into the coordinates of a dataset.

    Parameters
    ----------
    corners
        In metres where the dataset has no place on Earth.

    Raises
    ------
    BadCutError
        Where the line has fewer than two corners, or corners that are no numbers.
    """
    xy = np.asarray(list(corners), dtype=np.float64).reshape(-1, 2)
    if len(xy) and not dataset.is_local and np.isfinite(xy).all():
        drawn = gpd.GeoSeries(shapely.points(xy), crs=WGS84).to_crs(dataset.crs)
        xy = shapely.get_coordinates(drawn.to_numpy())
    if not np.isfinite(xy).all() or len(np.unique(xy, axis=0)) < 2:
        raise BadCutError("切分线至少要有两个不同的点；请重画", "a line needs two different corners; draw it again")
    return shapely.LineString(xy)


def split_unit(dataset: Dataset, unit_id: str, line: shapely.LineString) -> Dataset:
    """Cut a unit along a line.

    The parts take the place of the unit; they are called ``unit/1``, ``unit/2`` and so on from north to south, then
    west to east (``unit//1`` where one of these is taken). Households and persons are shared out by the buildings
    where the dataset knows them, else by land, and add up exactly; facilities move to the part in which they stand;
    borders are found anew where land changed, and only there.

    Parameters
    ----------
    line
        In the coordinates of the dataset; see :func:`line_in`.

    Returns
    -------
    Dataset
        A new dataset; its hash follows from the old one and the cut.

    Raises
    ------
    UnknownUnitError
        Where there is no such unit.
    BadCutError
        Where the line does not cut through, or the unit has to stay whole or is undecided.
    """
    unit = _cuttable(dataset, unit_id)
    land = unit.geometry.iloc[0]
    parts, finding = _parts(dataset, unit, cut_land(unit_id, land, line))
    near = dataset.units.index[shapely.STRtree(np.asarray(dataset.units.geometry)).query(land, predicate="intersects")]
    around = pd.concat([dataset.units.loc[near.drop(unit_id)], parts])
    sealed = resealed(around, np.array([land], dtype=object))
    units = pd.concat([dataset.units.drop(near), sealed])
    units = _in_order(units, dataset.units)
    return replace(
        dataset,
        units=units, borders=_borders(dataset, units, unit_id, list(parts.index), near),
        facilities=_facilities(dataset, units.loc[parts.index], unit_id),
        undecided=tuple(_with_parts(area, units, unit_id, parts.index) for area in dataset.undecided),
        findings=(*dataset.findings, finding), hash=_hash(dataset, units.loc[parts.index]),
    )


def _cuttable(dataset: Dataset, unit_id: str) -> gpd.GeoDataFrame:
    if unit_id not in dataset.units.index:
        raise UnknownUnitError(
            f"没有编号为 {unit_id} 的单元", f"there is no unit {unit_id}", feature=unit_id,
        )
    unit = dataset.units.loc[[unit_id]]
    if bool(unit["keep_whole"].iloc[0]):
        raise BadCutError(
            f"{unit_id}：须整体保留，不能切分；确需切分请先在数据中取消 keep_whole",
            f"{unit_id} has to stay whole and is not cut; if it must be, take keep_whole away in the data first",
            feature=unit_id,
        )
    if unit["area_id"].iloc[0] in dataset.rulings:
        raise BadCutError(
            f"{unit_id}：管理待定，裁定以前不切分",
            f"{unit_id} is undecided and is not cut before the ruling", feature=unit_id,
        )
    return unit


def _parts(dataset: Dataset, unit: gpd.GeoDataFrame, lands: GeometryArray) -> tuple[gpd.GeoDataFrame, Finding]:
    """Make a row of each part, and say by what the people were shared out."""
    unit_id, households = str(unit.index[0]), int(unit["households"].iloc[0])
    houses = Houses.of(dataset.buildings, unit)
    weights: FloatArray = houses.counts(lands) if houses.can_divide else shapely.area(lands)
    shares = share_out(households, weights)
    rows = pd.concat([unit] * len(lands), ignore_index=True)
    rows["households"], rows["split"] = shares, True
    if unit["population"].notna().iloc[0]:
        by_people = shares.astype(np.float64) if shares.any() else weights
        rows["population"] = pd.array(share_out(int(unit["population"].iloc[0]), by_people), dtype="Int64")
    rows.index = pd.Index(_names(dataset, unit_id, len(lands)), dtype=unit.index.dtype, name=unit.index.name)
    parts = rows.set_geometry(gpd.GeoSeries(lands, index=rows.index, crs=unit.crs))
    return parts, _finding(unit, shares, by_buildings=houses.can_divide)


def _names(dataset: Dataset, unit_id: str, wanted: int) -> list[str]:
    """Name the parts so that no unit and no area bears one of the names."""
    taken = {*dataset.units.index, *dataset.areas.index, *dataset.unplaced["area_id"]}
    for slashes in count(1):
        names = [f"{unit_id}{'/' * slashes}{number}" for number in range(1, wanted + 1)]
        if taken.isdisjoint(names):
            return names
    raise AssertionError("count never ends")


def _finding(unit: gpd.GeoDataFrame, shares: IntArray, *, by_buildings: bool) -> Finding:
    unit_id, households = str(unit.index[0]), int(unit["households"].iloc[0])
    listed = "、".join(map(str, shares))
    zh, en = ("按楼栋户数", "by buildings") if by_buildings else ("按面积分摊", "by land share")
    return Finding(
        "units.cut", Severity.ASSUMED,
        f"{unit_id}：{households} 户，沿所画的线切成 {len(shares)} 个单元，{zh}：{listed} 户",
        f"{unit_id}: {households} households, cut along the drawn line into {len(shares)} units, {en}: "
        f"{listed.replace('、', ', ')} households",
        feature=unit_id, measured=f"{households} households", repaired=f"{len(shares)} units",
        place=place_of(unit.geometry.iloc[0]),
    )


def _in_order(units: gpd.GeoDataFrame, like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Order units by identifier as text, with the columns of a dataset."""
    order = np.argsort(units.index.to_numpy(dtype=object).astype(str), kind="stable")
    ordered = units.iloc[order][like.columns].astype({"split": like["split"].dtype})
    return gpd.GeoDataFrame(ordered, geometry="geometry", crs=like.crs)


def _facilities(dataset: Dataset, parts: gpd.GeoDataFrame, unit_id: str) -> gpd.GeoDataFrame | None:
    facilities = dataset.facilities
    if facilities is None:
        return None
    inside = (facilities["unit_id"] == unit_id).to_numpy()
    located = locate_facilities(facilities[inside].reset_index(), parts, Record())
    assert located is not None
    unit_ids = facilities["unit_id"].to_numpy(dtype=object).copy()
    unit_ids[inside] = located["unit_id"].reindex(facilities.index[inside]).to_numpy(dtype=object)
    return facilities.assign(unit_id=pd.Series(unit_ids, index=facilities.index, dtype=object))


def _with_parts(area: UndecidedArea, units: gpd.GeoDataFrame, unit_id: str, parts: pd.Index) -> UndecidedArea:
    """Let the parts that border an undecided area be its neighbours instead of the unit."""
    if unit_id not in area.neighbours:
        return area
    land = shapely.union_all(np.asarray(units.geometry[units["area_id"] == area.area_id]))
    border_m = shapely.length(shapely.intersection(np.asarray(units.geometry[parts]), land))
    beside = {UnitId(str(part)) for part in parts[border_m > 0]}
    return replace(area, neighbours=tuple(sorted({*area.neighbours, *beside} - {UnitId(unit_id)})))


def _borders(
    dataset: Dataset, units: gpd.GeoDataFrame, unit_id: str, parts: list[str], near: pd.Index
) -> pd.DataFrame:
    """Find the borders of everything whose land changed; all others stay as they are."""
    old = dataset.borders
    changed = {*near, *parts}
    touched = (old["a"].isin(changed) | old["b"].isin(changed)).to_numpy()
    land = np.asarray(units.geometry[[name for name in changed if name != unit_id]])
    beside = units.index[shapely.STRtree(np.asarray(units.geometry)).query(land, predicate="intersects")[1]]
    asked = sorted((set(old["a"][touched]) | set(old["b"][touched]) | set(beside) | changed) - {unit_id})
    here = units.loc[asked]
    west, south, east, north = here.total_bounds + np.array([-1, -1, 1, 1]) * MARGIN_M
    close = dataset.lines.iloc[np.sort(dataset.lines.sindex.query(shapely.box(west, south, east, north)))]
    told = _told(dataset, here, unit_id, parts)
    found = find_borders(here, close, dataset.areas, roads=dataset.crossing_roads, declared=Declared(tuple(told)))
    anew = found[found["a"].isin(changed) | found["b"].isin(changed)]
    return pd.concat([old[~touched], anew]).sort_values(["a", "b"], ignore_index=True)


def _told(dataset: Dataset, here: gpd.GeoDataFrame, unit_id: str, parts: list[str]) -> list[Told]:
    """Say again what the user's table said of these units: who are neighbours without a border, who are none."""
    known = {*here.index, unit_id}
    before = dataset.units.loc[[name for name in dataset.units.index if name in known]]
    sharing = {tuple(before.index[list(pair)]) for pair in Borders.of(before).pairs}
    inside = dataset.borders[dataset.borders["a"].isin(known) & dataset.borders["b"].isin(known)]
    listed = set(zip(inside["a"], inside["b"], strict=True))
    declared = set(zip(inside["a"][inside["declared"]], inside["b"][inside["declared"]], strict=True))
    apart, joined = sharing - listed, declared - sharing
    now = Borders.of(here)
    bordering = {frozenset(here.index[list(pair)]) for pair in now.pairs}
    told = [(pair, False) for pair in apart] + [(pair, True) for pair in declared]
    rows: list[Told] = []
    for (a, b), adjacent in sorted(told):
        if unit_id not in (a, b):
            rows.append(Told(a, b, adjacent, "", ""))
            continue
        other = a if b == unit_id else b
        if (a, b) in joined:
            away_m = shapely.distance(np.asarray(here.geometry[parts]), here.geometry[other])
            rows.append(Told(parts[int(np.argmin(away_m))], other, True, "", ""))
        else:
            rows += [Told(part, other, adjacent, "", "") for part in parts if frozenset((part, other)) in bordering]
    return rows


def _hash(dataset: Dataset, parts: gpd.GeoDataFrame) -> str:
    """Digest the old ground and the cut: the same cut of the same ground, the same hash."""
    digest = hashlib.sha256(dataset.hash.encode())
    texts = shapely.to_wkt(shapely.normalize(np.asarray(parts.geometry)), rounding_precision=3)
    for name, text in zip(parts.index, texts, strict=True):
        digest.update(f"\n{name}\x1f{text}".encode())
    return digest.hexdigest()
