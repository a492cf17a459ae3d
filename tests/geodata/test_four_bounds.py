"""四至 of a square of 100 m, its lower left corner at (100, 100), in an office of 300 m × 300 m."""

from __future__ import annotations

import pytest
import shapely

from geodata.domain_facts import Bound, FourBounds
from geodata.four_bounds import describe, find_stretches_of
from geodata.four_bounds_text import text_en, text_zh
from tests.geodata.land_frames import NO_LINES, drawn_lines

OUTLINE = shapely.box(100, 100, 200, 200)
OFFICE = shapely.box(0, 0, 300, 300)

EAST = ("石榴街", "road", [(210, 0), (210, 300)])
SOUTH = ("皂河", "river", [(0, 95), (300, 95)])
WEST = ("劳动路", "arterial", [(80, 0), (80, 300)])
NORTH = ("陇海铁路", "rail", [(0, 225), (300, 225)])


def test_each_side_is_called_after_the_line_along_it():
    bounds = describe(OUTLINE, drawn_lines(EAST, SOUTH, WEST, NORTH), OFFICE)
    assert bounds == FourBounds(
        Bound("石榴街", "road", 1), Bound("皂河", "river", 1), Bound("劳动路", "road", 1), Bound("陇海铁路", "rail", 1)
    )
    assert text_zh(bounds) == "东至石榴街，南至皂河，西至劳动路，北至陇海铁路"
    assert text_en(bounds) == "east to 石榴街, south to 皂河, west to 劳动路, north to 陇海铁路"


def test_without_a_line_the_next_community_follows_and_is_flagged():
    bounds = describe(OUTLINE, drawn_lines(EAST), OFFICE)
    assert bounds.south == Bound(None, "community", 1)
    assert text_zh(bounds) == "东至石榴街，南至相邻社区（未命名），西至相邻社区（未命名），北至相邻社区（未命名）"
    assert text_en(bounds).startswith("east to 石榴街, south to next community (no name)")


def test_without_an_office_it_is_land():
    assert describe(OUTLINE, NO_LINES, None).north == Bound(None, "land", 1)


def test_the_limit_of_the_street_office_has_no_name():
    bounds = describe(shapely.box(0, 200, 100, 300), NO_LINES, OFFICE)
    assert (bounds.west, bounds.north) == (Bound(None, "office", 1), Bound(None, "office", 1))
    assert bounds.east.kind == "community"
    assert text_zh(bounds) == "东至相邻社区（未命名），南至相邻社区（未命名），西至街道界，北至街道界"


def test_a_named_street_on_the_limit_gives_the_name():
    bounds = describe(shapely.box(200, 0, 300, 100), drawn_lines(("环城路", "road", [(300, 0), (300, 300)])), OFFICE)
    assert bounds.east == Bound("环城路", "road", 1)
    assert bounds.south == Bound(None, "office", 1)


def test_the_line_along_most_of_a_side_wins():
    """West: 70 m of one lane, 30 m of another (ends reach 30 m further along the outline)."""
    lanes = drawn_lines(("甲巷", "road", [(98, 170), (98, 200)]), ("乙巷", "road", [(98, 100), (98, 170)]))
    assert describe(OUTLINE, lanes, OFFICE).west.name == "乙巷"


def test_a_name_for_less_than_half_of_a_side_says_so():
    """10 m of a lane and 30 m beyond its end (√(30² − 2²)): 40 of 100 m."""
    bounds = describe(OUTLINE, drawn_lines(("甲巷", "road", [(98, 190), (98, 200)])), OFFICE)
    assert bounds.west.share == pytest.approx((10 + (30**2 - 2**2) ** 0.5) / 100)
    assert "西至甲巷（部分）" in text_zh(bounds)
    assert "west to 甲巷 (in part)" in text_en(bounds)


def test_a_line_across_names_no_side():
    assert describe(OUTLINE, drawn_lines(("横街", "road", [(0, 150), (300, 150)])), OFFICE).east.name is None


def test_a_line_too_far_away_names_no_side():
    assert describe(OUTLINE, drawn_lines(("远街", "road", [(231, 0), (231, 300)])), OFFICE).east.name is None


def test_a_river_without_a_name_is_said_and_flagged():
    bounds = describe(OUTLINE, drawn_lines((None, "river", [(0, 95), (300, 95)])), OFFICE)
    assert bounds.south == Bound(None, "river", 1)
    assert "南至河流（未命名）" in text_zh(bounds)


def test_two_parts_of_one_street_count_together():
    halves = drawn_lines(("石榴街", "road", [(205, 0), (205, 150)]), ("石榴街", "road", [(205, 150), (205, 300)]))
    assert describe(OUTLINE, halves, OFFICE).east == Bound("石榴街", "road", 1)


def test_a_triangle_without_a_face_to_the_west_takes_what_looks_there():
    """Its faces look east, north-west by west and south-west by west."""
    triangle = shapely.Polygon([(200, 0), (200, 200), (100, 100)])
    bounds = describe(triangle, drawn_lines(("斜街", "road", [(200, 200), (100, 100), (200, 0)])), OFFICE)
    assert bounds.west.name == "斜街"
    assert bounds.east.name is None


def test_courtyards_do_not_count():
    ring = OUTLINE - shapely.box(140, 140, 160, 160)
    assert describe(ring, drawn_lines(("内街", "road", [(140, 100), (140, 200)])), OFFICE).west.name is None


def test_every_stretch_is_listed_with_its_share_of_the_outline():
    """North: 60 m of a street and 30 m beyond its end, then 10 m of the next community."""
    street = drawn_lines(("北街", "road", [(100, 200), (160, 200)]))
    found = find_stretches_of(OUTLINE, street, OFFICE)
    north = [(stretch.name, stretch.kind, stretch.share) for stretch in found if stretch.side == "north"]
    assert north == [("北街", "road", pytest.approx(0.9, abs=0.001)), (None, "community", pytest.approx(0.1))]
    assert sum(stretch.share_of_outline for stretch in found) == pytest.approx(1)


def test_the_flank_of_a_notch_limits_nothing():
    """A slot of 10 m x 90 m from the south: its western flank looks east, but land stands before it."""
    slotted = shapely.difference(OUTLINE, shapely.box(120, 100, 130, 190))
    lanes = drawn_lines(("弄堂", "road", [(125, 100), (125, 190)]), ("东街", "road", [(201, 100), (201, 160)]))
    # 60 m of the street and the 30 m that a line reaches beyond its end, of 100 m that are seen.
    assert describe(slotted, lanes, OFFICE).east == Bound("东街", "road", pytest.approx(0.9, abs=0.001))


def test_a_short_line_names_a_side_whose_rest_is_shorter_still():
    """A side of 1,000 m under four roads of about 250 m each: none has 30 %, and nothing is left for a neighbour."""
    roads = [(f"第{k}路", "road", [(30 + 250 * k, -1), (220 + 250 * k, -1)]) for k in range(4)]
    office = shapely.box(-9_000, -9_000, 9_000, 9_000)
    south = describe(shapely.box(0, 0, 1_000, 1_000), drawn_lines(*roads), office).south
    assert (south.kind, south.share < 0.3) == ("road", True)


def test_a_name_goes_before_a_nameless_line_of_about_the_same_length():
    """North: a nameless lane along 55 m and a street along 45 m, each with its reach."""
    near = drawn_lines((None, "road", [(100, 240), (155, 240)]), ("有名街", "road", [(155, 201), (200, 201)]))
    assert describe(OUTLINE, near, OFFICE).north.name == "有名街"
