"""Areas as a set: what is repaired, what is only reported, and that nothing disappears in silence."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import pdist

from geodata import coverage
from geodata.record import Severity
from geodata.rings import sound
from geodata.stacks import spread
from tests.geodata.ground_frames import areas_frame, codes
from tests.geodata.land_frames import found


def repair_areas(given_areas, record):
    """Single shapes made sound, then the set: what a file goes through in metres."""
    return coverage.repair_areas(sound(given_areas, record), record)


def areas(**shapes):
    return areas_frame([{"area_id": name, "geometry": shape} for name, shape in shapes.items()])


def test_sound_areas_pass_untouched(record):
    """Squares that share an edge, and a point beside them."""
    given_areas = areas(a=shapely.box(0, 0, 10, 10), b=shapely.box(10, 0, 20, 10), c=shapely.Point(50, 50))
    repaired = repair_areas(given_areas, record)
    assert repaired.geometry.geom_equals(given_areas.geometry).all()
    assert len(record) == 0


def test_a_ring_that_crosses_itself_keeps_both_lobes(record):
    """A bow tie of two triangles of 25 m² each."""
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    repaired = repair_areas(areas(a=bow_tie), record)
    assert repaired.geometry.is_valid.all()
    assert repaired.geometry.iloc[0].area == pytest.approx(50)
    [finding] = found(record, "areas.ring_crosses_itself")
    assert finding.severity is Severity.REPAIRED
    assert finding.feature == "a"
    assert finding.repaired == "50.0 m²"
    assert finding.place is not None


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (shapely.Polygon([(0, 0), (10, 0), (0, 0)]), shapely.Point(10 / 3, 0)),
        (shapely.LineString([(0, 0), (4, 2)]), shapely.Point(2, 1)),
    ],
)
def test_a_shape_without_land_becomes_a_point(record, shape, expected):
    repaired = repair_areas(areas(a=shape), record)
    point = repaired.geometry.iloc[0]
    assert point.geom_type == "Point"
    assert point.distance(expected) < 2  # the mean of the corners, wherever the ring starts
    assert codes(record) == ["areas.no_land"]


def test_an_empty_shape_has_no_place(record):
    repaired = repair_areas(areas(a=shapely.Polygon(), b=None, c=shapely.Point(1, 1)), record)
    assert list(repaired.geometry.isna()) == [True, True, False]
    assert codes(record) == ["areas.no_place"]


def test_a_row_given_twice_counts_once(record):
    square = shapely.box(0, 0, 10, 10)
    rows = [{"area_id": "a", "geometry": square}, {"area_id": "a", "geometry": square, "households": 70}]
    repaired = repair_areas(areas_frame(rows), record)
    assert list(repaired["households"]) == [100]
    [finding] = found(record, "areas.repeated")
    assert finding.measured == "70"


def test_a_sliver_is_cut_from_the_larger(record):
    """Two estates overlap by a strip of 0.5 m × 100 m; the larger (20,000 m²) gives it up."""
    repaired = repair_areas(areas(large=shapely.box(0, 0, 200, 100), small=shapely.box(199.5, 0, 300, 100)), record)
    large, small = repaired.geometry
    assert large.area == pytest.approx(19_950)
    assert small.area == pytest.approx(10_050)
    assert large.intersection(small).area == 0
    [finding] = found(record, "areas.sliver_overlap")
    assert finding.severity is Severity.REPAIRED
    assert finding.measured == "50.0 m²"
    assert finding.place is not None
    assert finding.place.x == pytest.approx(199.75)


def test_an_area_that_is_all_sliver_becomes_a_point_and_it_is_said(record):
    """One strip of 0.5 m × 100 m drawn twice, once with a corner more: only one of them can have it."""
    again = shapely.Polygon([(0, 0), (100, 0), (100, 0.5), (50, 0.5), (0, 0.5)])
    repaired = repair_areas(areas(a=shapely.box(0, 0, 100, 0.5), b=again), record)
    assert sorted(repaired.geometry.geom_type) == ["Point", "Polygon"]
    assert codes(record) == ["areas.sliver_overlap", "areas.edges_joined", "areas.no_land"]
    [finding] = found(record, "areas.no_land")
    assert finding.severity is Severity.REPAIRED
    assert finding.measured == "50.00 m²"
    assert finding.feature == repaired.loc[repaired.geometry.geom_type == "Point", "area_id"].item()


def test_lines_that_rounding_leaves_of_a_cut_are_no_land(record):
    """A triangle with a spike of no width, from (8, 8) to (4, 9), and a smaller one on it; in decimetres, far out."""
    large, small = [(12, 7), (4, 9), (8, 8), (5, 2)], [(8, 7), (12, 6), (6, 10)]
    far = [shapely.Polygon([(500_000 + x * 0.1, 3_790_000 + y * 0.1) for x, y in ring]) for ring in (large, small)]
    assert shapely.difference(*far).geom_type == "GeometryCollection"
    repaired = repair_areas(areas(large=far[0], small=far[1]), record)
    assert set(repaired.geometry.geom_type) <= {"Polygon", "MultiPolygon"}
    exact_dm2 = shapely.Polygon([(12, 7), (8, 8), (5, 2)]).difference(shapely.Polygon(small)).area
    assert repaired.geometry.iloc[0].area == pytest.approx(exact_dm2 / 100, abs=1e-3 * 0.1)  # borders to the millimetre


def test_a_wide_overlap_is_reported_and_left(record):
    """20 m × 100 m are no slip of the pen."""
    drawn = areas(a=shapely.box(0, 0, 120, 100), b=shapely.box(100, 0, 300, 100))
    repaired = repair_areas(drawn, record)
    assert repaired.geometry.geom_equals(drawn.geometry).all()
    [finding] = found(record, "areas.overlap")
    assert finding.severity is Severity.WARNING
    assert finding.measured == "2000.0 m²"


def test_stacked_points_are_set_on_a_circle_of_five_metres(record):
    repaired = repair_areas(
        areas(a=shapely.Point(0, 0), b=shapely.Point(0.5, 0), c=shapely.Point(30, 0)), record
    )
    a, b, c = repaired.geometry
    assert a.distance(b) == pytest.approx(10)
    assert a.distance(shapely.Point(0.25, 0)) == pytest.approx(5)
    assert c.equals(shapely.Point(30, 0))
    [finding] = found(record, "areas.stacked")
    assert finding.feature == "a, b"


def test_the_order_of_rows_does_not_move_stacked_points(record):
    one = repair_areas(areas(a=shapely.Point(0, 0), b=shapely.Point(0, 0)), record)
    two = repair_areas(areas(b=shapely.Point(0, 0), a=shapely.Point(0, 0)), record)
    assert one.geometry.iloc[0].equals(two.geometry.iloc[1])


def test_an_area_of_several_parts_is_named(record):
    repair_areas(areas(a=shapely.union(shapely.box(0, 0, 10, 10), shapely.box(50, 0, 60, 10))), record)
    [finding] = found(record, "areas.several_parts")
    assert finding.measured == "2 parts"


coordinates = arrays(np.float64, st.tuples(st.integers(2, 25), st.just(2)), elements=st.integers(0, 12).map(float))


@given(coordinates)
def test_spread_points_stand_apart(xy):
    moved, stack = spread(xy)
    assert pdist(moved).min() > 1
    alone = np.bincount(stack)[stack] == 1
    np.testing.assert_array_equal(moved[alone], xy[alone])


rings = arrays(np.float64, st.tuples(st.integers(3, 9), st.just(2)), elements=st.integers(0, 12).map(float))


@given(st.lists(rings, min_size=1, max_size=5), st.sampled_from([0.1, 0.37, 20.0]))
def test_whatever_ring_comes_in_only_sound_land_and_points_go_out(drawn, scale):
    """Rings at random, most of them crossing themselves and each other, where real coordinates are."""
    from geodata.record import Record

    shapes = {f"a{i}": shapely.Polygon(ring * scale + (500_000, 3_790_000)) for i, ring in enumerate(drawn)}
    repaired = repair_areas(areas(**shapes), Record()).geometry
    assert set(repaired.geom_type) <= {"Point", "Polygon", "MultiPolygon"}
    assert repaired.is_valid.all()


@given(st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=1, max_size=12))
def test_repair_keeps_every_area_and_its_households(rectangles):
    """Random rectangles, some without land, overlapping at will: no row and no household is lost."""
    from geodata.record import Record

    rows = [
        {"area_id": f"a{i}", "geometry": shapely.box(x, y, x + width, y + height), "households": i}
        for i, (x, y, width, height) in enumerate(rectangles)
    ]
    repaired = repair_areas(areas_frame(rows), Record())
    assert list(repaired["households"]) == list(range(len(rows)))
    assert repaired.geometry.is_valid.all()
    assert repaired.geometry.notna().all()
