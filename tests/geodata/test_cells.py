"""The land of street offices as units: nothing left over, nothing twice, each unit one piece."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.cells import tile
from geodata.coverage import repair_areas
from geodata.errors import IdentifierClashError
from geodata.hulls import territories_around
from geodata.record import Record
from geodata.rings import sound
from tests.geodata.land_frames import CRS, NO_LINES, found, grid_of_squares, land_of, outlines, placed

SQUARE = shapely.box(0, 0, 100, 100)


def assert_tiles(units, territory):
    land = land_of(units)
    assert shapely.coverage_is_valid(land)
    assert (shapely.area(land) > 0).all()
    # A millionth of the land, or the rounding of all outlines to the millimetre where that is more.
    allowed = max(1e-6 * territory.area, 0.0005 * territory.length)
    assert shapely.area(land).sum() == pytest.approx(territory.area, abs=allowed)
    assert shapely.union_all(land).symmetric_difference(territory).area <= allowed


def test_two_points_share_a_square(record):
    """Points at a quarter and three quarters of the width: the border is half-way."""
    areas = placed({"west": shapely.Point(25, 50), "east": shapely.Point(75, 50)})
    units = tile(areas, outlines(街=SQUARE), NO_LINES, record)
    assert units.loc["west"].geometry.equals(shapely.box(0, 0, 50, 100))
    assert units.loc["east"].geometry.equals(shapely.box(50, 0, 100, 100))
    assert list(units["area_id"]) == ["east", "west"]
    assert not units["split"].any()
    assert [finding.feature for finding in found(record, "cells.from_points")] == ["街"]


def test_polygons_that_tile_stay_as_drawn(record):
    areas = placed(grid_of_squares())
    units = tile(areas, outlines(街=shapely.box(0, 0, 300, 300)), NO_LINES, record)
    assert units.geometry.geom_equals(areas.geometry).all()
    assert len(record) == 0


def test_a_street_between_polygons_is_shared_along_its_middle(record):
    """Two blocks of 100 m × 100 m with a street of 30 m between: each gets 15 m of it."""
    areas = placed({"a": shapely.box(0, 0, 100, 100), "b": shapely.box(130, 0, 230, 100)})
    territory = shapely.box(0, 0, 230, 100)
    units = tile(areas, outlines(街=territory), NO_LINES, record)
    assert_tiles(units, territory)
    assert units.loc["a"].geometry.symmetric_difference(shapely.box(0, 0, 115, 100)).area < 1
    [finding] = found(record, "cells.leftover")
    assert finding.measured == "3000 m²"


def test_a_gap_of_digitising_is_filled_and_recorded(record):
    """Half a metre is left open between two blocks."""
    areas = placed({"a": shapely.box(0, 0, 100, 100), "b": shapely.box(100.5, 0, 200, 100)})
    territory = shapely.box(0, 0, 200, 100)
    assert_tiles(tile(areas, outlines(街=territory), NO_LINES, record), territory)
    [finding] = found(record, "areas.gap")
    assert finding.measured == "50.00 m²"
    assert finding.place is not None


def test_the_smaller_keeps_what_two_polygons_claim(record):
    """An estate of 20 m × 20 m drawn inside a village of 100 m × 100 m."""
    areas = placed({"village": SQUARE, "estate": shapely.box(40, 40, 60, 60)})
    units = tile(areas, outlines(街=SQUARE), NO_LINES, record)
    assert_tiles(units, SQUARE)
    assert units.loc["estate"].geometry.area == pytest.approx(400)
    assert units.loc["village"].geometry.area == pytest.approx(9600)


def test_two_areas_with_one_shape_share_it(record):
    units = tile(placed({"a": SQUARE, "b": SQUARE}), outlines(街=SQUARE), NO_LINES, record)
    assert_tiles(units, SQUARE)
    assert units.area.tolist() == pytest.approx([5000, 5000])


def test_a_point_inside_a_polygon_shares_its_land(record):
    areas = placed({"estate": SQUARE, "tower": shapely.Point(90, 50)})
    units = tile(areas, outlines(街=SQUARE), NO_LINES, record)
    assert_tiles(units, SQUARE)
    assert units.loc["tower"].geometry.contains(shapely.Point(90, 50))
    # half-way between the tower and the middle of the estate
    assert units.loc["tower"].geometry.area == pytest.approx(3000, rel=0.01)


def test_an_area_beyond_the_limit_still_gets_a_unit(record):
    """The column puts it into this office, the point stands 1 km away, behind another area."""
    areas = placed({"a": shapely.Point(90, 50), "far": shapely.Point(1100, 50)})
    territory = shapely.box(0, 0, 100, 100)
    units = tile(areas, outlines(街=territory), NO_LINES, record)
    assert_tiles(units, territory)
    assert set(units.index) == {"a", "far"}
    [finding] = found(record, "cells.granted")
    assert finding.feature == "far"


def test_a_cell_cut_apart_by_the_outline_is_handed_over(record):
    """A bay cuts the north of the west cell off: the piece goes to the east cell, which it touches.

    ::

        ────────────┐
        w   ████ e e│    ████ the bay; the strip above it is nearer to w,
        w w ████ e e│    but only joined to e
        w w w ██ e e│
    """
    bay = shapely.Polygon([(0, 80), (55, 80), (55, 20), (45, 20), (45, 70), (0, 70)])
    territory = SQUARE.difference(bay)
    areas = placed({"w": shapely.Point(20, 40), "e": shapely.Point(80, 40)})
    units = tile(areas, outlines(街=territory), NO_LINES, record)
    assert_tiles(units, territory)
    assert set(units.geom_type) == {"Polygon"}
    assert units.loc["e"].geometry.contains(shapely.Point(10, 90))


def test_an_island_without_an_area_is_vacant_land(record):
    """Islands are numbered from north to south, then west to east."""
    west, east, north = shapely.box(0, -50, 20, -30), shapely.box(50, -50, 70, -30), shapely.box(0, 130, 20, 150)
    territory = shapely.union_all([SQUARE, east, west, north])
    units = tile(placed({"a": shapely.Point(50, 50)}), outlines(街=territory), NO_LINES, record)
    assert_tiles(units, territory)
    for number, island in enumerate((north, west, east), start=1):
        assert units.loc[f"街~{number}"].geometry.equals(island)
    vacant = units.loc["街~1"]
    assert (vacant["area_id"], vacant["kind"], vacant["households"], vacant["community"]) == (None, "vacant", 0, None)


def test_an_area_on_an_island_of_its_own_stays_in_two_parts(record):
    island = shapely.box(150, 0, 170, 20)
    drawn = shapely.union(shapely.box(0, 0, 50, 100), island)
    areas = placed({"a": drawn, "b": shapely.box(50, 0, 100, 100)})
    units = tile(areas, outlines(街=shapely.union(SQUARE, island)), NO_LINES, record)
    assert units.loc["a"].geometry.geom_type == "MultiPolygon"
    [finding] = found(record, "cells.several_parts")
    assert finding.feature == "a"


def test_a_drawn_part_inside_the_neighbour_is_handed_over_with_a_record(record):
    enclave = shapely.box(80, 40, 90, 50)
    west, east = shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)
    areas = placed({"a": west | enclave, "b": east - enclave})
    units = tile(areas, outlines(街=SQUARE), NO_LINES, record)
    assert units.area.to_dict() == pytest.approx({"a": 5000, "b": 5000})
    [finding] = found(record, "cells.detached")
    assert (finding.feature, finding.measured) == ("a", "100 m²")


def test_cells_do_not_cross_the_line_between_offices(record):
    """Two points 10 m apart on either side of the line; each office keeps its land, and borders are noded alike."""
    offices = outlines(东=shapely.box(100, 0, 200, 100), 西=SQUARE)
    spots = {"a": (95, 50), "b": (10, 50), "c": (105, 50), "d": (150, 90)}
    points = {name: shapely.Point(spot) for name, spot in spots.items()}
    areas = placed(points, {"a": "西", "b": "西", "c": "东", "d": "东"})
    units = tile(areas, offices, NO_LINES, record)
    assert_tiles(units, shapely.box(0, 0, 200, 100))
    for name, outline in offices.geometry.items():
        land = shapely.union_all(land_of(units[units["subdistrict"] == name]))
        assert land.symmetric_difference(outline).area < 0.01


def test_an_office_without_an_area_has_no_unit(record):
    offices = outlines(街=SQUARE, 空=shapely.box(100, 0, 200, 100))
    assert set(tile(placed({"a": shapely.Point(1, 1)}), offices, NO_LINES, record)["subdistrict"]) == {"街"}


def test_an_area_that_bears_the_name_of_vacant_land_is_refused(record):
    territory = shapely.union(SQUARE, shapely.box(200, 0, 210, 10))
    with pytest.raises(IdentifierClashError, match="街~1"):
        tile(placed({"街~1": shapely.Point(50, 50)}), outlines(街=territory), NO_LINES, record)


def test_outlines_around_points_cover_all_of_them(record):
    rng = np.random.default_rng(4)
    points = {f"p{i}": shapely.Point(*rng.uniform(0, 1000, 2)) for i in range(40)}
    office = {name: "西" if point.x < 500 else "东" for name, point in points.items()}
    areas = placed(points, office)
    territories = territories_around(areas, NO_LINES, record)
    for name, point in points.items():
        assert territories.geometry[office[name]].distance(point) < 50
    assert territories.geometry["西"].intersection(territories.geometry["东"]).area == pytest.approx(0, abs=1e-3)
    assert len(found(record, "subdistricts.drawn")) == 1
    assert_tiles(tile(areas, territories, NO_LINES, record), shapely.union_all(np.asarray(territories.geometry)))


def test_areas_that_tile_are_their_own_outline(record):
    squares = grid_of_squares()
    office = {name: "北" if name in ("a1", "a2", "a3") else "南" for name in squares}
    territories = territories_around(placed(squares, office), NO_LINES, record)
    assert territories.area.to_dict() == pytest.approx({"北": 30_000, "南": 60_000})


shape = st.one_of(
    st.builds(shapely.Point, st.integers(-20, 320), st.integers(-20, 320)),
    st.builds(
        lambda x, y, width, height: shapely.box(x, y, x + width, y + height),
        st.integers(0, 280), st.integers(0, 280), st.integers(1, 200), st.integers(1, 200),
    ),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=3, max_size=6).map(shapely.Polygon),
)
ISLANDS = shapely.MultiPolygon(
    [shapely.box(0, 0, 300, 140), shapely.box(0, 160, 120, 300), shapely.box(180, 150, 300, 300)]
)
BAY = shapely.box(0, 0, 300, 300) - shapely.Polygon([(300, 100), (20, 140), (300, 180)])


@settings(max_examples=60, deadline=None)
@given(st.lists(shape, min_size=1, max_size=12), st.sampled_from([shapely.box(0, 0, 300, 300), ISLANDS, BAY]))
def test_any_areas_tile_any_office(shapes, territory):
    """Rectangles, points and scrawls on top of each other: no land and no household is lost."""
    rows = {f"a{i:02d}": shape for i, shape in enumerate(shapes)}
    households = {name: 7 * i for i, name in enumerate(rows)}
    drawn = placed(rows, households=households).reset_index()
    areas = repair_areas(sound(gpd.GeoDataFrame(drawn, crs=CRS), Record()), Record()).set_index("area_id")
    units = tile(areas, outlines(街=territory), NO_LINES, Record())
    assert_tiles(units, territory)
    assert units["households"].sum() == sum(households.values())
    assert set(areas.index) == set(units["area_id"].dropna())
    assert isinstance(units["population"].dtype, pd.Int64Dtype)


def real_areas(path, crs, subdistrict, **options):
    """Polygons of a real layer, each an area of one household; repeated identifiers are made different."""
    layer = gpd.read_file(path, **options).to_crs(crs)
    shapes = {f"{i:04d}": shape for i, shape in enumerate(layer.geometry)}
    office = dict(zip(shapes, layer[subdistrict].astype(str), strict=True))
    areas = placed(shapes, office, households=dict.fromkeys(shapes, 1)).reset_index()
    return repair_areas(sound(areas.set_crs(crs, allow_override=True), Record()), Record()).set_index("area_id")


@pytest.mark.parametrize(
    ("name", "crs", "subdistrict", "parts"),
    [
        ("tokyo2015/h27ka13104.zip", "EPSG:6677", "CITY", False),
        ("hk_dcca_lowres/dcca_land.lowres.geo.json", "EPSG:2326", "DC_CODE", True),
    ],
)
def test_real_polygons_tile(real, record, name, crs, subdistrict, parts):
    """Clean census areas of Shinjuku; very dirty areas of Hong Kong, with islands and 0.79 km² of overlap."""
    areas = real_areas(real(name), crs, subdistrict, **({"encoding": "shift-jis"} if "tokyo" in name else {}))
    territories = territories_around(areas, NO_LINES, record)
    units = tile(areas, territories, NO_LINES, record)
    assert_tiles(units, shapely.union_all(np.asarray(territories.geometry)))
    assert set(areas.index) <= set(units.index)
    assert (units.geom_type == "MultiPolygon").any() == parts
    named = {finding.feature for finding in found(record, "cells.several_parts")}
    assert set(units.index[units.geom_type == "MultiPolygon"]) == named
