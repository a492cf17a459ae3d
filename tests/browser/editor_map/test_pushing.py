"""Pushing the boundary in a real browser: what is dragged, what the card says before release, what is not done.

The ground is told in map_hand.py.
"""

from __future__ import annotations

from playwright.sync_api import expect


def test_an_area_is_dragged_across_a_boundary_as_one_step_and_undone(hand):
    hand.tool("b")
    hand.drag(hand.on("b1"), hand.on("a1"))
    assert (hand.moved(), hand.steps()) == ({"b1": "甲一"}, 1)
    hand.page.keyboard.press("Control+z")
    assert hand.moved() == {}
    hand.page.keyboard.press("Control+Shift+z")
    assert hand.moved() == {"b1": "甲一"}


def test_a_chosen_group_is_dragged_together(hand):
    hand.click("b1")
    hand.page.keyboard.down("Shift")
    hand.click("b2")
    hand.page.keyboard.up("Shift")
    hand.tool("b")
    hand.drag(hand.on("b1"), hand.on("a1"))
    assert hand.moved() == {"b1": "甲一", "b2": "甲一"}


def test_the_line_itself_is_pushed_and_follows_the_hand_back(hand):
    hand.tool("b")
    hand.drag(hand.at(300, 750), hand.at(420, 750), release=False)
    expect(hand.card()).to_contain_text("甲二")
    hand.page.mouse.move(*hand.at(180, 750), steps=6)  # into the other side: now a1 would go to 甲二
    hand.page.mouse.up()
    assert hand.moved() == {"a1": "甲二"}


def test_the_card_says_both_totals_and_what_would_be_cut_before_release(hand):
    # 甲二 is the column b1 600, b2 450, b3 350: without b2 the lower end comes loose.
    hand.tool("b")
    hand.drag(hand.on("b2"), hand.on("a2"), release=False)
    expect(hand.card()).to_contain_text("b2小区")
    expect(hand.card().locator(".card-row").nth(0)).to_contain_text("1,400 → 950")
    expect(hand.card().locator(".card-row").nth(1)).to_contain_text("1,200 → 1,650")
    expect(hand.card().locator(".card-warning.hard")).to_contain_text("会把甲二切成两块")
    expect(hand.card().locator(".card-warning.hard")).to_contain_text("南侧 1 个小区 350\u00a0户将与主体断开")
    hand.page.mouse.up()
    assert (hand.moved(), hand.steps()) == ({}, 0)
    expect(hand.card()).to_be_hidden()


def test_shift_takes_along_what_would_be_cut_off(hand):
    hand.tool("b")
    hand.drag(hand.on("b2"), hand.on("a2"), release=False)
    hand.page.keyboard.down("Shift")
    expect(hand.card().locator(".card-row").nth(1)).to_contain_text("1,200 → 2,000")
    hand.page.mouse.up()
    hand.page.keyboard.up("Shift")
    assert (hand.moved(), hand.steps()) == ({"b2": "甲一", "b3": "甲一"}, 1)


def test_the_card_stands_clear_of_what_changes(hand):
    hand.tool("b")
    hand.drag(hand.on("b2"), hand.on("a2"), release=False)
    card = hand.card().bounding_box()
    for unit in ("b2", "b3"):
        x, y = hand.on(unit)
        assert not (card["x"] <= x <= card["x"] + card["width"] and card["y"] <= y <= card["y"] + card["height"])
    hand.page.mouse.up()


def test_escape_drops_the_gesture(hand):
    hand.tool("b")
    hand.drag(hand.on("b1"), hand.on("a1"), release=False)
    hand.page.keyboard.press("Escape")
    hand.page.mouse.up()
    assert (hand.moved(), hand.steps()) == ({}, 0)
    expect(hand.card()).to_be_hidden()


def test_nothing_crosses_into_another_street_office(hand):
    hand.tool("b")
    hand.drag(hand.on("b1"), hand.on("c1"))
    assert hand.moved() == {}


def test_what_is_locked_neither_gives_nor_takes_and_the_card_says_so(hand):
    hand.tool("x")
    hand.click("a1")
    assert hand.page.evaluate("session.drawing.isLocked('甲一')") is True
    hand.tool("b")
    hand.drag(hand.on("a1"), hand.on("b1"), release=False)
    expect(hand.card()).to_contain_text("甲一已锁定，不划出也不划入")
    hand.page.mouse.up()
    hand.drag(hand.on("b1"), hand.on("a1"), release=False)
    expect(hand.card()).to_contain_text("甲一已锁定")
    hand.page.mouse.up()
    assert hand.moved() == {}
    hand.tool("x")
    hand.click("a1")
    assert hand.page.evaluate("session.drawing.isLocked('甲一')") is False
