"""Streets: the roads of the grid, and inside each superblock streets that halve it until every area has its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata.samples.lianhu_like.mesh import Mesh
from geodata.samples.lianhu_like.names import Namer

if TYPE_CHECKING:
    from geodata.domain import FloatArray

SETBACK_M = 3.0
"""From the edge of a street to the wall of a compound."""


class RoadClass(StrEnum):
    """Classes of urban roads, and the lanes inside compounds."""

    ARTERIAL = "主干路"
    SECONDARY = "次干路"
    BRANCH = "支路"
    INTERNAL = "内部道路"

    @property
    def half_width_m(self) -> float:
        """Half of the width between the building lines."""
        return {"主干路": 21.0, "次干路": 13.0, "支路": 8.0, "内部道路": 4.0}[self.value]


@dataclass(eq=False)
class Street:
    """A straight street, with the places where others meet it (share of its length, place)."""

    name: str | None
    road_class: RoadClass
    start: FloatArray
    end: FloatArray
    structure: str | None = None
    junctions: list[tuple[float, FloatArray]] = field(default_factory=list)

    def links(self) -> list[FloatArray]:
        """Cut the street at its junctions: shape (2, 2) each, from junction to junction."""
        inner = sorted(self.junctions, key=lambda junction: junction[0])
        places = [self.start, *(place for _, place in inner), self.end]
        return [np.array([a, b]) for a, b in pairwise(places) if not np.array_equal(a, b)]


type Rectangle = tuple[float, float, float, float]
"""West, south, east and north in a superblock's own coordinates, 0 to 1."""

type Sides = tuple[Street, Street, Street, Street]
"""The streets on the south, east, north and west."""


@dataclass(frozen=True, eq=False)
class Cell:
    """Land of one area, from street middle to street middle.

    Attributes
    ----------
    block
        Superblock (row, column).
    corners
        Shape (4, 2): SW, SE, NE, NW, in metres.
    rectangle, sides
        Where it lies in the superblock, and the streets around it.
    """

    block: tuple[int, int]
    corners: FloatArray
    rectangle: Rectangle
    sides: Sides

    @property
    def reading_order(self) -> tuple[float, float]:
        """Sorts cells from north to south, then from west to east."""
        x, y = self.corners.mean(axis=0).tolist()
        return -round(y / 200), x

    def middle_line(self) -> FloatArray:
        """Line through the middle, along the shorter dimension: shape (2, 2), in metres."""
        sw, se, ne, nw = self.corners
        return np.array([sw + se, nw + ne] if self._is_wide else [sw + nw, se + ne]) / 2

    def sides_of_middle_line(self) -> tuple[Street, Street]:
        """Return the two streets that the middle line joins."""
        south, east, north, west = self.sides
        return (south, north) if self._is_wide else (west, east)

    @property
    def _is_wide(self) -> bool:
        sw, se, _, nw = self.corners
        return bool(np.linalg.norm(se - sw) > np.linalg.norm(nw - sw))


def lay_streets(
    mesh: Mesh, counts: dict[tuple[int, int], int], names: Namer, rng: np.random.Generator
) -> tuple[list[Street], list[Cell]]:
    """Build the roads of the grid and divide each superblock (row, column) into its number of cells."""
    grid = _Grid(mesh, names)
    divider = _Divider(names, rng)
    for (row, column), count in sorted(counts.items()):
        block = _Block((row, column), mesh.corners(row, column))
        divider.divide(block, (0.0, 0.0, 1.0, 1.0), grid.around(row, column), count)
    return grid.streets + divider.streets, divider.cells


def add_internal_street(cell: Cell) -> Street:
    """Run a lane through the middle of a large compound, from street to street."""
    start, end = cell.middle_line()
    for street, place in zip(cell.sides_of_middle_line(), (start, end), strict=True):
        street.junctions.append((_share(street, place), place))
    return Street(None, RoadClass.INTERNAL, start, end)


def _share(street: Street, place: FloatArray) -> float:
    direction = street.end - street.start
    return float(np.dot(place - street.start, direction) / np.dot(direction, direction))


class _Grid:
    """Roads along the lines of the mesh, one street from node to node."""

    def __init__(self, mesh: Mesh, names: Namer) -> None:
        self.mesh = mesh
        self.streets: list[Street] = []
        self._edges: dict[tuple[str, int, int, int], Street] = {}
        for row in range(mesh.rows + 1):
            self._lay_row(row, names.word())
        for column in range(mesh.columns + 1):
            self._lay_column(column, names.word())

    def around(self, row: int, column: int) -> Sides:
        """Streets on the south, east, north and west of a superblock."""
        return (
            self._edges["row", row, column, self._side(row, self.mesh.river_row, 1)],
            self._edges["column", column + 1, row, self._side(column + 1, self.mesh.rail_column, -1)],
            self._edges["row", row + 1, column, self._side(row + 1, self.mesh.river_row, -1)],
            self._edges["column", column, row, self._side(column, self.mesh.rail_column, 1)],
        )

    @staticmethod
    def _side(line: int, special: int | None, side: int) -> int:
        return side if line == special else 0

    def _lay_row(self, row: int, word: str) -> None:
        mesh, is_river = self.mesh, row == self.mesh.river_row
        for side in (-1, 1) if is_river else (0,):
            name = f"滨河{'南' if side < 0 else '北'}路" if is_river else f"{word}路"
            road_class = RoadClass.SECONDARY if is_river else RoadClass.ARTERIAL
            for column in range(mesh.columns):
                ends = mesh.node(column, row, 1, side), mesh.node(column + 1, row, -1, side)
                self._edges["row", row, column, side] = self._add(Street(name, road_class, *ends))
            if mesh.rail_column is not None and mesh.crosses_railway(row):
                ends = mesh.node(mesh.rail_column, row, -1, side), mesh.node(mesh.rail_column, row, 1, side)
                self._add(Street(name, road_class, *ends, structure="underpass"))

    def _lay_column(self, column: int, word: str) -> None:
        mesh, is_rail = self.mesh, column == self.mesh.rail_column
        for side in (-1, 1) if is_rail else (0,):
            name = f"铁{'西' if side < 0 else '东'}路" if is_rail else f"{word}大道"
            road_class = RoadClass.SECONDARY if is_rail else RoadClass.ARTERIAL
            for row in range(mesh.rows):
                ends = mesh.node(column, row, side, 1), mesh.node(column, row + 1, side, -1)
                self._edges["column", column, row, side] = self._add(Street(name, road_class, *ends))
            if mesh.river_row is not None and mesh.crosses_river(column):
                ends = mesh.node(column, mesh.river_row, side, -1), mesh.node(column, mesh.river_row, side, 1)
                self._add(Street(name, road_class, *ends, structure="bridge"))

    def _add(self, street: Street) -> Street:
        self.streets.append(street)
        return street


@dataclass(frozen=True, eq=False)
class _Block:
    """A superblock: number (row, column) and corners."""

    number: tuple[int, int]
    corners: FloatArray

    def place(self, u: float, v: float) -> FloatArray:
        """Place of a point of the unit square, in metres."""
        sw, se, ne, nw = self.corners
        return np.asarray((1 - v) * ((1 - u) * sw + u * se) + v * ((1 - u) * nw + u * ne))


class _Divider:
    """Halves rectangles of a superblock until each holds one area, and keeps the streets and cells that come of it."""

    def __init__(self, names: Namer, rng: np.random.Generator) -> None:
        self.names, self.rng = names, rng
        self.streets: list[Street] = []
        self.cells: list[Cell] = []

    def divide(self, block: _Block, rectangle: Rectangle, sides: Sides, count: int) -> None:
        """Halve the rectangle across its longer side, by number of areas, until one area is left."""
        west, south, east, north = rectangle
        corners = np.array([block.place(u, v) for u, v in ((west, south), (east, south), (east, north), (west, north))])
        if count == 1:
            self.cells.append(Cell(block.number, corners, rectangle, sides))
            return
        first = int(np.clip(round(count * self.rng.uniform(0.38, 0.62)), 1, count - 1))
        share = float(np.clip(first / count + self.rng.uniform(-0.07, 0.07), 0.25, 0.75))
        width = np.linalg.norm(corners[1] + corners[2] - corners[0] - corners[3])
        height = np.linalg.norm(corners[2] + corners[3] - corners[0] - corners[1])
        if width * self.rng.uniform(0.85, 1.15) > height:
            at = west + share * (east - west)
            street = self._street(block.place(at, south), block.place(at, north), sides[0], sides[2])
            self.divide(block, (west, south, at, north), (sides[0], street, sides[2], sides[3]), first)
            self.divide(block, (at, south, east, north), (sides[0], sides[1], sides[2], street), count - first)
        else:
            at = south + share * (north - south)
            street = self._street(block.place(west, at), block.place(east, at), sides[3], sides[1])
            self.divide(block, (west, south, east, at), (sides[0], sides[1], street, sides[3]), first)
            self.divide(block, (west, at, east, north), (street, sides[1], sides[2], sides[3]), count - first)

    def _street(self, start: FloatArray, end: FloatArray, at_start: Street, at_end: Street) -> Street:
        for street, place in ((at_start, start), (at_end, end)):
            street.junctions.append((_share(street, place), place))
        street = _street_between(start, end, self.names)
        self.streets.append(street)
        return street


def _street_between(start: FloatArray, end: FloatArray, names: Namer) -> Street:
    """Make a street whose class and kind of name follow from its length."""
    length = float(np.linalg.norm(end - start))
    if length > 600:
        return Street(f"{names.word()}街", RoadClass.SECONDARY, start, end)
    if length > 200:
        return Street(f"{names.word()}巷", RoadClass.BRANCH, start, end)
    return Street(None, RoadClass.INTERNAL, start, end)
