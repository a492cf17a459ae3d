"""Walking distances on the network of streets and paths, or straight line × 1.3 where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geodata.domain import DETOUR_FACTOR, Place
from geodata.links import Links, find_links
from geodata.record import Record, Severity
from geodata.shape import places

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

MAIN_PREFERENCE_M = 100.0
"""A place joins the largest connected part of the network even where another part is nearer by up to this."""

DETOUR_MAX = 10.0
"""A link longer than this many times its straight line is reported: it may be a slip of the pen."""

SHORT_MIN = 0.9
"""A link shorter than this share of its straight line is reported: no way is shorter than the straight one."""

BATCH_CELLS = 20_000_000
"""Distances held at once while searching (160 MB)."""


@dataclass(frozen=True, eq=False)
class WalkingNetwork:
    """Junctions and the links between them, walked both ways.

    Attributes
    ----------
    node_xy
        Shape (k, 2), metres.
    lengths
        Symmetric sparse matrix (k, k) of link lengths in metres.
    component
        Shape (k,). Connected part to which each junction belongs; 0 is the largest.
    """

    node_xy: FloatArray
    lengths: csr_array
    component: IntArray

    def snap(self, xy: FloatArray) -> tuple[IntArray, FloatArray]:
        """Find the junction at which each place joins the network, and how far it is.

        The nearest junction, unless the largest part of the network is at most :data:`MAIN_PREFERENCE_M` farther.

        Returns
        -------
        node, distance_m
            Shape (n,) each.
        """
        nearest_m, nearest = self._tree.query(xy)
        main_m, main = self._main_tree.query(xy)
        joins_main = main_m <= nearest_m + MAIN_PREFERENCE_M
        node = np.where(joins_main, np.flatnonzero(self.component == 0)[main], nearest)
        return node.astype(np.int64), np.where(joins_main, main_m, nearest_m)

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.node_xy)

    @cached_property
    def _main_tree(self) -> cKDTree:
        return cKDTree(self.node_xy[self.component == 0])


def build_network(roads: gpd.GeoDataFrame | None, units: gpd.GeoDataFrame, record: Record) -> WalkingNetwork | None:
    """Join road lines to a network.

    Links with ``from_node`` and ``to_node`` join where these say. Plain lines join where their ends meet (within
    half a metre) and at vertices that several lines share; lines that merely cross do not join, for one may be a
    bridge. Of parallel links the shortest counts.

    Parameters
    ----------
    roads
        Columns ``walk`` (False: left out), ``length_m`` (NaN: measured), ``from_node, to_node``; LineStrings.
    units
        Units that are to be joined to the network, for the record.

    Returns
    -------
    network
        ``None`` without roads, or where nobody may walk on any of them.
    """
    if roads is None:
        _report_none(record)
        return None
    links = find_links(roads[roads["walk"].astype(bool).to_numpy()])
    if not len(links.length_m):
        _report_none(record)
        return None
    _report_lengths(links, record)
    network = _network(links)
    _report_parts(network, units, record)
    return network


def distances(network: WalkingNetwork, from_xy: FloatArray, to_xy: FloatArray) -> FloatArray:
    """Measure walking distances on the network.

    A way leads straight to the network, along it, and straight to the goal. Two places at one junction walk
    straight line × 1.3 where that is shorter. Without a path it is straight line × 1.3: see :func:`unreachable`.

    Parameters
    ----------
    from_xy, to_xy
        Shape (n, 2) and (m, 2), metres.

    Returns
    -------
    distance_m
        Shape (n, m); never less than the straight line.
    """
    (start, start_m), (goal, goal_m) = network.snap(from_xy), network.snap(to_xy)
    on_network = _shortest(network, start, goal)
    walked = start_m[:, None] + on_network + goal_m[None, :]
    detoured = straight_line(from_xy, to_xy)
    same = start[:, None] == goal[None, :]
    walked = np.where(same, np.minimum(walked, detoured), walked)
    return np.where(np.isfinite(walked), np.maximum(walked, detoured / DETOUR_FACTOR), detoured)


def unreachable(network: WalkingNetwork, from_xy: FloatArray, to_xy: FloatArray) -> BoolArray:
    """Tell which pairs have no path on the network, shape (n, m)."""
    start, goal = network.snap(from_xy)[0], network.snap(to_xy)[0]
    return np.asarray(network.component[start][:, None] != network.component[goal][None, :])


def straight_line(from_xy: FloatArray, to_xy: FloatArray) -> FloatArray:
    """Estimate walking distances without a network: straight line × 1.3, shape (n, m)."""
    step = from_xy[:, None, :] - to_xy[None, :, :]
    return np.asarray(DETOUR_FACTOR * np.hypot(step[..., 0], step[..., 1]))


def _shortest(network: WalkingNetwork, start: IntArray, goal: IntArray) -> FloatArray:
    """Search from the side with fewer junctions; links are walked both ways, so that either side will do."""
    starts, row = np.unique(start, return_inverse=True)
    goals, column = np.unique(goal, return_inverse=True)
    turned = len(goals) < len(starts)
    sources, targets = (goals, starts) if turned else (starts, goals)
    found = np.empty((len(sources), len(targets)))
    batch = max(1, BATCH_CELLS // len(network.node_xy))
    for first in range(0, len(sources), batch):
        found[first : first + batch] = dijkstra(network.lengths, indices=sources[first : first + batch])[:, targets]
    table = found.T if turned else found
    return table[np.ix_(row, column)]


def _network(links: Links) -> WalkingNetwork:
    count = len(links.node_xy)
    first, second = np.sort(links.ends, axis=1).T
    order = np.lexsort([links.length_m, second, first])
    keep = np.ones(len(order), dtype=np.bool_)
    keep[1:] = (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)
    first, second, length_m = first[order][keep], second[order][keep], links.length_m[order][keep]
    both = (np.concatenate([first, second]), np.concatenate([second, first]))
    lengths = csr_array(coo_array((np.tile(length_m, 2), both), shape=(count, count)))
    label = connected_components(lengths, directed=False)[1]
    by_size = np.argsort(-np.bincount(label), kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(len(by_size))
    return WalkingNetwork(links.node_xy, lengths, rank[label].astype(np.int64))


def _report_none(record: Record) -> None:
    record.add(
        Severity.ASSUMED, "walking.straight_line",
        f"没有步行路网：步行距离按直线的 {DETOUR_FACTOR} 倍估算",
        f"no walking network: distances are {DETOUR_FACTOR} times the straight line",
        repaired=f"× {DETOUR_FACTOR}",
    )


def _report_lengths(links: Links, record: Record) -> None:
    straight_m = links.straight_m
    far = links.length_m > DETOUR_MAX * np.maximum(straight_m, 1.0)
    short = links.length_m < SHORT_MIN * straight_m
    for code, odd, zh, en in (
        ("roads.link_long", far, f"超过直线的 {DETOUR_MAX:g} 倍", f"over {DETOUR_MAX:g} times the straight line"),
        ("roads.link_short", short, f"不到直线的 {SHORT_MIN:.0%}", f"under {SHORT_MIN:.0%} of the straight line"),
    ):
        if odd.any():
            worst = int(np.argmax(np.where(odd, np.abs(links.length_m - straight_m), -1.0)))
            x, y = links.node_xy[links.ends[worst]].mean(axis=0)
            record.add(
                Severity.WARNING, code,
                f"路网：{odd.sum()} 条路段的长度{zh}，照用原值；相差最大的长 {links.length_m[worst]:.0f} 米，"
                f"直线 {straight_m[worst]:.0f} 米",
                f"network: {odd.sum()} links {en}, used as given; the worst is {links.length_m[worst]:.0f} m, "
                f"straight {straight_m[worst]:.0f} m",
                measured=f"{odd.sum()} links", place=Place(float(x), float(y)),
            )


def _report_parts(network: WalkingNetwork, units: gpd.GeoDataFrame, record: Record) -> None:
    """Name the parts of the network, and the inhabited units that do not reach the largest."""
    sizes = np.bincount(network.component)
    if len(sizes) == 1:
        return
    listed = "、".join(map(str, sizes[:10])) + (" …" if len(sizes) > 10 else "")
    record.add(
        Severity.NOTE, "roads.parts",
        f"路网：分成互不相通的 {len(sizes)} 部分，路口数 {listed}",
        f"network: {len(sizes)} parts that are not connected, junctions {listed.replace('、', ', ')}",
        measured=f"{len(sizes)} parts",
    )
    xy = places(units, None)
    cut_off = (network.component[network.snap(xy)[0]] != 0) & (units["households"].to_numpy() > 0)
    for unit_id, (x, y) in zip(units.index[cut_off], xy[cut_off], strict=True):
        record.add(
            Severity.WARNING, "walking.cut_off",
            f"{unit_id}：只连到路网中孤立的一部分，到其他部分按直线的 {DETOUR_FACTOR} 倍计",
            f"{unit_id}: joins a separate part of the network, {DETOUR_FACTOR} times the straight line beyond it",
            feature=str(unit_id), place=Place(float(x), float(y)),
        )
