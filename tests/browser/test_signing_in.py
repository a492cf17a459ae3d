"""Signing in with a browser: a planner signs in, draws, is signed out, signs in again and has lost nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr
from sqlalchemy import select, update

from app.storage.models import CommandRow, DatasetRow, now
from app.storage.people import SignInRow
from app.users import store
from app.users.commands import AT_THE_MACHINE
from tests.app.plans.conftest import enter_grid
from tests.app.users.people import PASSWORD, browser_of, organisation_of, with_people
from tests.browser.plan_page import lock, row, saved
from tests.browser.plan_server import running
from tests.browser.waiting import soon

ASK = """async () => {
    const { createApi } = await import("/assets/editor/core/api.js");
    createApi({ plan: "" }).request("GET", "/plans").catch(() => {});
}"""
ASK_AND_WAIT = """async () => {
    const { createApi } = await import("/assets/editor/core/api.js");
    return (await createApi({ plan: "" }).request("GET", "/plans")).total;
}"""


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[tuple[FastAPI, str]]:
    """A server with accounts, and its address; the nine squares belong to the street office."""
    app = with_people(tmp_path_factory.mktemp("accounts"))
    enter_grid(app.state.workspace)
    with app.state.workspace.database.session() as session:
        session.execute(update(DatasetRow).values(
            organisation_id=organisation_of(app.state.workspace, "street_office")
        ))
    with running(app) as address:
        yield app, address


@pytest.fixture
def plan(city) -> str:
    app, _ = city
    with app.state.workspace.database.reading() as session:
        dataset_id = session.scalars(select(DatasetRow.id)).one()
    return browser_of(app, "street_office").post("/api/v1/plans", json={"dataset_id": dataset_id}).json()["id"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN") as context:
        context.set_default_timeout(20_000)
        yield context.new_page()


def sign_in(page: Page, login: str = "street_office", password: str = PASSWORD) -> None:
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def end_all(app: FastAPI) -> None:
    """Let every sign-in run out."""
    with app.state.workspace.database.session() as session:
        session.execute(update(SignInRow).values(expires_at=now()))


def commands(app: FastAPI, plan: str) -> list[tuple[str, str]]:
    with app.state.workspace.database.reading() as session:
        rows = session.scalars(select(CommandRow).where(CommandRow.plan_id == plan).order_by(CommandRow.number))
        return [(row.kind, row.author) for row in rows]


def test_what_is_drawn_outlives_the_sign_in(city, page, plan):
    app, address = city
    page.goto(f"{address}/plans/{plan}")
    assert "/sign-in?next=" in page.url
    sign_in(page, password="wrong password")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    sign_in(page)
    page.wait_for_url(f"{address}/plans/{plan}")
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.locator(".reader summary")).to_have_text(re.compile("新街街道办事处经办"))
    lock(page)
    saved(page, 1)

    end_all(app)
    lock(page, "和平")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("登录已过期")
    dialog.get_by_role("button", name="稍后").click()
    expect(page.locator(".saved")).to_contain_text("登录已过期")
    expect(row(page, "和平").locator(".line-icon")).to_have_count(1)
    soon(page, lambda: len(commands(app, plan)), 1)

    page.locator(".saved button").click()
    sign_in(page)
    expect(dialog).to_have_count(0)
    saved(page, 2)
    expect(row(page, "和平").locator(".line-icon")).to_have_count(1)
    soon(page, lambda: commands(app, plan), [("lock", "新街街道办事处经办")] * 2)
    page.locator(".row-actions").get_by_role("button", name="解锁").click()  # goes on with the new token
    saved(page, 3)
    soon(page, lambda: len(commands(app, plan)), 3)


def test_somebody_else_who_signs_in_over_a_page_gets_a_page_of_their_own(city, page, plan):
    app, address = city
    page.goto(f"{address}/")
    sign_in(page)
    expect(page.locator(".all-plans")).to_contain_text("方案")
    end_all(app)
    page.locator("[data-key], .all-plans button").first.wait_for()
    page.evaluate(ASK)
    expect(page.get_by_role("dialog")).to_be_visible()
    with page.expect_navigation():
        sign_in(page, "other_street")
    expect(page.locator(".reader summary")).to_have_text(re.compile("旧街街道办事处经办"))
    expect(page.locator("body")).not_to_contain_text("方案 1")


def test_signing_out_leaves_nothing_open(city, page, plan):
    _, address = city
    page.goto(f"{address}/")
    sign_in(page)
    page.locator(".reader summary").click()
    expect(page.locator(".reader a[href='/people']")).to_have_count(0)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{address}/sign-in")
    page.goto(f"{address}/plans/{plan}")
    assert "/sign-in?next=" in page.url


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"])
def test_the_page_for_signing_in_leads_nowhere_else(city, page, wanted):
    _, address = city
    page.goto(f"{address}/sign-in?next={wanted}")
    sign_in(page)
    page.wait_for_url(f"{address}/**")
    expect(page.locator(".reader")).to_be_visible()
    assert page.url == f"{address}/"


def test_an_administrator_enters_a_body_a_person_and_a_key(city, page):
    _app, address = city
    page.goto(f"{address}/people")
    sign_in(page, "administrator")
    page.get_by_role("button", name="添加单位").click()
    form = page.get_by_role("dialog")
    form.get_by_label("名称", exact=True).fill("西关街道办事处")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_role("alert")).to_contain_text("街道办事处应写明所在区")
    form.get_by_label("所在区").fill("莲湖区")
    form.get_by_label("街道（").fill("西关")
    form.get_by_role("button", name="保存").click()
    expect(page.get_by_role("row", name="西关街道办事处")).to_contain_text("西关")

    page.get_by_role("button", name="账号", exact=True).click()
    page.get_by_role("button", name="添加账号").click()
    form.get_by_label("用户名").fill("xiguan")
    form.get_by_label("姓名").fill("王经办")
    form.get_by_role("combobox").select_option("西关街道办事处")
    form.get_by_label("密码").fill(PASSWORD)
    form.get_by_role("button", name="保存").click()
    expect(page.get_by_role("row", name="xiguan")).to_contain_text("启用")

    page.get_by_role("button", name="密钥", exact=True).click()
    page.get_by_role("button", name="生成密钥").click()
    form.get_by_label("名称", exact=True).fill("区审批平台")
    form.get_by_role("combobox").select_option("西关街道办事处")
    form.get_by_label("cases:read").check()
    form.get_by_role("button", name="保存").click()
    expect(page.locator("dialog input[readonly]")).to_have_value(re.compile(r"\S+"))
    secret = page.locator("dialog input[readonly]").input_value()
    asked = page.request.get(f"{address}/api/v1/me", headers={"X-API-Key": secret}).json()
    assert (asked["organisation"]["name"], asked["scopes"]) == ("西关街道办事处", ["cases:read"])
    page.get_by_role("button", name="好", exact=True).click()
    expect(page.get_by_role("row", name="区审批平台")).to_contain_text("cases:read")
    page.get_by_role("button", name="作废 区审批平台").click()
    form.get_by_role("button", name="作废").click()
    expect(page.get_by_role("row", name="区审批平台")).to_contain_text("已作废")
    cases = f"{address}/api/v1/cases"
    soon(page, lambda: page.request.get(cases, headers={"X-API-Key": secret}).status, 401)


def test_who_has_no_password_comes_back_through_the_provider(browser, tmp_path):
    pytest.importorskip("joserfc", reason="the extra sizhi[oidc] is not installed")
    from tests.app.users.identity_provider import CLIENT, SECRET, IdentityProvider

    with running(IdentityProvider().app()) as issuer:
        app = with_people(
            tmp_path, oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET),
            oidc_name="政务身份",
        )
        with app.state.workspace.database.session() as session:
            store.add_user(
                session, AT_THE_MACHINE, login="through_provider", name="李经办", password=None,
                organisation=organisation_of(app.state.workspace, "bureau"),
            )
        with running(app) as address, browser.new_context(locale="zh-CN") as context:
            page = context.new_page()
            page.goto(f"{address}/datasets")
            page.get_by_role("link", name="经政务身份登录").click()
            page.wait_for_url(f"{address}/datasets")
            expect(page.locator(".reader summary")).to_have_text(re.compile("李经办"))
            end_all(app)
            page.evaluate(ASK)
            with context.expect_page() as opened:
                page.get_by_role("dialog").get_by_role("link", name="经政务身份登录").click()
            opened.value.wait_for_url(f"{address}/account")
            opened.value.close()
            page.evaluate("window.dispatchEvent(new Event('focus'))")
            expect(page.get_by_role("dialog")).to_have_count(0)
            assert page.evaluate(ASK_AND_WAIT) >= 0
