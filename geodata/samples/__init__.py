"""Samples that the project carries: GeoJSON and CSV in our own fields, each with its script, source and licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from geodata.input_files import InputFiles


@dataclass(frozen=True)
class Sample:
    """One bundled sample.

    Attributes
    ----------
    folder
        Its folder beside this file.
    title_zh, title_en
        What to call it wherever it is shown; a synthetic one says so.
    credit
        Whom to credit wherever its data is shown.
    is_synthetic
        Whether it shows no real place.
    files
        What to read, by file name.
    """

    folder: str
    title_zh: str
    title_en: str
    credit: str
    is_synthetic: bool
    files: InputFiles


SAMPLES: Mapping[str, Sample] = MappingProxyType({
    "punggol": Sample(
        folder="punggol",
        title_zh="新加坡榜鹅（真实数据）",
        title_en="Punggol, Singapore (real data)",
        credit=(
            "HDB and URA (data.gov.sg), Singapore Open Data Licence 1.0; OneMap © Singapore Land Authority; "
            "© OpenStreetMap contributors, ODbL 1.0"
        ),
        is_synthetic=False,
        files=InputFiles(
            areas="areas.csv",
            roads=("nodes.csv", "links.csv"),
            subdistricts="subdistricts.geojson",
            crs="EPSG:4326",
        ),
    ),
    "lianhu-like": Sample(
        folder="lianhu_like",
        title_zh="合成示例区（非真实地方）",
        title_en="Synthetic district (no real place)",
        credit="合成示例区 / synthetic district, Sizhi 四至",
        is_synthetic=True,
        files=InputFiles(
            areas="areas.geojson",
            roads=("roads.geojson",),
            barriers="barriers.geojson",
            facilities="facilities.csv",
            subdistricts="subdistricts.geojson",
            buildings="buildings.csv",
            crs="EPSG:4326",
        ),
    ),
})


def sample_folder(name: str) -> Path:
    """Folder of a bundled sample.

    Raises
    ------
    KeyError
        If there is no sample of this name.
    """
    return Path(__file__).parent / SAMPLES[name].folder


def sample_inputs(name: str) -> InputFiles:
    """Input files of a bundled sample, ready for :func:`geodata.prepare.prepare`.

    Raises
    ------
    KeyError
        If there is no sample of this name.
    """
    folder, files = sample_folder(name), SAMPLES[name].files

    def placed(file: str | None) -> str | None:
        return None if file is None else str(folder / file)

    return replace(
        files,
        areas=str(folder / files.areas),
        roads=tuple(str(folder / file) for file in files.roads),
        barriers=placed(files.barriers),
        facilities=placed(files.facilities),
        subdistricts=placed(files.subdistricts),
        buildings=placed(files.buildings),
    )
