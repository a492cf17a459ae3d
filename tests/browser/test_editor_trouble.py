"""When something is in the way: no line, somebody else, no session, no plan, a fault. Each says so, nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.plan_page import answer, judged, lock, row, saved, show
from tests.browser.waiting import soon

REFUSED = {"code": "x", "message_zh": "不行", "message_en": "No"}


def test_offline_steps_are_kept_and_sent_later(opened, desk, server, plan):
    judged(opened)
    desk.set_offline(True)
    lock(opened)
    expect(opened.locator(".saved")).to_contain_text("离线 · 1 步已存本机")
    expect(opened.locator(".status")).to_contain_text("离线 · 1 步已存本机")
    expect(opened.locator(".colleague")).to_contain_text("推演在服务器上做：离线时不能用")
    expect(row(opened, "丰和").locator(".line-icon")).to_have_count(1)
    desk.set_offline(False)
    saved(opened)
    expect(opened.locator(".toast")).to_have_text(re.compile("已补传 1 步"))
    soon(opened, lambda: server.ask("GET", f"/plans/{plan}/commands")["head"], 1)


def test_steps_that_were_not_sent_come_back_after_a_crash(opened, desk, server, plan):
    opened.route("**/commands", lambda route: route.abort())
    lock(opened)
    expect(opened.locator(".saved")).to_contain_text("离线 · 1 步已存本机")
    opened.unroute("**/commands")
    show(opened, server, plan)
    expect(row(opened, "丰和").locator(".line-icon")).to_have_count(1)
    saved(opened)
    soon(opened, lambda: server.ask("GET", f"/plans/{plan}/commands")["head"], 1)


@pytest.fixture
def clashed(opened, server, plan):
    """Somebody gave b1 to 丰和 while this page locked 丰和."""
    judged(opened)
    server.draw(plan, "move", units=[["b1", "和平", "丰和"]])
    lock(opened)
    expect(opened.get_by_role("dialog")).to_be_visible()
    return opened


def test_two_people_get_three_ways_and_none_is_chosen(clashed):
    dialog = clashed.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"在 \d\d:\d\d 保存了第 1 版"))
    expect(dialog).to_contain_text("不同处：1 个单元 1,900 户")
    expect(dialog.locator(".side-map canvas")).to_have_count(2)
    expect(dialog.locator("[data-way]")).to_have_text(["保留我的", "采用服务器", "另存一份"])
    expect(clashed.locator("dialog")).to_be_focused()


def test_escape_keeps_editing_and_the_choice_can_be_made_later(clashed):
    clashed.keyboard.press("Escape")
    expect(clashed.get_by_role("dialog")).to_have_count(0)
    expect(row(clashed, "丰和").locator(".line-icon")).to_have_count(1)
    clashed.locator(".saved button").click()
    expect(clashed.get_by_role("dialog")).to_be_visible()


def test_keeping_mine_puts_it_on_top_of_theirs(clashed, server, plan):
    clashed.locator("[data-way=keep]").click()
    saved(clashed)
    drawing = server.ask("GET", f"/plans/{plan}/drawing")
    assert drawing["version"] == 2
    assert drawing["drawing"]["units"]["b1"] == "和平"
    assert drawing["drawing"]["communities"]["丰和"]["locked"] is True


def test_taking_theirs_sets_mine_aside(clashed, server, plan):
    clashed.locator("[data-way=take]").click()
    expect(row(clashed, "和平").locator(".households")).to_have_text(re.compile("3,600"))
    expect(row(clashed, "丰和").locator(".line-icon")).to_have_count(0)
    clashed.get_by_role("button", name="更多").click()
    clashed.get_by_role("menuitem", name="搁置的改动").click()
    expect(clashed.get_by_role("dialog")).to_contain_text("第 0 版上的 1 步")
    soon(clashed, lambda: server.ask("GET", f"/plans/{plan}/commands")["head"], 1)


def test_a_copy_keeps_both(clashed, server, plan):
    clashed.locator("[data-way=fork]").click()
    expect(clashed.locator(".toast")).to_contain_text("已另存为新方案")
    clashed.locator(".toast").get_by_role("button", name="打开").click()
    expect(clashed.locator("button.name")).to_have_text(re.compile("我的"))
    expect(row(clashed, "丰和").locator(".line-icon")).to_have_count(1)
    expect(row(clashed, "和平").locator(".households")).to_have_text(re.compile("5,500"))



def test_a_deleted_plan_can_be_restored_or_saved_anew(opened, server, plan):
    judged(opened)
    revision = server.ask("GET", f"/plans/{plan}")["revision"]
    server.ask("DELETE", f"/plans/{plan}", headers={"If-Match": f'"{revision}"'})
    lock(opened)
    dialog = opened.get_by_role("dialog")
    expect(dialog).to_contain_text("方案已被删除")
    dialog.get_by_role("button", name="另存为新方案").click()
    expect(row(opened, "丰和").locator(".line-icon")).to_have_count(1)
    opened.wait_for_url(lambda url: plan not in url)


def test_a_fault_of_the_server_says_what_is_safe(opened):
    judged(opened)
    opened.route("**/commands", lambda route: answer(route, REFUSED, 500))
    lock(opened)
    expect(opened.locator(".toast.error")).to_contain_text("未能保存：1 步仍在本机")
    expect(opened.locator(".toast.error")).to_contain_text("不行")
    expect(opened.locator(".saved")).to_contain_text("未能保存 · 1 步已存本机")


def test_a_plan_that_cannot_be_read_is_no_blank_page(page, server, plan):
    page.route(f"**/plans/{plan}/ground", lambda route: answer(route, REFUSED, 500))
    page.goto(f"{server.address}/plans/{plan}")
    panel = page.locator(".failure-panel")
    expect(panel).to_contain_text("方案打不开")
    expect(panel).to_contain_text("不行")
    page.unroute(f"**/plans/{plan}/ground")
    panel.get_by_role("button", name="再试").click()
    expect(row(page, "和平")).to_be_visible()
