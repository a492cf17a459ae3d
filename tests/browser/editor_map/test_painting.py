"""Brush, lasso, rectangle, eraser, new and merge in a real browser: each changes exactly what the hand meant.

The ground is told in map_hand.py.
"""

from __future__ import annotations

from tests.browser.editor_page import grid_ground


def test_the_brush_paints_for_the_community_where_the_stroke_begins(hand):
    hand.tool("p")
    hand.drag(hand.on("a1"), hand.on("b1"))
    assert (hand.moved(), hand.steps()) == ({"b1": "甲一"}, 1)


def test_a_fast_stroke_with_three_samples_misses_nothing(opened):
    # Thirty areas in a row, two rows of them: the stroke runs along the lower row and touches no other.
    hand = opened(grid_ground(columns=30, rows=2, office=[30, 2], community=1, apart=0))
    page = hand.page
    page.evaluate("view.set({ selected: '街道0-0-0' })")
    for _ in range(2):
        page.keyboard.press("BracketLeft")
    hand.tool("p")
    start, middle, end = (hand.at(x, 50) for x in (50, 1500, 2950))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*middle)
    page.mouse.move(*end)
    page.mouse.up()
    painted = page.evaluate("session.unitsOf('街道0-0-0').map((u) => session.ground.ids[u])")
    assert painted == [f"u{column:03d}-000" for column in range(30)]
    assert hand.steps() == 1


def test_a_wide_brush_takes_what_lies_within_its_ring(hand):
    hand.choose("甲一")
    for _ in range(9):
        hand.page.keyboard.press("BracketRight")
    hand.tool("p")
    # The ring of 72 px around a spot left of the boundary reaches b1 and b2, both in the upper two rows.
    hand.drag(hand.at(290, 600), hand.at(288, 600), steps=1)
    assert hand.moved() == {"b1": "甲一", "b2": "甲一"}


def test_the_lasso_gives_what_it_holds_to_the_chosen_community(hand):
    hand.choose("甲一")
    hand.tool("l")
    ring = [(330, 880), (580, 880), (580, 330), (330, 330), (330, 800)]
    hand.drag(*(hand.at(x, y) for x, y in ring))
    assert (hand.moved(), hand.steps()) == ({"b1": "甲一", "b2": "甲一"}, 1)


def test_without_a_chosen_community_the_rectangle_chooses_areas(hand):
    hand.tool("r")
    hand.drag(hand.at(20, 880), hand.at(580, 320))
    assert hand.steps() == 0
    assert hand.units() == ["a1", "a2", "b1", "b2"]
    hand.choose("甲二")
    hand.drag(hand.at(20, 880), hand.at(280, 620))
    assert (hand.moved(), hand.steps()) == ({"a1": "甲二"}, 1)


def test_the_eraser_takes_back_to_unassigned(hand):
    hand.tool("e")
    hand.drag(hand.on("c3"), hand.on("d3"))
    assert hand.moved() == {"c3": None, "d3": None}
    # 乙二 holds nothing any more, so it ends.
    assert hand.page.evaluate("session.drawing.records.has('乙二')") is False
    hand.page.keyboard.press("Control+z")
    assert hand.moved() == {}
    assert hand.page.evaluate("session.drawing.records.has('乙二')") is True


def test_a_new_community_is_brushed_and_then_chosen(hand):
    hand.tool("n")
    hand.drag(hand.on("a1"), hand.on("b1"))
    assert (hand.moved(), hand.steps()) == ({"a1": "甲街道+1", "b1": "甲街道+1"}, 1)
    assert hand.page.evaluate("view.get('selected')") == "甲街道+1"


def test_a_new_community_is_made_of_the_chosen_areas_by_one_click(hand):
    hand.tool("r")
    hand.drag(hand.at(20, 880), hand.at(580, 620))
    hand.tool("n")
    hand.click("a1")
    assert hand.moved() == {"a1": "甲街道+1", "b1": "甲街道+1"}


def test_two_clicks_merge(hand):
    hand.tool("m")
    hand.click("a1")
    assert hand.steps() == 0
    hand.click("b1")
    assert (hand.moved(), hand.steps()) == ({"b1": "甲一", "b2": "甲一", "b3": "甲一"}, 1)
    assert hand.page.evaluate("session.drawing.records.has('甲二')") is False
