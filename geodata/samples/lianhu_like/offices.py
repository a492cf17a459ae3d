"""Street offices: rectangles of superblocks, and how many areas each superblock holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.samples.lianhu_like.mesh import Mesh

if TYPE_CHECKING:
    from geodata.domain import IntArray


def assign_offices(mesh: Mesh, count: int, rng: np.random.Generator) -> IntArray:
    """Give every superblock a street office by halving the grid: shape (rows, columns), offices 0 to count − 1."""
    offices = np.zeros((mesh.rows, mesh.columns), dtype=np.int64)
    _halve(offices, 0, count, rng)
    return offices


def _halve(part: IntArray, first: int, count: int, rng: np.random.Generator) -> None:
    """Fill a view of the grid with ``count`` offices, cutting across the longer side; each gets a superblock."""
    if count == 1:
        part[:] = first
        return
    if part.shape[0] > part.shape[1] or (part.shape[0] == part.shape[1] and rng.random() < 0.5):
        part = part.T
    # part is a view, so writing through the transpose writes into the grid.
    depth, length = part.shape
    left = count // 2
    at = int(np.clip(round(length * left / count), -(-left // depth), length - -(-(count - left) // depth)))
    _halve(part[:, :at], first, left, rng)
    _halve(part[:, at:], first + left, count - left, rng)


def share_out_areas(mesh: Mesh, total: int) -> dict[tuple[int, int], int]:
    """Spread exactly ``total`` areas over the superblocks in proportion to their land, at least one each."""
    blocks = [(row, column) for row in range(mesh.rows) for column in range(mesh.columns)]
    land = shapely.area(shapely.polygons([mesh.corners(*block) for block in blocks]))
    exact = (total - len(blocks)) * land / land.sum()
    counts = 1 + np.floor(exact).astype(np.int64)
    counts[np.argsort(-(exact % 1), kind="stable")[: total - int(counts.sum())]] += 1
    return dict(zip(blocks, counts.tolist(), strict=True))


def territories(mesh: Mesh, offices: IntArray) -> list[shapely.Geometry]:
    """Outline of every street office, along the middle of roads, river and railway: neighbours share vertices."""
    quads = np.array([shapely.Polygon(mesh.territory(row, column)) for row, column in np.ndindex(offices.shape)])
    return [shapely.union_all(quads[offices.ravel() == office]) for office in range(int(offices.max()) + 1)]
