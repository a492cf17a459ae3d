"""Sheets for paper in a real browser: distances on the ground have their true length, in print media."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.settings import Settings
from app.workspace import open_workspace
from geodata.input_files import InputFiles
from geodata.prepare import prepare
from tests.app import drawn_grid as grid
from tests.app.plans.conftest import enter
from tests.browser.plan_server import PlanServer, serve_grid

EVIL = "方案<img src=x onerror=alert(1)>\u202e"
A3_PT = (420 / 25.4 * 72, 297 / 25.4 * 72)
TRUE_MM = 0.2


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Iterator[PlanServer]:
    """Serve the nine squares of 300 m."""
    with serve_grid(tmp_path_factory.mktemp("printed")) as running:
        yield running


def laid_out(page: Page, server: PlanServer, plan: str) -> Page:
    page.goto(f"{server.address}/plans/{plan}/print")
    page.locator("html[data-ready] .a3").first.wait_for(timeout=30_000)
    page.emulate_media(media="print")
    return page


def middle_mm(page: Page, unit: str) -> tuple[float, float]:
    """Return where the middle of a unit lies on paper, millimetres from the corner of the window."""
    box = page.locator(f'.map-sheet [data-unit="{unit}"]').first.evaluate("""node => {
        const { x, y, width, height } = node.getBBox();
        const at = new DOMPoint(x + width / 2, y + height / 2).matrixTransform(node.getScreenCTM());
        return [at.x, at.y];
    }""")
    return box[0] / 96 * 25.4, box[1] / 96 * 25.4


def width_mm(page: Page, selector: str) -> float:
    return page.locator(selector).first.evaluate("node => node.getBoundingClientRect().width") / 96 * 25.4


def test_distances_on_paper_are_true(watched, own):
    page = laid_out(watched.page, own, own.plan("方案一"))
    expect(page.locator(".a3 .facts b").first).to_have_text("1 : 4,000")
    a1, c3, c1 = (middle_mm(page, unit) for unit in ("a1", "c3", "c1"))
    # 600 m east and 600 m south, at 1 : 4,000
    assert math.dist(a1, c1) == pytest.approx(150, abs=TRUE_MM)
    assert math.dist(a1, c3) == pytest.approx(150 * math.sqrt(2), abs=TRUE_MM)
    assert a1[1] == pytest.approx(c1[1], abs=TRUE_MM)  # grid north is up
    assert page.locator(".scale-bar").get_attribute("data-metres") == "100"
    assert width_mm(page, ".scale-bar") == pytest.approx(25, abs=TRUE_MM)
    assert width_mm(page, ".a3") == pytest.approx(420, abs=TRUE_MM)
    assert width_mm(page, ".map-sheet") == pytest.approx(260, abs=TRUE_MM)
    assert all(request.startswith(own.address) for request in watched.requests)


def test_kilometre_ticks_stand_where_they_say(page, own):
    laid_out(page, own, own.plan("方案一"))
    ticks = page.locator(".map-sheet .figure").evaluate_all("""nodes => nodes.map((node) => [
        node.textContent, Number(node.getAttribute("x")), node.hasAttribute("transform")])""")
    east = [(float(text) * 1000, x - 0.8) for text, x, is_north in ticks if not is_north]
    # The middle of the land, 450 m from its west side, is in the middle of 260 mm of paper.
    for metres, mm in east:
        assert mm == pytest.approx(130 + (metres - grid.WEST_M - 450) / 4, abs=25 / 4 * 0.01 + 0.01)
    assert len(east) >= 3


def test_the_file_for_the_printer_is_a3_and_one_page_a_sheet(page, own, tmp_path):
    laid_out(page, own, own.plan("方案一"))
    path = tmp_path / "sheet.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    content = path.read_bytes()
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert len(boxes) == page.locator(".a3").count() == 1
    assert [float(side) for side in boxes[0]] == pytest.approx(A3_PT, abs=1)


def test_what_stands_on_the_sheet(watched, own):
    plan = own.plan(EVIL)
    own.draw(plan, "move", units=[["b1", "和平", "丰和"]])
    page = laid_out(watched.page, own, plan)
    rows = page.locator(".table-box tbody tr")
    cells = {row.locator("th").inner_text(): row.locator("td.number").all_inner_texts() for row in rows.all()}
    assert {name: row[:2] for name, row in cells.items()} == {"和平": ["3,600", "5,500"], "丰和": ["6,275", "4,375"]}
    assert page.locator(".table-box tfoot td.number").first.inner_text() == "9,875"
    sheet = page.locator(".a3")
    for text in ("新街", "第 1 版", "校验", "CGCS2000", "高斯-克吕格投影", "中央经线 108°E", "真北偏坐标北西 0.51°",
                 "审图号", "户数口径", "莲湖区社区管理若干措施", "调整前（2 个社区）", "第 1 幅，共 1 幅", EVIL):
        expect(sheet).to_contain_text(text)
    hashed = own.ask("GET", f"/plans/{plan}/judgement")["hash"]
    assert sheet.locator("footer code").inner_text().replace(" ", "") == hashed[:12]
    assert page.locator("img").count() == 0
    assert page.locator(".map-sheet .ending").count() == 1


def test_what_is_typed_stands_on_the_sheet_and_dark_stays_white(page, own):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{own.address}/plans/{own.plan('方案一')}/print")
    page.locator("html[data-ready] .a3").first.wait_for(timeout=30_000)
    page.get_by_label("审图号").fill("陕S(2026)001号")
    expect(page.locator(".a3 .facts")).to_contain_text("审图号：陕S(2026)001号")
    assert page.locator(".a3").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".a3 h1").evaluate("node => getComputedStyle(node).color") == "rgb(23, 32, 36)"
    page.get_by_role("button", name="EN").click()
    expect(page.locator(".a3 footer")).to_contain_text("Sheet 1 of 1")


def test_one_sheet_a_street_office_and_the_whole(page, tmp_path):
    offices = {cell: "甲街" if name == "和平" else "乙街" for cell, name in grid.PRESENT.items()}
    with serve_grid(tmp_path / "data") as server:
        ground = prepare(InputFiles(areas=str(grid.areas(Path(tmp_path), subdistrict=offices))))
        workspace = open_workspace(Settings(data=tmp_path / "data"))
        two = replace(server, dataset_id=enter(workspace, ground))
        workspace.database.close()
        laid_out(page, two, two.plan("两街"))
        subjects = [node.get_attribute("data-subject") for node in page.locator(".a3").all()]
        assert subjects == ["", "", "乙街", "甲街"]  # the whole, its communities, then each office
        assert page.locator(".a3 footer span:last-child").all_inner_texts()[-1].endswith("第 4 幅，共 4 幅")
        last = page.locator(".a3").last
        assert last.locator(".map-sheet [data-unit]").count() == 4
        assert last.locator(".table-box tbody th").all_inner_texts() == ["和平"]
        page.emulate_media(media="screen")
        page.get_by_role("checkbox", name="全图").uncheck()
        expect(page.locator(".a3")).to_have_count(2)
