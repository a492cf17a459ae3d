"""A ground cut into blocks along streets, rivers and railways, and which drawn polygons stand in each block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geodata.dividers import OPEN, Dividers
from geodata.shape import GeometryArray, mean_width_m
from geodata.tessellation import SharedEdges, cut_into_faces, shared_edges

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray

STANDS_M = 10.0
"""A polygon stands in a block where its land there is this wide on average; less only protrudes over the line."""

NOBODY = -1
"""Owner of land in which no area stands."""


@dataclass(frozen=True)
class Blocks:
    """A ground cut along lines and around the polygons on it.

    Attributes
    ----------
    faces
        Shape (k,). Polygons that tile the ground up to rounding.
    inside
        Shape (k, 2). A point in each face.
    block
        Shape (k,). Block of each face: faces between which no line runs, or runs dead, are one block.
    holder
        Shape (k,). The polygon that holds each face, :data:`NOBODY` for open land.
    edges
        What faces share.
    """

    faces: GeometryArray
    inside: FloatArray
    block: IntArray
    holder: IntArray
    edges: SharedEdges

    @property
    def is_open(self) -> BoolArray:
        """Whether a face is open land, shape (k,)."""
        return np.asarray(self.holder == NOBODY)

    def stands(self, polygon: IntArray, block: IntArray) -> BoolArray:
        """Tell whether polygons stand in blocks, pair by pair: each at least in the one that has most of its land."""
        held = np.flatnonzero(~self.is_open)
        wide = mean_width_m(self.faces[held]) >= STANDS_M
        order = held[np.lexsort([-shapely.area(self.faces[held]), self.holder[held]])]
        main = order[np.unique(self.holder[order], return_index=True)[1]]
        chosen, count = np.concatenate([held[wide], main]), len(self.faces)
        return np.isin(polygon * count + block, self.holder[chosen] * count + self.block[chosen])

    def lining(self) -> tuple[IntArray, IntArray, FloatArray]:
        """List the edges at which a polygon lines open land of a block in which it stands.

        Returns
        -------
        face, polygon, ends
            Shape (e,), (e,) and (e, 2, 2).
        """
        turn = self.is_open[self.edges.second]
        face = np.where(turn, self.edges.second, self.edges.first)
        held = np.where(turn, self.edges.first, self.edges.second)
        between = self.is_open[self.edges.first] != self.is_open[self.edges.second]
        face, polygon, ends = face[between], self.holder[held[between]], self.edges.ends[between]
        stands = self.stands(polygon, self.block[face])
        return face[stands], polygon[stands], ends[stands]


def cut_into_blocks(ground: BaseGeometry, polygons: GeometryArray, dividers: Dividers) -> Blocks:
    """Cut a ground along dividers and around polygons.

    Parameters
    ----------
    ground
        Polygon or MultiPolygon, metres.
    polygons
        Polygons or MultiPolygons inside it that do not overlap.
    dividers
        Lines along which the ground is cut; one that ends inside a block does not cut it.
    """
    faces, inside = cut_into_faces(ground, np.concatenate([dividers.lines, shapely.boundary(polygons)]))
    holder = np.full(len(faces), NOBODY, dtype=np.int64)
    face, polygon = shapely.STRtree(polygons).query(shapely.points(inside), predicate="intersects")
    holder[face] = polygon
    edges = shared_edges(faces)
    joined = dividers.rank_edges(edges.ends) == OPEN
    pairs = (edges.first[joined], edges.second[joined])
    graph = coo_array((np.ones(len(pairs[0])), pairs), shape=(len(faces), len(faces)))
    block = connected_components(graph, directed=False)[1].astype(np.int64)
    return Blocks(faces, inside, block, holder, edges)
