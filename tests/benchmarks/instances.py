"""Drawn districts as the optimiser sees them: the generator's files, prepared as any city's are."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geodata.domain import OfficeGround, UnitId
from geodata.input_files import InputFiles
from geodata.offices import office_ground, offices
from geodata.prepare import prepare
from geodata.samples.lianhu_like.generate import DistrictSpec, make_district, write_district

SPLIT_ABOVE = 5_000
"""Households above which an area is split."""


@dataclass(frozen=True, eq=False)
class Instance:
    """One drawn district.

    Attributes
    ----------
    grounds
        Its street offices.
    places
        Metres east and north of each unit.
    """

    grounds: tuple[OfficeGround, ...]
    places: dict[UnitId, tuple[float, float]]


def instance(folder: Path, areas: int, median: int, count: int, seed: int = 1) -> InputFiles:
    """Draw a district into a folder and name its files."""
    write_district(make_district(DistrictSpec(areas, median, count), seed), folder)
    return InputFiles(
        areas=str(folder / "areas.geojson"), roads=(str(folder / "roads.geojson"),),
        barriers=str(folder / "barriers.geojson"), facilities=str(folder / "facilities.csv"),
        subdistricts=str(folder / "subdistricts.geojson"), buildings=str(folder / "buildings.csv"), crs="EPSG:4326",
    )


@cache
def draw(areas: int, median: int, count: int, seed: int = 1) -> Instance:
    """Draw and prepare a district of so many areas, median households and street offices; once for each."""
    with tempfile.TemporaryDirectory() as folder:
        dataset = prepare(instance(Path(folder), areas, median, count, seed), split_above=SPLIT_ABOVE)
    inside = dataset.units.geometry.representative_point()
    places = {UnitId(str(unit)): (float(point.x), float(point.y)) for unit, point in inside.items()}
    return Instance(tuple(office_ground(dataset, office) for office in offices(dataset)), places)
