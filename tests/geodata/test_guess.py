"""Metres without a system: the zone is read off the easting, or told by a neighbour, and never guessed otherwise."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.guess import candidates

LIANHU = np.array([108.93, 34.27])


def xy(*rows):
    return np.array(rows, dtype=float)


def lonlat(epsg, x, y):
    return np.array(pyproj.Transformer.from_crs(epsg, 4326, always_xy=True).transform(x, y))


@pytest.mark.parametrize(
    ("easting", "epsg"),
    [
        (36_578_000, 4524),  # 3 degrees, zone 36: central meridian 108 E
        (39_500_000, 4527),  # 3 degrees, zone 39: 117 E
        (25_400_000, 4513),  # 3 degrees, the first zone
        (45_600_000, 4533),  # 3 degrees, the last zone
        (18_700_000, 4496),  # 6 degrees, zone 18: central meridian 105 E
        (20_500_000, 4498),  # 6 degrees, zone 20: 117 E
    ],
)
def test_the_zone_in_front_of_the_easting_names_the_system(easting, epsg):
    (found,) = candidates(xy((easting, 3_790_000), (easting + 900, 3_791_000)))
    assert (found.epsg, found.certain) == (epsg, True)


def test_each_zone_lies_at_its_own_meridian():
    for zone in (*range(13, 24), *range(25, 46)):
        meridian = 6 * zone - 3 if zone < 24 else 3 * zone
        found = candidates(xy((zone * 1e6 + 500_000, 4_000_000)))[0]
        assert lonlat(found.epsg, zone * 1e6 + 500_000, 4_000_000)[0] == pytest.approx(meridian, abs=1e-9)


def test_zone_13_and_web_mercator_look_alike_until_a_neighbour_tells():
    """13,358,338 is 358,338 m in zone 13 near Kashgar, or 120 E in web Mercator."""
    points = xy((13_358_338, 3_503_549))
    assert [(found.epsg, found.certain) for found in candidates(points)] == [(4491, False), (3857, False)]
    (found,) = candidates(points, near=np.array([120.0, 30.0]))
    assert (found.epsg, found.certain) == (3857, True)


def test_without_a_zone_every_meridian_fits_and_a_neighbour_decides():
    points = xy((578_000, 3_790_000))
    assert candidates(points) == ()
    (found,) = candidates(points, near=LIANHU)
    assert found.epsg == 4545  # CGCS2000, central meridian 108 E
    assert candidates(points, near=np.array([139.7, 35.7])) == ()


@pytest.mark.parametrize(
    "point", [(36_294, 42_566), (24_500_000, 3_790_000), (36_578_000, 700_000), (36_990_000, 3_790_000)]
)
def test_what_is_no_zone_of_china_is_not_taken_for_one(point):
    """A grid of small numbers, zone 24 that does not exist, a northing far south, an easting outside its zone."""
    assert candidates(xy(point)) == ()


def test_points_of_two_zones_are_not_taken_for_one():
    assert candidates(xy((36_578_000, 3_790_000), (37_420_000, 3_790_000))) == ()


@given(st.floats(73.6, 135.0), st.floats(18.2, 53.5))
def test_any_place_in_china_comes_back_from_its_zone_to_the_centimetre(lon, lat):
    zone = round(lon / 3)
    there = pyproj.Transformer.from_crs(4490, 4513 + zone - 25, always_xy=True).transform(lon, lat)
    (found,) = candidates(xy(there))
    back = pyproj.Transformer.from_crs(found.epsg, 4490, always_xy=True).transform(*there)
    _, _, metres = pyproj.Geod(ellps="GRS80").inv(lon, lat, *back)
    assert metres < 0.01
