"""The pages of approval for who cannot see or point, for who reads English, and for a planner in the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.case_desk import LONG_MS, PDF, CaseDesk
from tests.browser.case_story import submitted
from tests.browser.plan_server import PlanServer
from tests.browser.test_accessibility import AXE, grave
from tests.browser.waiting import drawn, soon


@pytest.fixture(scope="module")
def case(browser: Browser, lianhu_server: PlanServer, split: str) -> Iterator[str]:
    """Return the address of a case in its draft; it is withdrawn at the end, so that others may hand the plan in."""
    with browser.new_context(locale="zh-CN", reduced_motion="reduce") as context:
        page = context.new_page()
        submitted(page, lianhu_server, split, "看一看的一件")
        yield page.url
        own = f"/cases/{page.url.rsplit('/', 1)[-1]}"
        revision = lianhu_server.ask("GET", own)["revision"]
        lianhu_server.ask(
            "POST", f"{own}/actions", json={"action": "withdraw", "reason": "看完了"},
            headers={"If-Match": f'"{revision}"'},
        )


def listed(name: str) -> Callable[[Page, str], None]:
    """Return what opens one of the pages that list."""
    def opens(page: Page, case: str) -> None:
        page.goto(case.split("/cases/")[0] + name)
        page.locator("html[data-ready]").wait_for(state="attached")
    opens.__name__ = name.strip("/")
    return opens


def opening(page: Page, case: str) -> None:
    """The dialog that opens a transfer."""
    listed("/cases")(page, case)
    page.get_by_role("button", name="新建报审件").click()
    page.get_by_role("dialog").get_by_label("类别").select_option(label="企业社区管理职能移交")


def audit(page: Page, case: str) -> None:
    """The case with one rule of the audit opened, and papers that were refused."""
    page.goto(case)
    desk = CaseDesk(page).ready()
    page.locator('tr[data-rule="LH-7.1"]').click(timeout=LONG_MS)
    desk.offer("人员配备方案", "方案.pdf", b"no pdf")
    expect(desk.slot("人员配备方案").get_by_role("alert")).to_be_visible()
    desk.slot("设立（调整）意见").locator(".slot-name").click()


def deciding(page: Page, case: str) -> None:
    """A decision that is being written."""
    page.goto(case)
    desk = CaseDesk(page).ready()
    page.locator(".decision").get_by_role("button", name="撤回并终止").click()
    desk.tab("记录").locator("button").first.click()


def trail(page: Page, case: str) -> None:
    """The lines of the trail."""
    page.goto(case)
    CaseDesk(page).ready().tab("留痕")


PAGES = (*map(listed, ("/tasks", "/cases", "/calendar", "/registry", "/reports")), opening, audit, deciding, trail)


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is absent: .ci/install --tests")
@pytest.mark.parametrize("opens", PAGES, ids=lambda opens: opens.__name__)
def test_nothing_serious(counter: Page, case: str, opens: Callable[[Page, str], None]):
    opens(counter, case)
    found = [f"light: {wrong}" for wrong in grave(counter)]
    counter.evaluate("document.documentElement.dataset.theme = 'dark'")
    drawn(counter)
    found += [f"dark: {wrong}" for wrong in grave(counter)]
    assert not found, "\n".join(found)


def test_the_keyboard_reaches_everything(counter: Page, case: str):
    """A paper, a rule and a decision without a mouse; what is written stays over a reload."""
    counter.goto(case)
    CaseDesk(counter).ready()
    counter.get_by_role("button", name=re.compile("^人员配备方案")).focus()
    counter.keyboard.press("Enter")
    expect(counter.get_by_label("文号").last).to_be_visible()
    rule = counter.locator('[data-key="rule LH-7.1"]')
    rule.focus()
    counter.keyboard.press("Enter")
    expect(rule).to_have_attribute("aria-expanded", "true")
    expect(rule).to_be_focused()
    counter.keyboard.press("2")
    expect(counter.get_by_role("button", name="现状", exact=True)).to_have_attribute("aria-pressed", "true")
    withdraw = counter.locator(".decision").get_by_role("button", name="撤回并终止").first
    withdraw.focus()
    counter.keyboard.press("Enter")
    counter.get_by_role("textbox", name="理由").fill("先不办")
    counter.reload()
    CaseDesk(counter).ready()
    expect(counter.get_by_role("textbox", name="理由")).to_have_value("先不办")


def test_home_says_what_waits_and_submits(counter: Page, case: str):
    counter.goto(case.split("/cases/")[0])
    expect(counter.locator(".home-due")).to_contain_text("看一看的一件")
    counter.get_by_role("button", name="送审", exact=True).click()
    dialog = counter.get_by_role("dialog")
    expect(dialog).to_contain_text("可以送审", timeout=LONG_MS)
    held: list[Route] = []
    counter.route("**/api/v1/submissions", lambda route: held.append(route))
    dialog.get_by_role("button", name="冻结并建立报审件").click()
    busy = dialog.get_by_role("button", name="办理中…")
    expect(busy).to_have_attribute("aria-busy", "true")
    expect(busy).to_have_attribute("aria-disabled", "true")
    busy.click(force=True)
    soon(counter, lambda: len(held), 1)
    held.pop().continue_()
    expect(dialog.get_by_role("alert")).to_contain_text("已有报审件 SZ-")
    assert held == []  # the second click asked nothing
    expect(dialog.get_by_role("link", name="打开")).to_have_attribute("href", f"/cases/{case.rsplit('/', 1)[-1]}")
    expect(dialog.get_by_role("checkbox", name="仍另立一件")).not_to_be_checked()
    expect(dialog.get_by_role("button", name="冻结并建立报审件")).to_have_attribute("aria-disabled", "false")


def test_in_english_and_back(counter: Page, case: str):
    counter.goto(case)
    CaseDesk(counter).ready()
    counter.get_by_role("button", name="EN").click()
    expect(counter.locator(".case-head")).to_contain_text("Signed is what was judged")
    expect(counter.get_by_role("tab", name="Audit by clause")).to_be_visible()
    expect(counter.locator(".decision")).to_contain_text("Issue the opinion")
    counter.get_by_role("button", name="中文").click()
    expect(counter.locator(".case-head")).to_contain_text("签的与审的一致")


def test_a_telephone_in_the_field(browser: Browser, case: str):
    """Nothing runs off the side, what is touched is large enough, and a paper can be handed in."""
    with browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="zh-CN", reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        for address in (case, *(case.split("/cases/")[0] + name for name in ("/tasks", "/cases", "/calendar"))):
            page.goto(address)
            page.locator("html[data-ready]").wait_for(state="attached")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        page.goto(case)
        desk = CaseDesk(page).ready()
        page.locator(".limits-check").wait_for(timeout=LONG_MS)
        for control in (".slot", ".decision .segments button", ".case-tabs button"):
            assert page.locator(control).first.evaluate("node => node.offsetHeight") >= 44, control
        desk.paper("人员配备方案", "方案.pdf", PDF)
