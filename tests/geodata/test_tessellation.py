"""Land divided among seeds, exact coverages, and shared edges."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.dividers import Dividers
from geodata.handing import hand_over
from geodata.tessellation import seal, shared_edges
from geodata.voronoi import divide as divide_many

SQUARE = shapely.box(0, 0, 100, 100)


def divide(ground, xy, owners):
    pieces, owners, _ = divide_many(polygons(ground), xy, owners, np.zeros(len(xy), dtype=np.int64))
    return pieces, owners


def polygons(*shapes):
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def test_nearest_seed_owns_the_land():
    pieces, owners = divide(SQUARE, np.array([[20.0, 50.0], [40.0, 50.0], [80.0, 50.0]]), np.array([7, 7, 3]))
    assert owners.tolist() == [3, 7]
    assert pieces[0].equals(shapely.box(60, 0, 100, 100))
    assert pieces[1].equals(shapely.box(0, 0, 60, 100))


def test_of_two_seeds_on_one_spot_the_first_counts():
    pieces, owners = divide(SQUARE, np.array([[50.0, 50.0], [50.0, 50.0]]), np.array([2, 1]))
    assert owners.tolist() == [2]
    assert pieces[0].equals(SQUARE)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 150), st.integers(-50, 150)), min_size=1, max_size=30, unique=True))
def test_divided_land_adds_up_and_each_piece_is_nearest_to_its_seed(spots):
    """Seeds in rows and circles, where diagrams degenerate; also outside of the ground."""
    xy = np.array(spots, dtype=float)
    pieces, owners = divide(SQUARE, xy, np.arange(len(xy)))
    assert shapely.coverage_is_valid(pieces)
    assert shapely.union_all(pieces).symmetric_difference(SQUARE).area < 0.01
    for piece, owner in zip(pieces, owners, strict=True):
        inside = shapely.get_coordinates(piece.point_on_surface())
        away = np.hypot(*(xy - inside).T)
        assert away[owner] <= away.min() + 0.01


def test_sealed_neighbours_have_equal_vertices():
    """Two squares beside a large one lack a vertex on its edge; sealing gives it."""
    loose = polygons(shapely.box(0, 0, 100, 200), SQUARE.buffer(0), shapely.box(100, 100, 200, 200))
    loose[1] = shapely.box(100, 0, 200, 100)
    assert not shapely.coverage_is_valid(loose)
    sealed = seal(loose)
    assert shapely.coverage_is_valid(sealed)
    assert shapely.area(sealed).tolist() == [20_000, 10_000, 10_000]


def test_the_earlier_keeps_what_two_claim():
    sealed = seal(polygons(shapely.box(0, 0, 60, 100), SQUARE, shapely.box(10, 10, 20, 20)))
    assert shapely.area(sealed).tolist() == [6000, 4000, 0]


def test_a_crack_of_rounding_is_closed_but_a_courtyard_stays_open():
    """Between two squares 2 mm are open; bars above and below close the crack off."""
    ring = SQUARE - shapely.box(40, 40, 60, 60)
    bars = shapely.box(0, 100, 200, 120), shapely.box(0, -20, 200, 0)
    sealed = seal(polygons(ring, shapely.box(100.002, 0, 200, 100), *bars))
    assert shapely.coverage_is_valid(sealed)
    assert shapely.union_all(sealed).equals(shapely.box(0, -20, 200, 120) - shapely.box(40, 40, 60, 60))


def test_shared_edges_are_those_of_neighbours():
    """Two squares side by side, a third that touches both in a corner only."""
    edges = shared_edges(polygons(SQUARE, shapely.box(100, 0, 200, 100), shapely.box(200, 100, 300, 200)))
    assert (edges.first.tolist(), edges.second.tolist()) == ([0], [1])
    assert edges.length_m.tolist() == [100]


def test_a_detached_part_goes_to_the_longest_border():
    """Part 2 of owner 0 shares 60 m with owner 1 and 40 m with owner 2; part 3 hangs on part 2 alone."""
    parts = polygons(
        shapely.box(0, 0, 50, 100),
        shapely.box(100, 0, 200, 60),
        shapely.Polygon([(60, 60), (60, 100), (100, 100), (100, 60), (100, 0), (60, 0)]),
        shapely.box(60, 100, 100, 120),
        shapely.box(100, 60, 200, 100),
    )
    owners, settled = np.array([0, 1, 0, 0, 2]), np.array([True, True, False, False, True])
    assert hand_over(parts, owners, settled, np.zeros(5, dtype=np.int64), Dividers.none()).tolist() == [0, 1, 1, 1, 2]


def test_land_does_not_change_hands_across_groups():
    parts = polygons(SQUARE, shapely.box(100, 0, 200, 100))
    owners = hand_over(parts, np.array([0, 1]), np.array([True, False]), np.array([0, 1]), Dividers.none())
    assert owners.tolist() == [0, 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 90)] * 2, *[st.integers(5, 60)] * 2), min_size=1, max_size=10))
def test_sealing_loses_no_land(boxes):
    loose = polygons(*[shapely.box(x, y, x + width, y + height) for x, y, width, height in boxes])
    sealed = seal(loose)
    assert shapely.coverage_is_valid(sealed)
    assert shapely.union_all(sealed).area == pytest.approx(shapely.union_all(loose).area)
