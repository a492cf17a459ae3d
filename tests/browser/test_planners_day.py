"""A planner's day on the synthetic district's own files, from the upload to the export; and a look at real Punggol.

What the page says is held against sums over the files, kept by the test in its own book.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pyogrio
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.datasets.store import register_dataset
from app.main import create_app
from app.settings import Settings
from app.workspace import LOCAL
from geodata.samples import sample_folder, sample_inputs
from tests.browser.lianhu import Book, Hand, areas, desk_of, office, ready, row, shows
from tests.browser.plan_page import saved
from tests.browser.plan_server import running
from tests.browser.test_data_page import checked, sample_files, upload
from tests.browser.waiting import soon

SOLVED, REDRAWN = "合成兰畦街道", "合成杏圃街道"
SOLVE_MS = 120_000
LOCKED = "锦澜社区"
BAND = range(1000, 5001)
LOOK = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server that knows Punggol; its first job waits for no imports."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("day"), job_processes=1))
    workspace = app.state.workspace
    with workspace.database.session() as session:
        profile = {"id": "lianhu-2024", "overlays": []}
        register_dataset(session, workspace.blobs, sample_inputs("punggol"), "Punggol", profile, LOCAL)
    with running(app) as address:
        yield address


@pytest.fixture
def planner(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**LOOK) as context:
        yield desk_of(context)


@pytest.fixture
def colleague(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody else, in a browser of their own."""
    with browser.new_context(**LOOK) as context:
        yield desk_of(context)


def test_a_planners_day(
    planner: BrowserContext, colleague: BrowserContext, address: str, tmp_path: Path
) -> None:
    book = Book()
    page = planner.new_page()
    begin(page, address)
    shows(page, book, "云墨社区", "鹭野社区", None)
    solve_the_rest(page, book)
    redraw(page, book)
    cut(page, book)
    remark_and_name(page)
    two_windows(page, colleague, book)
    page = crash(page, planner, book)
    see_the_difference(page, book)
    take_away(page, book, tmp_path)


def begin(page: Page, address: str) -> None:
    """Files, columns, the basis, ground in use, a plan from today's communities."""
    upload(page, address, sample_files())
    page.get_by_label("户数 对应的列", exact=True).select_option("HS_2025")
    page.locator(".foot").get_by_role("button", name="检查", exact=True).click()
    checked(page)
    page.get_by_role("radio", name="常住户数", exact=True).click()
    expect(page.locator(".question")).to_have_count(0, timeout=SOLVE_MS)
    checked(page)
    page.get_by_role("button", name="启用第 1 期").click()
    expect(page.locator("header.bar .chip")).to_have_text("已启用")
    page.get_by_role("button", name="新建方案").click()
    page.wait_for_url(re.compile(r"/plans/[0-9a-f]{32}$"))
    ready(page)


def solve_the_rest(page: Page, book: Book) -> None:
    """Lock one community; the optimiser brings the others of its street office into the band around it."""
    office(page, SOLVED)
    row(page, LOCKED).click()
    page.locator(".row-actions").get_by_role("button", name="锁定").click()
    saved(page, 1)
    page.locator('[data-verb="complete"]').click()
    accept = page.locator('[data-act="accept"]')
    accept.click(timeout=SOLVE_MS)
    expect(page.locator(".version-list .now")).to_contain_text("采纳建议")
    saved(page, 2)
    shows(page, book, LOCKED)
    sizes = [int(text.strip("*").replace(",", "")) for text in page.locator("td.households").all_inner_texts()]
    whole = sum(areas()[area][0]["households"] for area in book.of(SOLVED))
    unassigned = book.households(None)
    assert sorted(sizes)[-1] in BAND
    assert sum(sizes) == whole + unassigned
    assert all(size in BAND for size in sizes)


def redraw(page: Page, book: Book) -> None:
    """Each tool once, in another street office; after each the table agrees with the files."""
    office(page, REDRAWN)
    hand = Hand(page)

    def drawn(to: str | None, *moved: str) -> None:
        before = {book.community[area] for area in moved}
        book.move(to, *moved)
        left = before & set(book.community.values())
        shows(page, book, *left, to)
        for ended in before - left:
            expect(row(page, ended)).to_have_count(0)

    row(page, "桂帆社区").click()
    hand.tool("p")
    for _ in range(3):
        hand.tool("[")
    hand.over("A0108")
    drawn("桂帆社区", "A0108")
    row(page, "曦波社区").click()
    hand.tool("l")
    hand.around("A0104")
    drawn("曦波社区", "A0104")
    row(page, "锦涛社区").click()
    hand.tool("r")
    hand.box("A0118")
    drawn("锦涛社区", "A0118")
    hand.tool("b")
    hand.over("A0123", "A0117")
    drawn("曦波社区", "A0123")
    hand.tool("n")
    hand.over("A0129", "A0130")
    new = f"{REDRAWN}+1"
    drawn(new, "A0129", "A0130")
    expect(row(page, new)).to_have_attribute("aria-selected", "true")

    hand.tool("m")
    apart = dict(book.community)
    hand.click("A0117")
    drawn(new, *(area for area, held in apart.items() if held == "曦波社区"))
    together = dict(book.community)
    for keys, held in (("Control+z", apart), ("Control+Shift+z", together), ("Control+z", apart)):
        page.keyboard.press(keys)
        book.community = dict(held)
        shows(page, book, new)
    shows(page, book, "曦波社区")

    hand.tool("e")
    hand.over("A0114")
    drawn(None, "A0114")
    expect(page.locator(".balance")).to_have_text(f"尚有 {areas()['A0114'][0]['households']} 户未定")
    hand.tool("v")


def cut(page: Page, book: Book) -> None:
    """Split an area by a line: its parts share its households, its community keeps them all."""
    hand = Hand(page)
    before = units(page)
    hand.tool("k")
    hand.cut("A0125")
    card = page.locator(".split-card")
    expect(card.locator("li").first).to_be_visible()
    texts = card.locator("li").all_inner_texts()
    parts = [int(re.findall(r"([\d,]+)\s户", text)[0].replace(",", "")) for text in texts]
    assert sum(parts) == areas()["A0125"][0]["households"]
    card.get_by_role("button", name="切分").click()
    expect(page.locator(".status")).to_contain_text(f"{before - 1 + len(parts)} 个单元")
    shows(page, book, "鹭野社区")
    hand.tool("v")


def units(page: Page) -> int:
    """Return how many units the status line counts."""
    return int(re.findall(r"(\d+) 个单元", page.locator(".status").inner_text())[0])


def remark_and_name(page: Page) -> None:
    """A remark stays with its place; a version gets a name."""
    row(page, "锦涛社区").click()
    page.get_by_role("button", name="在此处留言").click()
    page.get_by_label("内容").fill("与居委会商量")
    page.get_by_role("button", name="留言", exact=True).click()
    expect(page.locator(".comment-list li")).to_contain_text("与居委会商量")
    saved(page)
    page.keyboard.press("Control+s")
    page.get_by_label("命名此版").fill("上午稿")
    page.get_by_role("button", name="保存名称").click()
    expect(page.locator(".version-list .now .named")).to_have_text("上午稿")


def paint(page: Page, community: str, area: str) -> None:
    """Give an area to a community with the brush."""
    row(page, community).click()
    hand = Hand(page)
    hand.tool("p")
    for _ in range(3):
        hand.tool("[")
    hand.over(area)
    hand.tool("v")


def two_windows(page: Page, colleague: BrowserContext, book: Book) -> None:
    """Two draw on the same version: the second is asked, keeps their own, and the first finds it so."""
    other = colleague.new_page()
    other.goto(page.url)
    ready(other)
    shows(other, book, "朝湾社区", "锦涛社区", None)
    office(other, REDRAWN)
    paint(other, "朝湾社区", "A0116")
    saved(other)
    paint(page, "桂帆社区", "A0111")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("两个人改了同一方案")
    dialog.locator("[data-way=keep]").click()
    expect(dialog).to_have_count(0)
    book.move("桂帆社区", "A0111")
    shows(page, book, "桂帆社区", "朝湾社区", "曦波社区")
    saved(page)
    other.reload()
    ready(other)
    shows(other, book, "桂帆社区", "朝湾社区", "曦波社区")
    other.close()


def crash(page: Page, planner: BrowserContext, book: Book) -> Page:
    """The line is down, a step is drawn, the page dies; opened again it still has the step and sends it."""
    address = page.url
    planner.set_offline(True)
    paint(page, "锦涛社区", "A0119")
    book.move("锦涛社区", "A0119")
    expect(page.locator(".saved")).to_contain_text("离线 · 1 步已存本机")
    page.close()
    planner.set_offline(False)
    again = planner.new_page()
    again.goto(address)
    ready(again)
    shows(again, book, "锦涛社区", "鹭野社区")
    saved(again)
    drawing = address.replace("/plans/", "/api/v1/plans/") + "/drawing"
    soon(again, lambda: again.request.get(drawing).json()["drawing"]["units"]["A0119"], "锦涛社区")
    return again


def see_the_difference(page: Page, book: Book) -> None:
    """What the link compares is this plan; beside its own beginning each community shows both counts."""
    address = page.url
    plan = address.rsplit("/", 1)[1]
    page.get_by_role("link", name="比较").click()
    page.wait_for_url(re.compile(rf"/compare\?a={plan}"))
    page.goto(address.replace(f"/plans/{plan}", f"/compare?a={plan}@0&b={plan}"))
    begun = Book()
    for name in ("桂帆社区", "锦涛社区", "鹭野社区"):
        line = page.locator(".differences tr", has_text=name.removesuffix("社区")).first
        expect(line).to_contain_text(f"{begun.households(name):,}", timeout=SOLVE_MS)
        expect(line).to_contain_text(f"{book.households(name):,}")
    page.goto(address)
    ready(page)


def export(page: Page, kind: str, folder: Path) -> Path:
    """Export the newest version; return the file."""
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="导出").click()
    page.get_by_label("格式").select_option(kind)
    with page.expect_download(timeout=SOLVE_MS) as download:
        page.get_by_role("dialog").get_by_role("button", name="导出", exact=True).click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    expect(page.get_by_role("dialog")).to_have_count(0)
    return target


def take_away(page: Page, book: Book, folder: Path) -> None:
    """The table says where each area went; the layers hold the communities with their households."""
    text = export(page, "csv", folder).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(StringIO(text)))
    drawn = {(line["area_id"], line["community_id"] or None) for line in lines}
    here = book.of(REDRAWN)
    assert {pair for pair in drawn if pair[0] in here} == {(area, book.community[area]) for area in here}
    assert sum(int(line["households"]) for line in lines) == sum(told["households"] for told, _ in areas().values())

    layers = export(page, "gpkg", folder)
    names = [name for name, _ in pyogrio.list_layers(layers)]
    assert "communities" in names
    communities = pyogrio.read_dataframe(layers, layer="communities", read_geometry=False).set_index("community_id")
    for name in ("桂帆社区", "锦涛社区", f"{REDRAWN}+1"):
        assert communities.loc[name, "households"] == book.households(name)


def test_punggol_is_opened_drawn_and_judged(planner: BrowserContext, address: str) -> None:
    """On real ground: areas without a community of today are begun blank, painted, saved, and judged by the server."""
    page = planner.new_page()
    page.goto(f"{address}/datasets")
    page.get_by_role("link", name="Punggol").first.click()
    page.get_by_role("button", name="新建方案").click()
    page.wait_for_url(re.compile(r"/plans/[0-9a-f]{32}$"))
    ready(page)
    expect(row(page, None)).to_be_visible()
    box = page.locator(".folium-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = Hand(page)
    hand.tool("n")
    hand.drag((x, y), (x + 40, y))
    hand.tool("p")
    hand.drag((x, y), (x, y + 40))
    saved(page)
    expect(page.locator(".status .agree")).to_have_text("本机与服务器一致", timeout=SOLVE_MS)

    drawing = page.request.get(page.url.replace("/plans/", "/api/v1/plans/") + "/drawing").json()["drawing"]
    with (sample_folder("punggol") / "areas.csv").open(encoding="utf-8-sig", newline="") as lines:
        dwellings = {line["area_id"]: int(float(line["households"] or 0)) for line in csv.DictReader(lines)}
    (community,) = drawing["communities"]
    held = {unit.split("#")[0] for unit, of in drawing["units"].items() if of == community}
    assert len(held) > 1
    expect(row(page, community).locator(".households")).to_have_text(f"{sum(dwellings[area] for area in held):,}")
