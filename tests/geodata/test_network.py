"""Where places reach drawn networks, and which parts of them hang together."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.network import make_network
from tests.geodata.test_walking import roads


def spot(net, *place):
    """Give the point at which one place reaches the network, and how far it is."""
    found = net.snap(np.array([place], dtype=float))
    return net.spot_xy(found)[0].tolist(), float(found.away_m[0])


def test_a_place_reaches_the_nearest_point_of_a_street():
    net = make_network(roads([(0, 0), (200, 0)], [(200, 0), (200, 100)]))
    assert spot(net, 100, 30) == ([100, 0], pytest.approx(30))
    assert spot(net, 230, 40) == ([200, 40], pytest.approx(30))


def test_beyond_its_end_a_street_is_reached_at_its_end():
    net = make_network(roads([(0, 0), (200, 0)]))
    assert spot(net, 230, 40) == ([200, 0], pytest.approx(50))


def test_the_way_to_both_ends_follows_the_bends():
    """A street of 100 m east and 50 m north; the spot is 10 m behind the bend."""
    net = make_network(roads([(0, 0), (100, 0), (100, 50)]))
    assert net.end_m(net.snap(np.array([[130.0, 10.0]]))).tolist() == [[pytest.approx(110), pytest.approx(40)]]


def test_a_stray_path_is_joined_only_where_the_main_part_is_much_farther():
    net = make_network(roads([(0, 0), (500, 0), (500, 500)], [(0, 90), (20, 90)]))
    assert spot(net, 10, 95)[0] == [10, 0]
    far = make_network(roads([(0, 0), (500, 0)], [(500, 0), (500, 500)], [(0, 110), (20, 110)]))
    assert spot(far, 10, 115)[0] == [10, 110]


def test_a_chord_is_joined_at_its_ends():
    """Drawn 100 m, 151 m long: it does not run where it is drawn; at 149 m it does."""
    chord = make_network(roads([(0, 0), (100, 0)], length_m=[151.0], nodes=[("A", "B")]))
    assert spot(chord, 40, 10) == ([0, 0], pytest.approx(np.hypot(40, 10)))
    bent = make_network(roads([(0, 0), (100, 0)], length_m=[149.0], nodes=[("A", "B")]))
    assert spot(bent, 40, 10) == ([40, 0], pytest.approx(10))


def test_parts_are_numbered_from_the_largest():
    net = make_network(roads([(0, 0), (9, 0)], [(100, 0), (200, 0)], [(200, 0), (300, 0)]))
    assert np.bincount(net.component).tolist() == [3, 2]
    assert net.link_component.tolist() == [1, 0, 0]


def test_a_closed_ring_is_a_street_like_any_other():
    net = make_network(roads([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]))
    assert len(net.node_xy) == 1
    assert spot(net, 110, 50) == ([100, 50], pytest.approx(10))


@pytest.mark.parametrize("lines", [None, roads(), roads([(0, 0), (9, 0)], walk=[False])])
def test_without_a_street_to_walk_on_there_is_no_network(lines):
    assert make_network(lines) is None
