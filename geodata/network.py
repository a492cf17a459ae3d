"""The network of streets and paths: what is joined to what, and where a place reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from geodata.links import Links, find_links

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray
    from geodata.shape import GeometryArray

MAIN_PREFERENCE_M = 100.0
"""A place joins the largest connected part of the network even where another part is nearer by up to this."""

DRAWN_MAX = 1.5
"""A link longer than this many times its drawing does not run where it is drawn (a half circle has 1.57)."""


@dataclass(frozen=True)
class Spots:
    """Where places reach the network: points on its links.

    Attributes
    ----------
    link, share
        Shape (n,). The link of each spot, and how far along it lies: 0 at its first junction, 1 at its second.
    away_m
        Shape (n,). Straight line from the place to its spot.
    """

    link: IntArray
    share: FloatArray
    away_m: FloatArray

    def where(self, chosen: IntArray | BoolArray) -> Spots:
        """Keep some of the spots."""
        return Spots(self.link[chosen], self.share[chosen], self.away_m[chosen])

    def joined(self, other: Spots) -> Spots:
        """Put other spots after these."""
        return Spots(
            np.concatenate([self.link, other.link]), np.concatenate([self.share, other.share]),
            np.concatenate([self.away_m, other.away_m]),
        )


@dataclass(frozen=True, eq=False)
class WalkingNetwork:
    """Junctions and the links between them, walked both ways.

    Attributes
    ----------
    links
        At least one.
    component
        Shape (k,). Connected part to which each junction belongs, 0 the one with the most junctions.
    """

    links: Links
    component: IntArray

    @property
    def node_xy(self) -> FloatArray:
        """Junctions, shape (k, 2), metres."""
        return self.links.node_xy

    @cached_property
    def lengths(self) -> csr_array:
        """Length of the shortest link between each two junctions: a symmetric sparse matrix, (k, k), metres."""
        count = len(self.node_xy)
        first, second = np.sort(self.links.ends, axis=1).T
        order = np.lexsort([self.links.length_m, second, first])
        keep = np.ones(len(order), dtype=np.bool_)
        keep[1:] = (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)
        first, second, length_m = first[order][keep], second[order][keep], self.links.length_m[order][keep]
        both = np.concatenate([first, second]), np.concatenate([second, first])
        return csr_array(coo_array((np.tile(length_m, 2), both), shape=(count, count)))

    @cached_property
    def link_component(self) -> IntArray:
        """Connected part to which each link belongs, shape (m,)."""
        return self.component[self.links.ends[:, 0]]

    def snap(self, xy: FloatArray) -> Spots:
        """Find the point of the network that is nearest to each place.

        Not only junctions count but every point of a link, as drawn; of a link that is much longer than drawn nobody
        knows where it runs, and only its ends count. The nearest wins, unless the largest part of the network is at
        most :data:`MAIN_PREFERENCE_M` farther.
        """
        places = np.asarray(shapely.points(xy))
        at, away_m = self._landings.nearest(places)
        apart = np.flatnonzero(self.link_component[self._landings.link[at]] != 0)
        if len(apart):
            main, main_m = self._main_landings.nearest(places[apart])
            joins_main = main_m <= away_m[apart] + MAIN_PREFERENCE_M
            at[apart[joins_main]] = self._of_main[main[joins_main]]
            away_m[apart[joins_main]] = main_m[joins_main]
        return Spots(self._landings.link[at], self._landings.share(at, places), away_m)

    def spot_xy(self, spots: Spots) -> FloatArray:
        """Give the coordinates of spots, shape (n, 2)."""
        drawn = self.links.drawn[spots.link]
        return shapely.get_coordinates(shapely.line_interpolate_point(drawn, spots.share, normalized=True))

    def end_m(self, spots: Spots) -> FloatArray:
        """Measure the way along the link from each spot to the two ends of its link, shape (n, 2)."""
        length_m = self.links.length_m[spots.link]
        return np.column_stack([spots.share * length_m, (1.0 - spots.share) * length_m])

    @cached_property
    def _landings(self) -> _Landings:
        return _Landings.of(self.links)

    @cached_property
    def _of_main(self) -> IntArray:
        return np.flatnonzero(self.link_component[self._landings.link] == 0)

    @cached_property
    def _main_landings(self) -> _Landings:
        return self._landings.where(self._of_main)


@dataclass(frozen=True, eq=False)
class _Landings:
    """What a place can join: links as drawn, or only their two ends.

    Attributes
    ----------
    drawn, link, end
        Shape (n,). LineStrings and Points; the link of each; and for a Point at which end it is, 0 or 1.
    """

    drawn: GeometryArray
    link: IntArray
    end: IntArray

    @classmethod
    def of(cls, links: Links) -> _Landings:
        is_there = links.length_m <= DRAWN_MAX * shapely.length(links.drawn)
        whole, ends = np.flatnonzero(is_there), np.flatnonzero(~is_there)
        points = [shapely.get_point(links.drawn[ends], at) for at in (0, -1)]
        return cls(
            np.concatenate([links.drawn[whole], *points]), np.concatenate([whole, ends, ends]).astype(np.int64),
            np.repeat([0, 0, 1], [len(whole), len(ends), len(ends)]).astype(np.int64),
        )

    def where(self, chosen: IntArray) -> _Landings:
        return _Landings(self.drawn[chosen], self.link[chosen], self.end[chosen])

    def nearest(self, places: GeometryArray) -> tuple[IntArray, FloatArray]:
        """Find the nearest landing of each place, the first of several that are equally near, and its distance."""
        (place, at), away_m = self._tree.query_nearest(places, return_distance=True)
        order = np.lexsort([at, place])
        _, first = np.unique(place[order], return_index=True)
        return at[order][first].astype(np.int64), away_m[order][first]

    def share(self, at: IntArray, places: GeometryArray) -> FloatArray:
        """Find how far along its link each place lands, 0 to 1."""
        drawn, share = self.drawn[at], self.end[at].astype(np.float64)
        line = shapely.get_type_id(drawn) == shapely.GeometryType.LINESTRING
        share[line] = shapely.line_locate_point(drawn[line], places[line], normalized=True)
        return np.clip(np.nan_to_num(share), 0.0, 1.0)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.drawn)


def make_network(roads: gpd.GeoDataFrame | None) -> WalkingNetwork | None:
    """Join road lines to a network.

    Links with ``from_node`` and ``to_node`` join where these say. Plain lines join where their ends meet (within
    half a metre) and at vertices that several lines share; lines that merely cross do not join, for one may be a
    bridge. Of parallel links the shortest counts.

    Parameters
    ----------
    roads
        Columns ``walk`` (False: left out), ``length_m`` (NaN: measured), ``from_node, to_node``; LineStrings.

    Returns
    -------
    network
        ``None`` without roads, or where nobody may walk on any of them.
    """
    if roads is None:
        return None
    links = find_links(roads[roads["walk"].astype(bool).to_numpy()])
    if not len(links.length_m):
        return None
    ends = links.ends.T
    graph = coo_array((np.ones(len(links.ends)), (ends[0], ends[1])), shape=(len(links.node_xy), len(links.node_xy)))
    label = connected_components(graph, directed=False)[1]
    by_size = np.argsort(-np.bincount(label), kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(len(by_size))
    return WalkingNetwork(links, rank[label].astype(np.int64))
