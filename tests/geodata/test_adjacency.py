"""Neighbours on a drawn grid of nine squares of 100 m, numbered like a page, a7 at the origin."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.adjacency import find_borders
from geodata.cells import tile
from geodata.domain import Crossing
from geodata.record import Record
from tests.geodata.land_frames import NO_LINES, as_units, drawn_lines, grid_of_squares, outlines, placed


def grid(**offices):
    squares = grid_of_squares()
    return as_units(placed(squares, {name: offices.get(name, "街") for name in squares}))


def by_pair(borders, column):
    return {(a, b): value for a, b, value in borders[["a", "b", column]].itertuples(index=False)}


def test_nine_squares_have_twelve_borders_of_a_hundred_metres():
    """Squares that touch in a corner are no neighbours."""
    borders = find_borders(grid(), NO_LINES)
    assert list(zip(borders["a"], borders["b"], strict=True)) == [
        ("a1", "a2"), ("a1", "a4"), ("a2", "a3"), ("a2", "a5"), ("a3", "a6"), ("a4", "a5"),
        ("a4", "a7"), ("a5", "a6"), ("a5", "a8"), ("a6", "a9"), ("a7", "a8"), ("a8", "a9"),
    ]
    assert (borders["length_m"] == 100).all()
    assert (borders["on_line_m"] == 0).all()
    assert (borders["crossing"] == 0).all()


def test_units_of_two_street_offices_are_no_neighbours():
    borders = find_borders(grid(a3="东", a6="东", a9="东"), NO_LINES)
    assert len(borders) == 7 + 2


def test_a_border_lies_on_a_line_within_fifteen_metres():
    """A street 10 m east of the border a4–a5, from its middle upwards: 50 m beside it and 5√5 around its end."""
    street = drawn_lines(("石榴街", "road", [(110, 150), (110, 200)]))
    on_line_m = by_pair(find_borders(grid(), street), "on_line_m")
    assert on_line_m["a4", "a5"] == pytest.approx(50 + np.sqrt(15**2 - 10**2))
    assert on_line_m["a7", "a8"] == 0
    # the part of the border a2–a5 that is within 15 m of the street's end: from 100 m to 125 m
    assert on_line_m["a2", "a5"] == pytest.approx(25)
    assert on_line_m["a1", "a4"] == pytest.approx(5)


def test_two_lines_along_one_border_count_once():
    road = ("石榴街", "road", [(95, 100), (95, 200)])
    on_line_m = by_pair(find_borders(grid(), drawn_lines(road, ("河", "river", [(103, 100), (103, 200)]))), "on_line_m")
    assert on_line_m["a4", "a5"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("kind", "flag"),
    [
        ("arterial", Crossing.ARTERIAL), ("wall", Crossing.WALL), ("river", Crossing.RIVER), ("rail", Crossing.RAIL),
        ("road", Crossing.NONE),
    ],
)
def test_a_barrier_along_a_border_has_to_be_crossed(kind, flag):
    """From y = 100 to 200 along the border a4–a5, and nowhere else; a road is no barrier."""
    crossing = by_pair(find_borders(grid(), drawn_lines(("甲", kind, [(104, 102), (104, 198)]))), "crossing")
    assert crossing.pop(("a4", "a5")) == flag
    assert set(crossing.values()) == {0}


def test_a_barrier_away_from_the_border_counts_where_the_way_crosses_it():
    """A river at x = 130, inside a5: whoever walks from a4 to the middle of a5 crosses it, from a5 to a6 nobody."""
    crossing = by_pair(find_borders(grid(), drawn_lines(("河", "river", [(130, -10), (130, 310)]))), "crossing")
    assert {pair for pair, flags in crossing.items() if flags} == {("a1", "a2"), ("a4", "a5"), ("a7", "a8")}


def test_the_way_starts_where_a_point_was_given():
    """The same river; the area a5 came as a point west of it: a4 is on its side, the others lie across."""
    squares = grid_of_squares()
    areas = placed({**squares, "a5": shapely.Point(115, 150)})
    river = drawn_lines(("河", "river", [(130, 105), (130, 195)]))
    crossing = by_pair(find_borders(as_units(placed(squares)), river, areas), "crossing")
    assert {pair for pair, flags in crossing.items() if flags} == {("a2", "a5"), ("a5", "a6"), ("a5", "a8")}


def test_flags_add_up():
    lines = drawn_lines(("河", "river", [(100, 0), (100, 300)]), ("环路", "arterial", [(102, 300), (102, 0)]))
    crossing = by_pair(find_borders(grid(), lines), "crossing")
    assert crossing["a1", "a2"] == Crossing.RIVER | Crossing.ARTERIAL
    assert crossing["a1", "a4"] == 0


def test_what_lies_between_is_named_with_its_length():
    """A road of two names along the border a4–a5, 30 m and 70 m, and a river beside it."""
    lines = drawn_lines(
        ("石榴街", "road", [(104, 70), (104, 130)]), ("环城路", "road", [(104, 130), (104, 230)]),
        ("浐河", "river", [(98, 100), (98, 200)]),
    )
    lines["road_class"] = ["residential", "secondary", None]
    between = by_pair(find_borders(grid(), lines), "between")
    assert [(line.kind, line.name, line.road_class) for line in between["a4", "a5"]] == [
        ("river", "浐河", None), ("road", "环城路", "secondary"), ("road", "石榴街", "residential"),
    ]
    reach = np.sqrt(15**2 - 4**2)  # a road 4 m off goes on counting this far beyond its end
    assert [line.along_m for line in between["a4", "a5"]] == pytest.approx([100, 70 + reach, 30 + reach], abs=0.001)
    assert between["a5", "a6"] == ()


def test_a_line_along_less_than_a_quarter_is_not_named():
    lines = drawn_lines(("短街", "road", [(100, 100), (100, 109)]), ("长街", "road", [(100, 200), (100, 209)]))
    assert by_pair(find_borders(grid(), lines), "between")["a4", "a5"] == ()
    more = drawn_lines(("短街", "road", [(100, 100), (100, 111)]))
    assert len(by_pair(find_borders(grid(), more), "between")["a4", "a5"]) == 1


def test_what_the_way_crosses_is_named_too():
    between = by_pair(find_borders(grid(), drawn_lines(("河", "river", [(130, -10), (130, 310)]))), "between")
    assert [(line.name, line.along_m) for line in between["a4", "a5"]] == [("河", 0)]
    assert between["a5", "a6"] == ()


@settings(max_examples=30, deadline=None)
@given(st.sets(st.tuples(st.integers(1, 299), st.integers(1, 299)), min_size=2, max_size=15))
def test_borders_of_any_cells_are_the_measured_ones(spots):
    """Against the plain overlay of each two cells; a and b in the order of text, each pair once."""
    areas = placed({f"p{i}": shapely.Point(spot) for i, spot in enumerate(sorted(spots))})
    units = tile(areas, outlines(街=shapely.box(0, 0, 300, 300)), NO_LINES, Record())
    length_m = by_pair(find_borders(units, NO_LINES), "length_m")
    for a in units.index:
        for b in units.index:
            if a < b:
                overlay = units.geometry[a].intersection(units.geometry[b]).length
                assert length_m.get((a, b), 0) == pytest.approx(overlay, abs=1e-6)
            else:
                assert (a, b) not in length_m
