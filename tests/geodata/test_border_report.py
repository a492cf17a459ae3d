"""What the record says of neighbours: counts, islands by place and households, rivers without a bridge."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geodata.adjacency import find_borders
from geodata.border_report import report_borders
from geodata.record import Record, Severity
from tests.geodata.land_frames import NO_LINES, as_units, drawn_lines, found, grid_of_squares, placed
from tests.geodata.test_walking import roads


def reported(shapes=None, *, offices=None, households=None, lines=NO_LINES, walked=None):
    """Squares, or other shapes, as units; the record of their borders."""
    shapes = grid_of_squares() if shapes is None else shapes
    units = as_units(placed(
        shapes, {name: (offices or {}).get(name, "街") for name in shapes}, households=households or {}
    ))
    record = Record()
    report_borders(
        units, find_borders(units, lines, roads=walked), roads_known=walked is not None, record=record
    )
    return record


def test_neighbours_are_counted():
    (count,) = found(reported(), "borders.found")
    assert count.measured == "12 pairs"
    assert "1 毫米" in count.message_zh


def test_a_border_under_a_metre_is_a_corner_and_named():
    """Two squares that share 0.8 m: a border, but they are not neighbours, so each is alone."""
    left = shapely.Polygon([(0, 0), (100, 0), (100, 99.2), (100, 100), (0, 100)])
    right = shapely.Polygon([(100, 99.2), (200, 99.2), (200, 200), (100, 200), (100, 100)])
    record = reported({"a": left, "b": right}, households={"a": 300, "b": 200})
    assert "1 of them under 1 m" in found(record, "borders.found")[0].message_en
    assert [finding.feature for finding in found(record, "borders.island")] == ["b"]


def test_an_island_is_named_by_place_and_households():
    """a3 belongs to another office and cuts nothing; 东's own a3 and a7 do not touch."""
    record = reported(offices={"a3": "东", "a7": "东"}, households={"a3": 800, "a7": 500})
    (island,) = found(record, "borders.island")
    assert (island.severity, island.feature, island.measured) == (Severity.WARNING, "a7", "500 households")
    assert (island.place.x, island.place.y) == (50, 50)
    assert island.message_zh.startswith("东：a7")


def test_a_group_cut_off_is_one_island():
    """The middle column belongs to another office: of 街 the left column with fewer households is the island."""
    offices = {"a2": "东", "a5": "东", "a8": "东"}
    record = reported(offices=offices, households={"a1": 10, "a4": 20, "a7": 30})
    (island,) = found(record, "borders.island")
    assert island.measured == "60 households"
    assert "a7、a4、a1" in island.message_zh
    assert "3 units" in island.message_en


def test_empty_land_apart_is_only_noted():
    record = reported(offices={"a3": "东", "a7": "东"}, households={"a3": 800, "a7": 0})
    assert found(record, "borders.island")[0].severity is Severity.NOTE


def test_rivers_without_a_bridge_are_counted():
    """A river between the first two columns, a bridge at the middle row: two of three pairs have none."""
    river = drawn_lines(("河", "river", [(100, -10), (100, 310)]))
    (crossed,) = found(reported(lines=river, walked=roads([(0, 150), (300, 150)])), "borders.crossed")
    assert crossed.measured == "3 pairs, 2 without a bridge"
    assert "a1与a2；a7与a8" in crossed.message_zh
    assert not found(reported(lines=river), "borders.crossed")


def test_names_stand_before_identifiers():
    squares = grid_of_squares()
    units = as_units(placed(squares)).assign(name=pd.Series({name: f"小区{name}" for name in squares}))
    units.loc["a3", "subdistrict"] = "东"
    units.loc["a7", "subdistrict"] = "东"
    record = Record()
    report_borders(units, find_borders(units, NO_LINES), roads_known=False, record=record)
    assert "小区a7（a7）" in found(record, "borders.island")[0].message_zh


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_record_speaks_both_languages(language):
    river = drawn_lines(("河", "river", [(100, -10), (100, 310)]))
    record = reported(offices={"a3": "东", "a7": "东"}, lines=river, walked=roads([(0, 5), (9, 5)]))
    assert all(getattr(finding, f"message_{language}") for finding in record)
    assert len(record) == 3
