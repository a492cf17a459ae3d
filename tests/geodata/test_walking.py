"""Walking on drawn networks: distances added up by hand, never below the straight line."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from geodata.record import Record
from geodata.walking import build_network, distances, straight_line, unreachable
from tests.geodata.ground_frames import codes
from tests.geodata.land_frames import CRS, as_units, found, grid_of_squares, placed

UNITS = as_units(placed(grid_of_squares()))


def roads(*corners, walk=None, length_m=None, nodes=None):
    """Road lines by their corners; optional flags, lengths and (from, to) names."""
    count = len(corners)
    ends = nodes or [(None, None)] * count
    columns = {
        "name": pd.Series([None] * count, dtype=object), "road_class": pd.Series([None] * count, dtype=object),
        "walk": walk or [True] * count, "length_m": length_m or [np.nan] * count,
        "from_node": pd.Series([end[0] for end in ends], dtype=object),
        "to_node": pd.Series([end[1] for end in ends], dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in corners], crs=CRS)


def network(*corners, record=None, **columns):
    return build_network(roads(*corners, **columns), UNITS, Record() if record is None else record)


def walk(net, start, goal):
    return distances(net, np.array([start], dtype=float), np.array([goal], dtype=float))[0, 0]


def test_a_way_around_a_block():
    """Along 100 m east and 100 m north, with 10 m to the network at either end."""
    net = network([(0, 0), (100, 0)], [(100, 0), (100, 100)])
    assert walk(net, (-10, 0), (100, 110)) == pytest.approx(220)


def test_ways_lead_both_ways():
    net = network([(0, 0), (100, 0), (100, 100)])
    assert walk(net, (0, 0), (100, 100)) == walk(net, (100, 100), (0, 0)) == pytest.approx(200)


def test_lines_join_where_an_end_meets_a_vertex_inside_another():
    """A side street starts at the bend of the main street, 30 cm off."""
    net = network([(0, 0), (100, 0), (200, 0)], [(100.3, 0), (100.3, 50)])
    assert walk(net, (0, 0), (100.3, 50)) == pytest.approx(150, abs=0.5)


def test_a_bridge_does_not_join_the_road_below():
    """Two lines cross without a common vertex; a third joins their far ends."""
    net = network([(0, 0), (100, 0)], [(50, -50), (50, 50)], [(50, 50), (100, 50), (100, 0)])
    assert walk(net, (50, -50), (0, 0)) == pytest.approx(100 + 50 + 50 + 100)


def test_given_lengths_count_before_drawn_ones():
    net = network([(0, 0), (100, 0)], length_m=[170.0], nodes=[("A", "B")])
    assert walk(net, (0, 0), (100, 0)) == pytest.approx(170)
    drawn = network([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 60)], length_m=[170.0, np.nan])
    assert walk(drawn, (0, 0), (50, 60)) == pytest.approx(85 + 60)


def test_of_parallel_links_the_shortest_counts():
    net = network([(0, 0), (100, 0)], [(100, 0), (0, 0)], length_m=[300.0, 120.0], nodes=[("A", "B"), ("B", "A")])
    assert walk(net, (0, 0), (100, 0)) == pytest.approx(120)


def test_named_junctions_join_wherever_they_are_drawn():
    """Link tables name their junctions; crossing lines with other names stay apart."""
    lines = [(0, 0), (100, 0)], [(100, 0), (100, 80)], [(50, -9), (50, 9)]
    net = network(*lines, nodes=[("A", "B"), ("B", "C"), ("D", "E")])
    assert walk(net, (0, 0), (100, 80)) == pytest.approx(180)
    assert net.component.tolist().count(0) == 3


def test_nobody_walks_where_it_is_forbidden():
    net = network([(0, 0), (100, 0)], [(0, 0), (0, 100), (100, 100), (100, 0)], walk=[False, True])
    assert walk(net, (0, 0), (100, 0)) == pytest.approx(300)


def test_two_places_at_one_junction_walk_the_short_way():
    """Both 40 m from the only near junction, 10 m from each other: 13 m, not 80."""
    net = network([(0, 0), (500, 0)])
    assert walk(net, (0, 40), (10, 40)) == pytest.approx(13)
    assert walk(net, (0, 40), (0, 40)) == 0


def test_without_a_path_it_is_the_straight_line_and_said_so(record):
    net = network([(0, 0), (100, 0), (200, 0)], [(0, 1000), (100, 1000)], record=record)
    start, goal = np.array([[0.0, 0.0]]), np.array([[0.0, 1000.0], [100.0, 0.0]])
    assert distances(net, start, goal).tolist() == [[pytest.approx(1300), pytest.approx(100)]]
    assert unreachable(net, start, goal).tolist() == [[True, False]]
    assert "roads.parts" in codes(record)


def test_a_stray_path_nearby_does_not_cut_a_place_off():
    """A footpath of 20 m in a yard, joined to nothing; the street is 80 m farther."""
    net = network([(0, 0), (1000, 0), (1000, 1000)], [(0, 80), (20, 80)])
    assert walk(net, (0, 90), (1000, 0)) == pytest.approx(90 + 1000)


def test_units_on_a_separate_part_are_named(record):
    """Squares reach up to 300 m; the main street is far off, a short lane passes a5."""
    network([(5000, 0), (6000, 0), (7000, 0)], [(140, 150), (160, 150)], record=record)
    assert len(found(record, "walking.cut_off")) == 9


def test_odd_links_are_counted(record):
    net = network(
        [(0, 0), (100, 0)], [(100, 0), (200, 0)], [(200, 0), (300, 0)],
        length_m=[1500.0, 50.0, 100.0], nodes=[("A", "B"), ("B", "C"), ("C", "D")], record=record,
    )
    assert [finding.measured for finding in found(record, "roads.link_long")] == ["1 links"]
    assert [finding.measured for finding in found(record, "roads.link_short")] == ["1 links"]
    assert walk(net, (100, 0), (200, 0)) == pytest.approx(100)  # never less than the straight line


@pytest.mark.parametrize("lines", [None, roads(), roads([(0, 0), (9, 0)], walk=[False])])
def test_no_network_is_recorded(record, lines):
    assert build_network(lines, UNITS, record) is None
    assert codes(record) == ["walking.straight_line"]


def test_straight_line_is_stretched_by_three_tenths():
    assert straight_line(np.array([[0.0, 0.0]]), np.array([[30.0, 40.0]])).tolist() == [[65.0]]


place = st.tuples(st.integers(0, 400), st.integers(0, 400))
line = st.lists(place, min_size=2, max_size=4, unique=True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(line, min_size=1, max_size=12),
    st.lists(place, min_size=1, max_size=6), st.lists(place, min_size=1, max_size=6),
)
def test_no_way_is_shorter_than_the_straight_line_and_both_ways_are_equal(lines, starts, goals):
    net = network(*lines)
    one, two = np.array(starts, dtype=float), np.array(goals, dtype=float)
    there = distances(net, one, two)
    assert np.isfinite(there).all()
    assert (there >= cdist(one, two) - 1e-9).all()
    np.testing.assert_allclose(there, distances(net, two, one).T)
