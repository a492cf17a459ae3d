"""Everybody of a case at a browser of their own: signed in, looking at what waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.app.users.people import PASSWORD
from tests.browser.case_desk import CaseDesk
from tests.browser.lianhu import SEE_MAP


@contextmanager
def at_desk(browser: Browser, address: str, login: str, path: str = "/tasks") -> Iterator[Page]:
    """Sign in at a browser of one's own, which must not fail anywhere."""
    with browser.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN", reduced_motion="reduce") as own:
        own.add_init_script(SEE_MAP)
        own.set_default_timeout(20_000)
        page = own.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}{path}")
        sign_in(page, login)
        page.wait_for_url(f"{address}{path}")
        yield page
        assert faults == []


def sign_in(page: Page, login: str) -> None:
    """Fill in the form for signing in."""
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def opened(page: Page, address: str, title: str) -> CaseDesk:
    """Open a case from what waits for whoever signed in."""
    page.goto(f"{address}/tasks")
    page.locator("tr[data-case]").filter(has_text="待我办理").get_by_role("link", name=title).first.click()
    return CaseDesk(page).ready()
