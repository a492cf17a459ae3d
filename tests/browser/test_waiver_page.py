"""A bureau draws and hands over, the street office asks for a waiver, the bureau grants it: each at its own browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import update

from app.storage.models import DatasetRow
from app.users import store
from app.users.sessions import BEARER, begin
from tests.app.plans.conftest import enter_grid
from tests.app.users.people import BODIES, organisation_of, with_people
from tests.browser.case_people import at_desk
from tests.browser.plan_server import PlanServer, running

EXCLAVE = "和平分成 2 块"


@pytest.fixture
def server(tmp_path) -> Iterator[PlanServer]:
    """A server with accounts and the nine squares, asked from outside as the bureau."""
    app = with_people(tmp_path, bodies={login: BODIES[login] for login in ("street_office", "bureau")})
    workspace = app.state.workspace
    dataset_id = enter_grid(workspace)
    with workspace.database.session() as session:
        session.execute(update(DatasetRow).values(organisation_id=organisation_of(workspace, "bureau")))
        token = begin(session, store.find_user(session, "bureau").id, BEARER)
    with running(app) as address:
        yield PlanServer(address, dataset_id, headers={"Authorization": f"Bearer {token}"})
    app.state.jobs.stop()


def exclave(page: Page) -> Locator:
    return page.locator(".findings > li").filter(has_text=EXCLAVE)


def test_from_the_bureaus_drawing_to_the_waiver_that_the_street_sees(browser: Browser, server: PlanServer) -> None:
    plan = server.plan("新街初稿")
    server.draw(plan, "move", units=[["c3", "丰和", "和平"]])
    with at_desk(browser, server.address, "bureau", "/") as bureau, \
            at_desk(browser, server.address, "street_office", "/tasks") as street:
        bureau.locator(f'tr[data-plan="{plan}"] [aria-haspopup=menu]').click()
        bureau.get_by_role("menuitem", name="移交给其他单位").click()
        bureau.locator("dialog select").select_option(label="新街街道办事处")
        bureau.locator("dialog").get_by_role("button", name="移交", exact=True).click()
        expect(bureau.locator(".toast")).to_contain_text("已移交新街街道办事处")
        expect(bureau.locator(f'tr[data-plan="{plan}"]')).to_have_count(0)

        street.goto(f"{server.address}/")
        expect(street.locator(f'tr[data-plan="{plan}"]')).to_contain_text("由莲湖区民政局移交")
        street.goto(f"{server.address}/plans/{plan}")
        exclave(street).get_by_role("button", name="申请豁免").click()
        street.locator("dialog textarea").fill("隔铁路相望，已由和平社区服务多年")
        street.get_by_role("button", name="提出申请").click()
        expect(exclave(street)).to_contain_text("豁免待批准")

        bureau.goto(f"{server.address}/waivers?state=asked")
        bureau.get_by_role("button", name="审批").click()
        decision = bureau.locator("dialog")
        decision.get_by_label("文号").fill("莲民〔2026〕7号")
        decision.get_by_role("button", name="批准", exact=True).click()
        expect(decision.get_by_label("截止日期")).to_be_focused()  # a waiver has an end
        decision.get_by_label("截止日期").fill("2199-12-31")
        decision.get_by_role("button", name="批准", exact=True).click()
        expect(decision).to_have_count(0)

        street.evaluate("window.dispatchEvent(new Event('focus'))")  # who comes back to the page
        expect(exclave(street)).to_contain_text("莲湖区民政局（莲民〔2026〕7号）豁免：隔铁路相望")
        expect(exclave(street)).to_contain_text("有效")
        expect(street.locator(".findings-head")).not_to_contain_text("强制")
