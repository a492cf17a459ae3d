"""The planner's page of a plan on the nine squares, and what tests do on it."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.plan_server import PlanServer
from tests.browser.waiting import drawn


def answer(route: Route, body: object, status: int = 200) -> None:
    """Answer a request in the server's place."""
    route.fulfill(json=body, status=status)


def show(page: Page, server: PlanServer, plan: str, query: str = "") -> Page:
    """Open a plan and wait until its panels are drawn."""
    page.goto(f"{server.address}/plans/{plan}{query}")
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def row(page: Page, community: str) -> Locator:
    """Return the row of a community."""
    return page.locator(f'tr[data-id="{community}"]')


def lock(page: Page, community: str = "丰和") -> None:
    """Lock a community by its row."""
    row(page, community).click()
    page.locator(".row-actions").get_by_role("button", name="锁定").click()


def saved(page: Page, version: int | None = None) -> None:
    """Wait until the server has what was drawn (up to `version`): the page says so one frame after the hand."""
    if version is not None:
        expect(page.locator("header.bar .chip")).to_have_text(f"草稿 第 {version} 版")
    drawn(page)
    expect(page.locator(".saved")).to_have_text(re.compile("已保存"))


def judged(page: Page) -> None:
    """Wait until the server has judged the newest version."""
    expect(page.locator(".status .agree")).to_have_text("本机与服务器一致", timeout=20_000)


def stream(*events: tuple[str, dict[str, Any]], first: int = 1) -> str:
    """Return events of a job as the server sends them."""
    return "".join(
        f"event: {kind}\nid: {number}\ndata: {json.dumps(data)}\n\n"
        for number, (kind, data) in enumerate(events, start=first)
    )
