"""The district by position, before anything has an identifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.samples.lianhu_like.compounds import Compounds
from geodata.samples.lianhu_like.estates import Buildings, Estates
from geodata.samples.lianhu_like.mesh import Mesh
from geodata.samples.lianhu_like.planting import Present
from geodata.samples.lianhu_like.spec import DistrictSpec
from geodata.samples.lianhu_like.streets import Cell, Street

if TYPE_CHECKING:
    from geodata.domain import IntArray


@dataclass(frozen=True, eq=False)
class Draft:
    """Everything on the ground: area i is ``cells[i]`` in street office ``offices[i]``.

    Attributes
    ----------
    office_of_block
        Shape (rows, columns). Street office of each superblock.
    plan
        Communities of the good plan, giants left out.
    giants
        Areas of more than 5,000 households.
    """

    spec: DistrictSpec
    seed: int
    mesh: Mesh
    office_of_block: IntArray
    streets: list[Street]
    cells: list[Cell]
    offices: IntArray
    compounds: Compounds
    estates: Estates
    buildings: Buildings
    plan: list[list[int]]
    giants: list[int]
    present: list[Present]
