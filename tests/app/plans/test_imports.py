"""Plans from elsewhere: matched by identifier or place, what is good taken, what is not listed row by row."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from app.plans.imports import import_drawing
from app.plans.plan_table import read_plan_table
from geodata.errors import MissingColumnError
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import ground

COLUMNS = {"a": "和平", "b": "丰和", "c": "新区"}
"""The plan of most tests: one community a column of the nine squares."""


def table(folder, text, name="plan.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def imported(path, **told):
    return import_drawing(read_plan_table(path, ground(), **told), ground())


def rows(**changed):
    """CSV with area_id and community_id of the nine squares."""
    cells = {cell: COLUMNS[cell[0]] for cell in grid.HOUSEHOLDS} | changed
    return "area_id,community_id\n" + "".join(f"{cell},{name}\n" for cell, name in cells.items())


def drawn(folder, cells=tuple(grid.HOUSEHOLDS), inset_m=0.0, crs=grid.CRS, **columns):
    """GeoJSON of some squares, without identifiers unless given."""
    features = grid.features(columns, inset_m=inset_m, cells=cells)
    for feature in features:
        del feature["properties"]["area_id"]
    return grid.write(folder / "plan.geojson", features, crs=crs)


def codes(result):
    return [(problem.row, problem.code.removeprefix("plans.import_")) for problem in result.problems]


def test_a_table_of_areas_is_taken_whole(tmp_path):
    result = imported(table(tmp_path, rows()))
    assert result.drawing.units == {cell: COLUMNS[cell[0]] for cell in grid.HOUSEHOLDS}
    assert not result.problems
    assert result.report()["taken"] == 9
    assert {told.name for told in result.drawing.communities.values()} == {"和平", "丰和", "新区"}
    assert len({told.colour for told in result.drawing.communities.values()}) == 3


def test_what_is_good_is_taken_and_the_rest_listed(tmp_path):
    text = rows(b2="") + "a1,丰和\nz9,和平\n,和平\nA2,和平\n"
    result = imported(table(tmp_path, text))
    assert codes(result) == [
        (2, "contradiction"), (6, "empty"), (11, "contradiction"), (12, "unknown_id"), (13, "no_place"),
        (14, "unknown_id"),
    ]
    assert result.left_out == ("a1", "b2")
    assert result.report() | {"rows": None} == {
        "rows": None, "problems": 6, "errors": 5, "communities": 3, "taken": 7, "left_out": 2,
        "left_out_units": ["a1", "b2"],
    }
    contradiction = result.problems[0]
    assert contradiction.message_zh == "plan.csv 第 2 行：a1 在此属 和平，在第 11 行属 丰和；请只留一个"
    assert contradiction.message_en == "plan.csv row 2: a1 is in 和平 here and in 丰和 in row 11; keep one"
    unknown = result.problems[3]
    assert (unknown.feature, unknown.is_error) == ("z9", True)
    assert "没有编号为 z9 的小区或单元" in unknown.message_zh


def test_a_slip_in_an_identifier_gets_a_suggestion(tmp_path):
    text = "area_id,community_id\n" + "石榴苑12,和平\n"
    areas = grid.areas(tmp_path, name=dict.fromkeys(grid.HOUSEHOLDS, "x"))
    renamed = areas.read_text(encoding="utf-8").replace('"a1"', '"石榴苑-12"')
    areas.write_text(renamed, encoding="utf-8")
    dataset = prepare(InputFiles(areas=str(areas)))
    result = import_drawing(read_plan_table(table(tmp_path, text), dataset), dataset)
    assert "是否为 石榴苑-12" in result.problems[0].message_zh
    assert "is it 石榴苑-12?" in result.problems[0].message_en


def test_a_repeat_that_says_the_same_is_fine(tmp_path):
    result = imported(table(tmp_path, rows() + "a1,和平\n"))
    assert not result.problems
    assert not result.left_out


def test_the_same_names_in_any_usual_header(tmp_path):
    text = rows().replace("area_id,community_id", "小区编号,所属社区")
    assert not imported(table(tmp_path, text)).left_out


def test_a_column_is_told_or_asked_for(tmp_path):
    path = table(tmp_path, rows().replace("community_id", "方案二"))
    with pytest.raises(MissingColumnError, match="name the column, there are area_id, 方案二"):
        imported(path)
    assert not imported(path, column="方案二").left_out
    with pytest.raises(MissingColumnError, match="方案三"):
        imported(path, column="方案三")


def test_names_and_locks_of_communities(tmp_path):
    text = "area_id,community_id,community_name,locked\na1,甲,新华社区,是\na2,甲,新华社区,是\nb1,乙,,否\nb2,乙,,是\n"
    communities = imported(table(tmp_path, text)).drawing.communities
    assert (communities["甲"].name, communities["甲"].locked) == ("新华社区", True)
    assert (communities["乙"].name, communities["乙"].locked) == ("乙", False)


def test_text_that_a_spreadsheet_would_compute_comes_back_as_it_was(tmp_path):
    communities = imported(table(tmp_path, "area_id,community_id\na1,'=1+1\n")).drawing.communities
    assert list(communities) == ["=1+1"]


def test_polygons_without_identifiers_are_matched_by_land(tmp_path):
    """Squares drawn 10 m smaller all round still hold 87 % of their land."""
    result = imported(drawn(tmp_path, inset_m=10, community={c: COLUMNS[c[0]] for c in grid.HOUSEHOLDS}))
    assert result.drawing.units == {cell: COLUMNS[cell[0]] for cell in grid.HOUSEHOLDS}
    assert not result.problems


def test_one_polygon_a_community_in_longitude_and_latitude(tmp_path):
    shapes = {name: shapely.union_all([shapely.Polygon(grid.square(f"{column}{row}")) for row in "123"])
              for column, name in COLUMNS.items()}
    frame = gpd.GeoDataFrame({"社区": list(shapes)}, geometry=list(shapes.values()), crs=grid.CRS).to_crs(4326)
    path = tmp_path / "hand.geojson"
    path.write_text(frame.to_json(), encoding="utf-8")
    assert imported(path).drawing.units == {cell: COLUMNS[cell[0]] for cell in grid.HOUSEHOLDS}


def test_a_unit_across_two_communities_goes_to_the_larger_and_is_told(tmp_path):
    """A line 80 m inside column b: b1 to b3 lie to 27 % in 和平, to 73 % in 丰和."""
    west, south = grid.WEST_M, grid.SOUTH_M
    frame = gpd.GeoDataFrame(
        {"community": ["和平", "丰和"]},
        geometry=[shapely.box(west, south, west + 380, south + 900), shapely.box(west + 380, south, west + 900,
                                                                                 south + 900)], crs=grid.CRS,
    )
    path = tmp_path / "hand.gpkg"
    frame.to_file(path)
    result = imported(path)
    assert result.drawing.units == {cell: "和平" if cell[0] == "a" else "丰和" for cell in grid.HOUSEHOLDS}
    assert [code for _, code in codes(result)] == ["shared"] * 3
    assert "73% of unit b1 lie in 丰和, more in 和平; taken into the first" in result.problems[0].message_en
    assert not any(problem.is_error for problem in result.problems)


def test_a_unit_that_is_barely_covered_stays_out(tmp_path):
    path = drawn(tmp_path, cells=("a1",), inset_m=60, community={"a1": "和平"})  # 180² of 300²: 36 %
    result = imported(path)
    assert codes(result) == [(1, "barely")]
    assert len(result.left_out) == 9


def test_foreign_identifiers_are_matched_by_place_and_said_so(tmp_path):
    features = grid.features({"community": {c: COLUMNS[c[0]] for c in grid.HOUSEHOLDS}})
    for number, feature in enumerate(features):
        feature["properties"]["area_id"] = f"X{number}"
    result = imported(grid.write(tmp_path / "plan.geojson", features))
    assert not result.left_out
    assert codes(result) == [(None, "by_place")]


def test_a_shape_elsewhere_is_listed(tmp_path):
    away = shapely.box(grid.WEST_M + 5000, grid.SOUTH_M, grid.WEST_M + 5100, grid.SOUTH_M + 100)
    frame = gpd.GeoDataFrame(
        {"community": ["和平", "远方"]}, geometry=[shapely.Polygon(grid.square("a1")), away], crs=grid.CRS)
    path = tmp_path / "hand.gpkg"
    frame.to_file(path)
    result = imported(path)
    assert codes(result) == [(2, "no_place")]
    assert result.drawing.units["a1"] == "和平"
    assert list(result.drawing.communities) == ["和平"]


def test_points_lie_in_units(tmp_path):
    """Two points of two communities in one unit: nobody has more than half, it stays out."""
    spots = {"a1": "和平", "b1": "丰和"}
    centres = {cell: shapely.Polygon(grid.square(cell)).centroid for cell in spots}
    text = "x,y,community\n" + "".join(f"{centres[c].x},{centres[c].y},{name}\n" for c, name in spots.items())
    text += f"{centres['b1'].x + 9},{centres['b1'].y},和平\n"
    result = imported(table(tmp_path, text))
    assert result.drawing.units["a1"] == "和平"
    assert result.drawing.units["b1"] is None
    assert [code for _, code in codes(result)] == ["shared"]
    assert result.problems[0].is_error


def test_a_community_in_two_street_offices_is_parted(tmp_path):
    areas = grid.areas(tmp_path, subdistrict={c: "东街" if c[0] == "c" else "西街" for c in grid.HOUSEHOLDS})
    dataset = prepare(InputFiles(areas=str(areas)))
    path = table(tmp_path, rows(**dict.fromkeys(("c1", "c2", "c3"), "丰和")))
    result = import_drawing(read_plan_table(path, dataset), dataset)
    assert {result.drawing.units[cell] for cell in ("c1", "c2", "c3")} == {"东街+1"}
    assert result.drawing.communities["东街+1"].name == "丰和"
    assert codes(result) == [(None, "parted")]


def test_undecided_areas_stay_in_no_community(tmp_path):
    areas = grid.areas(tmp_path, ruling={"c3": "街道已报"})
    dataset = prepare(InputFiles(areas=str(areas)))
    result = import_drawing(read_plan_table(table(tmp_path, rows()), dataset), dataset)
    assert result.left_out == ("c3",)
    assert codes(result) == [(None, "undecided")]


def test_a_wrong_column_is_noticed(tmp_path):
    result = imported(table(tmp_path, f"area_id,community_id\na1,{'长' * 201}\n"))
    assert codes(result) == [(2, "too_long")]


def test_hostile_names_are_text(tmp_path):
    name = '<img src=x onerror=alert(1)>"\u202e'
    features = grid.features({"community": {"a1": name}}, cells=("a1",))
    result = imported(grid.write(tmp_path / "plan.geojson", features))
    assert json.loads(json.dumps(result.drawing.communities[name].name)) == name
