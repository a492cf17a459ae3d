"""When a plan from elsewhere is judged as drawn, and when it has to be completed first."""

import geopandas as gpd
import pytest
from shapely import Point, Polygon

from app.drawing import is_one_each, read_drawn, shares_borders
from geodata.input_files import InputFiles
from tests.app import drawn_grid as grid


def squares(inset_m: float, cells=tuple(grid.HOUSEHOLDS)):
    return gpd.GeoDataFrame(
        {"area_id": list(cells), "community": [cell[0] for cell in cells]},
        geometry=[Polygon(grid.square(cell, inset_m=inset_m)) for cell in cells], crs=grid.CRS,
    )


@pytest.mark.parametrize(("inset_m", "expected"), [
    (0.0, True),  # every inner edge is shared
    (0.3, True),  # slivers of 0.6 m: still a coverage, and the audit must see the gaps
    (2.0, False),  # footpaths of 4 m
    (20.0, False),  # streets of 40 m
])
def test_squares_are_a_coverage_while_they_meet(inset_m, expected):
    assert shares_borders(squares(inset_m)) is expected


def test_a_coverage_with_one_missing_square_is_still_a_coverage():
    """Of the 12 inner edges of the grid 8 are shared; the hole's 4 are gaps that PL-1 has to name."""
    assert shares_borders(squares(0.0, tuple(cell for cell in grid.HOUSEHOLDS if cell != "b2")))


def test_points_are_no_coverage():
    points = squares(0.0)
    points.geometry = [Point(shape.centroid) for shape in points.geometry]
    assert not shares_borders(points)
    assert not is_one_each(points)


def test_one_polygon_a_community():
    assert is_one_each(squares(20.0, ("a1", "b1", "c1")))
    assert not is_one_each(squares(20.0, ("a1", "a2", "b1")))


def drawn(folder, columns, community=None, **inputs):
    rows = grid.features({name: dict.fromkeys(grid.HOUSEHOLDS, value) for name, value in columns.items()})
    source = str(grid.write(folder / "hand.geojson", rows))
    return read_drawn(source, InputFiles(areas=source, **inputs), community)


def test_community_id_comes_before_community(tmp_path):
    plan = drawn(tmp_path, {"community_id": "新", "community": "旧"})
    assert plan.column == "community_id"
    assert set(plan.features["community"]) == {"新"}


def test_the_plan_is_never_taken_for_today(tmp_path):
    """Beside `community_id`, `community` is today's; alone it is the plan's, and today is unknown."""
    assert drawn(tmp_path, {"community_id": "新", "community": "旧"}).files.columns["areas"]["community"] == "community"
    assert drawn(tmp_path, {"community": "新"}).files.columns["areas"]["community"] == ""


def test_a_column_that_is_told_wins(tmp_path):
    plan = drawn(tmp_path, {"community_id": "别的", "方案": "甲"}, "方案")
    assert set(plan.features["community"]) == {"甲"}
