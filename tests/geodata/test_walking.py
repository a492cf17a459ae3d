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

from geodata import walking
from geodata.gates import Places
from geodata.network import make_network
from geodata.walking import distances, join, straight_line
from tests.geodata.land_frames import CRS


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


def network(*corners, **columns):
    return make_network(roads(*corners, **columns))


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


def test_two_places_beside_each_other_walk_the_short_way():
    """Both 40 m from the street, 10 m from each other: 13 m, not 90."""
    net = network([(0, 0), (500, 0)])
    assert walk(net, (0, 40), (10, 40)) == pytest.approx(13)
    assert walk(net, (0, 40), (0, 40)) == 0
    # 90 m along the street are more than the 80 m to it and back
    assert walk(net, (0, 40), (90, 40)) == pytest.approx(40 + 90 + 40)


def test_without_a_path_it_is_the_straight_line():
    net = network([(0, 0), (100, 0), (200, 0)], [(0, 1000), (100, 1000)])
    start, goal = np.array([[0.0, 0.0]]), np.array([[0.0, 1000.0], [100.0, 0.0]])
    assert distances(net, start, goal).tolist() == [[pytest.approx(1300), pytest.approx(100)]]


def test_a_place_joins_the_street_beside_it_not_a_junction():
    """A compound 30 m off the middle of a street of 200 m: 30 m to the street, then 100 m to either end."""
    net = network([(0, 0), (200, 0)], [(200, 0), (200, 80)])
    assert walk(net, (100, 30), (200, 80)) == pytest.approx(30 + 100 + 80)
    assert walk(net, (200, 80), (100, 30)) == pytest.approx(30 + 100 + 80)


def test_two_places_on_one_street_do_not_walk_by_its_ends():
    """A street that turns north after 50 m: both stand on it, 10 m before and 40 m behind the bend."""
    net = network([(0, 0), (50, 0), (50, 60), (400, 60)])
    assert walk(net, (40, 0), (50, 40)) == pytest.approx(10 + 40)
    # 5 m off the street at both ends: the street between them counts, there is no way across
    assert walk(net, (20, -5), (50 + 5, 10)) == pytest.approx(5 + 30 + 10 + 5)


def test_a_place_in_the_middle_of_a_link_counts_its_share_of_the_given_length():
    """The link is drawn 100 m but 140 m long: from its middle 70 m."""
    net = network([(0, 0), (100, 0)], [(100, 0), (100, 50)], length_m=[140.0, np.nan], nodes=[("A", "B"), ("B", "C")])
    assert walk(net, (50, 0), (100, 50)) == pytest.approx(70 + 50)


def test_a_link_that_does_not_run_where_it_is_drawn_is_joined_at_its_ends():
    """Drawn 100 m as a chord, 900 m long: who lives 40 m from its end walks to the end, not 360 m along it."""
    net = network([(0, 0), (100, 0)], [(100, 0), (100, 50)], length_m=[900.0, np.nan], nodes=[("A", "B"), ("B", "C")])
    assert walk(net, (60, 0), (100, 50)) == pytest.approx(40 + 50)


def test_a_loop_is_walked_the_short_way():
    """A ring road of 400 m from and to one junction, entered 100 m before its end."""
    ring = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    net = network(ring, [(0, 0), (-50, 0)])
    assert walk(net, (0, 100), (-50, 0)) == pytest.approx(100 + 50)


def test_the_search_goes_as_far_as_the_way_is_long():
    """Two banks 20 m apart, the bridge 3 km away: 3,000 m there, 20 m over, 3,000 m back."""
    net = network([(0, 0), (3000, 0)], [(3000, 0), (3000, 20)], [(3000, 20), (0, 20)], nodes=[
        ("A", "B"), ("B", "C"), ("C", "D")])
    assert walk(net, (0, 0), (0, 20)) == pytest.approx(6020)


def test_memory_is_bounded_by_blocks(monkeypatch):
    """Blocks of one row and searches of one source give the same table."""
    net = network([(0, 0), (100, 0), (100, 100)], [(100, 0), (200, 0)], [(200, 0), (200, 100), (100, 100)])
    spots = np.random.default_rng(1).uniform(-20, 220, (12, 2))
    whole = distances(net, spots, spots)
    monkeypatch.setattr(walking, "BLOCK_CELLS", 1)
    monkeypatch.setattr(walking, "TOGETHER", 1)
    np.testing.assert_allclose(distances(net, spots, spots), whole)


def test_gates_are_the_doors():
    """A compound whose only gate is on the far side: 50 m across the yard, then round by the street."""
    net = network([(0, 0), (100, 0), (100, 100), (0, 100)])
    yard = Places(np.array([[50.0, 10.0], [0.0, 0.0]]), np.array([[50.0, 90.0]]), np.array([0]))
    walked = join(net, yard).metres(np.array([0]), np.array([1]))
    assert walked[0, 0] == pytest.approx(80 + 10 + 50 + 100 + 100)


def test_pieces_of_one_compound_need_not_leave_by_the_gate():
    """Two pieces 30 m apart with one gate: 39 m through the yard; the neighbour has to go by the gate."""
    net = network([(0, 0), (500, 0)])
    yard = Places(
        np.array([[100.0, 100.0], [130.0, 100.0], [140.0, 100.0]]), np.array([[100.0, 10.0], [100.0, 10.0]]),
        np.array([0, 1]),
    )
    walked = join(net, yard).metres(np.array([0]), np.array([1, 2]))
    assert walked[0].tolist() == [pytest.approx(39), pytest.approx(90 + 10 + 40 + 100)]


def test_of_two_gates_the_better_counts():
    """The goal is 200 m east on the south street; the south gate is 30 m off, the north gate nearer to the house."""
    net = network([(0, 0), (500, 0)], [(0, 200), (500, 200)], [(500, 0), (500, 200)])
    house = Places(
        np.array([[100.0, 150.0], [500.0, 0.0]]), np.array([[100.0, 190.0], [100.0, 10.0]]), np.array([0, 0])
    )
    # by the south gate 140 + 10 + 400, by the north gate 40 + 10 + 400 + 200
    assert join(net, house).metres(np.array([0]), np.array([1]))[0, 0] == pytest.approx(550)


def test_a_stray_path_nearby_does_not_cut_a_place_off():
    """A footpath of 20 m in a yard, joined to nothing; the street is 80 m farther."""
    net = network([(0, 0), (1000, 0), (1000, 1000)], [(0, 80), (20, 80)])
    assert walk(net, (0, 90), (1000, 0)) == pytest.approx(90 + 1000)


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


def by_plain_search(net, start, goal):
    """Put both places into a full matrix and search it without any bound."""
    count = len(net.node_xy)
    table = np.full((count + 2, count + 2), np.inf)

    def put(a, b, length_m):
        table[a, b] = table[b, a] = min(table[a, b], length_m)

    for (a, b), length_m in zip(net.links.ends, net.links.length_m, strict=True):
        put(a, b, length_m)
    spots = net.snap(np.array([start, goal]))
    for i, (link, share) in enumerate(zip(spots.link, spots.share, strict=True)):
        (a, b), length_m = net.links.ends[link], net.links.length_m[link]
        put(count + i, a, share * length_m)
        put(count + i, b, (1 - share) * length_m)
    if spots.link[0] == spots.link[1]:
        put(count, count + 1, abs(np.subtract(*spots.share)) * length_m)
    for middle in range(count + 2):
        table = np.minimum(table, table[:, [middle]] + table[[middle], :])
    along, legs, straight = table[count, count + 1], spots.away_m.sum(), np.hypot(*np.subtract(start, goal))
    if not np.isfinite(along):
        return 1.3 * straight
    return max(min(legs + along, 1.3 * straight) if along <= legs + 1e-6 else legs + along, straight)


@settings(max_examples=60, deadline=None)
@given(st.lists(line, min_size=1, max_size=10), st.lists(place, min_size=2, max_size=4, unique=True))
def test_the_bounded_search_finds_what_a_plain_one_does(lines, spots):
    net = network(*lines)
    xy = np.array(spots, dtype=float)
    plain = [[by_plain_search(net, one, other) for other in xy] for one in xy]
    np.testing.assert_allclose(distances(net, xy, xy), plain, atol=1e-6)
