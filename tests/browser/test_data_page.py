"""The page of a dataset in a real browser: upload, columns, check, decisions, freeze; and hostile names as text."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import FilePayload, Page, expect

from app.main import create_app
from app.settings import Settings
from geodata.samples import sample_folder
from tests.app.datasets.conftest import nine_squares

CHECK_MS = 90_000
EVIL = "“引号”<img src=x onerror=alert(1)>\u202egnp"
FILES = ("roads.geojson", "barriers.geojson", "facilities.csv", "subdistricts.geojson", "buildings.csv")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server without any data."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("served"), job_processes=1, job_standby=False))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


def sample_files() -> list[FilePayload]:
    """The synthetic district as an office would hand it in: its count under a header of its own, no basis stated."""
    folder = sample_folder("lianhu-like")
    areas = (folder / "areas.geojson").read_text(encoding="utf-8")
    areas = areas.replace('"households":', '"HS_2025":').replace('"household_basis":', '"note":')
    return [file("小区.geojson", areas), *(file(name, (folder / name).read_text(encoding="utf-8")) for name in FILES)]


def upload(page: Page, address: str, files: list[FilePayload]) -> None:
    page.goto(f"{address}/datasets")
    page.locator("input[type=file]").first.set_input_files(files)
    page.wait_for_url(re.compile(r"/datasets/[0-9a-f]{32}$"))
    page.locator(".mapping table").first.wait_for()


def checked(page: Page) -> None:
    """Wait until a check of what is decided by now is over and drawn: only then is putting into use the next step."""
    foot = page.locator(".foot")
    expect(foot.locator('[data-key="freeze"].primary')).to_be_visible(timeout=CHECK_MS)
    expect(foot.locator('[data-key="check"]')).to_be_enabled(timeout=CHECK_MS)


def test_from_files_to_ground_in_use(watched, address):
    page = watched.page
    page.goto(f"{address}/datasets")
    expect(page.locator(".empty")).to_contain_text("还没有数据：拖入文件")
    upload(page, address, sample_files())
    for part, role in enumerate(("areas", "roads", "barriers", "facilities", "subdistricts", "buildings")):
        expect(page.locator(".files .part select").nth(part)).to_have_value(role)

    households = page.get_by_label("户数 对应的列", exact=True)
    expect(households).to_have_class("wanted")
    households.focus()
    households.select_option("HS_2025")
    row = page.locator(".mapping tr", has=page.get_by_role("rowheader", name="户数", exact=True))
    expect(row).to_contain_text("已定")
    expect(row.locator(".sample")).to_have_text("890")
    expect(page.get_by_label("户数 对应的列", exact=True)).to_be_focused()

    page.locator(".foot").get_by_role("button", name="检查", exact=True).click()
    checked(page)
    expect(page.locator(".foot .sums")).to_contain_text("236 个小区")
    expect(page.locator(".foot .sums")).to_contain_text("15.64 万户")
    expect(page.locator(".foot")).to_contain_text("还有 1 项待你决定")
    expect(page.get_by_role("button", name="启用第 1 期")).to_be_disabled()
    expect(page.locator(".question")).to_contain_text("HS_2025 是哪一种“户”？")
    expect(page.locator(".pin").first).to_be_attached()

    page.get_by_role("radio", name="常住户数", exact=True).click()
    expect(page.locator(".question")).to_have_count(0, timeout=CHECK_MS)
    checked(page)
    expect(page.locator("#report-decide")).to_have_count(0)
    page.get_by_role("button", name="启用第 1 期").click()
    expect(page.locator("header.bar .chip")).to_have_text("已启用")
    expect(page.locator(".foot")).to_contain_text("已冻结 · 校验")
    expect(page.get_by_label("户数 对应的列", exact=True)).to_be_disabled()
    expect(page.get_by_role("button", name="新建方案")).to_be_enabled()
    assert {re.sub(r"^(https?://[^/]*).*", r"\1", asked) for asked in watched.requests} <= {address}


def test_a_finding_leads_to_its_place_and_may_stand(watched, address):
    page = watched.page
    text = nine_squares(**{"household_basis": dict.fromkeys(("a1", "a2"), "resident")}).replace("1900", '"若干"', 1)
    upload(page, address, [file("九宫格.geojson", text)])
    page.locator(".foot").get_by_role("button", name="检查", exact=True).click()
    checked(page)
    decide = page.locator("#report-decide .findings > li")
    expect(decide).to_contain_text("若干")
    decide.get_by_role("button", name="放行").click()
    expect(page.locator("#report-decide")).to_have_count(0)
    expect(page.locator("#report-mended")).to_contain_text("已放行")
    page.get_by_role("button", name="启用第 1 期").click()
    expect(page.locator("header.bar .chip")).to_have_text("已启用")


def test_names_from_files_are_text(watched, address):
    page = watched.page
    evil = dict.fromkeys(("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"), EVIL)
    text = nine_squares(name=evil, subdistrict=evil).replace('"community"', json.dumps(EVIL, ensure_ascii=False))
    upload(page, address, [file(f"{EVIL}.geojson", text)])
    expect(page.locator(".file-head b").first).to_have_text(f"{EVIL}.geojson")
    expect(page.locator(".mapping .sample").filter(has_text=EVIL).first).to_be_visible()
    page.get_by_label("人口 对应的列", exact=True).select_option(EVIL)
    expect(page.locator(".mapping .told").first).to_be_visible()
    page.goto(f"{address}/datasets")
    expect(page.locator(".plans th[scope=row]").first).to_contain_text(EVIL)
    assert page.locator("img").count() == 0


def test_what_cannot_be_read_says_why_and_nothing_is_lost(watched, address):
    page = watched.page
    upload(page, address, [file("九宫格.geojson", nine_squares()), file("坏.gpkg", "no database")])
    expect(page.locator(".files .wrong")).to_contain_text("坏.gpkg")
    page.get_by_label("坐标系", exact=True).select_option("epsg")
    page.get_by_role("textbox", name="EPSG 代码").fill("9999")
    page.get_by_role("button", name="确定").click()
    page.locator(".foot").get_by_role("button", name="检查", exact=True).click()
    expect(page.locator(".problem")).to_contain_text("crs.", timeout=CHECK_MS)
    expect(page.get_by_role("textbox", name="EPSG 代码")).to_have_value("9999")
    page.get_by_role("button", name="移除 坏.gpkg").click()
    expect(page.locator(".files .wrong")).to_have_count(0)


def test_the_page_in_english(watched, address, tmp_path: Path):
    page = watched.page
    upload(page, address, [file("九宫格.geojson", nine_squares())])
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator(".steps")).to_contain_text("Columns and check")
    assert not re.findall(r"[一-鿿]", page.locator(".foot").inner_text())
