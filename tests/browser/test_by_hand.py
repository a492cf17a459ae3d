"""By hand alone: with nothing but what the page shows and the keyboard, a street office comes into the band.

Today 云墨社区 holds 7,652 households and 清平社区 728 (sums over the file). The hand reads the table and what the map
says of the area under the keyboard's ring; it knows no identifier and no place on the screen.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.datasets.store import register_dataset
from app.main import create_app
from app.settings import Settings
from app.workspace import LOCAL
from geodata.samples import sample_inputs
from tests.browser.lianhu import Book, ready
from tests.browser.plan_server import running

OFFICE = "合成兰畦街道"
LEAST, MOST = 1000, 5000
GIVING, TAKING = "云墨社区", "清平社区"
BACK = {"ArrowRight": "ArrowLeft", "ArrowUp": "ArrowDown", "ArrowLeft": "ArrowRight", "ArrowDown": "ArrowUp"}
MOST_STEPS = 60
SPOKEN_MS = 1100
"""The page speaks at most once a second: the clock is put forward instead of waited for."""


@pytest.fixture
def page(browser: Browser, tmp_path) -> Iterator[Page]:
    """A plan of the district from today's communities, in a planner's browser."""
    app = create_app(Settings(data=tmp_path, job_standby=False))
    with app.state.workspace.database.session() as session:
        profile = {"id": "lianhu-2024", "overlays": []}
        register_dataset(session, app.state.workspace.blobs, sample_inputs("lianhu-like"), "莲湖样例", profile, LOCAL)
    with running(app) as address, browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce"
    ) as context:
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.clock.install()
        page.goto(f"{address}/datasets")
        page.get_by_role("link", name="莲湖样例").first.click()
        page.get_by_role("button", name="新建方案").click()
        page.wait_for_url(re.compile(r"/plans/[0-9a-f]{32}$"))
        yield ready(page)


def sizes(page: Page) -> dict[str, int]:
    """Read the table of the street office: every community with its households, land of none left out."""
    lines = page.locator(".communities tr:has(td.households)")
    cells = "rows => rows.map((row) => ['th', 'td.households'].map((cell) => row.querySelector(cell).innerText))"
    read = {name.strip(): int(re.sub(r"\D", "", figure)) for name, figure in lines.evaluate_all(cells)}
    return {name: size for name, size in read.items() if name != "未定"}


def press(page: Page, key: str) -> str:
    """Step on the map; return the community that the page names for the area reached."""
    said = page.get_by_role("status").last
    page.keyboard.press(key)
    page.clock.fast_forward(SPOKEN_MS)
    return said.inner_text().split("、")[-1]


def test_a_street_office_is_brought_into_the_band_with_visible_labels_only(page: Page) -> None:
    page.get_by_label("街道", exact=True).select_option(OFFICE)
    expect(page.locator(".communities td.households")).to_have_count(4)
    today = sizes(page)
    files = Book()
    assert today == {name: files.households(f"{name}社区") for name in ("云墨", "清平", "锦澜")}
    assert {name for name, size in today.items() if not LEAST <= size <= MOST} == {"云墨", "清平"}

    page.keyboard.press("/")
    page.keyboard.type(TAKING)
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", selected=True).get_by_role("rowheader")).to_have_text("清平")
    page.get_by_role("application", name="方案地图").focus()
    give_until_in_band(page)

    now = sizes(page)
    assert all(LEAST <= size <= MOST for size in now.values()), now
    assert sum(now.values()) == sum(today.values())
    assert now["锦澜"] == today["锦澜"]
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    expect(page.locator(".reading").nth(1)).to_have_text(re.compile(r"区间内\s*3\s*/ 3"))
    page.get_by_role("rowheader", name="云墨", exact=True).click()
    for name in ("云墨", "清平"):
        page.get_by_role("rowheader", name=name, exact=True).click()
        expect(page.locator(".detail")).not_to_contain_text("片数")


def give_until_in_band(page: Page) -> None:
    """Step by arrow from the small community into the large one and give what is met, until the large one fits."""
    ways = random.Random(4)
    for _ in range(MOST_STEPS):
        if sizes(page)["云墨"] <= MOST:
            return
        way = ways.choice(list(BACK))
        reached = press(page, way)
        if reached == GIVING:
            before = sizes(page)
            page.keyboard.press("Enter")
            page.clock.fast_forward(SPOKEN_MS)
            if sizes(page) != before:
                continue
        if reached != TAKING:
            press(page, BACK[way])
    raise AssertionError(f"still out of the band after {MOST_STEPS} steps: {sizes(page)}")
