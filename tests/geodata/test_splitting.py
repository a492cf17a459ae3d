"""An oversized area split into units: land and households conserved exactly, each piece connected."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import IdentifierClashError
from geodata.record import Record, Severity
from geodata.splitting import share_out, split_oversized
from tests.geodata.land_frames import CRS, NO_LINES, as_units, found, grid_of_squares, land_of, placed


def grid(record_of=None, **columns):
    areas = placed(grid_of_squares(), **columns)
    return areas, as_units(areas)


def buildings(*rows):
    """Buildings as (x, y, households)."""
    return gpd.GeoDataFrame(
        {"households": [row[2] for row in rows]}, geometry=[shapely.Point(row[:2]) for row in rows], crs=CRS
    )


def split(units, areas, record, houses=None, above=5000):
    return split_oversized(units, areas, houses, NO_LINES, above=above, record=record)


def pieces_of(units, area_id):
    return units[units["area_id"] == area_id]


def test_an_area_of_exactly_the_limit_is_not_split(record):
    areas, units = grid(households={"a5": 5000})
    assert split(units, areas, record).equals(units)
    assert len(record) == 0


def test_nothing_is_split_without_a_limit(record):
    areas, units = grid(households={"a5": 90_000})
    assert split(units, areas, record, above=None).equals(units)


def test_by_land_share_where_no_building_is_known(record):
    """5,200 households make five pieces (at most 1,250 each) of about 2,000 m² of the square of 10,000 m²."""
    areas, units = grid(households={"a5": 5200}, population={"a5": 13_001})
    result = split(units, areas, record)
    pieces = pieces_of(result, "a5")
    assert list(pieces.index) == ["a5#1", "a5#2", "a5#3", "a5#4", "a5#5"]
    assert pieces["split"].all()
    assert pieces["households"].sum() == 5200
    assert pieces["population"].sum() == 13_001
    assert pieces.area.tolist() == pytest.approx([2000] * 5, rel=0.05)
    np.testing.assert_allclose(pieces["households"], 5200 * pieces.area / 10_000, atol=1)
    [finding] = found(record, "areas.split")
    assert (finding.severity, finding.feature) == (Severity.ASSUMED, "a5")


def test_neighbours_get_the_vertices_of_the_cut(record):
    areas, units = grid(households={"a5": 5200})
    result = split(units, areas, record)
    assert shapely.coverage_is_valid(land_of(result))
    assert shapely.union_all(land_of(result)).equals(shapely.box(0, 0, 300, 300))
    assert set(result.geom_type) == {"Polygon"}
    assert result.drop(index=pieces_of(result, "a5").index)["households"].tolist() == [100] * 8


def test_by_the_households_of_the_buildings(record):
    """Two rows of houses: 1,300 households in the north, 1,300 in the south; two pieces at a limit of 2,000."""
    areas, units = grid(households={"a5": 2600})
    houses = buildings(*[(x, y, 260) for x in (110, 130, 150, 170, 190) for y in (120, 180)])
    pieces = pieces_of(split(units, areas, record, houses, above=2000), "a5")
    assert len(pieces) == 3  # 2,600 / 1,250, rounded up
    assert sorted(pieces["households"]) == [780, 780, 1040]
    for piece in pieces.itertuples():
        inside = houses[houses.within(piece.geometry)]
        assert inside["households"].sum() == piece.households
    assert not found(record, "areas.buildings_differ")


def test_buildings_that_do_not_add_up_are_scaled_and_reported(record):
    """Four houses of 500 make 2,000; the area says 6,000: each house stands for 1,500."""
    areas, units = grid(households={"a5": 6000})
    houses = buildings((110, 110, 500), (190, 110, 500), (110, 190, 500), (190, 190, 500))
    pieces = pieces_of(split(units, areas, record, houses), "a5")
    assert pieces["households"].tolist() == [1500] * 4  # no more pieces than houses
    [finding] = found(record, "areas.buildings_differ")
    assert (finding.measured, finding.repaired) == ("2000 households", "6000 households")


def test_one_house_for_all_is_no_ground_to_split_by(record):
    areas, units = grid(households={"a5": 6000})
    pieces = pieces_of(split(units, areas, record, buildings((150, 150, 6000))), "a5")
    assert len(pieces) == 5
    assert "land share" in found(record, "areas.split")[0].message_en


def test_a_house_too_large_for_any_community_is_named(record):
    areas, units = grid(households={"a5": 7000})
    split(units, areas, record, buildings((110, 150, 6500), (190, 150, 500)))
    [finding] = found(record, "areas.still_oversized")
    assert (finding.feature, finding.measured) == ("a5", "6500 households")


def test_what_must_stay_whole_stays_and_is_named(record):
    areas, units = grid(households={"a5": 6000}, keep_whole={"a5": True})
    assert split(units, areas, record).equals(units)
    [finding] = found(record, "areas.oversized_whole")
    assert (finding.severity, finding.feature) == (Severity.WARNING, "a5")


def test_pieces_are_numbered_from_north_to_south_then_west_to_east(record):
    areas, units = grid(households={"a5": 5200})
    houses = buildings(*[(x, 150, 650) for x in (105, 115, 125, 135, 165, 175, 185, 195)])
    pieces = pieces_of(split(units, areas, record, houses), "a5")
    centres = [(-round(piece.y, 6), piece.x) for piece in pieces.geometry.centroid]
    assert centres == sorted(centres)


def test_an_area_that_bears_the_identifier_of_a_piece_is_refused(record):
    areas = placed({"a": shapely.box(0, 0, 100, 100), "a#1": shapely.box(100, 0, 200, 100)}, households={"a": 6000})
    with pytest.raises(IdentifierClashError, match="a#1"):
        split(as_units(areas), areas, record)


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [(10, [1, 1, 1], [4, 3, 3]), (100, [1, 2, 7], [10, 20, 70]), (7, [0, 1], [0, 7]), (2, [5, 3, 2], [1, 1, 0])],
)
def test_whole_numbers_are_shared_by_largest_remainder(total, weights, expected):
    assert share_out(total, np.array(weights, dtype=float)).tolist() == expected


@given(st.integers(0, 100_000), st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda w: sum(w) > 1))
def test_shares_add_up_and_miss_their_quota_by_less_than_one(total, weights):
    shares = share_out(total, np.array(weights))
    assert shares.sum() == total
    assert (np.abs(shares - total * np.array(weights) / sum(weights)) < 1 + 1e-6).all()


corner = st.tuples(st.integers(0, 100), st.integers(0, 100))
ground = st.lists(corner, min_size=3, max_size=9).map(
    lambda corners: shapely.make_valid(shapely.Polygon(corners), method="structure", keep_collapsed=False)
).filter(lambda shape: shape.geom_type == "Polygon" and shape.area > 200)
house = st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 900))


@settings(max_examples=60, deadline=None)
@given(ground, st.integers(5001, 30_000), st.lists(house, max_size=20))
def test_splitting_any_area_conserves_land_and_households(shape, households, houses):
    areas = placed({"a": shape}, households={"a": households})
    result = split(as_units(areas), areas, Record(), buildings(*houses) if houses else None)
    land = land_of(result)
    assert result["households"].sum() == households
    assert set(result["area_id"]) == {"a"}
    assert shapely.coverage_is_valid(land)
    assert shapely.union_all(land).symmetric_difference(shape).area <= 0.001 * shape.length
    assert {part.geom_type for part in land} == {"Polygon"}
