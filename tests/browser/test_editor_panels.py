"""The planner's page around its map: bar, tools, versions, table, findings, ledger, and what happens to unsaved work.

The nine squares: 和平 holds a1 a2 a3 b1 = 1,200 × 3 + 1,900 = 5,500 households today (500 over the band of 1,000 to
5,000), 丰和 the rest, 1,900 × 2 + 200 + 300 + 75 = 4,375.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.plan_page import answer, judged, lock, row, show
from tests.browser.waiting import soon

EVIL = "<img src=x onerror=\"document.title='broken'\">\u202e'&quot;"


def test_the_bar_says_where_we_are(opened):
    expect(opened.locator(".crumbs")).to_have_text(re.compile("新街数据/方案一"))
    expect(opened.locator("header.bar .chip")).to_have_text("草稿 第 0 版")
    expect(opened.locator(".view[aria-current=page]")).to_have_text("绘制")


def test_readings_carry_todays_values(opened):
    judged(opened)
    texts = opened.locator(".reading").all_inner_texts()
    assert [" ".join(text.split()) for text in texts[:3]] == ["社区 2 现状 2", "区间内 1 / 2 现状 1", "变动户数 0 0 %"]


def test_the_table_counts_each_community(opened):
    expect(row(opened, "和平").locator(".households")).to_have_text(re.compile(r"5,500"))
    expect(row(opened, "丰和").locator("svg.gauge")).to_have_attribute("aria-label", "丰和 4,375 户，在区间内")
    expect(row(opened, "和平").locator("svg.gauge")).to_have_attribute("aria-label", "和平 5,500 户，超上限 500 户")


def test_what_has_to_be_done_leads_and_any_head_sorts(opened):
    judged(opened)
    order = opened.locator("tr[data-id]")
    expect(order.first).to_have_attribute("data-id", "和平")
    head = opened.get_by_role("columnheader", name="户数", exact=True)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(order.first).to_have_attribute("data-id", "和平")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(order.first).to_have_attribute("data-id", "丰和")


def test_land_of_no_community_leads_in_any_order(page, server, plan):
    server.draw(plan, "unassign", units=[["b1", "和平", None]])
    show(page, server, plan)
    first = page.locator("tr[data-id]").first
    expect(first).to_contain_text("未定")
    expect(first.locator(".households")).to_have_text(re.compile("1,900"))
    page.get_by_role("columnheader", name="社区", exact=True).get_by_role("button").click()
    expect(page.locator("tr[data-id]").first).to_contain_text("未定")
    expect(page.locator(".balance")).to_have_text("尚有 1,900 户未定")


def test_arrow_keys_walk_the_rows(opened):
    row(opened, "和平").click()
    opened.keyboard.press("ArrowDown")
    expect(row(opened, "丰和")).to_have_attribute("aria-selected", "true")
    expect(row(opened, "丰和")).to_be_focused()


def test_the_chosen_community_says_its_four_limits_in_the_margins(opened):
    judged(opened)
    row(opened, "和平").click()
    expect(opened.locator(".margins .limit")).to_have_count(4)
    expect(opened.locator(".detail")).to_contain_text("四至")


def test_a_lock_is_a_version_and_is_saved(opened, server, plan):
    lock(opened)
    expect(opened.locator("header.bar .chip")).to_have_text("草稿 第 1 版")
    expect(opened.locator(".version-list .now")).to_contain_text("锁定 丰和")
    expect(opened.locator(".saved")).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    record = server.ask("GET", f"/plans/{plan}/drawing")["drawing"]["communities"]["丰和"]
    assert record["locked"] is True
    expect(opened.locator(".colleague h2")).to_contain_text("锁定 1 个社区，其余可动")


def test_undo_and_redo_are_steps_too(opened):
    undo, redo = (opened.locator(f'[data-act="{name}"]') for name in ("undo", "redo"))
    expect(undo).to_have_attribute("aria-disabled", "true")
    lock(opened)
    undo.click()
    expect(row(opened, "丰和").locator(".line-icon")).to_have_count(0)
    expect(opened.locator(".version-list .now")).to_contain_text("撤销：锁定 丰和")
    redo.click()
    expect(row(opened, "丰和").locator(".line-icon")).to_have_count(1)


def test_a_community_is_renamed_in_its_row_and_names_are_only_text(opened, server, plan):
    row(opened, "和平").click()
    opened.get_by_role("button", name="改名").click()
    field = opened.locator("input.rename")
    field.fill(EVIL)
    field.press("Enter")
    expect(row(opened, "和平").locator(".name bdi")).to_have_text(EVIL)
    judged(opened)
    assert opened.title() == "方案一 · 四至"
    assert opened.locator("img[src=x]").count() == 0


def test_the_plan_is_renamed_in_place(opened, server, plan):
    opened.locator("button.name").click()
    field = opened.locator("input.name")
    field.fill(EVIL)
    field.press("Enter")
    expect(opened.locator("button.name bdi")).to_have_text(EVIL)
    soon(opened, lambda: server.ask("GET", f"/plans/{plan}")["name"], EVIL)
    assert opened.locator("img[src=x]").count() == 0


def test_figures_are_marked_until_the_server_has_judged(opened):
    judged(opened)
    expect(row(opened, "丰和").locator(".households")).to_have_text("4,375")
    opened.route("**/judgement?*", lambda route: answer(route, {"code": "x"}, 503))
    lock(opened)
    expect(row(opened, "丰和").locator(".households")).to_have_text("4,375*")
    expect(opened.locator(".findings-head")).to_contain_text("按第 0 版")
    expect(opened.locator(".below.stale")).to_be_visible()


def test_the_counts_over_the_findings_are_those_of_the_list(opened):
    judged(opened)
    heads = ".findings-head > .chip, .findings-head > .quiet:not(.spacer ~ .quiet)"  # 提示 n, 告知 n, 缺数据 n
    chips = opened.locator(heads).all_inner_texts()
    named = {text.split()[-2]: int(text.split()[-1]) for text in chips}
    signs = opened.locator(".below .findings > li:not(.folded)")
    folded = opened.locator(".below .findings .folded .findings > li")
    single = signs.count() - folded.count()
    assert sum(named.values()) == single + folded.count() > 0


def test_the_ledger_balances_and_one_row_goes_back(page, server, plan):
    server.draw(plan, "move", units=[["b1", "和平", "丰和"]])
    show(page, server, plan)
    line = page.locator(".ledger-rows tbody tr")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("1,900")
    expect(page.locator(".balance")).to_have_text("前后相符")
    line.hover()
    line.get_by_role("button", name="撤回这一笔").click()
    expect(page.locator(".ledger")).to_contain_text("没有划入划出")
    expect(page.locator(".version-list .now")).to_contain_text("撤回")


def test_a_row_that_later_changes_need_does_not_go_back(page, server, plan):
    """With b2 and c2 given to 和平, 和平 reaches c2 over b2 only: b2 cannot go back alone."""
    server.draw(plan, "move", units=[["b2", "丰和", "和平"], ["c2", "丰和", "和平"]])
    show(page, server, plan)
    line = page.locator(".ledger-rows tbody tr", has_text="b2")
    line.hover()
    line.get_by_role("button").click()
    expect(page.locator(".toast.error")).to_contain_text("撤不回")
    expect(page.locator(".version-list .now")).to_contain_text("别处的改动")


def test_an_old_version_is_opened_to_be_read(page, server, plan):
    server.draw(plan, "move", units=[["b1", "和平", "丰和"]])
    show(page, server, plan, "?version=0")
    expect(page.locator("header.bar .chip")).to_have_text("只读 第 0 版")
    expect(row(page, "和平").locator(".households")).to_have_text(re.compile("5,500"))
    expect(page.locator(".tools .tool")).to_have_count(0)
    page.get_by_role("link", name="回到最新版").click()
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(row(page, "和平").locator(".households")).to_have_text(re.compile("3,600"))


def test_a_version_gets_a_name_by_key(opened, server, plan):
    lock(opened)
    judged(opened)
    opened.keyboard.press("Control+s")
    opened.get_by_label("命名此版").fill("送审稿")
    opened.get_by_role("button", name="保存名称").click()
    expect(opened.locator(".version-list .now .named")).to_have_text("送审稿")
    soon(opened, lambda: server.ask("GET", f"/plans/{plan}/commands")["items"][0]["name"], "送审稿")


def test_the_next_place_is_found(opened):
    opened.locator(".tool.wide").click()
    expect(row(opened, "和平")).to_have_attribute("aria-selected", "true")
    expect(opened.locator(".toast")).to_contain_text("和平 5,500 户，超上限")


def test_the_sizes_of_panels_are_remembered(opened, server, plan):
    splitter = opened.locator(".splitter.of-right")
    before = opened.locator(".right").bounding_box()["width"]
    splitter.focus()
    for _ in range(3):
        opened.keyboard.press("ArrowLeft")
    soon(opened, lambda: opened.locator(".right").bounding_box()["width"], before + 48)
    show(opened, server, plan)
    soon(opened, lambda: opened.locator(".right").bounding_box()["width"], before + 48)
    splitter.dblclick()
    soon(opened, lambda: opened.locator(".right").bounding_box()["width"], before)


def test_the_menu_is_worked_by_keys(opened):
    opened.get_by_role("button", name="更多").press("Enter")
    expect(opened.get_by_role("menuitem").first).to_be_focused()
    opened.keyboard.press("ArrowDown")
    expect(opened.get_by_role("menuitem").nth(1)).to_be_focused()
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("button", name="更多")).to_be_focused()


def test_the_page_in_english_and_dark(opened):
    opened.get_by_role("button", name="EN").click()
    expect(opened.locator("html")).to_have_attribute("lang", "en")
    expect(opened.locator(".tool[data-tool=push]")).to_contain_text("Push edge")
    expect(opened.locator(".colleague h2")).to_contain_text("Optimiser")
    assert not re.search("[一-龥]", opened.locator(".left .tools").inner_text())
    opened.get_by_role("button", name="Light or dark").click()
    expect(opened.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1093, 614), (1920, 1080)])
def test_nothing_sticks_out_of_the_window(page, server, plan, width, height):
    page.set_viewport_size({"width": width, "height": height})
    show(page, server, plan)
    assert page.evaluate("[document.body.scrollWidth, document.body.scrollHeight]") == [width, height]
    if width < 1200:
        expect(page.locator(".right")).not_to_be_in_viewport()
        page.get_by_role("button", name="社区与发现").click()
        expect(page.locator(".right")).to_be_in_viewport()


def test_a_telephone_reads(page, server, plan):
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, server, plan)
    expect(page.locator(".phone-sheet")).to_contain_text("只读")
    expect(page.locator(".tool").first).to_be_hidden()
    box = page.locator(".phone-actions button").first.bounding_box()
    assert box["height"] >= 44
    assert page.evaluate("document.body.scrollWidth") == 390


def test_a_comment_is_left_on_a_place_and_resolved(opened, server, plan):
    row(opened, "丰和").click()
    opened.get_by_role("button", name="在此处留言").click()
    opened.get_by_label("内容").fill(EVIL)
    opened.get_by_role("button", name="留言", exact=True).click()
    remark = opened.locator(".comment-list li")
    expect(remark.locator(".text")).to_have_text(EVIL)
    kept = server.ask("GET", f"/plans/{plan}/comments")["items"][0]
    assert (kept["text"], kept["unit_id"]) == (EVIL, "b2")
    remark.get_by_role("button", name="已解决").click()
    expect(opened.locator(".comments")).to_contain_text("另有已解决 1 条")
    assert opened.locator("img[src=x]").count() == 0


def test_the_address_of_a_share_is_shown_once(opened, server, plan):
    menu(opened, "只读分享")
    opened.get_by_role("button", name="分享最新版").click()
    address = opened.get_by_label("分享地址")
    expect(address).to_have_value(re.compile("/shared/"))
    assert opened.request.get(address.input_value()).ok
    opened.keyboard.press("Escape")
    menu(opened, "只读分享")
    expect(opened.locator(".share-list li")).to_have_count(1)
    expect(opened.get_by_label("分享地址")).to_have_count(0)
    opened.get_by_role("button", name="收回").click()
    expect(opened.locator(".share-list li")).to_have_count(0)


def test_a_version_is_exported(opened):
    menu(opened, "导出")
    opened.get_by_label("格式").select_option("csv")
    with opened.expect_download(timeout=30_000) as download:
        opened.get_by_role("dialog").get_by_role("button", name="导出", exact=True).click()
    assert download.value.suggested_filename.endswith(".csv")


def test_a_plan_is_imported_in_part_and_what_was_not_read_is_listed(opened, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_text("area_id,community\na1,甲\na2,甲\nZZ,乙\n", encoding="utf-8")
    menu(opened, "导入方案")
    dialog = opened.get_by_role("dialog")
    dialog.get_by_label("文件").set_input_files(file)
    dialog.get_by_role("button", name="导入", exact=True).click()
    expect(dialog.locator(".import-rows li")).to_contain_text("ZZ", timeout=30_000)
    expect(dialog).to_contain_text("2 个单元已归入社区，7 个未定")
    dialog.get_by_role("link", name="打开导入的方案").click()
    expect(row(opened, "甲").locator(".households")).to_have_text(re.compile("2,400"))


def test_a_plan_is_saved_as_another_from_a_version(opened, plan):
    opened.get_by_role("button", name="另存", exact=True).click()
    opened.get_by_role("textbox", name="名称").fill("方案二")
    opened.get_by_role("dialog").get_by_role("button", name="另存").click()
    opened.wait_for_url(lambda url: plan not in url)
    expect(opened.locator("button.name")).to_have_text("方案二")


def menu(page, entry: str) -> None:
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name=entry).click()
