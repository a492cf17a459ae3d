"""Service areas on drawn streets, against discs and crosses worked by hand."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.isochrones import DEPTHS_M, isochrone, service_areas
from geodata.network import make_network
from geodata.walking import distances
from tests.geodata.land_frames import CRS
from tests.geodata.test_walking import line, place, roads

CROSS = [(-2000, 0), (0, 0)], [(0, 0), (2000, 0)], [(0, -2000), (0, 0)], [(0, 0), (0, 2000)]
GRID = [
    *([(x, 0), *((x, y) for y in range(100, 1100, 100))] for x in range(0, 1100, 100)),
    *([(0, y), *((x, y) for x in range(100, 1100, 100))] for y in range(0, 1100, 100)),
]


def reaches(area, *spot):
    return area.covers(shapely.Point(spot))


def test_without_a_network_it_is_the_circle_of_the_straight_line():
    """990 m on foot are 761.5 m straight."""
    area = isochrone(None, np.array([0.0, 0.0]), 990)
    assert area.area == pytest.approx(np.pi * (990 / 1.3) ** 2, rel=0.01)


def test_along_a_cross_of_streets_it_is_a_cross():
    """15 minutes at 1.1 m/s: 990 m along each of four streets; beside them 100 m as long as so much is left."""
    area = isochrone(make_network(roads(*CROSS)), np.array([0.0, 0.0]), 990)
    assert reaches(area, 979, 0)
    assert not reaches(area, 991, 0)
    assert reaches(area, 889, 99)
    assert not reaches(area, 900, 99)
    assert not reaches(area, 500, 101)
    # two strips of 1,780 m by 200 m that cross in a square, and a half disc at each of the four ends
    assert area.area == pytest.approx(2 * 1780 * 200 - 200**2 + 2 * np.pi * 100**2, rel=0.01)


def test_a_place_in_the_middle_of_a_street_reaches_both_ways():
    """Up 30 m to the street, 470 m along it either way."""
    area = isochrone(make_network(roads([(0, 0), (2000, 0)])), np.array([1000.0, 30.0]), 500)
    assert reaches(area, 1000 - 455, 0)
    assert reaches(area, 1000 + 455, 0)
    assert not reaches(area, 1000 - 475, 0)
    assert not reaches(area, 1000 + 475, 0)


def test_a_missing_bridge_keeps_the_other_bank_out():
    """Two banks 150 m apart, the bridge 800 m away: of 990 m there is too little left over there."""
    banks = [(0, 0), (800, 0)], [(800, 0), (800, 150)], [(0, 150), (800, 150)]
    area = isochrone(make_network(roads(*banks)), np.array([0.0, 0.0]), 990)
    assert reaches(area, 0, 90)
    assert not reaches(area, 0, 150)
    assert reaches(area, 770, 150)
    assert not reaches(area, 690, 150)


def test_on_a_grid_it_is_a_diamond():
    """500 m from the middle of a grid of 100 m: |x| + |y| ≤ 500, an area of 2 × 500², and short cuts over the last
    block; corners stay out."""
    area = isochrone(make_network(roads(*GRID)), np.array([500.0, 500.0]), 500)
    assert 2 * 500**2 <= area.area <= 1.15 * 2 * 500**2
    assert reaches(area, 500 + 240, 500 + 240)
    assert not reaches(area, 500 + 300, 500 + 300)
    assert area.geom_type == "Polygon"


def test_it_grows_with_the_walk():
    net = make_network(roads(*GRID))
    areas = [isochrone(net, np.array([310.0, 470.0]), limit) for limit in (100, 200, 400, 800)]
    for small, large in pairwise(areas):
        assert large.buffer(1e-6).covers(small)


def test_a_place_too_far_from_any_street_reaches_its_own_ground():
    area = isochrone(make_network(roads([(0, 0), (100, 0)])), np.array([0.0, 900.0]), 130)
    assert area.area == pytest.approx(np.pi * (DEPTHS_M[-1] / 1.3) ** 2, rel=0.01)


def test_each_facility_has_its_own():
    layer = gpd.GeoDataFrame(
        geometry=[shapely.Point(0, 0), None], index=pd.Index(["f1", "f2"], name="facility_id"), crs=CRS
    )
    areas = service_areas(make_network(roads(*CROSS)), layer, 300)
    assert list(areas) == ["f1"]
    assert reaches(areas["f1"], 295 - 10, 0)


@settings(max_examples=25, deadline=None)
@given(st.lists(line, min_size=1, max_size=8), place, st.integers(20, 600))
def test_every_spot_of_it_lies_within_the_limit(lines, start, limit):
    """Some point of a street, or the start itself, is so near that the whole walk fits; streets sampled every 5 m."""
    net = make_network(roads(*lines))
    xy = np.array([start], dtype=float)
    streets = shapely.get_coordinates(shapely.segmentize(net.links.drawn, 5))
    to_street = distances(net, xy, streets)[0]
    for spot in shapely.get_coordinates(isochrone(net, xy[0], limit))[::3]:
        by_street = (to_street + np.hypot(*(streets - spot).T)).min()
        assert min(by_street, 1.3 * np.hypot(*(xy[0] - spot))) <= limit + 5
