"""An area with more households than a community may hold, split into several units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import bisection
from geodata.dividers import OPEN, Dividers
from geodata.errors import IdentifierClashError
from geodata.handing import hand_over
from geodata.houses import Houses
from geodata.inner_streets import InnerStreets
from geodata.record import Record, Severity
from geodata.shape import from_north
from geodata.slivers import place_of
from geodata.tessellation import dissolve, polygon_parts, reseal, seal, shared_edges

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray
    from geodata.shape import GeometryArray

LEAST_SHARE = 0.01
"""A smaller share of the cuts along streets is not worth a word."""

PIECE_HOUSEHOLDS = 1250
"""Pieces hold about this many households at most, so that they combine freely (design default)."""


def split_oversized(
    units: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None, lines: gpd.GeoDataFrame,
    *, above: int | None, record: Record,
) -> gpd.GeoDataFrame:
    """Split the units that hold more households than a community may.

    Where buildings with households stand in a unit, the pieces hold about equal households of them; otherwise pieces
    of about equal land share the households by land. Cuts run along streets inside the unit where it has some, else
    straight. Either way the pieces tile the unit, each is connected, and their households and persons add up to the
    unit's exactly.

    Parameters
    ----------
    units
        As :func:`geodata.cells.tile` makes them.
    areas
        Areas as drawn, index ``area_id``.
    buildings
        Column ``households``; points or polygons. ``None`` where not given.
    lines
        Roads and barriers: columns ``kind, road_class, geometry``.
    above
        Units with more households than this are split; ``None`` splits nothing.
    record
        Receives how each was split, and the units that must stay whole.

    Returns
    -------
    units
        Pieces are ``area_id#1`` … from north to south, then west to east, with ``split`` true.

    Raises
    ------
    IdentifierClashError
        Where an area already bears the identifier of a piece.
    """
    oversized = units["area_id"].notna() & (units["households"] > (np.inf if above is None else above))
    whole = oversized & units["keep_whole"].astype(bool)
    for unit_id, unit in units[whole].iterrows():
        _report_whole(str(unit_id), int(unit["households"]), above, record)
    chosen = units[oversized & ~whole]
    if chosen.empty or above is None:
        return units
    size = min(above, PIECE_HOUSEHOLDS)
    houses = Houses.of(buildings, chosen)
    dividers = Dividers.of(lines)
    pieces = [
        _split(chosen.iloc[[row]], houses.inside(row), dividers, size, above, record) for row in range(len(chosen))
    ]
    split = pd.concat([units.drop(chosen.index), *pieces])
    clash = split.index[split.index.duplicated()]
    if len(clash):
        raise IdentifierClashError(
            f"{clash[0]}：小区编号与拆分单元的编号相同，请改用其他编号",
            f"{clash[0]}: an area bears the identifier of a piece, rename the area",
            feature=str(clash[0]),
        )
    split = gpd.GeoDataFrame(split, geometry="geometry", crs=units.crs)
    return resealed(split, np.asarray(chosen.geometry, dtype=object)).sort_index()


def share_out(total: int, weights: FloatArray) -> IntArray:
    """Share a whole number in proportion to weights, by largest remainder; the parts add up exactly.

    Of equal remainders the first counts.
    """
    quota = total * weights / weights.sum()
    parts = np.floor(quota).astype(np.int64)
    missing = total - int(parts.sum())
    parts[np.argsort(parts - quota, kind="stable")[:missing]] += 1
    return parts


def _split(
    unit: gpd.GeoDataFrame, houses: Houses, dividers: Dividers, size: int, above: int, record: Record
) -> gpd.GeoDataFrame:
    area_id, ground = str(unit.index[0]), unit.geometry.iloc[0]
    households = int(unit["households"].iloc[0])
    wanted = -(-households // size)
    by_buildings = houses.can_divide
    xy = houses.xy if by_buildings else bisection.sample(ground, wanted)
    weight = houses.households if by_buildings else np.ones(len(xy))
    streets = InnerStreets.of(ground, dividers)
    pieces = seal(np.array(bisection.cut(ground, xy, weight, wanted, streets), dtype=object))
    pieces = pieces[from_north(pieces)]
    counted = houses.counts(pieces) if by_buildings else shapely.area(pieces)
    shares = share_out(households, counted)
    along = 0.0 if streets is None else _share_along(pieces, streets)
    _report_split(unit, houses if by_buildings else None, along, shares, above, record)
    rows = pd.concat([unit] * len(pieces), ignore_index=True)
    rows["households"] = shares
    if unit["population"].notna().iloc[0]:
        persons = share_out(int(unit["population"].iloc[0]), shares.astype(np.float64))
        rows["population"] = pd.array(persons, dtype="Int64")
    rows["split"] = len(pieces) > 1
    names = [f"{area_id}#{number}" for number in range(1, len(pieces) + 1)] if len(pieces) > 1 else [area_id]
    rows.index = pd.Index(names, dtype=unit.index.dtype, name=unit.index.name)
    return rows.set_geometry(gpd.GeoSeries(pieces, index=rows.index, crs=unit.crs))


def _share_along(pieces: GeometryArray, streets: InnerStreets) -> float:
    """Measure the share of the cuts between pieces that lies on a street."""
    edges = shared_edges(pieces)
    length_m = edges.length_m
    return float(length_m[streets.dividers.rank_edges(edges.ends) > OPEN].sum() / max(length_m.sum(), 1e-9))


def resealed(units: gpd.GeoDataFrame, cut: GeometryArray) -> gpd.GeoDataFrame:
    """Give neighbours the vertices where a cut meets their border, and close what rounding left open.

    Parameters
    ----------
    units
        Columns ``subdistrict`` and ``geometry``, the pieces in place of what was cut.
    cut
        What was cut, before the cut.
    """
    before = np.asarray(units.geometry, dtype=object)
    parts, owners = polygon_parts(reseal(before, cut))
    order = np.lexsort([-shapely.area(parts), owners])
    settled = (shapely.get_num_geometries(before) > 1)[owners]
    settled[order[np.unique(owners[order], return_index=True)[1]]] = True
    office = pd.factorize(units["subdistrict"])[0]
    sealed, _ = dissolve(parts, hand_over(parts, owners, settled, office[owners], Dividers.none()))
    return units.set_geometry(gpd.GeoSeries(sealed, index=units.index, crs=units.crs))


def _report_whole(unit_id: str, households: int, above: int | None, record: Record) -> None:
    record.add(
        Severity.WARNING, "areas.oversized_whole",
        f"{unit_id}：{households} 户，超过 {above} 户，但须整体保留，未拆分",
        f"{unit_id}: {households} households, more than {above}, but to be kept whole: not split",
        feature=unit_id, measured=f"{households} households",
    )


def _report_split(
    unit: gpd.GeoDataFrame, houses: Houses | None, along: float, shares: IntArray, above: int, record: Record
) -> None:
    """Say into what an area was split and by what, and where the counts do not fit."""
    area_id, households = str(unit.index[0]), int(unit["households"].iloc[0])
    listed = "、".join(map(str, shares))
    zh, en = ("按面积分摊", "by land share") if houses is None else ("按楼栋户数", "by buildings")
    streets_zh = "" if along < LEAST_SHARE else f"（切线 {along:.0%} 沿内部道路）"
    streets_en = "" if along < LEAST_SHARE else f" ({along:.0%} of the cuts along streets inside)"
    place = place_of(unit.geometry.iloc[0])
    record.add(
        Severity.ASSUMED, "areas.split",
        f"{area_id}：{households} 户，超过 {above} 户，{zh}拆成 {len(shares)} 个单元{streets_zh}：{listed} 户",
        f"{area_id}: {households} households, more than {above}, split {en} into {len(shares)} units of "
        f"{listed.replace('、', ', ')}{streets_en}",
        feature=area_id, measured=f"{households} households", repaired=f"{len(shares)} units", place=place,
    )
    if houses is not None and int(houses.households.sum()) != households:
        counted = int(houses.households.sum())
        record.add(
            Severity.WARNING, "areas.buildings_differ",
            f"{area_id}：楼栋合计 {counted} 户，小区 {households} 户，以小区为准按比例分摊",
            f"{area_id}: {counted} households in buildings, {households} in the area: shared in proportion",
            feature=area_id, measured=f"{counted} households", repaired=f"{households} households", place=place,
        )
    if shares.max() > above:
        record.add(
            Severity.WARNING, "areas.still_oversized",
            f"{area_id}：拆分后仍有单元 {shares.max()} 户，超过 {above} 户",
            f"{area_id}: a unit of {shares.max()} households is left, more than {above}",
            feature=area_id, measured=f"{shares.max()} households", place=place,
        )
