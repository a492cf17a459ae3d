"""Plans on their way out, and back: what was exported is imported as the same drawing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from functools import cache

import geopandas as gpd
import pytest
from openpyxl import load_workbook

from app.maps.pages import ASSETS
from app.plans.drawing import Drawing
from app.plans.errors import NothingToExportError
from app.plans.exports import Format, Source, export
from app.plans.imports import import_drawing
from app.plans.judging import judge_drawing
from app.plans.plan_table import read_plan_table
from app.plans.splits import cut_unit
from app.plans.starts import start_with
from app.profiles import open_profile
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import ground

needs_assets = pytest.mark.skipif(
    not (ASSETS / "vendor" / "leaflet" / "leaflet.js").is_file(), reason="browser assets are not installed")
TITLE = '方案二 / "少动"'


@cache
def drawn():
    """Column a is 和平 and locked, b 丰和, c1 and c2 a new community that looks like a formula, c3 in none."""
    assignment = {cell: {"a": "和平", "b": "丰和", "c": "=新区"}[cell[0]] for cell in grid.HOUSEHOLDS if cell != "c3"}
    drawing = start_with(ground(), assignment, names={"和平": "和平里社区"})
    told = drawing.communities["和平"]
    return replace(drawing, communities={**drawing.communities, "和平": replace(told, locked=True)})


@cache
def cut():
    """The same with b2 cut from west to east, its south in 和平."""
    west, south = grid.WEST_M, grid.SOUTH_M
    line = gpd.GeoSeries.from_xy([west + 250, west + 650], [south + 420] * 2, crs=grid.CRS).to_crs(4326)
    made = cut_unit(ground(), "b2", [(point.x, point.y) for point in line])
    units = {unit: home for unit, home in drawn().units.items() if unit != "b2"} | {"b2/1": "丰和", "b2/2": "和平"}
    return made.dataset, Drawing(units, drawn().communities, {"b2": made.split})


def source(dataset, drawing, title=TITLE):
    return Source(title, 7, dataset, drawing, lambda: judge_drawing(dataset, open_profile("lianhu-2024"), drawing))


def again(tmp_path, form, dataset, drawing):
    name, content = export(source(dataset, drawing), form)
    (tmp_path / name).write_bytes(content)
    return import_drawing(read_plan_table(tmp_path / name, ground()), ground())


@pytest.mark.parametrize("form", [Format.GPKG, Format.GEOJSON, Format.CSV, Format.SHAPEFILE])
def test_what_was_exported_is_imported_as_the_same_drawing(form, tmp_path):
    result = again(tmp_path, form, ground(), drawn())
    assert result.drawing.units == drawn().units
    assert {name: (told.name, told.locked) for name, told in result.drawing.communities.items()} == {
        "和平": ("和平里社区", True), "丰和": ("丰和", False), "=新区": ("=新区", False),
    }
    assert [problem.code for problem in result.problems] == ["plans.import_empty"]  # c3
    assert result.left_out == ("c3",)


def test_splits_come_back_with_a_geopackage(tmp_path):
    dataset, drawing = cut()
    result = again(tmp_path, Format.GPKG, dataset, drawing)
    assert result.drawing.units == drawing.units
    assert result.drawing.splits == drawing.splits


def test_parts_in_a_table_are_listed_where_their_unit_is_whole(tmp_path):
    dataset, drawing = cut()
    result = again(tmp_path, Format.CSV, dataset, drawing)
    assert result.left_out == ("b2", "c3")
    assert [problem.code for problem in result.problems].count("plans.import_contradiction") == 2


@needs_assets
def test_the_whole_folder(tmp_path):
    name, content = export(source(*cut()), Format.FOLDER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {"plan.json", "audit.json", "plan.gpkg", "map.html", "ledger.csv"} <= set(archive.namelist())
        document = json.loads(archive.read("plan.json"))
    assert document["title"] == TITLE
    assert document["assignment"]["b2/2"] == "和平"
    path = tmp_path / name
    path.write_bytes(content)
    assert import_drawing(read_plan_table(path, ground()), ground()).drawing.units == cut()[1].units


def test_a_table_for_spreadsheets():
    _, content = export(source(ground(), drawn()), Format.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == {
        "unit_id": "a1", "area_id": "a1", "name": "a1", "subdistrict": "新街", "households": "1200", "population": "",
        "community_id": "和平", "community_name": "和平里社区", "locked": "true",
    }
    assert rows[6]["community_id"] == "'=新区"  # no cell that a spreadsheet would compute


def test_geojson_is_in_longitude_and_latitude():
    _, content = export(source(ground(), drawn()), Format.GEOJSON)
    feature = json.loads(content)["features"][0]
    x, y = feature["geometry"]["coordinates"][0][0]
    assert (round(x, 1), round(y, 1)) == (108.9, 34.3)
    assert feature["properties"]["community_id"] == "和平"


def test_a_shapefile_holds_units_and_communities_in_chinese(tmp_path):
    name, content = export(source(ground(), drawn()), Format.SHAPEFILE)
    path = tmp_path / name
    path.write_bytes(content)
    communities = gpd.read_file(f"zip://{path}!communities.shp")
    assert sorted(communities["community"]) == ["=新区", "丰和", "和平"]
    units = gpd.read_file(f"zip://{path}!units.shp")
    assert set(units.columns) >= {"unit_id", "community", "comm_name", "subdistr", "households"}
    assert units.crs == grid.CRS


def test_the_ledger():
    """b1 leaves 和平 for 丰和; c1 and c2 leave 丰和 for the new community, c3 leaves it for none."""
    name, content = export(source(ground(), drawn()), Format.LEDGER)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    assert [(row[0], row[5], row[6]) for row in rows] == [
        ("b1", "和平", "丰和"), ("c1", "丰和", "'=新区"), ("c2", "丰和", "'=新区"), ("c3", "丰和", "")]
    assert name.endswith("划入划出-v7.csv")


def test_no_ledger_without_present_communities():
    bare = replace(ground(), units=ground().units.assign(community=None), areas=ground().areas.assign(community=None))
    with pytest.raises(NothingToExportError, match="no present community"):
        export(source(bare, drawn()), Format.LEDGER)


@pytest.mark.parametrize("form", [Format.CSV, Format.GPKG, Format.LEDGER])
def test_names_of_files_are_safe_in_any_folder(form):
    name, _ = export(source(ground(), drawn(), title="../../etc/方案\n甲"), form)
    assert "/" not in name
    assert "\n" not in name
    assert "方案" in name


def test_equal_plans_give_equal_files():
    assert export(source(ground(), drawn()), Format.GPKG) == export(source(ground(), drawn()), Format.GPKG)


@needs_assets
def test_papers_and_reports_come_out_of_the_plan_as_it_is_drawn():
    plan = source(ground(), drawn(), title="方案二")
    name, content = export(plan, Format.TABLES)
    assert name == "方案二-表册-v7.xlsx"
    book = load_workbook(io.BytesIO(content))
    rows = book["户数人口"].iter_rows(min_row=3, values_only=True)
    # a: 3 × 1,200 households, b: 3 × 1,900, c1 and c2: 200 + 300; c3 is in no community.
    assert {row[2]: row[4] for row in rows if row[0] == "调整后" and row[1]} == {
        "和平里社区": 3600, "丰和": 5700, "=新区": 500}
    name, content = export(plan, Format.PAPERS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {"社区调整前后示意图.pdf", "请示（初稿）.docx", "规则核查报告.docx"} <= set(archive.namelist())
    assert export(plan, Format.SHEETS)[1].startswith(b"%PDF-")


def test_a_plan_without_a_community_has_no_papers():
    empty = Drawing(dict.fromkeys(grid.HOUSEHOLDS), {}, {})
    for form in (Format.REPORT, Format.PAPERS):
        with pytest.raises(NothingToExportError, match="papers"):
            export(source(ground(), empty), form)
