"""Borders: pairs of units, the straight edges that they share as arrays, and what lies between the two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.along import Stretches, covered_m, segment_lengths
from geodata.domain import LineKind
from geodata.tessellation import shared_edges

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Between:
    """A line between two neighbouring units: along their border, or across the way from one to the other.

    Attributes
    ----------
    name, road_class
        As the files say, ``None`` where they do not.
    along_m
        Length of the border along which it runs; 0 where it only crosses the way.
    """

    kind: LineKind
    name: str | None
    road_class: str | None
    along_m: float


@dataclass(frozen=True)
class Bridge:
    """Where a road leads from a unit to its neighbour over, under or through what lies between them.

    Attributes
    ----------
    road, over_name
        Names of the road and of what it crosses, ``None`` where the files have none.
    x, y
        Where, in metres.
    """

    road: str | None
    over: LineKind
    over_name: str | None
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class Borders:
    """Borders inside street offices: pairs of units, and the straight edges of each border.

    Attributes
    ----------
    pairs
        Shape (k, 2). Positions of the two units, first < second.
    ends, border
        Shape (e, 2, 2) and (e,). Edges, ordered by the border to which they belong; a pair may have none.
    """

    pairs: IntArray
    ends: FloatArray
    border: IntArray

    @classmethod
    def of(cls, units: gpd.GeoDataFrame) -> Borders:
        """Find the borders of units: an exact coverage, columns ``subdistrict`` and ``geometry``."""
        edges = shared_edges(np.asarray(units.geometry))
        office = pd.factorize(units["subdistrict"])[0]
        inside = office[edges.first] == office[edges.second]
        both = np.column_stack([edges.first, edges.second])[inside]
        pairs, border = np.unique(both, axis=0, return_inverse=True)
        order = np.argsort(border, kind="stable")
        return cls(pairs, edges.ends[inside][order], border[order].astype(np.int64))

    @cached_property
    def length_m(self) -> FloatArray:
        """Length of each border, shape (k,)."""
        return np.bincount(self.border, weights=segment_lengths(self.ends), minlength=len(self.pairs))

    def total_m(self, stretches: Stretches) -> FloatArray:
        """Add up, for each border, what the stretches cover of it."""
        covered = np.bincount(self.border, weights=covered_m(stretches, self.ends), minlength=len(self.pairs))
        return np.minimum(covered, self.length_m)

    def changed(self, keep: BoolArray, added: IntArray) -> Borders:
        """Leave out some pairs, and add others without an edge.

        Parameters
        ----------
        keep
            Shape (k,).
        added
            Shape (j, 2). Pairs that are not there yet; they come after those that are kept.
        """
        number = np.cumsum(keep) - 1
        edges = keep[self.border]
        pairs = np.concatenate([self.pairs[keep], added])
        return Borders(pairs, self.ends[edges], number[self.border[edges]].astype(np.int64))
