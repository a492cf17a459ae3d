"""A case with accounts on: street office, bureau and department each at their own browser; others see nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.datasets.store import register_dataset
from app.storage.models import DatasetRow, PlanRow, now
from app.storage.people import SignInRow
from app.users import store
from app.users.sessions import BEARER, begin
from app.workspace import LOCAL
from geodata.samples import sample_inputs
from tests.app.users.people import Body, with_people
from tests.browser.case_desk import CaseDesk
from tests.browser.case_people import at_desk, opened, sign_in
from tests.browser.case_story import OFFICE, TODAY, split_plan, submitted
from tests.browser.plan_server import PlanServer, running

TITLE = "杏圃街道拆分鹭野社区"
BODIES = {
    "xingpu": Body("杏圃街道办事处", "street_office", subdistrict=OFFICE),
    "other": Body("旧街街道办事处", "street_office", subdistrict="旧街"),
    "bureau": Body("莲湖区民政局", "district_civil_affairs"),
    "finance": Body("莲湖区财政局", "related_departments"),
    "education": Body("莲湖区教育局", "related_departments"),
    "yanta_finance": Body("雁塔区财政局", "related_departments", district="雁塔区"),
    "yanta": Body("雁塔区民政局", "district_civil_affairs", district="雁塔区"),
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, PlanServer, str]]:
    """A server with accounts, and a plan of the street office on the data of its district."""
    app = with_people(tmp_path_factory.mktemp("approval_accounts"), bodies=BODIES)
    workspace = app.state.workspace
    with workspace.database.session() as session:
        profile = {"id": "lianhu-2024", "overlays": []}
        kept = register_dataset(session, workspace.blobs, sample_inputs("lianhu-like"), "莲湖样例", profile, LOCAL).id
        street, bureau = (store.find_organisation(session, BODIES[login].name).id for login in ("xingpu", "bureau"))
        session.execute(update(DatasetRow).values(organisation_id=bureau))
        token = begin(session, store.find_user(session, "bureau").id, BEARER)
    with running(app) as address:
        server = PlanServer(address, kept)
        plan = split_plan(replace(server, headers={"Authorization": f"Bearer {token}"}))
        with workspace.database.session() as session:  # the bureau closed the gaps of the whole district for it
            session.execute(update(PlanRow).values(organisation_id=street))
        yield app, server, plan


def end_all(app: FastAPI) -> None:
    """Let every sign-in run out."""
    with app.state.workspace.database.session() as session:
        session.execute(update(SignInRow).values(expires_at=now()))


def test_each_body_sees_and_does_its_own_part(browser, city):
    app, server, plan = city
    with at_desk(browser, server.address, "xingpu") as page:
        case = submitted(page, server, plan, TITLE)
        address = page.url
        for slot in ("设立（调整）意见", "人员配备方案"):
            case.paper(slot)
        expect(case.slot("批复").get_by_role("button", name="上传 批复")).to_have_count(0)
        case.decide("提出意见", leads="居民讨论")
        case.record("居民讨论", 会议日期=TODAY, 应到=182, 实到=161, 同意=148, 反对=9, 弃权=4)
        end_all(app)
        case.offer("请示", "请示.pdf", b"%PDF-1.4 text")
        expect(page.get_by_role("dialog")).to_contain_text("登录已过期")
        sign_in(page, "xingpu")
        expect(case.slot("请示").get_by_role("img", name="已交")).to_be_visible()
        for slot in ("居民（村民）会议记录", "签到表"):
            case.paper(slot)
        case.decide("向区政府申请", leads="街道申请")
        expect(page.locator(".decision").get_by_role("button", name="收件", exact=True)).to_have_count(0)
    with at_desk(browser, server.address, "bureau") as page:
        case = opened(page, server.address, TITLE)
        expect(page.locator('[data-key="freeze"]')).to_have_count(0)
        case.decide("收件", leads="区民政局审核")
        asked_by_account_and_on_paper(page, case)
    for login in ("other", "yanta", "education", "yanta_finance"):
        with at_desk(browser, server.address, login, "/cases") as page:
            expect(page.locator("main .empty")).to_have_text("没有符合条件的报审件。")
            assert page.goto(address).status == 404
    with at_desk(browser, server.address, "finance", "/cases") as page:
        expect(page.locator("tr[data-case]")).to_have_count(1)
        expect(page.get_by_role("button", name="新建报审件")).to_have_count(0)
        answered(page, opened(page, server.address, TITLE))
    with at_desk(browser, server.address, "bureau") as page:
        case = opened(page, server.address, TITLE)
        expect(case.tab("会签")).to_contain_text("同意 · 莲湖区财政局经办")
        page.locator(".decision").get_by_role("button", name="退回补正", exact=True).click()
        case.slot("请示").get_by_role("button", name="就此件提一条：请示").click()
        page.locator(".decision").get_by_label("第 1 条意见").fill("请示未写明理由，请补。")
        case.decide("退回补正", leads="补正")
        expect(case.tab("逐条答复").get_by_role("textbox")).to_have_count(0)
    with at_desk(browser, server.address, "xingpu") as page:
        case = opened(page, server.address, TITLE)
        replies = case.tab("逐条答复")
        replies.get_by_role("textbox").fill("已补理由。")
        replies.get_by_role("button", name="答复", exact=True).click()
        expect(replies).to_contain_text("杏圃街道办事处经办")
        case.at("补正")  # an answer hands nothing over
        case.paper("请示", "请示（补正）.pdf")
        case.decide("补正完毕，再报", leads="街道申请")
        trail = case.tab("留痕")
        for who, what in (
            ("杏圃街道办事处经办 · 街道办事处", "issue_opinion"), ("莲湖区民政局经办 · 区民政局", "opinion.ask"),
            ("莲湖区财政局经办", "opinion.give"), ("莲湖区民政局经办 · 区民政局", "return"),
            ("杏圃街道办事处经办", "point.reply"),
        ):
            expect(trail.get_by_role("row").filter(has_text=who).filter(has_text=what).first).to_be_visible()


def asked_by_account_and_on_paper(page: Page, case: CaseDesk) -> None:
    """Ask a department with an account and one without; the bureau enters what the latter says on paper."""
    opinions = case.tab("会签")
    rows = opinions.locator(".body-rows > li")
    usual = ("发展改革局", "莲湖区财政局", "资源规划分局", "住建局")
    for line, name in enumerate(usual):
        expect(rows.nth(line).get_by_role("combobox")).to_have_value(name)
    expect(rows).to_have_count(len(usual))
    offered = opinions.locator("datalist").first.locator("option").evaluate_all("all => all.map(one => one.value)")
    assert offered == ["莲湖区教育局", "莲湖区财政局"]
    expect(rows.nth(1)).to_contain_text("有账号")
    for _ in range(2):
        rows.last.get_by_role("button", name="去掉此部门").click()
    rows.first.get_by_role("combobox").fill("城管局")
    expect(rows.first).to_contain_text("没有账号，走纸质")
    opinions.get_by_role("button", name="发起会签").click()
    expect(opinions.get_by_label("城管局的意见")).to_be_visible()
    expect(opinions.get_by_label("莲湖区财政局的意见")).to_have_count(0)
    line = opinions.locator("li").filter(has=page.get_by_label("城管局的意见"))
    line.get_by_label("城管局的意见").fill("同意。")
    line.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("tab", name="会签")).to_contain_text("1 / 2")


def answered(page: Page, case: CaseDesk) -> None:
    """The department answers; it is offered nothing else."""
    expect(page.locator(".slot").get_by_role("button", name="上传")).to_have_count(0)
    opinions = case.tab("会签")
    expect(opinions.get_by_role("button", name="发起会签")).to_have_count(0)
    opinions.get_by_label("莲湖区财政局的意见").fill("经费可列支。")
    opinions.get_by_role("button", name="提交意见").click()
    expect(opinions).to_contain_text("经费可列支。")
    expect(case.tab("实地查看").get_by_role("button")).to_have_count(0)
    expect(page.locator(".decision button")).to_have_count(0)
