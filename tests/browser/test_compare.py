"""Two plans side by side in a real browser. In 乙 the area b1 (1,900 households) went from 和平 to 丰和."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.plan_server import PlanServer, serve_grid
from tests.browser.waiting import at_rest, soon

EVIL = "乙<img src=x onerror=alert(1)>\u202e"


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Iterator[PlanServer]:
    """Serve the nine squares."""
    with serve_grid(tmp_path_factory.mktemp("compared")) as running:
        yield running


@pytest.fixture
def pair(own) -> tuple[str, str]:
    """Begin two plans; the second puts b1 into 丰和."""
    first, second = own.plan("方案甲"), own.plan(EVIL)
    (unit,) = (unit for unit in own.ask("GET", f"/plans/{second}/drawing")["drawing"]["units"] if "b1" in unit)
    own.draw(second, "move", units=[[unit, "和平", "丰和"]])
    return first, second


def side_by_side(page: Page, server: PlanServer, a: str, b: str) -> Page:
    page.goto(f"{server.address}/compare?a={a}&b={b}")
    page.locator(".gain-table").first.wait_for(timeout=30_000)
    return page


def gain(page: Page, measure: str, *figures: str) -> None:
    """Check the row of a measure: 甲, 乙, and how they differ."""
    row = page.locator(".gain-table tr", has=page.get_by_role("rowheader", name=measure))
    expect(row.locator("td")).to_have_text(list(figures))


def ticks(page: Page, side: str) -> list[str]:
    return page.locator(f".side-{side} .margins .figure").all_inner_texts()


def same_ticks(page: Page) -> None:
    """Check that both maps show the same piece of the ground."""
    soon(page, lambda: ticks(page, "a") == ticks(page, "b"), True)


def test_gains_differing_communities_and_ledger(watched, own, pair):
    page = side_by_side(watched.page, own, *pair)
    gain(page, "变动户数", "0", "1,900", "+1,900")
    better = page.locator(".gain-table tr", has_text="变动户数").locator("td.better")
    expect(better).to_have_text(["0"])
    gain(page, "最大社区", "5,500", "6,275", "+775")
    expect(page.locator(".gains h2")).to_contain_text("总分")
    rows = page.locator(".pair-table tbody tr")
    expect(rows).to_have_count(2)
    for line, figures in enumerate((["4,375", "6,275", "+1,900"], ["5,500", "3,600", "−1,900"])):
        expect(rows.nth(line).locator("td.number")).to_have_text(figures)
    expect(rows.last.get_by_role("img")).to_have_attribute("aria-label", "和平：甲 5,500 户，乙 3,600 户")
    page.get_by_role("tab", name="划转（甲 → 乙）").click()
    expect(page.locator(".differences tbody tr")).to_have_count(1)
    expect(page.locator(".differences tbody tr")).to_contain_text("1,900")
    expect(page.locator(".differences tbody tr")).to_contain_text("和平 → 丰和")
    expect(page.locator(".side-b .caption-card")).to_contain_text(EVIL)
    assert page.locator("img").count() == 0
    assert all(request.startswith(own.address) for request in watched.requests)


def test_maps_are_linked_until_they_are_not(watched, own, pair):
    page = side_by_side(watched.page, own, *pair)
    a, b = (page.locator(f".side-{side} .ruler") for side in "ab")
    before = b.get_attribute("style")
    page.locator(".side-a").get_by_role("button", name="放大").click()
    expect(b).not_to_have_attribute("style", before)
    linked = at_rest(b)
    expect(a).to_have_attribute("style", linked)
    same_ticks(page)
    page.keyboard.press("y")
    expect(page.get_by_role("checkbox", name="两图联动")).not_to_be_checked()
    page.locator(".side-a").get_by_role("button", name="缩小").click()
    expect(a).not_to_have_attribute("style", linked)
    loose = at_rest(a)
    expect(b).to_have_attribute("style", linked)
    page.keyboard.press("y")
    expect(b).to_have_attribute("style", loose)


def test_swipe_and_overlay_by_keyboard(watched, own, pair):
    page = side_by_side(watched.page, own, *pair)
    page.keyboard.press("2")
    slider = page.get_by_role("slider", name="卷帘位置")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "60")
    left, right = page.locator(".side-a"), page.locator(".side-b")
    soon(page, lambda: left.bounding_box() == right.bounding_box(), True)
    soon(page, lambda: "60%" in right.evaluate("node => getComputedStyle(node).clipPath"), True)
    same_ticks(page)
    page.keyboard.press("3")
    expect(page.locator(".side-b")).to_be_hidden()
    expect(page.locator(".side-a .label", has_text="→ 3,600")).to_have_count(1)
    page.keyboard.press("1")
    expect(page.locator(".side-b")).to_be_visible()


def test_b_is_taken_into_a_copy_and_into_a_itself(watched, own, pair):
    a, b = pair
    page = side_by_side(watched.page, own, a, b)
    page.get_by_role("button", name="以甲为底，逐处取乙…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".part-ticks li")).to_have_count(1)
    expect(dialog).to_contain_text("选中 1 / 1 处 · 1,900 户")
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name="采纳选中").click()
    expect(dialog).to_be_visible()  # nothing is ticked
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="采纳选中").click()
    page.wait_for_url(lambda url: "/plans/" in url)
    copy = page.url.rpartition("/")[2]
    assert copy not in pair
    told = own.ask("GET", f"/plans/{copy}/commands")
    assert (told["head"], told["items"][0]["kind"]) == (1, "accept")
    assert own.ask("GET", f"/plans/{copy}/drawing")["drawing"]["units"] == (
        own.ask("GET", f"/plans/{b}/drawing")["drawing"]["units"]
    )
    assert own.ask("GET", f"/plans/{a}")["head"] == 0

    side_by_side(page, own, a, b)
    page.get_by_role("button", name="以甲为底，逐处取乙…").click()
    page.get_by_role("radio", name="甲本身（成为第 1 版，可撤销）").check()
    page.get_by_role("button", name="采纳选中").click()
    page.wait_for_url(f"**/plans/{a}")
    soon(page, lambda: own.ask("GET", f"/plans/{a}")["head"], 1)


def test_an_older_version_cannot_take_anything_itself(watched, own, pair):
    a, b = pair
    page = side_by_side(watched.page, own, f"{b}@0", b)
    gain(page, "变动户数", "0", "1,900", "+1,900")
    page.get_by_role("button", name="以甲为底，逐处取乙…").click()
    expect(page.locator('input[value="self"]')).to_be_disabled()
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="甲乙对调").click()
    expect(page.locator(".gain-table tr", has_text="变动户数").locator("td").first).to_contain_text("1,900")
    assert page.url.endswith(f"a={b}&b={b}%400")
    assert a not in page.url


def test_someone_drew_on_meanwhile(page, own, pair):
    a, b = pair
    side_by_side(page, own, a, b)
    (unit,) = (unit for unit in own.ask("GET", f"/plans/{a}/drawing")["drawing"]["units"] if "c1" in unit)
    own.draw(a, "unassign", units=[[unit, "丰和", None]])
    page.get_by_role("button", name="以甲为底，逐处取乙…").click()
    page.locator('input[value="self"]').check()
    page.get_by_role("button", name="采纳选中").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    assert own.ask("GET", f"/plans/{a}")["head"] == 1


def test_the_table_for_spreadsheets(watched, own, pair):
    page = side_by_side(watched.page, own, *pair)
    href = page.get_by_role("link", name="导出对照表").get_attribute("href")
    text = httpx.get(f"{own.address}{href}").text
    assert "和平,新街,5500,3600,-1900" in text.replace('"', "")


def test_what_is_not_named_is_chosen_and_what_is_not_there_is_said(page, own, pair):
    a, b = pair
    page.goto(f"{own.address}/compare?a={a}")
    page.locator(".gain-table").first.wait_for(timeout=30_000)
    assert f"a={a}&b=" in page.url
    page.goto(f"{own.address}/compare?a={a}&b={'0' * 32}")
    expect(page.locator(".compare-note.failed")).to_contain_text("没有方案")
    for width, height in ((1366, 768), (1093, 614), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        side_by_side(page, own, a, b)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
