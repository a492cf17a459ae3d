"""The editor's map in a real browser: every tool changes exactly what the hand meant.

The drawn ground (tests/editor/small_ground.mjs) has twelve squares of 300 m: 甲一 = a1-a3, 甲二 = b1-b3 in one street
office, 乙一 = c1, c2, d1, d2 and 乙二 = c3, d3 in the other; the band is 1,000 to 2,000 households.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.editor_page import open_map, serve_files, small_ground
from tests.grid_ground import grid_data

SIDE = 300.0


class Hand:
    """A planner's hand on the map, in the words of the drawn ground."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the spot of the screen at a place of the ground, in metres."""
        spot: list[float] = self.page.evaluate(
            "([x, y]) => { const p = map.latLngToContainerPoint([y, x]);"
            " const box = map.getContainer().getBoundingClientRect(); return [p.x + box.x, p.y + box.y]; }", [x, y])
        return spot[0], spot[1]

    def on(self, unit: str) -> tuple[float, float]:
        """Return the spot of the screen in the middle of a square."""
        return self.at(("abcd".index(unit[0]) + 0.45) * SIDE, (3 - int(unit[1]) + 0.45) * SIDE)

    def tool(self, key: str) -> None:
        self.page.keyboard.press(key)

    def click(self, unit: str) -> None:
        self.page.mouse.click(*self.on(unit))

    def drag(self, *spots: tuple[float, float], steps: int = 6, release: bool = True) -> None:
        self.page.mouse.move(*spots[0])
        self.page.mouse.down()
        for spot in spots[1:]:
            self.page.mouse.move(*spot, steps=steps)
        if release:
            self.page.mouse.up()

    def choose(self, community: str | None) -> None:
        self.page.evaluate("(id) => view.set({ selected: id })", community)

    def drawing(self) -> dict[str, str | None]:
        """Return the community of every square."""
        found: dict[str, str | None] = self.page.evaluate("session.drawing.toJson().units")
        return found

    def moved(self) -> dict[str, str | None]:
        """Return what is not where it was at first."""
        before = small_ground()["drawing"]["units"]
        return {unit: to for unit, to in self.drawing().items() if to != before.get(unit)}

    def units(self) -> list[str]:
        """Return the chosen areas."""
        found: list[str] = self.page.evaluate("view.get('units').map((u) => session.ground.ids[u])")
        return found

    def steps(self) -> int:
        """Return how many steps were drawn, undone ones as well."""
        count: int = self.page.evaluate("session.versions().length")
        return count

    def card(self) -> Any:
        return self.page.locator(".cursor-card")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Hand]]:
    complaints: list[str] = []
    contexts = []

    def open_on(data: dict[str, Any] | None = None, language: str = "zh", **context: Any) -> Hand:
        made = browser.new_context(viewport={"width": 1000, "height": 700}, reduced_motion="reduce", **context)
        contexts.append(made)
        serve_files(made)
        page = made.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda text: complaints.append(text.text) if text.type == "error" else None)
        open_map(page, data or small_ground(), language=language)
        return Hand(page)

    yield open_on
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def hand(opened) -> Hand:
    return opened()


def test_a_click_chooses_a_community_and_shift_adds_areas(hand):
    hand.click("b1")
    assert hand.page.evaluate("view.get('selected')") == "甲二"
    assert hand.units() == ["b1"]
    hand.page.keyboard.down("Shift")
    hand.click("b2")
    hand.page.keyboard.up("Shift")
    assert hand.units() == ["b1", "b2"]
    assert hand.steps() == 0


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


def test_the_brush_paints_for_the_community_where_the_stroke_begins(hand):
    hand.tool("p")
    hand.drag(hand.on("a1"), hand.on("b1"))
    assert (hand.moved(), hand.steps()) == ({"b1": "甲一"}, 1)


def test_a_fast_stroke_with_three_samples_misses_nothing(opened):
    # Thirty areas in a row, two rows of them: the stroke runs along the lower row and touches no other.
    hand = opened(grid_data(30, 2, community=1, office=30, crooked_m=0))
    page = hand.page
    page.evaluate("view.set({ selected: 's000000' })")
    for _ in range(2):
        page.keyboard.press("BracketLeft")
    hand.tool("p")
    start, middle, end = (hand.at(x, 100) for x in (100, 3000, 5900))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*middle)
    page.mouse.move(*end)
    page.mouse.up()
    painted = page.evaluate("session.unitsOf('s000000').map((u) => session.ground.ids[u])")
    assert painted == [f"u000{column:03d}" for column in range(30)]
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


def test_an_area_is_split_by_a_line_once_the_parts_were_shown(hand):
    page = hand.page
    page.evaluate("(cut) => { server.cut = cut; }", cut_a1())
    hand.tool("k")
    page.mouse.click(*hand.at(-60, 760))
    page.mouse.move(*hand.at(360, 760))
    page.mouse.click(*hand.at(360, 760))
    page.mouse.click(*hand.at(360, 760))
    card = page.locator(".split-card")
    expect(card).to_contain_text("a1小区")
    expect(card.locator("li")).to_have_text(["第 1 块250 户", "第 2 块150 户"])
    unit, line = page.evaluate("server.splits[0]")
    assert unit == "a1"
    assert line == [pytest.approx([-60, 760], abs=2), pytest.approx([360, 760], abs=2)]
    assert hand.steps() == 0
    card.get_by_role("button", name="切分").click()
    page.wait_for_function("session.ground.count === 13")
    assert {unit: hand.drawing()[unit] for unit in ("a1~1", "a1~2")} == {"a1~1": "甲一", "a1~2": "甲一"}
    # The map has been laid out anew: the parts are units of their own.
    hand.tool("b")
    hand.drag(hand.at(150, 660), hand.at(450, 660))
    assert hand.drawing()["a1~2"] == "甲二"


def cut_a1() -> dict[str, Any]:
    """Return what the server answers to a cut of a1 at 750 m north: its lower half is a new unit at the end."""
    ground = small_ground()["ground"]
    units, arcs, near = ground["units"], ground["arcs"], ground["neighbours"]
    low = len(units["id"])
    lower = {"id": "a1~2", "area_id": "a1", "name": "a1小区", "subdistrict": 0, "households": 150, "persons": 300,
             "kind": "estate", "present": "甲一", "place": [150, 675]}
    for field, values in units.items():
        values.append(lower[field])
    units["id"][0], units["households"][0], units["place"][0] = "a1~1", 250, [150, 825]
    for unit, (south, north) in ((0, (750, 900)), (low, (600, 750))):
        ring = [[0, south], [300, south], [300, north], [0, north], [0, south]]
        ground["shapes"][unit:unit + 1] = [{"type": "Polygon", "coordinates": [ring]}]
    borders = {0: [[0, 750], [300, 750]], 1: [[0, 600], [300, 600]], 3: [[300, 600], [300, 750]]}
    for unit, line in borders.items():
        for field, value in (("a", unit), ("b", low), ("length_m", 300), ("crossing", 0), ("bridge", False)):
            near[field].append(value)
        for field, edge in (("a", unit), ("b", low), ("geometry", [line])):
            arcs[field].append(edge)
    ground["walk"] = {"minutes": {}, "unit_walk": {}}
    parts = [{"unit_id": "a1~1", "households": 250}, {"unit_id": "a1~2", "households": 150}]
    return {"ground": ground, "parts": parts}


def test_a_line_that_the_server_refuses_cuts_nothing(hand):
    hand.page.evaluate("server.refusal = { message_zh: '线没有把小区切成两块', message_en: 'No two parts' }")
    hand.tool("k")
    hand.page.mouse.click(*hand.at(100, 760))
    hand.page.mouse.click(*hand.at(200, 760))
    hand.page.keyboard.press("Enter")
    expect(hand.page.locator(".split-card")).to_contain_text("线没有把小区切成两块")
    hand.page.get_by_role("button", name="重画").click()
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
