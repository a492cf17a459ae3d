"""Two drawings on the same ground laid over each other: the pieces of land that lie whole in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from app.plans.drawing import Drawing, Split
from geodata.dataset import Dataset
from geodata.domain import AreaId, CommunityId, UnitId

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Atom:
    """A unit of one drawing or of both, and where each puts it.

    Attributes
    ----------
    own
        The unit of the first drawing in which it lies: itself, or the unit that only the second cuts.
    a, b
        Community in the first and in the second drawing, ``None`` where it is in none.
    is_exact
        Whether it is a unit, or part of one, in both; where both cut one unit by different lines the community of
        the second is that of the larger share.
    """

    unit: UnitId
    own: UnitId
    area_id: AreaId | None
    name: str
    subdistrict: str
    households: int
    a: CommunityId | None
    b: CommunityId | None
    is_exact: bool = True


@dataclass(frozen=True, eq=False)
class Ground:
    """A drawing and the dataset with its splits."""

    drawing: Drawing
    dataset: Dataset


@dataclass(frozen=True)
class Overlay:
    """What two drawings have in common.

    Attributes
    ----------
    atoms
        In order of unit.
    only_a, only_b
        Units of which the ground of the other drawing knows nothing: another issue of the data.
    """

    atoms: tuple[Atom, ...]
    only_a: tuple[UnitId, ...]
    only_b: tuple[UnitId, ...]


def overlay(a: Ground, b: Ground) -> Overlay:
    """Lay two drawings over each other, unit by unit."""
    root_a, root_b = _roots(a.drawing.splits), _roots(b.drawing.splits)
    differ = {
        unit for unit, split in a.drawing.splits.items()
        if unit in b.drawing.splits and b.drawing.splits[unit].line != split.line
    }
    atoms: dict[UnitId, Atom] = {}
    only_a = []
    for unit, home in a.drawing.units.items():
        line = _line(unit, root_a)
        if any(above in differ for above in line):
            other, exact = _nearest(unit, line[-1], a.dataset.units, b, root_b), False
        else:
            other, exact = next((above for above in line if above in b.drawing.units), None), True
        if other is not None:
            atoms[unit] = _atom(a.dataset, unit, unit, home, b.drawing.units[other], is_exact=exact)
        elif unit not in b.drawing.splits:
            only_a.append(unit)
    only_b = []
    for unit, home in b.drawing.units.items():
        line = _line(unit, root_b)
        if unit in atoms or any(above in differ for above in line):
            continue
        own = next((above for above in line if above in a.drawing.units), None)
        if own is not None:
            atoms[unit] = _atom(b.dataset, unit, own, a.drawing.units[own], home)
        elif unit not in a.drawing.splits:
            only_b.append(unit)
    return Overlay(tuple(atoms[unit] for unit in sorted(atoms)), tuple(sorted(only_a)), tuple(sorted(only_b)))


def _roots(splits: Mapping[UnitId, Split]) -> dict[UnitId, UnitId]:
    return {part: unit for unit, split in splits.items() for part in split.parts}


def _line(unit: UnitId, roots: Mapping[UnitId, UnitId]) -> list[UnitId]:
    """List a unit and the units that were cut to make it, up to that of the data."""
    line = [unit]
    while line[-1] in roots:
        line.append(roots[line[-1]])
    return line


def _nearest(
    unit: UnitId, whole: UnitId, units: gpd.GeoDataFrame, b: Ground, roots: Mapping[UnitId, UnitId]
) -> UnitId | None:
    """Find the part of the second drawing that covers most of a part of the first."""
    parts = [other for other in b.drawing.units if _line(other, roots)[-1] == whole]
    if not parts:
        return None
    shared = shapely.area(shapely.intersection(np.asarray(b.dataset.units.geometry[parts]), units.geometry[unit]))
    return parts[int(np.argmax(shared))]


def _atom(
    dataset: Dataset, unit: UnitId, own: UnitId, a: CommunityId | None, b: CommunityId | None, *, is_exact: bool = True
) -> Atom:
    row = dataset.units.loc[unit]
    area = None if pd.isna(row["area_id"]) else AreaId(str(row["area_id"]))
    name = "" if pd.isna(row["name"]) else str(row["name"])
    return Atom(unit, own, area, name, str(row["subdistrict"]), int(row["households"]), a, b, is_exact)
