"""Splitting an area by a line in a real browser: the parts are shown first, and a line that does not fit cuts nothing.

The ground is told in map_hand.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor_page import small_ground


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
