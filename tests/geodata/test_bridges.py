"""Bridges on the drawn grid: a river along x = 100, between the first and the second column of squares."""

from __future__ import annotations

import pytest
import shapely

from geodata.adjacency import find_borders
from geodata.borders import Bridge
from geodata.domain import Crossing
from geodata.prepare import prepare
from geodata.samples import sample_inputs
from tests.geodata.land_frames import as_units, drawn_lines, grid_of_squares, placed
from tests.geodata.test_walking import roads

UNITS = as_units(placed(grid_of_squares()))
RIVER = ("浐河", "river", [(100, -10), (100, 310)])


def bridges(lines, walked):
    borders = find_borders(UNITS, drawn_lines(*lines), roads=walked)
    return {(a, b): list(row) for a, b, row in borders[["a", "b", "bridges"]].itertuples(index=False) if row}


def named(name, corners, **columns):
    return roads(corners, **columns).assign(name=[name])


def test_a_road_over_the_river_is_a_bridge_and_the_river_still_counts():
    """Through the middle row at y = 150, from a4 to a5: for no other pair."""
    assert bridges([RIVER], named("东桥", [(0, 150), (300, 150)])) == {
        ("a4", "a5"): [Bridge("东桥", "river", "浐河", 100, 150)]
    }
    borders = find_borders(UNITS, drawn_lines(RIVER), roads=named("东桥", [(0, 150), (300, 150)]))
    crossing = {(a, b): flags for a, b, flags in borders[["a", "b", "crossing"]].itertuples(index=False)}
    assert crossing["a4", "a5"] == Crossing.RIVER


def test_a_road_that_ends_at_the_river_is_no_bridge():
    assert bridges([RIVER], named("东街", [(0, 150), (99, 150)])) == {}


def test_where_nobody_may_walk_there_is_no_bridge():
    assert bridges([RIVER], named("高架", [(0, 150), (300, 150)], walk=[False])) == {}


@pytest.mark.parametrize("kind", ["river", "rail", "wall"])
def test_railways_and_walls_are_crossed_likewise(kind):
    found = bridges([("某", kind, [(100, -10), (100, 310)])], named("东街", [(0, 50), (300, 50)]))
    assert [(bridge.over, bridge.x, bridge.y) for bridge in found["a7", "a8"]] == [(kind, 100, 50)]


def test_an_arterial_is_crossed_at_grade_and_needs_no_bridge():
    assert bridges([("环路", "arterial", [(100, -10), (100, 310)])], named("东街", [(0, 50), (300, 50)])) == {}


def test_a_bridge_at_the_corner_serves_the_units_that_it_joins():
    """At y = 195, 5 m below the corner of four: the road leads from a4 to a5, not from a1 to a2."""
    assert set(bridges([RIVER], named("东桥", [(0, 195), (300, 195)]))) == {("a4", "a5")}


def test_a_road_that_crosses_to_and_fro_is_one_bridge_if_it_has_a_name():
    winding = [(50, 110), (150, 120), (50, 150), (150, 190)]
    assert len(bridges([RIVER], named("曲桥", winding))["a4", "a5"]) == 1
    assert len(bridges([RIVER], named(None, winding))["a4", "a5"]) == 3


def test_without_roads_or_barriers_no_bridge_is_known():
    assert bridges([RIVER], None) == {}
    assert bridges([], named("东街", [(0, 50), (300, 50)])) == {}


def test_the_synthetic_district_has_bridges():
    """Its streets cross the river and the railway: each bridge lies within 30 m of both units."""
    dataset = prepare(sample_inputs("lianhu-like"))
    found = [(a, b, bridge) for a, b, row in dataset.borders[["a", "b", "bridges"]].itertuples(index=False)
             for bridge in row]
    assert found
    for a, b, bridge in found:
        spot = shapely.Point(bridge.x, bridge.y)
        assert max(dataset.units.geometry[unit].distance(spot) for unit in (a, b)) <= 30 + 1e-6
