"""Walking distances on the network of streets and paths, or straight line × 1.3 where there is none.

Nothing here holds a table of all pairs of a district: each search is bounded by the places that it joins, so that
memory grows with the city and not with its square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.domain import DETOUR_FACTOR
from geodata.gates import Places
from geodata.network import Spots, WalkingNetwork

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

BLOCK_CELLS = 4_000_000
"""A table is made in blocks of so many distances (32 MB)."""

TOGETHER = 8
"""So many sources are searched at once, the nearest to the middle first."""

ROUNDING_M = 1e-6

FIRST_REACH = 3.0
"""How far the first search goes, in straight lines to the farthest place; farther only where that finds too little."""


def distances(network: WalkingNetwork | None, from_xy: FloatArray, to_xy: FloatArray) -> FloatArray:
    """Measure walking distances between places without gates: see :meth:`Walks.metres`.

    Parameters
    ----------
    network
        ``None``: straight line × 1.3.
    from_xy, to_xy
        Shape (n, 2) and (m, 2), metres.

    Returns
    -------
    distance_m
        Shape (n, m).
    """
    count = len(from_xy)
    walks = join(network, Places(np.concatenate([from_xy, to_xy])))
    return walks.metres(np.arange(count), count + np.arange(len(to_xy)))


def straight_line(from_xy: FloatArray, to_xy: FloatArray) -> FloatArray:
    """Estimate walking distances without a network: straight line × 1.3, shape (n, m)."""
    x, y = (np.subtract.outer(from_xy[:, axis], to_xy[:, axis]) for axis in (0, 1))
    return np.asarray(DETOUR_FACTOR * np.hypot(x, y))


def join(network: WalkingNetwork | None, places: Places) -> Walks:
    """Join places to the network, once for any number of distances between them."""
    return Walks(places, network, None if network is None else network.snap(places.door_xy))


@dataclass(frozen=True, eq=False)
class Walks:
    """Places that are joined to the network.

    Attributes
    ----------
    places
        The places and their gates.
    network
        ``None``: straight line × 1.3.
    spots
        Where each door of the places reaches the network.
    """

    places: Places
    network: WalkingNetwork | None
    spots: Spots | None

    def metres(self, starts: IntArray, goals: IntArray) -> FloatArray:
        """Measure the walk from each of some places to each of others.

        A way leads straight to a gate of the place, or from the place itself where it has none; straight to the
        nearest point of the network; along it; and likewise to the goal. Where the way along the network is no longer
        than those from both places to it, they lie beside each other and walk straight line × 1.3 if that is
        shorter; with gates only those that share one. Without a path it is straight line × 1.3.

        Parameters
        ----------
        starts, goals
            Shape (n,) and (m,). Positions among the places.

        Returns
        -------
        distance_m
            Shape (n, m); never less than the straight line.
        """
        found = np.empty((len(starts), len(goals)))
        rows = max(1, BLOCK_CELLS // max(1, len(goals)))
        for first in range(0, len(starts), rows):
            found[first : first + rows] = self._block(starts[first : first + rows], goals)
        return found

    def _block(self, starts: IntArray, goals: IntArray) -> FloatArray:
        detoured = straight_line(self.places.xy[starts], self.places.xy[goals])
        if self.network is None or self.spots is None or not detoured.size:
            return detoured
        start_doors, start_row = self.places.doors_of(starts)
        goal_doors, goal_row = self.places.doors_of(goals)
        along = _between(self.network, self.spots.where(start_doors), self.spots.where(goal_doors))
        leg_m = self.places.inside_m + self.spots.away_m
        yard_m = np.where(self.places.is_gate, -np.inf, self.spots.away_m)
        walked = along + (leg_m[start_doors][:, None] + leg_m[goal_doors][None, :])
        beside = along <= np.maximum(yard_m[start_doors][:, None] + yard_m[goal_doors][None, :], 0.0) + ROUNDING_M
        walked = _joined(np.minimum, walked, start_row, goal_row)
        beside = _joined(np.logical_or, beside, start_row, goal_row)
        walked = np.where(beside, np.minimum(walked, detoured), walked)
        return np.where(np.isfinite(walked), np.maximum(walked, detoured / DETOUR_FACTOR), detoured)


def _joined(
    join: np.ufunc, table: npt.NDArray[Any], start_row: IntArray, goal_row: IntArray
) -> npt.NDArray[Any]:
    """Join the rows, and the columns, of the doors of one place; numbers of places ascend and leave out none."""
    for axis, row in enumerate((start_row, goal_row)):
        if len(row) > row[-1] + 1:
            table = join.reduceat(table, np.searchsorted(row, np.arange(row[-1] + 1)), axis=axis)
    return table


def _between(network: WalkingNetwork, starts: Spots, goals: Spots) -> FloatArray:
    """Measure the ways along the network between spots, shape (n, m); infinite where there is none."""
    found = np.full((len(starts.link), len(goals.link)), np.inf)
    start_part, goal_part = network.link_component[starts.link], network.link_component[goals.link]
    for part in np.intersect1d(start_part, goal_part):
        mine, theirs = np.flatnonzero(start_part == part), np.flatnonzero(goal_part == part)
        # Links are walked both ways, so that either side may search: the one with fewer spots.
        if len(mine) <= len(theirs):
            found[np.ix_(mine, theirs)] = _search(network, starts.where(mine), goals.where(theirs))
        else:
            found[np.ix_(mine, theirs)] = _search(network, goals.where(theirs), starts.where(mine)).T
    return found


def _search(network: WalkingNetwork, sources: Spots, targets: Spots) -> FloatArray:
    """Search from some spots to others of the same connected part, shape (n, m).

    With a junction c in the middle, no way is longer than that from its source to c and on to its target; and no
    junction on a shortest way is farther from c than that. So what lies beyond the farthest source plus the farthest
    target is left out, and each source searches no farther than its own way to c plus the farthest target.
    """
    from_centre, source_m, target_m = _reach(network, _centre(network, sources), sources, targets)
    farthest_m = float(target_m.max())
    kept = np.flatnonzero(from_centre <= source_m.max() + farthest_m)
    position = np.full(len(from_centre), -1, dtype=np.int64)
    position[kept] = np.arange(len(kept))
    graph = _with_spots(network, network.lengths[kept][:, kept], position, sources.joined(targets))
    source = len(kept) + np.arange(len(source_m))
    target = len(kept) + len(source_m) + np.arange(len(target_m))
    found = np.empty((len(source), len(target)))
    for some in np.array_split(np.argsort(source_m, kind="stable"), -(-len(source) // TOGETHER)):
        limit_m = (float(source_m[some].max()) + farthest_m) * (1 + 1e-9)
        found[some] = dijkstra(graph, indices=source[some], limit=limit_m)[:, target]
    return found


def _centre(network: WalkingNetwork, spots: Spots) -> int:
    """Find the junction at the spot nearest to the middle of all."""
    xy = network.node_xy[network.links.ends[spots.link, 0]]
    return int(network.links.ends[spots.link[np.argmin(np.hypot(*(xy - xy.mean(axis=0)).T))], 0])


def _reach(
    network: WalkingNetwork, centre: int, sources: Spots, targets: Spots
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Measure the ways from a junction to the others, as far as they matter, to the sources and to the targets.

    Returns
    -------
    from_centre, source_m, target_m
        Shape (k,), infinite where a junction is farther than any that matters; (n,) and (m,).
    """
    xy = network.node_xy[network.links.ends[np.concatenate([sources.link, targets.link])].ravel()]
    guess_m = FIRST_REACH * float(np.hypot(*(xy - network.node_xy[centre]).T).max()) + 1.0
    for limit_m in (guess_m, np.inf):
        reach = dijkstra(network.lengths, indices=centre, limit=limit_m)
        source_m, target_m = (
            (reach[network.links.ends[spots.link]] + network.end_m(spots)).min(axis=1) for spots in (sources, targets)
        )
        if source_m.max() + target_m.max() <= limit_m:
            break
    return reach, source_m, target_m


def _with_spots(network: WalkingNetwork, lengths: csr_array, position: IntArray, spots: Spots) -> csr_array:
    """Add spots to a graph of junctions: each is joined to its neighbours along its link.

    Parameters
    ----------
    lengths, position
        The graph of the junctions that are kept, and the place of each junction in it, −1 for the others.
    """
    count, size = len(spots.link), lengths.shape[0]
    order = np.lexsort([spots.share, spots.link])
    link, node = spots.link[order], size + order
    same = link[1:] == link[:-1]
    first, last = np.concatenate([[True], ~same]), np.concatenate([~same, [True]])
    ends, (to_first_m, to_second_m) = position[network.links.ends[link]].T, network.end_m(spots.where(order)).T
    a = np.concatenate([node[:-1][same], ends[0][first], node[last]])
    b = np.concatenate([node[1:][same], node[first], ends[1][last]])
    along_m = np.concatenate([np.diff(to_first_m)[same], to_first_m[first], to_second_m[last]])
    # A matrix adds up what stands twice: of a loop with one spot only the shorter side may stay.
    loop = first & last & (ends[0] == ends[1])
    longer = np.concatenate([np.zeros(same.sum(), bool), loop[first] & (to_first_m > to_second_m)[first],
                              loop[last] & (to_first_m <= to_second_m)[last]])
    inside = (a >= 0) & (b >= 0) & ~longer
    a, b, along_m = a[inside], b[inside], along_m[inside]
    known = lengths.tocoo()
    rows, columns = np.concatenate([known.row, a, b]), np.concatenate([known.col, b, a])
    values = np.concatenate([known.data, along_m, along_m])
    return csr_array(coo_array((values, (rows, columns)), shape=(size + count, size + count)))
