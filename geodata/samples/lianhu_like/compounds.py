"""Compounds: the walled land of an area inside its cell, and places inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.samples.lianhu_like.streets import SETBACK_M, Cell

if TYPE_CHECKING:
    from geodata.domain import BoolArray, FloatArray

NOTCHED_SHARE = 0.22
"""Share of the compounds that leave a corner of their cell to something else (a school, shops)."""


@dataclass(frozen=True, eq=False)
class Compounds:
    """Outlines of n areas.

    Attributes
    ----------
    corners
        Shape (n, 4, 2): SW, SE, NE, NW of the land behind the streets, in metres.
    notches
        Shape (n, 2): width and depth of the missing corner as shares of the compound; 0 where none is missing.
    flips
        Shape (n, 2), bool. Whether the missing corner is the eastern one, and whether it is the northern one.
    """

    corners: FloatArray
    notches: FloatArray
    flips: BoolArray

    def polygons(self) -> list[shapely.Polygon]:
        """Outline of each compound: a quadrilateral, or an L where a corner is missing."""
        return [shapely.Polygon(self.places(index, self._ring(index))) for index in range(len(self.corners))]

    def land_m2(self) -> FloatArray:
        """Land of each compound, in square metres."""
        return np.asarray(shapely.area(np.array(self.polygons())))

    def places(self, index: int, shares: FloatArray) -> FloatArray:
        """Places in one compound: shares (k, 2) of its width and depth, from the south-west corner, to metres."""
        sw, se, ne, nw = self.corners[index]
        u, v = shares[:, :1], shares[:, 1:]
        return np.asarray((1 - v) * ((1 - u) * sw + u * se) + v * ((1 - u) * nw + u * ne))

    def are_inside(self, index: int, shares: FloatArray, margin: float = 0.0) -> BoolArray:
        """Whether places given as shares (k, 2) keep out of the missing corner by a margin: shape (k,)."""
        if self.notches[index, 0] == 0:
            return np.ones(len(shares), dtype=np.bool_)
        return np.asarray((self._flipped(index, shares) >= self.notches[index] + margin).any(axis=1))

    def random_place(self, index: int, rng: np.random.Generator) -> FloatArray:
        """One place well inside the compound, in metres: shape (2,)."""
        while True:
            shares = rng.uniform(0.12, 0.88, (1, 2))
            if self.are_inside(index, shares, margin=0.05)[0]:
                return np.asarray(self.places(index, shares)[0])

    def _ring(self, index: int) -> FloatArray:
        width, depth = self.notches[index]
        if width == 0:
            return np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
        ring = np.array([(width, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, depth), (width, depth)])
        return self._flipped(index, ring)

    def _flipped(self, index: int, shares: FloatArray) -> FloatArray:
        return np.asarray(np.where(self.flips[index], 1 - shares, shares))


def wall_in(cells: Sequence[Cell], rng: np.random.Generator) -> Compounds:
    """Draw the walls of every area behind the streets around its cell."""
    count = len(cells)
    setbacks = [[street.road_class.half_width_m + SETBACK_M for street in cell.sides] for cell in cells]
    notched = rng.random((count, 1)) < NOTCHED_SHARE
    return Compounds(
        corners=_inset(np.array([cell.corners for cell in cells]), np.array(setbacks)),
        notches=np.where(notched, rng.uniform(0.2, 0.38, (count, 2)), 0.0),
        flips=rng.random((count, 2)) < 0.5,
    )


def _inset(corners: FloatArray, setbacks: FloatArray) -> FloatArray:
    """Move side k (from corner k to k + 1) inwards by its setback and intersect neighbouring sides."""
    along = np.roll(corners, -1, axis=1) - corners
    along /= np.linalg.norm(along, axis=2, keepdims=True)
    inward = np.stack([-along[..., 1], along[..., 0]], axis=2)
    # Each corner p solves n·p = n·corner + setback for the side that leaves it and the side that reaches it.
    normals = np.stack([inward, np.roll(inward, 1, axis=1)], axis=2)
    reach = np.stack([setbacks, np.roll(setbacks, 1, axis=1)], axis=2) + np.einsum("nkij,nkj->nki", normals, corners)
    return np.asarray(np.linalg.solve(normals, reach[..., None])[..., 0])
