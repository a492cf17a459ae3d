"""The page of a check in a real browser: groups, filter, places, islands, and the report in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.checks.checking import check, write
from app.maps import CheckSheet, render_check, sheet_from_folder
from app.maps.palette import LIGHT
from geodata.input_files import InputFiles
from tests.app import drawn_grid as grid
from tests.browser.test_sheet import has_colour
from tests.browser.waiting import soon

EVIL = "<img src=x onerror=\"document.title='broken'\">"


def finding(code, severity, zh, place=None, **more):
    return {"code": code, "severity": severity, "message_zh": zh, "message_en": code, "place": place, **more}


@pytest.fixture
def page(watched, drawn_plan: Path, tmp_path: Path) -> Page:
    sheet = sheet_from_folder(drawn_plan)
    findings = [
        finding("areas.empty", "note", "两个小区户数为 0"),
        finding("areas.gap", "repaired", "缝隙一", [108.903, 34.262]),
        finding("areas.gap", "repaired", EVIL, [108.907, 34.266]),
        finding("areas.overlap", "warning", "两个小区重叠", [108.907, 34.262]),
        finding("areas.households_unreadable", "error", "户数读不了", [108.905, 34.264]),
    ]
    document = {"areas": 9, "units": 9, "households": 9875, "population": 19750, "findings": findings}
    areas = sheet.units[["area_id", "name", "subdistrict", "households", "population", "geometry"]]
    path = tmp_path / "check.html"
    ground = (sheet.facilities, sheet.lines, sheet.subdistricts)
    shown = CheckSheet("九宫格", areas, sheet.units, *ground, document, "EPSG:4545")
    path.write_text(render_check(shown), encoding="utf-8")
    return watched.open(path.as_uri())


def pins(page: Page, *numbers: str) -> None:
    """Check which numbers stand on the map."""
    soon(page, lambda: sorted(page.locator(".pin .sign text").all_text_contents()), list(numbers))


def test_findings_stand_under_what_is_to_be_done_the_gravest_first(page):
    expect(page.locator(".groups h2")).to_have_text(["需要改正1 类", "请核实1 类", "已修补 · 已假定1 类", "仅告知1 类"])
    expect(page.locator(".groups > .findings > li")).to_have_count(4)
    expect(page.locator(".folded .many")).to_have_text("2 处")


def test_places_carry_the_number_of_their_group(page):
    pins(page, "1", "2", "3", "3")


def test_a_severity_switched_off_leaves_list_and_map(page):
    page.get_by_role("button", name="已修").click()
    expect(page.locator(".groups h2")).to_have_text(["需要改正1 类", "请核实1 类", "仅告知1 类"])
    pins(page, "1", "2")
    page.get_by_role("button", name="已修").click()
    pins(page, "1", "2", "3", "3")


def test_one_code_alone(page):
    page.get_by_label("按种类筛选").select_option("3")
    pins(page, "3", "3")
    expect(page.locator(".groups > .findings > li")).to_have_count(1)
    expect(page.locator(".folded .findings li")).to_have_count(2)  # opened
    page.keyboard.press("Escape")


def test_a_folded_group_opens_and_leads_to_its_places(page):
    page.locator(".folded summary").click()
    page.locator(".folded .findings li").nth(1).click()
    expect(page.locator(".folded .picked")).to_have_count(1)
    centre = "[map_sheet.getCenter().lng, map_sheet.getCenter().lat]"
    soon(page, lambda: page.evaluate(centre), [pytest.approx(108.907, abs=1e-4), pytest.approx(34.266, abs=1e-4)])
    assert page.title() != "broken"


def test_areas_lie_white_on_paper(page):
    has_colour(page, 60, 120, LIGHT["raised"])


class TestOwnFiles:
    """The page that ``sizhi check --out`` writes."""

    @pytest.fixture
    def page(self, watched, tmp_path):
        rows = grid.features({"households": grid.HOUSEHOLDS}, cells=("a1", "a2", "c3"))
        source = grid.write(tmp_path / "areas.geojson", rows)
        write(check(InputFiles(str(source))), tmp_path / "checked")
        return watched.open((tmp_path / "checked" / "map.html").as_uri())

    def test_it_asks_for_nothing_but_itself(self, watched, page):
        assert [url for url in watched.requests if not url.startswith(("data:", "file:"))] == []

    def test_the_report_stands_beside_the_findings_in_both_languages(self, page):
        page.get_by_role("tab", name="报告").click()
        expect(page.locator(".check-report .lead")).to_have_text("数据检查：没有错误，可以规划")
        expect(page.locator(".check-report")).to_contain_text("孤立 全区：c3，1 个单元、75 户")
        page.get_by_role("button", name="EN").click()
        expect(page.locator(".check-report .lead")).to_have_text("Check: no errors, can be planned")

    def test_an_island_is_framed_and_can_be_hidden(self, page):
        layer = page.get_by_role("switch", name="孤立、未明确的单元")
        expect(layer).to_have_attribute("aria-checked", "true")
        layer.click()
        expect(page.get_by_role("switch", name="孤立、未明确的单元")).to_have_attribute("aria-checked", "false")
