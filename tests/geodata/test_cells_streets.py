"""Land cut along streets, rivers and railways: blocks first, then the areas inside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.along import covered_m, find_stretches
from geodata.cells import tile
from geodata.hulls import territories_around
from geodata.record import Record
from geodata.tessellation import shared_edges
from tests.geodata.land_frames import NO_LINES, drawn_lines, land_of, outlines, placed

BAR = shapely.box(0, 0, 200, 100)


def tiled(shapes, territory, *lines):
    return tile(placed(shapes), outlines(街=territory), drawn_lines(*lines), Record())


def share_on_lines(units, lines):
    """Share of the borders between units that lies within 15 m of a line (PL-6)."""
    edges = shared_edges(land_of(units))
    near = find_stretches(edges.ends, np.asarray(lines.geometry, dtype=object), within_m=15.0)
    return covered_m(near, edges.ends).sum() / edges.length_m.sum()


def test_the_street_is_the_border_not_the_line_half_way():
    """Points at x = 20 and 150; half-way is 85, the street runs at 60."""
    units = tiled({"w": shapely.Point(20, 50), "e": shapely.Point(150, 50)}, BAR, ("街", "road", [(60, 0), (60, 100)]))
    assert units.loc["w"].geometry.equals(shapely.box(0, 0, 60, 100))
    assert units.loc["e"].geometry.equals(shapely.box(60, 0, 200, 100))


def test_a_street_between_compounds_is_parted_along_its_line_not_half_way():
    """Compounds end at x = 80 and 130, the street runs at 90: 10 m belong to the west, 40 m to the east."""
    shapes = {"w": shapely.box(0, 0, 80, 100), "e": shapely.box(130, 0, 200, 100)}
    units = tiled(shapes, BAR, ("街", "road", [(90, -50), (90, 150)]))
    assert units.area.to_dict() == pytest.approx({"w": 9000, "e": 11_000})


def test_neighbours_on_one_street_part_before_their_common_corner():
    """Compounds side by side, 20 m from the street: the strip before them is cut straight on from their border."""
    shapes = {"w": shapely.box(0, 20, 90, 100), "e": shapely.box(90, 20, 200, 100)}
    units = tiled(shapes, BAR)
    assert units.loc["w"].geometry.symmetric_difference(shapely.box(0, 0, 90, 100)).area < 1


def test_a_dead_end_cuts_nothing():
    points = {"w": shapely.Point(20, 50), "e": shapely.Point(150, 50)}
    units = tiled(points, BAR, ("弄", "road", [(60, 0), (60, 70)]))
    assert units.loc["w"].geometry.area == pytest.approx(8500)


def test_an_area_across_a_street_stays_whole():
    """Also where it only juts out over the street: 5 m beyond it are no foothold in the next block."""
    shapes = {"a": shapely.box(10, 10, 65, 90), "b": shapely.box(100, 10, 190, 90)}
    units = tiled(shapes, BAR, ("街", "road", [(60, 0), (60, 100)]))
    assert units.loc["a"].geometry.covers(shapes["a"])
    beyond = units.loc["a"].geometry.symmetric_difference(shapely.box(0, 0, 60, 100))
    assert beyond.area == pytest.approx(5 * 80, rel=0.05)


@pytest.mark.parametrize(
    ("west", "east", "heir"),
    [("支路", "主干路", "w"), ("主干路", "支路", "e"), ("次干路", "内部道路", "e"), ("支路", "次干路", "w")],
)
def test_an_empty_block_goes_whole_across_the_lesser_street(west, east, heir):
    """An empty block of 60 m between two streets, with an area beyond each; the east has the longer border."""
    lines = drawn_lines(("西街", "road", [(60, 0), (60, 100)]), ("东街", "road", [(120, 0), (120, 100)]))
    lines["road_class"] = [west, east]
    lines.loc[lines["road_class"] == "主干路", "kind"] = "arterial"
    areas = placed({"w": shapely.Point(20, 50), "e": shapely.Point(180, 50)})
    units = tile(areas, outlines(街=BAR), lines, Record())
    assert units.loc[heir].geometry.contains(shapely.Point(90, 50))
    assert set(units.geom_type) == {"Polygon"}
    assert units.loc["w" if heir == "e" else "e"].geometry.area == pytest.approx(6000 if heir == "e" else 8000)


@pytest.mark.parametrize("kind", ["river", "rail"])
def test_empty_land_does_not_cross_a_river_or_railway(kind):
    lines = ("街", "road", [(60, 0), (60, 100)]), ("线", kind, [(120, 0), (120, 100)])
    units = tiled({"w": shapely.Point(20, 50), "e": shapely.Point(180, 50)}, BAR, *lines)
    assert units.loc["w"].geometry.equals(shapely.box(0, 0, 120, 100))


def test_a_ribbon_beside_a_railway_is_shared_by_those_before_it():
    """Three compounds in a row north of a street; between street and railway 30 m of green over the whole length."""
    row = {f"n{i}": shapely.box(200 * i + 5, 35, 200 * i + 195, 120) for i in range(3)}
    territory = shapely.box(0, -100, 600, 120)
    lines = ("北街", "road", [(-50, 30), (650, 30)]), ("铁路", "rail", [(-50, 0), (650, 0)])
    cross = [("巷", "road", [(x, 30), (x, 130)]) for x in (200, 400)]
    units = tiled({**row, "s": shapely.box(0, -100, 600, -10)}, territory, *lines, *cross)
    for i in range(3):
        whole = shapely.box(200 * i, 0, 200 * i + 200, 120)
        assert units.loc[f"n{i}"].geometry.symmetric_difference(whole).area < 0.01 * whole.area
    assert units.loc["s"].geometry.equals(shapely.box(0, -100, 600, 0))


def test_only_land_that_no_area_can_take_is_vacant():
    """An empty block is no vacant unit, an island is."""
    island = shapely.box(0, 150, 50, 200)
    lines = ("街", "road", [(60, 0), (60, 100)]), ("巷", "road", [(0, 175), (50, 175)])
    units = tiled({"e": shapely.Point(180, 50)}, shapely.union(BAR, island), *lines)
    assert set(units.index) == {"e", "街~1"}
    assert units.loc["街~1"].geometry.area == pytest.approx(2500)


def test_outlines_of_offices_that_nobody_drew_follow_streets():
    areas = placed({"w": shapely.Point(0, 0), "e": shapely.Point(100, 0)}, {"w": "西", "e": "东"})
    street = drawn_lines(("街", "road", [(80, -500), (80, 500)]))
    for lines, limit in ((NO_LINES, 50), (street, 80)):
        drawn = territories_around(areas, lines, Record()).geometry
        assert drawn["西"].bounds[2] == pytest.approx(limit, abs=0.01)


line = st.tuples(
    st.sampled_from(["road", "arterial", "river", "rail", "wall"]),
    st.lists(st.tuples(st.integers(-50, 350), st.integers(-50, 350)), min_size=2, max_size=5, unique=True),
)
spot = st.builds(shapely.Point, st.integers(-20, 320), st.integers(-20, 320))
block = st.builds(
    lambda x, y, width, height: shapely.box(x, y, x + width, y + height),
    st.integers(0, 280), st.integers(0, 280), st.integers(5, 150), st.integers(5, 150),
)
HALVES = {"西": shapely.box(0, 0, 140, 300), "东": shapely.box(140, 0, 300, 300)}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(spot, block), min_size=1, max_size=10), st.lists(line, max_size=8), st.data())
def test_cells_tile_every_office_and_never_cross_its_line(shapes, lines, data):
    """Any streets and areas: land and households are conserved, the coverage is valid, each office keeps its land."""
    rows = {f"a{i:02d}": shape for i, shape in enumerate(shapes)}
    office = {name: data.draw(st.sampled_from(["西", "东"])) for name in rows}
    households = {name: 11 * i for i, name in enumerate(rows)}
    areas = placed(rows, office, households=households)
    drawn = drawn_lines(*[(None, kind, corners) for kind, corners in lines])
    units = tile(areas, outlines(**HALVES), drawn, Record())
    land = land_of(units)
    assert shapely.coverage_is_valid(land)
    assert units["households"].sum() == sum(households.values())
    assert set(units["area_id"].dropna()) == set(rows)
    for name in set(office.values()):
        mine = shapely.union_all(land[(units["subdistrict"] == name).to_numpy()])
        assert mine.symmetric_difference(HALVES[name]).area < 1.0
        assert shapely.area(land[(units["subdistrict"] == name).to_numpy()]).sum() == pytest.approx(mine.area, abs=0.01)


def grid_of_streets(step, count):
    at = [step * i for i in range(count + 1)]
    return drawn_lines(
        *[("经", "road", [(x, -10), (x, step * count + 10)]) for x in at],
        *[("纬", "road", [(-10, y), (step * count + 10, y)]) for y in at],
    )


def test_borders_of_points_in_a_grid_of_streets_lie_on_streets():
    """One point a block, anywhere inside it: every border is a street. Without streets few are."""
    rng = np.random.default_rng(5)
    corners = [(200 * column, 200 * row) for column in range(6) for row in range(6)]
    points = {f"p{i:02d}": shapely.Point(x + rng.uniform(5, 195), y + rng.uniform(5, 195))
              for i, (x, y) in enumerate(corners)}
    streets, office = grid_of_streets(200, 6), outlines(街=shapely.box(0, 0, 1200, 1200))
    after = tile(placed(points), office, streets, Record())
    before = tile(placed(points), office, NO_LINES, Record())
    assert share_on_lines(after, streets) == pytest.approx(1)
    assert share_on_lines(before, streets) < 0.5
    assert after.area.tolist() == pytest.approx([40_000] * 36)


def test_the_order_of_areas_and_lines_does_not_matter():
    rng = np.random.default_rng(6)
    points = {f"p{i:02d}": shapely.Point(*rng.uniform(0, 600, 2)) for i in range(20)}
    streets, office = grid_of_streets(150, 4), outlines(街=shapely.box(0, 0, 600, 600))
    one = tile(placed(points), office, streets, Record())
    turned = pd.concat([streets.iloc[::-1]]).set_geometry("geometry", crs=streets.crs)
    other = tile(placed(points), office, turned, Record())
    assert one.geometry.normalize().geom_equals_exact(other.geometry.normalize(), 1e-6).all()
