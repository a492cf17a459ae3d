"""The parts of a file that can be named: sheets, layers, members of an archive."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geodata.errors import UnreadableFileError, UnsafeArchiveError
from geodata.parts import list_parts
from geodata.reading import read_file


def test_a_file_that_is_one_whole(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("name\nx\n", encoding="utf-8")
    assert list_parts(path) == (None,)


def test_sheets_that_hold_anything(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "小区"
    book.active.append(["name"])
    book.create_sheet("空")
    book.create_sheet("用房").append(["name"])
    book.save(tmp_path / "a.xlsx")
    assert list_parts(tmp_path / "a.xlsx") == ("小区", "用房")


def test_layers(tmp_path: Path):
    frame = gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4326")
    for layer in ("one", "two"):
        frame.to_file(tmp_path / "a.gpkg", layer=layer)
    assert list_parts(tmp_path / "a.gpkg") == ("one", "two")


@pytest.mark.parametrize("names", [("b.csv",), ("b.csv", "中/c.csv")])
def test_every_part_of_an_archive_can_be_read_by_its_name(tmp_path: Path, names: tuple[str, ...]):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (*names, "readme.md", "__MACOSX/._b.csv"):
            archive.writestr(name, f"name\n{name}\n")
    parts = list_parts(path)
    read = [read_file(str(path) if part is None else f"{path}#{part}")[0][0].frame["name"].iloc[0] for part in parts]
    assert read == list(names)


def test_layers_inside_the_only_member_of_an_archive(tmp_path: Path):
    frame = gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4326")
    for layer in ("one", "two"):
        frame.to_file(tmp_path / "g.gpkg", layer=layer)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "g.gpkg", "g.gpkg")
    parts = list_parts(tmp_path / "a.zip")
    assert parts == ("#one", "#two")
    assert all(read_file(f"{tmp_path / 'a.zip'}#{part}") for part in parts)


def test_an_unsafe_archive_has_no_parts(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../b.csv", "name\nx\n")
    with pytest.raises(UnsafeArchiveError):
        list_parts(tmp_path / "a.zip")


def test_what_is_not_what_its_name_says(tmp_path: Path):
    (tmp_path / "a.gpkg").write_text("no database", encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        list_parts(tmp_path / "a.gpkg")
