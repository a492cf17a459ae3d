"""Communities approved before the software, entered on the page of the registry: tried, mended, entered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.plan_server import PlanServer

HEAD = "社区名称,街道,户数,统一社会信用代码,原社区\n"


def table(rows: str) -> dict[str, object]:
    return {"name": "原有社区.csv", "mimeType": "text/csv", "buffer": ("\ufeff" + HEAD + rows).encode()}


@pytest.fixture
def registry(browser: Browser, server: PlanServer) -> Iterator[Page]:
    with browser.new_context(locale="zh-CN", reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{server.address}/registry")
        page.locator("html[data-ready]").wait_for(state="attached")
        yield page


def test_what_is_wrong_is_said_before_anything_is_entered(registry: Page):
    registry.get_by_role("button", name="录入原有社区").click()
    dialog = registry.get_by_role("dialog")
    enter = dialog.get_by_role("button", name="录入", exact=True)
    expect(enter).to_be_disabled()
    dialog.get_by_role("button", name="检查").click()
    expect(dialog).to_contain_text("选一个表格，或一份数据")
    dialog.get_by_label("表格").set_input_files(table("安康社区,新街,四百,,\n"))
    dialog.get_by_role("button", name="检查").click()
    trouble = dialog.locator("tbody tr")
    expect(trouble).to_have_count(1)
    expect(trouble.locator("td")).to_have_text(["2", "安康社区", "户数", "“四百”读不懂：应为不带单位的整数，如 2350"])
    expect(enter).to_be_disabled()
    dialog.get_by_label("表格").set_input_files(table("安康社区,新街,400,54610104MJX000000A,老安康社区\n"))
    expect(dialog.locator("tbody tr")).to_have_count(0)  # what was tried is gone
    dialog.get_by_role("button", name="检查").click()
    expect(dialog).to_contain_text("1 个社区可以录入")
    enter.click()
    expect(dialog).to_be_hidden()
    entry = registry.locator("table.registry tbody tr", has_text="安康社区")
    expect(entry).to_contain_text("54610104MJX000000A")
    expect(entry).to_contain_text("已核发证书")
    entry.get_by_role("button", name="安康社区").click()
    expect(registry.get_by_role("dialog").locator(".chain li")).to_contain_text(["老安康社区", "安康社区"])

    registry.keyboard.press("Escape")
    registry.get_by_role("button", name="选择列").click()
    registry.get_by_role("dialog").get_by_label("户数", exact=True).uncheck()
    registry.get_by_role("dialog").get_by_role("button", name="显示").click()
    heads = registry.locator("table.registry thead")
    expect(heads).not_to_contain_text("户数")
    registry.reload()
    expect(heads).to_contain_text("社区")
    expect(heads).not_to_contain_text("户数")  # this browser keeps the choice
