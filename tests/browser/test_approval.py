"""A plan of the synthetic district from its draft to the certificate, a quarter to its last monthly report, by hand.

Everything is done through what is written on the pages; the lianhu_server and its files are real.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.case_story import (
    TODAY,
    agreed,
    approved,
    discussed,
    divided,
    drafted,
    handed_over,
    inspected,
    returned_once,
    reviewed,
    special_report_sent,
    submitted,
    surveyed,
    transfer_opened,
)
from tests.browser.plan_server import PlanServer


def test_from_draft_to_certificate(counter: Page, lianhu_server: PlanServer, split: str):
    case = submitted(counter, lianhu_server, split, "杏圃街道拆分鹭野社区")
    address, number = counter.url, case.number
    case.at("拟稿")
    expect(counter.locator(".case-head")).to_contain_text("签的与审的一致")
    drafted(counter, case)
    discussed(case)
    returned_once(counter, case)
    reviewed(counter, case)
    approved(counter, case)
    inspected(case)
    counter.goto(f"{lianhu_server.address}/registry")
    counter.get_by_role("searchbox", name="查找名称、代码、证号").fill("鹭新")
    entry = counter.locator("tr[data-entry]", has_text="鹭新")
    expect(entry).to_contain_text("已列入台账")
    special_report_sent(counter, lianhu_server)
    counter.goto(address)
    case.ready()
    case.record("核发证书", 统一社会信用代码="52610104MJ12345678", 核发日期=TODAY)
    case.paper("统一社会信用代码证")
    case.decide("核发证书", leads="核发证书")
    expect(counter.locator(".timeline .returned")).to_have_count(2)
    expect(counter.locator(".timeline .ahead")).to_have_count(0)
    expect(case.tab("留痕")).to_contain_text("issue_opinion")
    counter.goto(f"{lianhu_server.address}/cases?open=0&q={number}")
    expect(counter.locator(f'tr[data-case="{number}"]')).to_contain_text("核发证书")


def test_withdrawn_and_refused(counter: Page, lianhu_server: PlanServer, split: str):
    """A case is withdrawn with a reason; another is refused by the bureau, and says so ever after."""
    withdrawn = submitted(counter, lianhu_server, split, "先行撤回的一件", "合并、撤销、调整界线")
    withdrawn.decide("撤回并终止", reason="与另一件合并办理", leads="已撤回")
    expect(counter.locator(".decision")).to_contain_text("不再办理")
    refused = submitted(counter, lianhu_server, split, "不予同意的一件", "合并、撤销、调整界线")
    for slot in ("设立（调整）意见", "人员配备方案"):
        refused.paper(slot)
    refused.decide("提出意见", leads="居民讨论")
    refused.record("居民讨论", 会议日期=TODAY, 实到=100, 同意=60, 反对=30)
    for slot in ("居民（村民）会议记录", "签到表", "请示"):
        refused.paper(slot)
    refused.decide("向区政府申请", leads="区民政局审核")
    refused.decide("不予同意", reason="与国土空间规划不符", leads="已终止")
    expect(counter.locator(".timeline")).to_contain_text("与国土空间规划不符")
    counter.goto(f"{lianhu_server.address}/tasks")
    counter.locator("html[data-ready]").wait_for(state="attached")
    expect(counter.locator("main")).not_to_contain_text("不予同意的一件")


def test_a_quarter_to_its_last_monthly_report(counter: Page, lianhu_server: PlanServer, split: str):
    """An enterprise hands its quarter over: inventory, form, mediation, agreement, hand-over, transition, report."""
    division = divided(counter, lianhu_server, split)
    case = transfer_opened(counter, lianhu_server, households=420)
    case.at("列入计划")
    surveyed(counter, case)
    agreed(counter, case)
    handed_over(case, division)
    case.record("过渡期", 开始日期=TODAY, 结束日期=TODAY, 企业选派人员="王工\n李工")
    case.decide("进入过渡期", leads="过渡期")
    case.record("年终总结", 报送日期=TODAY)
    address = counter.url
    counter.goto(f"{lianhu_server.address}/reports")
    counter.get_by_role("button", name="生成报表").click()
    expect(counter.get_by_role("dialog").get_by_role("status")).to_contain_text("秦川仪表厂")
    counter.get_by_role("dialog").get_by_role("button", name="报送").click()
    sent = counter.locator(f'tr[data-report="monthly {TODAY[:7]}"]')
    sent.get_by_role("button", name="移交工作月度进度表").click()
    expect(counter.get_by_role("dialog")).to_contain_text("与报送时一致")
    counter.goto(address)
    case.ready()
    case.decide("完成", leads="完成")
    counter.goto(f"{lianhu_server.address}/calendar")
    counter.locator("html[data-ready]").wait_for(state="attached")
    expect(counter.locator(".month .now")).to_have_count(1)
