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
    from geodata.domain import BoolArray, FloatArray, IntArray
    from geodata.shape import GeometryArray

JUNCTION_M = 0.5
"""Vertices within half a metre are one."""


@dataclass(frozen=True, eq=False)
class Links:
    """Links between junctions.

    Attributes
    ----------
    node_xy
        Shape (k, 2). Junctions, metres.
    ends, length_m
        Shape (m, 2) and (m,). The two junctions of each link, and how long it is.
    drawn
        Shape (m,). Each link as drawn, a LineString from its first junction to its second.
    road
        Shape (m,). The road, by position, of which the link is a part.
    """

    node_xy: FloatArray
    ends: IntArray
    length_m: FloatArray
    drawn: GeometryArray
    road: IntArray

    @property
    def straight_m(self) -> FloatArray:
        """Straight line between the ends of each link, shape (m,)."""
        return segment_lengths(self.node_xy[self.ends])


def find_links(roads: gpd.GeoDataFrame) -> Links:
    """Find junctions and the links between them.

    Rows with ``from_node`` and ``to_node`` are links between those junctions. Other lines are cut at their ends and
    wherever several lines share a vertex (within half a metre). A link may lead back to its own junction.

    Parameters
    ----------
    roads
        Columns ``from_node, to_node`` (None: by position), ``length_m`` (NaN: measured); LineStrings in metres.
    """
    named = (roads["from_node"].notna() & roads["to_node"].notna()).to_numpy()
    parts = _named(roads, np.flatnonzero(named)), _drawn(roads, np.flatnonzero(~named))
    named_ends = parts[0].ends
    apart = named_ends.max() + 1 if len(named_ends) else 0
    keys = np.concatenate([named_ends, parts[1].ends + apart])
    drawn = np.concatenate([part.drawn for part in parts])
    present, ends = np.unique(keys, return_inverse=True)
    ends = ends.reshape(-1, 2).astype(np.int64)
    node_xy = np.empty((len(present), 2))
    for side, at in ((1, -1), (0, 0)):
        node_xy[ends[:, side]] = shapely.get_coordinates(shapely.get_point(drawn, at))
    return Links(
        node_xy, ends, np.concatenate([part.length_m for part in parts]), drawn,
        np.concatenate([part.road for part in parts]),
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """Links whose ends are numbered among themselves."""

    ends: IntArray
    length_m: FloatArray
    drawn: GeometryArray
    road: IntArray


def _named(roads: gpd.GeoDataFrame, rows: IntArray) -> _Part:
    """Take links between named junctions as they are."""
    drawn = np.asarray(roads.geometry, dtype=object)[rows]
    names = pd.concat([roads["from_node"].iloc[rows], roads["to_node"].iloc[rows]]).astype(str)
    ends = pd.factorize(names)[0].reshape(2, -1).T.astype(np.int64)
    given = roads["length_m"].to_numpy(dtype=np.float64)[rows]
    return _Part(ends, np.where(np.isnan(given), shapely.length(drawn), given), drawn, rows.astype(np.int64))


def _drawn(roads: gpd.GeoDataFrame, rows: IntArray) -> _Part:
    """Cut lines at their ends and wherever several share a vertex."""
    lines = np.asarray(roads.geometry, dtype=object)[rows]
    segments, line = segments_of(lines)
    if not len(segments):
        return _Part(np.empty((0, 2), np.int64), np.empty(0), np.empty(0, object), np.empty(0, np.int64))
    vertex = _vertices(segments)
    junction = _junctions(vertex, line)
    first = junction[vertex[:, 0]] | np.concatenate([[True], line[1:] != line[:-1]])
    start = np.flatnonzero(first)
    last = np.append(start[1:], len(segments)) - 1
    length_m = np.add.reduceat(segment_lengths(segments), start)
    given = roads["length_m"].to_numpy(dtype=np.float64)[rows][line[start]]
    measured = shapely.length(lines)[line[start]]
    corners = np.insert(segments[:, 0], last + 1, segments[last, 1], axis=0)
    return _Part(
        np.column_stack([vertex[start, 0], vertex[last, 1]]),
        np.where(np.isnan(given), length_m, length_m * given / measured),
        np.asarray(shapely.linestrings(corners, indices=np.repeat(np.arange(len(start)), last - start + 2))),
        rows[line[start]].astype(np.int64),
    )


def _vertices(segments: FloatArray) -> IntArray:
    """Number the vertices of segments, shape (k, 2); those within half a metre are one."""
    spots, spot = np.unique(segments.reshape(-1, 2), axis=0, return_inverse=True)
    near = cKDTree(spots).query_pairs(JUNCTION_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), near.T), shape=(len(spots), len(spots)))
    return connected_components(graph, directed=False)[1][spot].reshape(-1, 2).astype(np.int64)


def _junctions(vertex: IntArray, line: IntArray) -> BoolArray:
    """Tell which vertices are the end of a line or lie on several lines."""
    uses = np.unique(np.column_stack([vertex.ravel(), np.repeat(line, 2)]), axis=0)
    junction: BoolArray = np.bincount(uses[:, 0], minlength=int(vertex.max()) + 1) > 1
    change = np.flatnonzero(line[1:] != line[:-1])
    junction[vertex[np.append(0, change + 1), 0]] = True
    junction[vertex[np.append(change, len(line) - 1), 1]] = True
    return junction
