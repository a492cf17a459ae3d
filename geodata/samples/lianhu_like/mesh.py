"""The skeleton of the city: arterials in a bent grid, a river along one of its rows, a railway along one column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.samples.lianhu_like.spec import DistrictSpec

if TYPE_CHECKING:
    from geodata.domain import FloatArray

SUPERBLOCK_HOUSEHOLDS = 6_000
RIVER_HALF_M = 55.0
RAIL_HALF_M = 32.0
CROSSED_EVERY = 2
"""Every second arterial crosses the river on a bridge, or the railway in an underpass."""

CENTRE_EAST_M, CENTRE_NORTH_M = 500_000.0, 4_262_000.0
"""Middle of the district in EPSG:4544 (105° E, 38.5° N): open desert, so that nobody takes it for a real city."""


@dataclass(frozen=True)
class Mesh:
    """Lines of the bent grid. Column line i and row line j meet in a node; superblock (r, c) lies north-east of (r, c).

    Attributes
    ----------
    eastings, northings
        Positions of the column and row lines before bending, in metres from the centre.
    rail_column, river_row
        Index of the line along which railway and river run, ``None`` where the district is too small for them.
    phases
        Four phases of the waves that bend the grid.
    """

    eastings: FloatArray
    northings: FloatArray
    rail_column: int | None
    river_row: int | None
    phases: FloatArray

    @property
    def columns(self) -> int:
        """Number of superblocks from west to east."""
        return len(self.eastings) - 1

    @property
    def rows(self) -> int:
        """Number of superblocks from south to north."""
        return len(self.northings) - 1

    def node(self, column: int, row: int, east_side: int = 0, north_side: int = 0) -> FloatArray:
        """Place where two lines meet, in metres; on a river or railway the bank on the side asked for (−1, 0, 1)."""
        x, y = float(self.eastings[column]), float(self.northings[row])
        if column == self.rail_column:
            x += east_side * RAIL_HALF_M
        if row == self.river_row:
            y += north_side * RIVER_HALF_M
        return self._bent(x, y)

    def corners(self, row: int, column: int) -> FloatArray:
        """Corners of the built superblock (SW, SE, NE, NW), between the roads around it."""
        return np.array([
            self.node(column, row, 1, 1), self.node(column + 1, row, -1, 1),
            self.node(column + 1, row + 1, -1, -1), self.node(column, row + 1, 1, -1),
        ])

    def territory(self, row: int, column: int) -> FloatArray:
        """Corners of the superblock's whole land, to the middle of the roads, the river and the railway."""
        return np.array([
            self.node(column, row), self.node(column + 1, row),
            self.node(column + 1, row + 1), self.node(column, row + 1),
        ])

    def crosses_railway(self, row: int) -> bool:
        """Whether the road along a row line crosses the railway (the roads on the river's banks do not)."""
        return self.rail_column is not None and (row - (self.river_row or 0)) % CROSSED_EVERY == 1

    def crosses_river(self, column: int) -> bool:
        """Whether the road along a column line crosses the river."""
        return self.river_row is not None and (column - (self.rail_column or 0)) % CROSSED_EVERY == 1

    def is_at_barrier(self, block: tuple[int, int], rectangle: tuple[float, float, float, float]) -> bool:
        """Whether a part of a superblock (west, south, east, north, 0 to 1) lies beside the river or the railway."""
        (row, column), (west, south, east, north) = block, rectangle
        beside_river = (south == 0 and row == self.river_row) or (north == 1 and row + 1 == self.river_row)
        beside_rail = (west == 0 and column == self.rail_column) or (east == 1 and column + 1 == self.rail_column)
        return beside_river or beside_rail

    def _bent(self, x: float, y: float) -> FloatArray:
        a, b, c, d = self.phases
        east = x + 0.08 * y + 170 * np.sin(y / 900 + a) + 60 * np.sin(y / 370 + x / 2_600 + b)
        north = y - 0.05 * x + 190 * np.sin(x / 1_100 + c) + 60 * np.sin(x / 420 + y / 2_300 + d)
        return np.array([CENTRE_EAST_M + east, CENTRE_NORTH_M + north])


def lay_mesh(spec: DistrictSpec, rng: np.random.Generator) -> Mesh:
    """Choose as many superblocks as the households need, at least one for each street office."""
    blocks = max(spec.office_count, round(spec.expected_households / SUPERBLOCK_HOUSEHOLDS))
    blocks = min(blocks, spec.n_areas)
    rows = max(1, int(np.sqrt(blocks / 1.2)))
    columns = -(-blocks // rows) if rows * -(-blocks // rows) <= spec.n_areas else blocks // rows
    side = np.sqrt(spec.expected_households / spec.households_per_km2 / (rows * columns)) * 1_000
    return Mesh(
        eastings=_positions(columns, side, rng),
        northings=_positions(rows, side, rng),
        rail_column=round(columns * 0.65) if columns > 1 else None,
        river_row=max(1, round(rows * 0.4)) if rows > 1 else None,
        phases=rng.uniform(0, 2 * np.pi, 4),
    )


def _positions(count: int, side: float, rng: np.random.Generator) -> FloatArray:
    steps = rng.uniform(0.82, 1.18, count)
    lines = np.concatenate([[0.0], np.cumsum(steps * side * count / steps.sum())])
    return np.asarray(lines - lines[-1] / 2)
