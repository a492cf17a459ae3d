"""Land held twice: slivers go to the smaller, wide overlaps stay, and neighbours share their corners."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.overlaps import settle_overlaps
from geodata.slivers import is_sliver


def array(*shapes):
    return np.array(shapes, dtype=object)


def test_polygons_that_fit_come_back_as_they_are():
    given_ = array(shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10))
    settled = settle_overlaps(given_)
    assert settled.polygons is given_
    assert (settled.overlaps, settled.joined) == ((), 0)


def test_a_sliver_goes_to_the_smaller_and_both_get_the_same_corners():
    """A strip of 0.5 m × 100 m between 20,000 m² and 10,050 m²."""
    settled = settle_overlaps(array(shapely.box(0, 0, 200, 100), shapely.box(199.5, -10, 300, 90)))
    large, small = settled.polygons
    assert large.area == pytest.approx(20_000 - 45)
    assert small.area == pytest.approx(10_050)
    assert shapely.coverage_is_valid(settled.polygons)
    (overlap,) = settled.overlaps
    assert (overlap.small, overlap.large, len(overlap.wide)) == (1, 0, 0)
    assert shapely.area(overlap.slivers).sum() == pytest.approx(45)


def test_a_corner_on_a_neighbours_edge_becomes_a_corner_of_both():
    """A T-junction off by three millimetres, as reprojecting leaves it: a crack of 0.03 m², or an overlap."""
    for slip in (0.003, -0.003):
        south = shapely.box(0, 0, 20, 10)
        west = shapely.Polygon([(0, 10), (10, 10 + slip), (10, 20), (0, 20)])
        east = shapely.Polygon([(10, 10 + slip), (20, 10), (20, 20), (10, 20)])
        assert not shapely.coverage_is_valid(array(south, west, east), gap_width=0.01)
        settled = settle_overlaps(array(south, west, east))
        assert shapely.coverage_is_valid(settled.polygons, gap_width=0.01)
        assert shapely.union_all(settled.polygons).area == pytest.approx(400)
        assert settled.joined == 3


def test_wide_and_narrow_parts_of_one_overlap_are_told_apart():
    """A step: 20 m × 20 m wide, then 0.4 m × 80 m; only the strip is cut."""
    first = shapely.box(0, 0, 100, 100)
    second = shapely.Polygon([(80, 0), (80, 20), (99.6, 20), (99.6, 120), (190, 120), (190, 0)])
    lower = shapely.box(79, 19.999, 101, 20.001)  # a crack cuts the two parts of the overlap from each other
    settled = settle_overlaps(array(first.difference(lower), second))
    (overlap,) = settled.overlaps
    assert shapely.area(overlap.wide).sum() == pytest.approx(400, abs=1)
    assert shapely.area(overlap.slivers).sum() == pytest.approx(32, abs=0.1)
    common = shapely.intersection(*settled.polygons).area
    assert common == pytest.approx(400, abs=1)


def test_of_three_on_one_strip_the_smallest_keeps_it():
    strip = shapely.box(0, 0, 0.5, 100)
    small, middle, large = strip, shapely.box(0, 0, 50, 100), shapely.box(-80, 0, 0.5, 100)
    settled = settle_overlaps(array(large, small, middle))
    assert shapely.area(settled.polygons) == pytest.approx([8000, 50, 4950])
    assert {(o.small, o.large) for o in settled.overlaps} == {(1, 0), (1, 2), (2, 0)}


@st.composite
def nearly_tiles(draw):
    """A grid of cells whose inner lines are drawn once for each side, up to 40 cm apart."""
    columns, rows = draw(st.integers(2, 5)), draw(st.integers(1, 4))
    slip = st.integers(0, 40).map(lambda cm: cm / 100)
    return [
        shapely.box(50 * i, 40 * j, 50 * i + 50 + draw(slip), 40 * j + 40 + draw(slip))
        for i in range(columns) for j in range(rows)
    ]


@settings(max_examples=60, deadline=None)
@given(nearly_tiles())
def test_cells_drawn_past_their_neighbours_become_a_coverage_of_the_same_land(cells):
    far = shapely.transform(np.array(cells, dtype=object), lambda xy: np.add(xy, (577_000, 3_790_000)))
    settled = settle_overlaps(far).polygons
    assert shapely.coverage_is_valid(settled)
    before, after = shapely.union_all(far), shapely.union_all(settled)
    assert after.area == pytest.approx(before.area, abs=0.001 * before.length)
    assert shapely.area(settled).sum() == pytest.approx(after.area, abs=1e-6)


boxes = st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 30)] * 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(boxes, min_size=2, max_size=9, unique=True))
def test_only_slivers_ever_change_hands(rectangles):
    given_ = array(*[shapely.box(x, y, x + w, y + h) for x, y, w, h in rectangles])
    settled = settle_overlaps(given_)
    assert shapely.union_all(settled.polygons).area == pytest.approx(shapely.union_all(given_).area)
    for position, (before, after) in enumerate(zip(given_, settled.polygons, strict=True)):
        lost = shapely.area(before) - shapely.area(after)
        given_up = [part for o in settled.overlaps if o.large == position for part in o.slivers]
        assert shapely.union_all(given_up).area == pytest.approx(lost) if given_up else lost == pytest.approx(0)
        assert is_sliver(array(*given_up)).all() if given_up else True
