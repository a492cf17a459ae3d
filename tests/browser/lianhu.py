"""The synthetic district as a planner knows it: its files, the sums over them, and a hand on the map of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from shapely.affinity import scale
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.samples import sample_folder

Spot = tuple[float, float]

SEE_MAP = """(() => {
  let leaflet;
  Object.defineProperty(window, 'L', { get: () => leaflet, set(made) {
    leaflet = made;
    made.Map.addInitHook(function () { window.sheetMap ??= this; });
  } });
})()"""
"""Keeps the first map that the page makes, so that places on the ground can be pointed at on the screen."""


@cache
def areas() -> dict[str, tuple[dict[str, Any], BaseGeometry]]:
    """Return properties and outline of every area of the file."""
    text = (sample_folder("lianhu-like") / "areas.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    return {one["properties"]["area_id"]: (one["properties"], shape(one["geometry"])) for one in features}


class Book:
    """Which community each area should be in by now, kept beside the page: its sums come from the files alone."""

    def __init__(self) -> None:
        self.community: dict[str, str | None] = {key: told["community"] for key, (told, _) in areas().items()}

    def move(self, to: str | None, *area_ids: str) -> None:
        """Enter that some areas go to a community."""
        self.community.update(dict.fromkeys(area_ids, to))

    def households(self, community: str | None) -> int:
        """Return the households of a community, or those of none."""
        return sum(areas()[key][0]["households"] for key, held in self.community.items() if held == community)

    def of(self, subdistrict: str) -> set[str]:
        """Return the areas of a street office's territory."""
        return {key for key, (told, _) in areas().items() if told["subdistrict"] == subdistrict}


def desk_of(context: BrowserContext, *, timeout_ms: int = 15_000) -> BrowserContext:
    """Prepare a planner's browser for a hand on its maps."""
    context.add_init_script(SEE_MAP)
    context.set_default_timeout(timeout_ms)
    return context


def ready(page: Page) -> Page:
    """Wait until the panels of a plan are drawn."""
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def row(page: Page, community: str | None) -> Locator:
    """Return the row of a community; without one that of the land of none."""
    return page.locator("tr.unassigned" if community is None else f'tr[data-id="{community}"]')


def shows(page: Page, book: Book, *communities: str | None) -> None:
    """Check the table's households of some communities against the files."""
    for community in communities:
        text = re.compile(rf"^{book.households(community):,}\*?$")
        expect(row(page, community).locator(".households")).to_have_text(text)


def office(page: Page, name: str) -> None:
    """Show one street office only; its territory fills the map."""
    page.get_by_label("街道", exact=True).select_option(name)


class Hand:
    """A planner's hand on the map: tools by their keys, areas by where they lie."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tool(self, key: str) -> None:
        """Take a tool."""
        self.page.keyboard.press(key)

    def spots(self, points: Iterable[Spot]) -> list[Spot]:
        """Return where points of the ground are on the screen."""
        found: list[Spot] = self.page.evaluate(
            "(points) => { const box = sheetMap.getContainer().getBoundingClientRect(); return points.map(([x, y]) => {"
            " const p = sheetMap.latLngToContainerPoint([y, x]); return [p.x + box.x, p.y + box.y]; }); }",
            [list(point) for point in points],
        )
        return found

    def on(self, area_id: str) -> Spot:
        """Return a spot within an area."""
        point = areas()[area_id][1].representative_point()
        return self.spots([(point.x, point.y)])[0]

    def click(self, area_id: str) -> None:
        """Click on an area."""
        self.page.mouse.click(*self.on(area_id))

    def drag(self, *spots: Spot, steps: int = 5) -> None:
        """Press at the first spot, move over the others, let go."""
        self.page.mouse.move(*spots[0])
        self.page.mouse.down()
        for spot in spots[1:]:
            self.page.mouse.move(*spot, steps=steps)
        self.page.mouse.up()

    def over(self, *area_ids: str) -> None:
        """Drag from area to area; over one alone, a little within it."""
        spots = [self.on(area_id) for area_id in area_ids]
        if len(spots) == 1:
            spots.append((spots[0][0] + 3, spots[0][1]))
        self.drag(*spots)

    def around(self, area_id: str) -> None:
        """Draw a line along the inside of an area's edge."""
        outline = scale(areas()[area_id][1], 0.9, 0.9)
        self.drag(*self.spots(outline.exterior.coords))

    def box(self, area_id: str) -> None:
        """Draw a rectangle within an area."""
        left, low, right, high = scale(areas()[area_id][1], 0.8, 0.8).bounds
        self.drag(*self.spots([(left, high), (right, low)]))

    def cut(self, area_id: str) -> None:
        """Draw a line through the middle of an area, from beyond its west to beyond its east, and end it by Enter."""
        outline = areas()[area_id][1]
        left, _, right, _ = scale(outline, 1.1, 1.1).bounds
        y = outline.representative_point().y
        for spot in self.spots([(left, y), (right, y)]):
            self.page.mouse.move(*spot)
            self.page.mouse.click(*spot)
        self.page.keyboard.press("Enter")
