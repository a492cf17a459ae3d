"""What the pictures of approval show: a case under review after a return, a transfer, and the lists that they fill."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Browser, Page, expect

from tests.browser.case_desk import CaseDesk
from tests.browser.case_story import (
    approved,
    discussed,
    drafted,
    inspected,
    returned_once,
    reviewed,
    split_plan,
    submitted,
    transfer_opened,
)
from tests.browser.lianhu import desk_of
from tests.browser.plan_server import PlanServer

ASKED = ("发展改革局", "财政局", "资源规划分局", "住建局")
RETURN = "退回补正"


@cache
def handled(browser: Browser, server: PlanServer) -> tuple[str, str]:
    """Carry cases to where they are pictured; return the addresses of a case under review and of a transfer."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN", reduced_motion="reduce")
    with context:
        page = desk_of(context, timeout_ms=30_000).new_page()
        plan = split_plan(server)
        done = submitted(page, server, plan, "杏圃街道 2025 年拆分鹭野社区")
        drafted(page, done)
        discussed(done)
        returned_once(page, done)
        reviewed(page, done)
        approved(page, done)
        inspected(done)
        case = submitted(page, server, plan, "杏圃街道拆分鹭野社区、调整 4 个社区界线")
        drafted(page, case)
        discussed(case)
        returned_once(page, case)
        _ask(page, case)
        address = page.url
        transfer = transfer_opened(page, server, households=1738)
        transfer.record("摸底清册", 职工及家属总人数=1300, 已社会化管理人员数=1000, 企业自行管理人员数=280)
        return address, page.url


def _ask(page: Page, case: CaseDesk) -> None:
    opinions = case.tab("会签")
    opinions.get_by_label("部门（一行一个）").fill("\n".join(ASKED))
    opinions.get_by_role("button", name="发起会签").click()
    for department in ASKED[:2]:
        line = opinions.locator("li").filter(has=page.get_by_label(f"{department}的意见"))
        line.get_by_label(f"{department}的意见").fill("同意。")
        line.get_by_role("button", name="提交意见").click()
        expect(opinions.get_by_label(f"{department}的意见")).to_have_count(0)


def home(page: Page, server: PlanServer, plan: str) -> None:
    """The plan to go on with, what is due, what waits."""
    handled(page.context.browser, server)
    page.goto(server.address)
    page.locator(".home-due li").first.wait_for()
    page.locator(".go-on .label").first.wait_for()


def case(page: Page, server: PlanServer, plan: str) -> None:
    """A case under review, with a decision that is being written."""
    address, _ = handled(page.context.browser, server)
    page.goto(address)
    desk = CaseDesk(page).ready()
    page.locator(".limits-check").wait_for()
    box = page.locator(".decision")
    box.get_by_role("button", name=RETURN, exact=True).click()
    desk.slot("人员配备方案").get_by_role("button", name="就此件提一条：人员配备方案").click()
    box.get_by_label("第 1 条意见").fill("缺鹭新社区两委职数，请补。")
    page.locator('[data-rule="LH-7.2"]').click()
    page.get_by_role("button", name="列为意见").first.click()
    page.locator('[data-rule="LH-7.2"]').click()
    page.locator(".case-tab").evaluate("node => node.scrollTo(0, 0)")


def transfer(page: Page, server: PlanServer, plan: str) -> None:
    """A transfer: the tree that decides its form, and what its records say."""
    page.goto(handled(page.context.browser, server)[1])
    CaseDesk(page).ready()
    page.locator(".tree").first.wait_for()


def listed(page: Page, server: PlanServer, name: str) -> None:
    """One of the lists."""
    handled(page.context.browser, server)
    page.goto(server.address + name)
    page.locator("html[data-ready]").wait_for(state="attached")


def tasks(page: Page, server: PlanServer, plan: str) -> None:
    """What waits."""
    listed(page, server, "/tasks")


def calendar(page: Page, server: PlanServer, plan: str) -> None:
    """What is due."""
    listed(page, server, "/calendar")


def registry(page: Page, server: PlanServer, plan: str) -> None:
    """Communities that were approved."""
    listed(page, server, "/registry")
