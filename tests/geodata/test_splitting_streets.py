"""An oversized area cut along the streets inside it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.dividers import Dividers
from geodata.inner_streets import InnerStreets
from geodata.record import Record
from geodata.splitting import split_oversized
from tests.geodata.land_frames import CRS, as_units, drawn_lines, found, land_of, placed

ESTATE = shapely.box(0, 0, 400, 200)


def split(households, *lines, houses=(), above=5000, shape=ESTATE):
    areas = placed({"a": shape}, households={"a": households})
    buildings = gpd.GeoDataFrame(
        {"households": [h[2] for h in houses]}, geometry=[shapely.Point(h[:2]) for h in houses], crs=CRS
    ) if houses else None
    record = Record()
    drawn = drawn_lines(*[("内部路", "road", corners) for corners in lines])
    return split_oversized(as_units(areas), areas, buildings, drawn, above=above, record=record), record


def test_the_cut_follows_the_street_though_half_way_would_be_evener():
    """Two pieces of 2,400; half-way is x = 200, the street runs at 180: 1,080 and 1,320 households by land."""
    pieces, record = split(2400, [(180, -10), (180, 210)], above=2000)
    west, east = sorted(pieces.itertuples(), key=lambda piece: piece.geometry.centroid.x)
    assert west.geometry.equals(shapely.box(0, 0, 180, 200))
    assert (west.households, east.households) == (1080, 1320)
    assert "100% of the cuts along streets" in found(record, "areas.split")[0].message_en


def test_a_bent_street_is_followed():
    bent = [(150, -10), (150, 100), (230, 100), (230, 210)]
    pieces, _ = split(2400, bent, above=2000)
    assert shapely.get_parts(land_of(pieces)[0].intersection(land_of(pieces)[1])).size
    common = shapely.line_merge(land_of(pieces)[0].intersection(land_of(pieces)[1]))
    assert common.hausdorff_distance(shapely.LineString(bent).intersection(ESTATE)) < 0.01


def test_a_dead_end_is_drawn_on_to_the_other_side():
    """A lane leads 120 m into the estate; straight on it halves it."""
    pieces, _ = split(2400, [(200, -10), (200, 120)], above=2000)
    assert sorted(pieces.area) == pytest.approx([40_000, 40_000])
    assert land_of(pieces)[0].intersection(land_of(pieces)[1]).equals(shapely.LineString([(200, 0), (200, 200)]))


def test_the_households_of_the_buildings_decide_which_street():
    """Streets at 100, 200 and 300; 1,500 of 2,400 households live west of 100."""
    houses = [(x, y, 250) for x in (20, 50, 80) for y in (50, 150)]
    houses += [(x, 100, 150) for x in (150, 170, 250, 270, 350, 370)]
    streets = [[(x, -10), (x, 210)] for x in (100, 200, 300)]
    pieces, _ = split(2400, *streets, houses=houses, above=2000)
    west = pieces[pieces.contains(shapely.Point(50, 50))].iloc[0]
    assert west.geometry.bounds[2] == 100
    assert sorted(pieces["households"]) == [900, 1500]


def test_a_street_that_cuts_off_next_to_nothing_is_no_cut():
    """At x = 20 a street cuts a twentieth off: pieces are cut straight."""
    pieces, _ = split(2400, [(20, -10), (20, 210)], above=2000)
    assert sorted(pieces.area) == pytest.approx([40_000, 40_000], rel=0.02)


def test_a_street_along_the_outline_is_not_inside():
    lines = drawn_lines(("街", "road", [(5, -10), (5, 210)]), ("弄", "road", [(100, 100), (108, 100)]))
    assert InnerStreets.of(ESTATE, Dividers.of(lines)) is None


corner = st.tuples(st.integers(0, 300), st.integers(0, 300))
ground = st.lists(corner, min_size=3, max_size=8).map(
    lambda corners: shapely.make_valid(shapely.Polygon(corners), method="structure", keep_collapsed=False)
).filter(lambda shape: shape.geom_type == "Polygon" and shape.area > 2000)
street = st.lists(st.tuples(st.integers(-20, 320), st.integers(-20, 320)), min_size=2, max_size=4, unique=True)
house = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 900))


@settings(max_examples=60, deadline=None)
@given(ground, st.integers(5001, 20_000), st.lists(street, max_size=6), st.lists(house, max_size=12))
def test_any_area_with_any_streets_is_split_without_loss(shape, households, streets, houses):
    pieces, _ = split(households, *streets, houses=houses, shape=shape)
    land = land_of(pieces)
    assert pieces["households"].sum() == households
    assert shapely.coverage_is_valid(land)
    assert shapely.union_all(land).symmetric_difference(shape).area <= 0.001 * shape.length
    assert {part.geom_type for part in land} == {"Polygon"}
    assert np.array_equal(pieces["split"], [len(pieces) > 1] * len(pieces))


def test_a_neighbour_on_two_islands_keeps_both():
    areas = placed({"a": ESTATE, "b": shapely.union(shapely.box(400, 0, 500, 200), shapely.box(600, 0, 650, 50))})
    areas["households"] = [6000, 10]
    record = Record()
    result = split_oversized(as_units(areas), areas, None, drawn_lines(), above=5000, record=record)
    assert result.loc["b"].geometry.equals(areas.geometry["b"])
