"""What there is to say about neighbours: how many, how short a border counts, what has no neighbour, no bridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.bridges import BRIDGED
from geodata.domain import Place
from geodata.labels import listed, unit_labels
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.domain import BoolArray

CORNER_M = 1.0
"""A border shorter than this is a corner: the rule packs do not count the two as neighbours."""

LISTED = 5


@dataclass(frozen=True)
class Island:
    """Units that have no neighbour in the rest of their street office; those with the most households first."""

    subdistrict: str
    units: tuple[str, ...]
    households: int


def find_islands(units: gpd.GeoDataFrame, borders: pd.DataFrame) -> tuple[Island, ...]:
    """Find each group of units that has no neighbour in the rest of its street office, the largest group aside.

    Parameters
    ----------
    units, borders
        Frames of :class:`geodata.dataset.Dataset`.
    """
    counted = borders[(borders["length_m"] >= CORNER_M) | borders["declared"]]
    ends = units.index.get_indexer(counted["a"]), units.index.get_indexer(counted["b"])
    graph = coo_array((np.ones(len(counted)), ends), shape=(len(units), len(units)))
    households, label = units["households"].to_numpy(), connected_components(graph, directed=False)[1]
    groups = pd.DataFrame({
        "office": units["subdistrict"].to_numpy(dtype=object), "group": label, "households": households, "units": 1,
    }).groupby(["office", "group"], as_index=False).sum()
    found = []
    for office, here in groups.groupby("office"):
        # The group with the most households is the street office; the others are islands.
        islands = here.sort_values(["households", "units", "group"], ascending=[False, False, True])[1:]
        for group, people in islands[["group", "households"]].itertuples(index=False):
            mine = np.flatnonzero(label == group)
            mine = mine[np.argsort(-households[mine], kind="stable")]
            found.append(Island(str(office), tuple(str(unit) for unit in units.index[mine]), int(people)))
    return tuple(found)


def find_barred(borders: pd.DataFrame) -> tuple[BoolArray, BoolArray]:
    """Tell between which neighbours a river, railway or wall lies, and at which of these no road crosses it."""
    barred = (borders["crossing"].to_numpy(dtype=np.int64) & sum(map(int, BRIDGED.values()))) != 0
    bridged = np.array([bool(bridges) for bridges in borders["bridges"]], dtype=np.bool_)
    return barred, barred & ~bridged


def report_borders(
    units: gpd.GeoDataFrame, borders: pd.DataFrame, *, roads_known: bool, record: Record
) -> None:
    """Record how many neighbours there are, which units have none in their street office, and where no bridge is.

    Parameters
    ----------
    units, borders
        Frames of :class:`geodata.dataset.Dataset`.
    roads_known
        Whether roads were given; without them nothing is known of bridges.
    """
    units = units.sort_index()
    _report_count(units, borders, record)
    _report_islands(units, borders, record)
    if roads_known:
        _report_unbridged(units, borders, record)


def _report_count(units: gpd.GeoDataFrame, borders: pd.DataFrame, record: Record) -> None:
    short = borders[(borders["length_m"] < CORNER_M) & ~borders["declared"]]
    zh, en = _pair_labels(units, short)
    record.add(
        Severity.NOTE, "borders.found",
        f"邻接：{len(borders)} 对单元有公共边界（同一街道内，精度 1 毫米），其中 {len(short)} 对短于 "
        f"{CORNER_M:g} 米，不算相邻" + (f"：{listed(zh, LISTED, '；')}" if len(short) else ""),
        f"neighbours: {len(borders)} pairs of units share a border (within a street office, to the millimetre), "
        f"{len(short)} of them under {CORNER_M:g} m, which do not count"
        + (f": {listed(en, LISTED, '; ')}" if len(short) else ""),
        measured=f"{len(borders)} pairs",
    )


def _report_islands(units: gpd.GeoDataFrame, borders: pd.DataFrame, record: Record) -> None:
    """Name each group of units that has no neighbour in the rest of its street office."""
    zh, en = unit_labels(units)
    for island in find_islands(units, borders):
        mine = units.index.get_indexer(list(island.units))
        office, people = island.subdistrict, island.households
        x, y = shapely.get_coordinates(shapely.point_on_surface(units.geometry.iloc[mine[0]]))[0]
        record.add(
            Severity.WARNING if people else Severity.NOTE, "borders.island",
            f"{office}：{listed([zh[i] for i in mine], LISTED, '、')} 共 {len(mine)} 个单元、{people} 户与本街道"
            "其余单元不相邻，不能并入；有桥或通道的，可在 --adjacency 表中写明",
            f"{office}: {listed([en[i] for i in mine], LISTED, ', ')}, {len(mine)} units with {people} households, "
            "have no neighbour in the rest of the street office and cannot join it; where there is a bridge or "
            "passage, say so in the table of --adjacency",
            feature=island.units[0], measured=f"{people} households", place=Place(float(x), float(y)),
        )


def _report_unbridged(units: gpd.GeoDataFrame, borders: pd.DataFrame, record: Record) -> None:
    """Say between which neighbours a river, railway or wall lies that no road crosses at their border."""
    barred, unbridged = find_barred(borders)
    if not barred.any():
        return
    zh, en = _pair_labels(units, borders[unbridged])
    record.add(
        Severity.NOTE, "borders.crossed",
        f"邻接：{barred.sum()} 对单元之间隔河、铁路或墙，其中 {len(zh)} 对的公共边界处没有道路通过"
        + (f"：{listed(zh, LISTED, '；')}" if zh else ""),
        f"neighbours: between {barred.sum()} pairs of units there is a river, railway or wall; no road crosses it at "
        f"the border of {len(zh)} of them" + (f": {listed(en, LISTED, '; ')}" if en else ""),
        measured=f"{barred.sum()} pairs, {len(zh)} without a bridge",
    )


def _pair_labels(units: gpd.GeoDataFrame, borders: pd.DataFrame) -> tuple[list[str], list[str]]:
    zh, en = unit_labels(units)
    pairs = list(zip(units.index.get_indexer(borders["a"]), units.index.get_indexer(borders["b"]), strict=True))
    return [f"{zh[a]}与{zh[b]}" for a, b in pairs], [f"{en[a]} and {en[b]}" for a, b in pairs]
