"""A planner's hand on the editor's map alone, in the words of the drawn ground.

The drawn ground (tests/editor/small_ground.mjs) has twelve squares of 300 m: 甲一 = a1-a3, 甲二 = b1-b3 in one street
office, 乙一 = c1, c2, d1, d2 and 乙二 = c3, d3 in the other; the band is 1,000 to 2,000 households.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.editor_page import small_ground

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
