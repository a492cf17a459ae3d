"""Choosing, keys, a finger, names and languages on the editor's map in a real browser.

The ground is told in map_hand.py.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.editor_page import small_ground


def test_a_click_chooses_a_community_and_shift_adds_areas(hand):
    hand.click("b1")
    assert hand.page.evaluate("view.get('selected')") == "甲二"
    assert hand.units() == ["b1"]
    hand.page.keyboard.down("Shift")
    hand.click("b2")
    hand.page.keyboard.up("Shift")
    assert hand.units() == ["b1", "b2"]
    assert hand.steps() == 0


def test_a_comment_knows_its_place(hand):
    hand.tool("g")
    hand.click("c2")
    assert hand.page.evaluate("comments.map(({ unit }) => session.ground.ids[unit])") == ["c2"]


def test_everything_goes_by_keyboard_alone(hand):
    page = hand.page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === map.getContainer()") is True
    page.evaluate("view.set({ units: [session.ground.indexOf.get('a2')] })")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Enter")  # the community here takes
    assert page.evaluate("view.get('selected')") == "甲一"
    page.keyboard.press("ArrowRight")
    assert hand.units() == ["b1"]
    page.keyboard.press("Shift+ArrowDown")
    assert hand.units() == ["b1", "b2"]
    page.keyboard.press("Enter")
    assert (hand.moved(), hand.steps()) == ({"b1": "甲一", "b2": "甲一"}, 1)
    expect(page.locator(".live").last).to_contain_text("甲一")


@pytest.mark.parametrize(("key", "moved"), [
    ("e", {"b1": None}), ("n", {"b1": "甲街道+1"}), ("p", {"b1": "甲一"}), ("l", {"b1": "甲一"}), ("r", {"b1": "甲一"}),
    ("m", {"b1": "甲一", "b2": "甲一", "b3": "甲一"}),
])
def test_each_tool_works_by_enter(hand, key, moved):
    page = hand.page
    hand.choose("甲一")
    page.evaluate("view.set({ units: [session.ground.indexOf.get('a1')] })")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    hand.tool(key)
    page.keyboard.press("Enter")
    assert (hand.moved(), hand.steps()) == (moved, 1)


def test_single_keys_can_be_switched_off_in_the_list_of_keys(hand):
    hand.page.keyboard.press("Shift+Slash")
    dialog = hand.page.get_by_role("dialog", name="按键")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("推移边界")
    dialog.get_by_label("启用单键").uncheck()
    hand.page.keyboard.press("Escape")
    hand.tool("b")
    assert hand.page.evaluate("view.get('tool')") == "select"


def test_a_finger_chooses_and_never_draws(opened):
    hand = opened(has_touch=True)
    hand.tool("p")
    hand.page.touchscreen.tap(*hand.on("b1"))
    assert hand.page.evaluate("view.get('selected')") == "甲二"
    assert hand.steps() == 0


def test_space_and_drag_pans_with_any_tool(hand):
    hand.tool("p")
    before = hand.page.evaluate("map.getCenter().lng")
    hand.page.keyboard.down("Space")
    hand.drag(hand.on("b1"), hand.on("a1"))
    hand.page.keyboard.up("Space")
    assert hand.page.evaluate("map.getCenter().lng") > before + 100
    assert hand.steps() == 0


def test_a_frozen_plan_is_only_read(hand):
    hand.page.evaluate("() => { Object.defineProperty(session, 'readOnly', { value: true }); drawn.setFrozen(true); }")
    hand.tool("b")
    hand.drag(hand.on("b1"), hand.on("a1"))
    assert hand.steps() == 0
    hand.click("c1")
    assert hand.page.evaluate("view.get('selected')") == "乙一"


def test_labels_follow_the_drawing_and_mark_what_is_not_confirmed(hand):
    hand.page.wait_for_function("drawn.read().some((text) => text.startsWith('甲一 '))")
    assert "甲一 1,200 户*" in [text.replace("\u00a0", " ") for text in hand.page.evaluate("drawn.read()")]
    hand.tool("b")
    hand.drag(hand.on("b1"), hand.on("a1"))
    hand.page.wait_for_function("drawn.read().some((text) => text.includes('1,800'))")


def test_the_map_speaks_english_too(opened):
    hand = opened(language="en")
    hand.tool("b")
    hand.drag(hand.on("b2"), hand.on("a2"), release=False)
    expect(hand.card().locator(".card-warning.hard")).to_contain_text("This would cut 甲二 in two")
    hand.page.mouse.up()


def test_names_from_a_file_are_text_everywhere(opened):
    data = small_ground()
    evil = "<img src=x onerror=\"document.title='broken'\">\u202e"
    data["ground"]["units"]["name"][3] = evil
    data["drawing"]["communities"]["甲二"]["name"] = evil
    hand = opened(data)
    hand.tool("b")
    hand.drag(hand.on("b1"), hand.on("a1"), release=False)
    expect(hand.card()).to_contain_text("<img src=x")
    hand.page.mouse.up()
    assert hand.page.title() != "broken"
    assert hand.page.locator("img[src=x]").count() == 0
