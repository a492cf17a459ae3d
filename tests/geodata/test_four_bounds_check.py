"""Does a text of four bounds describe this outline: a square of 100 m between four named lines."""

from __future__ import annotations

import pytest
import shapely

from geodata.four_bounds import SIDES, describe
from geodata.four_bounds_check import Agreement, check, describes
from geodata.four_bounds_text import Said, read_text, text_en, text_zh
from tests.geodata.land_frames import drawn_lines

OUTLINE = shapely.box(100, 100, 200, 200)
OFFICE = shapely.box(0, 0, 300, 300)
LINES = drawn_lines(
    ("石榴街", "road", [(210, 0), (210, 300)]),
    ("皂河", "river", [(0, 95), (300, 95)]),
    ("劳动路", "arterial", [(95, 0), (95, 300)]),
    ("陇海铁路", "rail", [(0, 225), (300, 225)]),
    ("远街", "road", [(0, 20), (300, 20)]),
)
RIGHT = "东至石榴街，南至皂河，西至劳动路，北至陇海铁路"


def agreements(text, outline=OUTLINE, lines=LINES):
    return {found.side: found.agreement.value for found in check(text, outline, lines, OFFICE)}


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "北至陇海铁路；西至劳动路；南至皂河；东至石榴街。",
        "东临石榴街、南临皂河、西临劳动路、北临陇海铁路",
        "东以石榴街为界，南以皂河为界，西以劳动路为界，北以陇海铁路为界",
        "east to 石榴街, south to 皂河, west to 劳动路, north to 陇海铁路",
        "东面至石 榴 街，南侧至皂河，西至劳动路，北至陇海铁路",
    ],
)
def test_a_true_text_describes_the_outline_in_every_usual_form(text):
    assert set(agreements(text).values()) == {"agrees"}
    assert describes(text, OUTLINE, LINES, OFFICE)


def test_the_record_and_its_texts_describe_their_own_outline():
    bounds = describe(OUTLINE, LINES, OFFICE)
    assert all(describes(stated, OUTLINE, LINES, OFFICE) for stated in (bounds, text_zh(bounds), text_en(bounds)))


@pytest.mark.parametrize(
    ("text", "side", "agreement"),
    [
        ("东至劳动路，南至皂河，西至石榴街，北至陇海铁路", "east", "other_side"),
        ("东至石榴街，南至远街，西至劳动路，北至陇海铁路", "south", "not_along"),
        ("东至石榴街，南至皂河，西至解放路，北至陇海铁路", "west", "no_such_line"),
        ("东至石榴街，南至皂河，西至劳动路", "north", "unsaid"),
        ("东至石榴街，南至皂河，西至劳动路，北至相邻社区（未命名）", "north", "has_a_name"),
        ("东至石榴街、远街，南至皂河，西至劳动路，北至陇海铁路", "east", "not_along"),
    ],
)
def test_a_wrong_text_is_wrong_on_the_side_that_is_wrong(text, side, agreement):
    assert agreements(text)[side] == agreement
    assert not describes(text, OUTLINE, LINES, OFFICE)


def test_the_text_of_another_outline_does_not_fit():
    """The square to the south reaches from 皂河 down to 远街."""
    south = shapely.box(100, 20, 200, 95)
    assert agreements(RIGHT, south) == {"east": "agrees", "south": "other_side", "west": "agrees", "north": "not_along"}
    assert describes("东至石榴街，南至远街，西至劳动路，北至皂河", south, LINES, OFFICE)


def test_what_really_limits_the_side_is_told():
    south = check(RIGHT.replace("皂河", "远街"), OUTLINE, LINES, OFFICE)[1]
    assert (south.said, south.found, south.share) == ("远街", "皂河", 0.0)


def test_a_line_along_less_than_half_of_a_side_is_so_only_in_part():
    """甲巷 runs along 40 of 100 m (10 m and √(30² − 2²) beyond its end)."""
    lane = drawn_lines(("甲巷", "road", [(98, 190), (98, 200)]))
    assert agreements("西至甲巷", lines=lane)["west"] == Agreement.IN_PART
    assert agreements("西至甲巷（部分）", lines=lane)["west"] == Agreement.AGREES


def test_two_names_on_one_side_share_it():
    two = drawn_lines(("甲巷", "road", [(98, 100), (98, 150)]), ("乙巷", "road", [(98, 150), (98, 200)]))
    assert agreements("西至甲巷、乙巷", lines=two)["west"] == Agreement.AGREES


def test_the_limit_of_the_office_and_the_next_community_are_said_without_a_name():
    corner = shapely.box(0, 200, 100, 300)
    text = "东至相邻社区（未命名），南至相邻社区（未命名），西至街道界，北至街道界"
    assert describes(text, corner, drawn_lines(), OFFICE)
    assert agreements("东至街道界", corner, drawn_lines())["east"] == Agreement.NOT_ALONG


def test_reading_a_text():
    assert read_text("东至甲路、乙街（部分），北至街道界") == {
        "east": Said(("甲路", "乙街"), None, True), "north": Said((), "office"),
    }
    assert read_text("没有四至") == {}
    assert set(read_text(RIGHT)) == set(SIDES)


def test_a_street_called_after_a_side_is_not_taken_for_one():
    """西至北大街 says the west, and nothing of the north."""
    assert read_text("东至东大街，西至北大街")["west"] == Said(("北大街",))
