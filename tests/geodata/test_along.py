"""Which parts of segments lie near lines: worked by hand, and against buffers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.along import covered_m, find_stretches, segment_lengths, segments_of

EDGE = np.array([[[0.0, 0.0], [100.0, 0.0]]])


def covered(lines, edge=EDGE, **options):
    drawn = np.array([shapely.LineString(line) for line in lines], dtype=object)
    return covered_m(find_stretches(edge, drawn, **{"within_m": 15.0, **options}), edge).tolist()


def test_a_parallel_line_covers_as_far_as_it_runs_and_fifteen_metres_around_its_end():
    assert covered([[(20, 9), (60, 9)]]) == [pytest.approx(40 + 2 * 12)]  # √(15² − 9²) = 12


def test_a_line_too_far_away_covers_nothing():
    assert covered([[(0, 15.1), (100, 15.1)]]) == [0]


def test_a_line_across_covers_fifteen_metres_on_either_side():
    assert covered([[(50, -80), (50, 80)]]) == [pytest.approx(30)]


def test_a_line_that_turns_away_is_left_out_on_demand():
    assert covered([[(50, -80), (50, 80)]], max_angle_deg=30.0) == [0]
    assert covered([[(0, 0), (100, 50)]], max_angle_deg=30.0)[0] > 0  # turned by 26.6 degrees


def test_what_several_lines_cover_counts_once():
    assert covered([[(0, 5), (60, 5)], [(40, -5), (100, -5)], [(40, 1), (50, 1)]]) == [pytest.approx(100)]


def test_no_line_no_stretch():
    assert covered([]) == [0]


def test_rings_come_apart_into_their_edges():
    square = shapely.box(0, 0, 10, 10)
    ends, source = segments_of(np.array([shapely.LineString([(0, 0), (3, 4)]), square], dtype=object))
    assert segment_lengths(ends).tolist() == [5, 10, 10, 10, 10]
    assert source.tolist() == [0, 1, 1, 1, 1]


point = st.tuples(st.integers(-60, 60), st.integers(-60, 60))
line = st.lists(point, min_size=2, max_size=5, unique=True)


@settings(max_examples=200, deadline=None)
@given(st.lists(line, max_size=6), point, point.map(lambda p: (p[0] + 0.5, p[1] + 0.25)), st.integers(1, 40))
def test_covered_length_is_that_of_near_points(lines, start, end, within_m):
    """Against the distance of 4,001 points of the segment; each end of a stretch may miss by one step."""
    edge = np.array([[start, end]], dtype=float)
    drawn = np.array([shapely.LineString(corners) for corners in lines], dtype=object)
    points = shapely.points(edge[0, 0] + np.linspace(0, 1, 4001)[:, None] * (edge[0, 1] - edge[0, 0]))
    near = np.zeros(len(points), dtype=bool)
    for line_drawn in drawn:
        near |= shapely.distance(line_drawn, points) <= within_m
    whole = segment_lengths(edge)[0]
    assert covered(lines, edge, within_m=float(within_m))[0] == pytest.approx(whole * near.mean(), abs=whole * 0.005)
