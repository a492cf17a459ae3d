"""Road lines cut into links between junctions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geodata.along import segment_lengths, segments_of

if TYPE_CHECKING:
    from geodata.domain import FloatArray, IntArray

JUNCTION_M = 0.5
"""Vertices within half a metre are one."""


@dataclass(frozen=True)
class Links:
    """Links between junctions.

    Attributes
    ----------
    node_xy
        Shape (k, 2). Junctions, metres.
    ends, length_m
        Shape (m, 2) and (m,). The two junctions of each link, and how long it is.
    """

    node_xy: FloatArray
    ends: IntArray
    length_m: FloatArray

    @property
    def straight_m(self) -> FloatArray:
        """Straight line between the ends of each link, shape (m,)."""
        return segment_lengths(self.node_xy[self.ends])


def find_links(roads: gpd.GeoDataFrame) -> Links:
    """Find junctions and the links between them.

    Rows with ``from_node`` and ``to_node`` are links between those junctions. Other lines are cut at their ends and
    wherever several lines share a vertex (within half a metre). Links back to the same junction are left out: no
    shortest way uses them.

    Parameters
    ----------
    roads
        Columns ``from_node, to_node`` (None: by position), ``length_m`` (NaN: measured); LineStrings in metres.
    """
    named = (roads["from_node"].notna() & roads["to_node"].notna()).to_numpy()
    links = pd.concat([_named(roads[named]), _drawn(roads[~named])], ignore_index=True)
    links = links[links["a"] != links["b"]]
    node, keys = pd.factorize(pd.concat([links["a"], links["b"]]))
    node_xy = np.empty((len(keys), 2))
    node_xy[node] = np.concatenate([links[["x1", "y1"]].to_numpy(float), links[["x2", "y2"]].to_numpy(float)])
    ends = node.reshape(2, -1).T.astype(np.int64)
    return Links(node_xy, ends, links["length_m"].to_numpy(dtype=np.float64))


def _named(roads: gpd.GeoDataFrame) -> pd.DataFrame:
    drawn = np.asarray(roads.geometry, dtype=object)
    start, end = (shapely.get_coordinates(shapely.get_point(drawn, at)) for at in (0, -1))
    given = roads["length_m"].to_numpy(dtype=np.float64)
    return _table(
        [("node", str(name)) for name in roads["from_node"]], [("node", str(name)) for name in roads["to_node"]],
        start, end, np.where(np.isnan(given), shapely.length(drawn), given),
    )


def _drawn(roads: gpd.GeoDataFrame) -> pd.DataFrame:
    drawn = np.asarray(roads.geometry, dtype=object)
    ends, line = segments_of(drawn)
    if not len(ends):
        return _table([], [], np.empty((0, 2)), np.empty((0, 2)), np.empty(0))
    vertex = _vertices(ends)
    junction = _junctions(vertex, line)
    first = junction[vertex[:, 0]] | np.concatenate([[True], line[1:] != line[:-1]])
    start = np.flatnonzero(first)
    last = np.append(start[1:], len(ends)) - 1
    length_m = np.add.reduceat(segment_lengths(ends), start)
    given = roads["length_m"].to_numpy(dtype=np.float64)[line[start]]
    measured = shapely.length(drawn)[line[start]]
    return _table(
        [("vertex", int(name)) for name in vertex[start, 0]], [("vertex", int(name)) for name in vertex[last, 1]],
        ends[start, 0], ends[last, 1], np.where(np.isnan(given), length_m, length_m * given / measured),
    )


def _vertices(ends: FloatArray) -> IntArray:
    """Number the vertices of segments, shape (k, 2); those within half a metre are one."""
    spots, spot = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    near = cKDTree(spots).query_pairs(JUNCTION_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), near.T), shape=(len(spots), len(spots)))
    return connected_components(graph, directed=False)[1][spot].reshape(-1, 2).astype(np.int64)


def _junctions(vertex: IntArray, line: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which vertices are the end of a line or lie on several lines."""
    uses = np.unique(np.column_stack([vertex.ravel(), np.repeat(line, 2)]), axis=0)
    junction = np.bincount(uses[:, 0], minlength=int(vertex.max()) + 1) > 1
    change = np.flatnonzero(line[1:] != line[:-1])
    junction[vertex[np.append(0, change + 1), 0]] = True
    junction[vertex[np.append(change, len(line) - 1), 1]] = True
    return junction


def _table(
    a: list[tuple[str, str | int]], b: list[tuple[str, str | int]],
    start: FloatArray, end: FloatArray, length_m: FloatArray,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "a": pd.Series(a, dtype=object), "b": pd.Series(b, dtype=object),
            "x1": start[:, 0], "y1": start[:, 1], "x2": end[:, 0], "y2": end[:, 1], "length_m": length_m,
        }
    )
