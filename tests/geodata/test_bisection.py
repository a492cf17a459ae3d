"""A polygon cut into connected pieces of equal weight."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geodata.bisection import cut, sample

BAR = shapely.box(0, 0, 300, 100)
HORSESHOE = BAR.buffer(0).union(shapely.box(0, 0, 300, 300)) - shapely.box(100, 100, 200, 300)


def by_land(ground, pieces):
    xy = sample(ground, pieces)
    return cut(ground, xy, np.ones(len(xy)), pieces)


def test_a_bar_is_cut_across():
    """Three pieces of about 100 m × 100 m: the two cuts are 100 m long, not 300 m."""
    pieces = by_land(BAR, 3)
    assert [piece.area for piece in pieces] == pytest.approx([10_000] * 3, rel=0.03)
    assert sum(piece.length for piece in pieces) == pytest.approx(800 + 4 * 100, rel=0.01)


@pytest.mark.parametrize("count", [2, 3, 5, 7, 12])
def test_pieces_are_connected_equal_and_complete(count):
    pieces = by_land(HORSESHOE, count)
    assert len(pieces) == count
    assert {piece.geom_type for piece in pieces} == {"Polygon"}
    assert [piece.area for piece in pieces] == pytest.approx([HORSESHOE.area / count] * count, rel=0.06)
    assert shapely.union_all(pieces).symmetric_difference(HORSESHOE).area < 1


def test_weights_are_balanced_not_points():
    """One house of 900 at the west end, nine of 100 along the bar."""
    xy = np.array([[10.0, 50.0]] + [[30.0 * i + 25, 50.0] for i in range(1, 10)])
    west, east = sorted(cut(BAR, xy, np.array([900.0] + [100.0] * 9), 2), key=lambda piece: piece.centroid.x)
    assert west.contains(shapely.Point(10, 50))
    assert not west.contains(shapely.Point(55, 50))
    assert shapely.contains_xy(east, xy[1:]).all()


def test_there_are_no_more_pieces_than_places():
    assert len(cut(BAR, np.array([[50.0, 50.0], [50.0, 50.0], [250.0, 50.0]]), np.ones(3), 5)) == 2


def test_the_sample_is_even_and_the_same_each_time():
    xy = sample(HORSESHOE, 4)
    assert shapely.contains_xy(HORSESHOE, xy).all()
    west = (xy[:, 0] < 100).mean()
    assert west == pytest.approx(3 / 7, abs=0.01)
    np.testing.assert_array_equal(xy, sample(HORSESHOE, 4))
