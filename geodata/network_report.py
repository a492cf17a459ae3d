"""What there is to say about the walking network: odd links, separate parts, and places that hardly reach it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geodata.domain import DETOUR_FACTOR, Place
from geodata.labels import listed, unit_labels
from geodata.record import Record, Severity

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray
    from geodata.gates import Places
    from geodata.links import Links
    from geodata.network import WalkingNetwork

DETOUR_MAX = 10.0
"""A link longer than this many times its straight line is reported: it may be a slip of the pen."""

SHORT_MIN = 0.9
"""A link shorter than this share of its straight line is reported: no way is shorter than the straight one."""

FAR_M = 300.0
"""An inhabited unit farther than this from any street is reported: a street or a gate may be missing."""

LISTED = 10
"""So many odd links, parts or places are named one by one; of more the number is given."""


@dataclass(frozen=True, eq=False)
class Joining:
    """How units reach the network.

    Attributes
    ----------
    away_m
        Shape (n,). Straight line from the nearest gate, else the place, of each unit to the nearest street.
    cut_off
        Shape (n,). Whether no gate of the unit is at the largest part of the network.
    """

    away_m: FloatArray
    cut_off: BoolArray


def measure_joining(network: WalkingNetwork, places: Places) -> Joining:
    """Measure how far each unit is from the network, and whether it reaches its largest part.

    Parameters
    ----------
    places
        The place of each unit, and its gates.
    """
    spots = network.snap(places.door_xy)
    doors, row = places.doors_of(np.arange(len(places.xy)))
    best = np.lexsort([spots.away_m[doors], row])
    nearest = doors[best[np.unique(row[best], return_index=True)[1]]]
    reached = np.zeros(len(places.xy), dtype=np.bool_)
    reached[row[network.link_component[spots.link[doors]] == 0]] = True
    return Joining(spots.away_m[nearest], ~reached)


def report_network(network: WalkingNetwork | None, roads: gpd.GeoDataFrame | None, record: Record) -> None:
    """Record links of an odd length and the parts of the network that are not connected.

    Parameters
    ----------
    roads
        The roads of which the network is made; those on which nobody walks are left out.
    """
    if network is None or roads is None:
        record.add(
            Severity.ASSUMED, "walking.straight_line",
            f"没有步行路网：步行距离按直线的 {DETOUR_FACTOR} 倍估算",
            f"no walking network: distances are {DETOUR_FACTOR} times the straight line",
            repaired=f"× {DETOUR_FACTOR}",
        )
        return
    walked = roads[roads["walk"].astype(bool).to_numpy()]
    _report_classes(walked, record)
    _report_not_walked(roads[~roads["walk"].astype(bool).to_numpy()], record)
    _report_reversed(roads, record)
    links = network.links
    ratio = links.length_m / np.maximum(links.straight_m, 1.0)
    is_loop = links.ends[:, 0] == links.ends[:, 1]
    _report_odd(links, walked, (ratio > DETOUR_MAX) & ~is_loop, -ratio, "roads.link_long", record)
    _report_odd(links, walked, links.length_m < SHORT_MIN * links.straight_m, ratio, "roads.link_short", record)
    _report_parts(network, walked, record)


def report_joining(network: WalkingNetwork | None, units: gpd.GeoDataFrame, places: Places, record: Record) -> None:
    """Record how far inhabited units are from the network, and which of them cannot reach its largest part.

    Parameters
    ----------
    units
        Index ``unit_id``; columns ``name`` and ``households``.
    places
        The place of each unit, in the order of the units, and its gates.
    """
    inhabited = units["households"].to_numpy() > 0
    if network is None or not inhabited.any():
        return
    joining = measure_joining(network, places)
    away_m = joining.away_m
    zh, en = unit_labels(units)
    middle, most = float(np.median(away_m[inhabited])), float(away_m[inhabited].max())
    far = np.flatnonzero(inhabited & (away_m > FAR_M))
    far = far[np.argsort(-away_m[far], kind="stable")]
    worst = int(np.argmax(np.where(inhabited, away_m, -1.0)))
    record.add(
        Severity.NOTE, "walking.joined",
        f"步行起点到最近道路：{inhabited.sum()} 个有住户的单元，中位 {middle:.0f} 米，"
        f"最远 {most:.0f} 米（{zh[worst]}）",
        f"from units to the nearest street: {inhabited.sum()} inhabited units, median {middle:.0f} m, "
        f"at most {most:.0f} m ({en[worst]})",
        feature=str(units.index[worst]), measured=f"median {middle:.0f} m, max {most:.0f} m",
        place=_place(places.xy[worst]),
    )
    for i in far[:LISTED]:
        record.add(
            Severity.WARNING, "walking.far",
            f"{zh[i]}：离最近道路 {away_m[i]:.0f} 米，可能缺路或缺出入口；这一段按直线计",
            f"{en[i]}: {away_m[i]:.0f} m from the nearest street, a street or gate may be missing; taken straight",
            feature=str(units.index[i]), measured=f"{away_m[i]:.0f} m", place=_place(places.xy[i]),
        )
    if len(far) > LISTED:
        record.add(
            Severity.WARNING, "walking.far",
            f"另有 {len(far) - LISTED} 个单元离最近道路超过 {FAR_M:.0f} 米",
            f"{len(far) - LISTED} more units are over {FAR_M:.0f} m from the nearest street",
            measured=f"{len(far) - LISTED} units", count=len(far) - LISTED,
        )
    for i in np.flatnonzero(inhabited & joining.cut_off):
        record.add(
            Severity.WARNING, "walking.cut_off",
            f"{zh[i]}：只连到路网中孤立的一部分，到其他部分按直线的 {DETOUR_FACTOR} 倍计",
            f"{en[i]}: joins a separate part of the network, {DETOUR_FACTOR} times the straight line beyond it",
            feature=str(units.index[i]), place=_place(places.xy[i]),
        )


def _report_classes(roads: gpd.GeoDataFrame, record: Record) -> None:
    """Say of which classes the walked network is made, the most frequent first."""
    classes = Counter(str(name) for name in roads["road_class"] if name is not None and name == name)
    if classes:
        shown = [f"{name} {times}" for name, times in classes.most_common()]
        record.add(
            Severity.NOTE, "roads.classes",
            f"路网：供步行的路段按等级 {listed(shown, LISTED, '、')}",
            f"network: walked links by class {listed(shown, LISTED, ', ')}",
            measured=f"{len(roads)} links",
        )


def _report_not_walked(roads: gpd.GeoDataFrame, record: Record) -> None:
    """Say which roads are no part of the network because nobody walks on them."""
    if roads.empty:
        return
    classes = sorted({str(name) for name in roads["road_class"] if name is not None and name == name})
    length_km = float(shapely.length(roads.geometry.to_numpy()).sum()) / 1000
    record.add(
        Severity.NOTE, "roads.not_walked",
        f"路网：{len(roads)} 条路段共 {length_km:.1f} 千米不供步行（{listed(classes, LISTED, '、')}）；"
        "能走的请写 walk=1",
        f"network: nobody walks on {len(roads)} links of {length_km:.1f} km ({listed(classes, LISTED, ', ')}); "
        "where one may, write 1 as walk",
        measured=f"{length_km:.1f} km", count=len(roads),
    )


def _report_reversed(roads: gpd.GeoDataFrame, record: Record) -> None:
    """Say how many links are the way back of another: both ways are walked anyhow."""
    named = roads[(roads["from_node"].notna() & roads["to_node"].notna()).to_numpy()]
    ways = Counter(zip(named["from_node"], named["to_node"], strict=True))
    back = sum(min(times, ways[b, a]) for (a, b), times in ways.items() if a < b)
    loops = sum(times for (a, b), times in ways.items() if a == b)
    if loops:
        record.add(
            Severity.NOTE, "roads.loop",
            f"路网：{loops} 条路段首尾是同一路口，不影响步行距离",
            f"network: {loops} links lead back to their own junction, which changes no walking distance",
            measured=f"{loops} links", count=loops,
        )
    if back:
        record.add(
            Severity.NOTE, "roads.reversed",
            f"路网：{back} 条路段是另一条的反向，步行本来双向，较短的一条有效",
            f"network: {back} links are the way back of another; all are walked both ways, the shorter one counts",
            measured=f"{back} links", count=back,
        )


def _report_odd(
    links: Links, roads: gpd.GeoDataFrame, odd: BoolArray, order: FloatArray, code: str, record: Record
) -> None:
    """Name the links that are odd, the worst first."""
    found = np.flatnonzero(odd)
    found = found[np.argsort(order[found], kind="stable")]
    for i in found[:LISTED]:
        length_m, straight_m = links.length_m[i], links.straight_m[i]
        zh, en, feature = _link_label(roads, int(links.road[i]))
        times = f"{length_m / max(straight_m, 1.0):.1f}"
        record.add(
            Severity.WARNING, code,
            f"{zh}：长 {length_m:.0f} 米，直线 {straight_m:.0f} 米（{times} 倍），照用原值",
            f"{en}: {length_m:.0f} m long, straight {straight_m:.0f} m ({times} times), used as given",
            feature=feature, measured=f"{length_m:.0f} m", place=_place(links.node_xy[links.ends[i]].mean(axis=0)),
        )
    if len(found) > LISTED:
        rest = len(found) - LISTED
        limit_zh = f"超过直线的 {DETOUR_MAX:g} 倍" if code == "roads.link_long" else f"不到直线的 {SHORT_MIN:.0%}"
        limit_en = f"over {DETOUR_MAX:g} times" if code == "roads.link_long" else f"under {SHORT_MIN:.0%} of"
        record.add(
            Severity.WARNING, code,
            f"路网：另有 {rest} 条路段的长度{limit_zh}，照用原值",
            f"network: {rest} more links are {limit_en} the straight line, used as given",
            measured=f"{rest} links", count=rest,
        )


def _report_parts(network: WalkingNetwork, roads: gpd.GeoDataFrame, record: Record) -> None:
    """Say how many parts the network has, and name those that do not belong to the largest."""
    sizes = np.bincount(network.component)
    if len(sizes) == 1:
        return
    numbers = [str(size) for size in sizes]
    record.add(
        Severity.NOTE, "roads.parts",
        f"路网：分成互不相通的 {len(sizes)} 部分，路口数 {listed(numbers, LISTED, '、')}",
        f"network: {len(sizes)} parts that are not connected, junctions {listed(numbers, LISTED, ', ')}",
        measured=f"{len(sizes)} parts",
    )
    names = roads["name"].to_numpy(dtype=object)
    for part in range(1, min(len(sizes), LISTED + 1)):
        mine = network.links.road[network.link_component == part]
        streets = sorted({str(name) for name in names[mine] if name is not None and name == name})
        zh, en, feature = _link_label(roads, int(mine[0]))
        record.add(
            Severity.WARNING, "roads.part",
            f"{listed(streets, 3, '、') or zh}：{sizes[part]} 个路口与其余路网不相通",
            f"{listed(streets, 3, ', ') or en}: {sizes[part]} junctions not connected to the rest of the network",
            feature=feature, measured=f"{sizes[part]} junctions",
            place=_place(network.node_xy[network.component == part].mean(axis=0)),
        )


def _link_label(roads: gpd.GeoDataFrame, road: int) -> tuple[str, str, str]:
    """Name a road in Chinese and English, and as a feature: by its junctions, else its name, else its number."""
    row = roads.iloc[road]
    if row["from_node"] is not None and row["from_node"] == row["from_node"]:
        ends = f"{row['from_node']}–{row['to_node']}"
        return f"路段 {ends}", f"link {ends}", ends
    if row["name"] is not None and row["name"] == row["name"]:
        return str(row["name"]), str(row["name"]), str(row["name"])
    return f"第 {road + 1} 条路", f"road {road + 1}", str(road + 1)


def _place(xy: FloatArray) -> Place:
    return Place(float(xy[0]), float(xy[1]))
