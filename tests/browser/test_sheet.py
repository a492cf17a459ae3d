"""The sheet in a real browser: drawn, offline, and answering the reader."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from app.maps import render_plan, sheet_from_folder
from app.maps.palette import DARK, LIGHT
from tests.browser.waiting import soon

EVIL = "<img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(params=["served", "on_disk"])
def address(request: pytest.FixtureRequest) -> str:
    base = request.getfixturevalue(request.param)
    return f"{base}/plans/九宫格" if request.param == "served" else base


@pytest.fixture
def page(watched, address) -> Page:
    return watched.open(address)


def row(page: Page, community: str):
    return page.locator(f'tr[data-id="{community}"]')


def colour_at(page: Page, x: float, y: float) -> str:
    """Return the colour of the screen at a place of the drawn plan, in metres from its south-west corner."""
    spot = page.evaluate(
        "([x, y]) => { const p = map_sheet.latLngToContainerPoint([34.26 + y / 110920, 108.9 + x / 92180]);"
        " const box = map_sheet.getContainer().getBoundingClientRect(); return [p.x + box.x, p.y + box.y]; }", [x, y])
    shot = page.screenshot(clip={"x": spot[0], "y": spot[1], "width": 1, "height": 1})
    return page.evaluate(
        """async (png) => {
            const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
            const pen = document.createElement("canvas").getContext("2d");
            pen.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0);
            const colour = [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
            return "#" + colour.map((part) => part.toString(16).padStart(2, "0")).join("").toUpperCase();
        }""", base64.b64encode(shot).decode())


def has_colour(page: Page, x: float, y: float, wanted: str) -> None:
    """Check the colour of the screen at a place of the drawn plan, once it is painted."""
    soon(page, lambda: colour_at(page, x, y), wanted)


def test_nothing_is_asked_of_another_host(watched, address):
    page = watched.open(address)
    expect(row(page, "和平")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for url in watched.requests if not url.startswith(("data:", "file:", "http://127.0.0.1:"))] == []


def test_a_page_on_disk_asks_for_nothing_but_itself(watched, on_disk):
    expect(row(watched.open(on_disk), "和平")).to_be_visible()
    assert [url for url in watched.requests if not url.startswith("data:")] == [on_disk]


def test_the_table_says_the_counts(page):
    expect(row(page, "丰和").locator(".households")).to_have_text("5,700")
    expect(row(page, "丰和").locator("svg.gauge")).to_have_attribute("aria-label", "丰和 5,700 户，超上限 700 户")
    expect(row(page, "新街+1").locator("svg.gauge")).to_have_attribute("aria-label", "新街+1 575 户，低于下限 425 户")
    expect(row(page, "丰和").locator(".floor")).to_have_text("−810")


def test_what_has_to_be_done_comes_first(page):
    """Hard before soft before none."""
    order = "rows => rows.map((row) => row.dataset.id)"
    soon(page, lambda: page.locator("tr[data-id]").evaluate_all(order), ["新街+1", "丰和", "和平"])


def test_the_readings_carry_todays_values(page):
    for part in ("3", "现状 2", "2,475", "25.1", "810"):
        expect(page.locator(".readings")).to_contain_text(part)


def test_a_click_on_a_row_says_the_four_limits_in_the_margins(page):
    expect(page.locator(".margins .limit")).to_have_count(0)
    row(page, "丰和").click()
    expect(page.locator(".margins .limit")).to_have_text(["北至 街道界", "东至 建设街", "南至 清河", "西至 朝阳路"])


def test_a_click_on_the_map_selects_the_row(page):
    x, y = page.evaluate(
        "(() => { const p = map_sheet.latLngToContainerPoint([34.26 + 150 / 110920, 108.9 + 400 / 92180]);"
        " return [p.x, p.y]; })()")
    page.locator(".folium-map").click(position={"x": x, "y": y})
    expect(row(page, "丰和")).to_have_attribute("aria-selected", "true")


def test_a_double_click_goes_there(page):
    """c lies 750 m east of the south-west corner, the whole plan 450 m."""
    assert centre(page)[0] == pytest.approx(108.9 + 450 / 92180, abs=5e-4)
    row(page, "新街+1").dblclick()
    soon(page, lambda: centre(page)[0], pytest.approx(108.9 + 750 / 92180, abs=5e-4))


def centre(page: Page) -> list[float]:
    return page.evaluate("(() => { const c = map_sheet.getCenter(); return [c.lng, c.lat]; })()")


def test_arrow_keys_move_the_selection(page):
    row(page, "新街+1").click()
    row(page, "新街+1").press("ArrowDown")
    expect(row(page, "丰和")).to_have_attribute("aria-selected", "true")
    expect(row(page, "丰和")).to_be_focused()


def test_units_are_filled_with_the_colour_of_their_community(page):
    """和平 has fill 1, 丰和 fill 0 (tests/drawn_plan.py gives them in order of identifier: 丰和, 和平, 新街+1)."""
    has_colour(page, 60, 120, LIGHT["c1"])
    has_colour(page, 400, 120, LIGHT["c0"])


def test_streets_are_gaps_of_true_width(page):
    """朝阳路 is 32 m wide: paper 12 m beside its middle, the fill 25 m beside it."""
    has_colour(page, 312, 120, LIGHT["street"])
    has_colour(page, 325, 120, LIGHT["c0"])


def test_today_shows_the_present_communities(page):
    """Today b1 belongs to 和平."""
    page.get_by_role("button", name="现状", exact=True).click()
    has_colour(page, 400, 720, LIGHT["c1"])
    expect(page.locator(".label b")).to_have_text(["丰和", "和平"])


def test_dark_is_dark_and_back(page):
    page.get_by_role("button", name="明暗").click()
    has_colour(page, 60, 120, DARK["c1"])
    page.get_by_role("button", name="明暗").click()
    has_colour(page, 60, 120, LIGHT["c1"])


def test_the_language_switches_and_place_names_stay(page):
    page.get_by_role("button", name="EN").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Findings")).to_be_visible()
    row(page, "丰和").click()
    expect(page.locator(".margins .limit").first).to_have_text("N: office limit")
    expect(page.locator(".findings").get_by_text("丰和: 5,700 households, 700 over the limit")).to_be_visible()


def test_a_finding_leads_to_its_place(page):
    page.locator(".findings li", has_text="c1小区被切开").get_by_role("button", name="定位").click()
    expect(row(page, "新街+1")).to_have_attribute("aria-selected", "true")
    soon(page, lambda: centre(page), pytest.approx([108.9 + 750 / 92180, 34.26 + 750 / 110920], abs=5e-4))


def test_the_ledger_lists_what_moves(page):
    page.get_by_role("tab", name="划入划出").click()
    expect(page.locator("table.plain tbody tr")).to_have_count(4)
    expect(page.locator("table.plain tfoot")).to_contain_text("2,475")


def test_what_is_unplaced_is_listed(page):
    expect(page.get_by_text("1 个小区没有落图位置，40 户")).to_be_visible()


def test_a_legend_entry_is_a_layer_switch(page):
    labels = page.locator(".label").first
    expect(labels).to_be_visible()
    page.get_by_role("switch", name="社区名与户数").click()
    expect(labels).to_be_hidden()
    expect(page.get_by_role("switch", name="社区名与户数")).to_have_attribute("aria-checked", "false")


def test_search_finds_an_area(page):
    page.keyboard.press("/")
    page.keyboard.type("c2")
    page.keyboard.press("Enter")
    expect(row(page, "新街+1")).to_have_attribute("aria-selected", "true")


def test_coordinates_without_a_place_on_earth_fill_the_frame_too(watched, drawn_plan, tmp_path):
    """Nine squares of 300 m times ten, in metres from nowhere: the sheet is 9 km across and ticks count kilometres."""
    sheet = sheet_from_folder(drawn_plan)

    def leave_earth(frame):
        metres = frame.to_crs("EPSG:4545")
        west, south, *_ = sheet.units.to_crs("EPSG:4545").total_bounds
        moved = metres.geometry.translate(-west, -south).scale(10, 10, origin=(0, 0))
        return metres.set_geometry(moved).set_crs(None, allow_override=True)

    layers = ("units", "communities", "facilities", "lines", "subdistricts", "today")
    frames = {name: leave_earth(getattr(sheet, name)) for name in layers}
    path = tmp_path / "map.html"
    path.write_text(render_plan(replace(sheet, plan={**sheet.plan, "crs": "local"}, **frames)), encoding="utf-8")
    page = watched.open(path.as_uri())
    box = page.evaluate("(() => { const b = map_sheet.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(),"
                        " b.getNorth()]; })()")
    assert box[0] < 0 < 9000 < box[2] < 20000
    assert box[1] < 0 < 9000 < box[3] < 20000
    ticks = page.locator(".margins .figure").all_text_contents()
    assert {"0", "2", "4"} <= {tick.removesuffix(".0") for tick in ticks}


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1093, 614), (2560, 1440), (390, 844)])
def test_the_sheet_fits_the_window(watched, on_disk, width, height):
    watched.page.set_viewport_size({"width": width, "height": height})
    page = watched.open(on_disk)
    expect(page.locator(".neat canvas").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    size = page.locator(".neat").bounding_box()
    assert size["width"] > 300
    assert size["height"] > 300


def test_ticks_stand_where_the_projection_puts_them(page):
    """The western edge of the plan is at easting 582.9 km: its tick must stand above it."""
    from pyproj import Transformer

    east, _ = Transformer.from_crs("EPSG:4326", "EPSG:4545", always_xy=True).transform(108.9, 34.26)
    ticks = page.locator(".margins .figure").evaluate_all(
        "nodes => nodes.filter((n) => !n.getAttribute('transform'))"
        ".map((n) => [Number(n.textContent), Number(n.getAttribute('x')) - 4])")
    (km1, x1), (km2, x2) = ticks[0], ticks[-1]
    expected = x1 + (east / 1000 - km1) / (km2 - km1) * (x2 - x1)
    edge = page.evaluate("map_sheet.latLngToContainerPoint([34.26 + 900 / 110920, 108.9]).x") + 22
    assert edge == pytest.approx(expected, abs=12)  # the grid is turned against the map by half a degree over 900 m


def test_a_script_in_a_name_is_only_text(watched, drawn_plan, tmp_path):
    def spoil(document: object) -> object:
        return json.loads(json.dumps(document, ensure_ascii=False).replace("丰和", json.dumps(EVIL)[1:-1]))

    sheet = sheet_from_folder(drawn_plan)
    frames = {name: getattr(sheet, name).replace("丰和", EVIL) for name in ("units", "communities", "today")}
    evil = replace(sheet, title=EVIL, plan=spoil(sheet.plan), audit=spoil(sheet.audit), **frames)
    path = tmp_path / "map.html"
    path.write_text(render_plan(evil), encoding="utf-8")
    page = watched.open(path.as_uri())
    page.locator("tr[data-id]").nth(1).click()
    page.get_by_role("tab", name="划入划出").click()
    page.get_by_role("tab", name="求解").click()
    page.locator(".folium-map").hover()
    expect(page.locator("h1")).to_have_text(EVIL)
    assert page.locator("img").count() == 0
    assert page.title() != "broken"


def test_paper_gets_light_colours_and_the_screen_its_own_back(watched, on_disk):
    watched.page.emulate_media(color_scheme="dark")
    page = watched.open(on_disk)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    has_colour(page, 60, 120, LIGHT["c1"])
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    has_colour(page, 60, 120, DARK["c1"])


class TestHome:
    def test_every_plan_is_a_strip_that_leads_to_its_sheet(self, watched, served):
        page = watched.open(served)
        expect(page.locator(".plans .tick")).to_have_count(3)
        page.get_by_role("link", name="九宫格示例（手绘）", exact=True).click()
        expect(page.locator("tr[data-id]")).to_have_count(3)
        page.get_by_role("link", name="四至").click()
        expect(page.locator(".plans")).to_be_visible()
