"""Cases about no plan, each body at its own browser: a ruling on an undecided area, the joint review of a facility."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.users.people import Body, with_people
from tests.browser.case_desk import CaseDesk
from tests.browser.case_people import at_desk, opened
from tests.browser.case_story import TODAY
from tests.browser.plan_server import running
from tests.browser.test_accessibility import AXE, grave

BODIES = {
    "xingpu": Body("杏圃街道办事处", "street_office", subdistrict="杏圃街道"),
    "lanqi": Body("兰畦街道办事处", "street_office", subdistrict="兰畦街道"),
    "bureau": Body("莲湖区民政局", "district_civil_affairs"),
    "city": Body("市民政局", "city_civil_affairs", district=None),
    "housing": Body("莲湖区住建局", "housing_bureau"),
    "developer": Body("秦川置业", "developer", district=None),
}
UNDECIDED, FACILITY = "锦园北院归属", "锦园社区用房审验"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server on which each body has one account."""
    with running(with_people(tmp_path_factory.mktemp("without_plan"), bodies=BODIES)) as address:
        yield address


def begin(page: Page, kind: str, **fields: str) -> CaseDesk:
    """Open a case from the list by the names of the fields."""
    page.get_by_role("button", name="新建报审件").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("类别").select_option(label=kind)
    for label, value in fields.items():
        dialog.get_by_label(label, exact=True).fill(value)
    readable(page)
    dialog.get_by_role("button", name="建立", exact=True).click()
    return CaseDesk(page).ready()


def readable(page: Page) -> None:
    """Check that nothing on the page shuts out who cannot see or point."""
    if AXE.is_file():
        assert grave(page) == []


def test_an_undecided_area_is_ruled_on_inside_the_district(browser: Browser, address: str):
    with at_desk(browser, address, "xingpu", "/cases") as page:
        case = begin(
            page, "管理待定小区裁定", 标题=UNDECIDED, 小区名称="锦园北院", 相关的另一街道="兰畦街道",
            情况说明="两街道均未纳入管理，96 户。",
        )
        url = page.url
        case.at("上报")
        expect(case.tab("事项")).to_contain_text("锦园北院")
        readable(page)
        page.locator(".decision").get_by_role("button", name="报区民政局裁定", exact=True).click()
        expect(page.locator(".wanting")).to_contain_text("待定小区材料")
        for slot in ("待定小区材料", "调整前后示意图"):
            case.paper(slot)
        case.decide("报区民政局裁定", leads="区内裁定")
        expect(page.locator(".decision").get_by_role("button", name="裁定", exact=True)).to_have_count(0)
    with at_desk(browser, address, "bureau") as page:
        opened(page, address, UNDECIDED).decide("材料不全，退回", reason="缺现场照片", leads="上报")
    with at_desk(browser, address, "xingpu") as page:
        case = opened(page, address, UNDECIDED)
        expect(page.locator(".timeline")).to_contain_text("缺现场照片")
        case.paper("待定小区材料", "现场照片.pdf")
        case.decide("报区民政局裁定", leads="区内裁定")
    with at_desk(browser, address, "bureau") as page:
        case = opened(page, address, UNDECIDED)
        case.record("裁定", 管理街道="杏圃街道", 管理社区="锦园社区", 裁定日期=TODAY, 文号="莲民裁〔2026〕1 号")
        case.paper("裁定文书")
        case.decide("裁定", leads="已裁定")
        readable(page)
    with at_desk(browser, address, "lanqi", "/cases?open=0") as page:
        page.get_by_role("link", name=UNDECIDED).click()
        case = CaseDesk(page).ready()
        assert page.url == url
        expect(page.locator(".decision")).to_contain_text("不再办理")
        case.tab("记录").get_by_role("button", name="裁定").click()
        expect(page.get_by_label("管理街道")).to_have_value("杏圃街道")
        expect(page.get_by_label("管理街道")).to_be_disabled()


def test_against_another_district_the_city_rules(browser: Browser, address: str):
    title = f"{UNDECIDED}（跨区）"
    with at_desk(browser, address, "xingpu", "/cases") as page:
        case = begin(
            page, "管理待定小区裁定", 标题=title, 小区名称="锦园西院", **{"涉及外区、开发区（由市裁定）": "雁塔区"},
            情况说明="与雁塔区相接，40 户。",
        )
        for slot in ("待定小区材料", "调整前后示意图"):
            case.paper(slot)
        expect(page.locator(".decision").get_by_role("button", name="报区民政局裁定", exact=True)).to_have_count(0)
        case.decide("报区政府", leads="报区政府")
    with at_desk(browser, address, "bureau") as page:
        case = opened(page, address, title)
        case.paper("区民政局报告")
        case.decide("报市民政局", leads="报市民政局")
    with at_desk(browser, address, "city") as page:
        case = opened(page, address, title)
        case.decide("受理", leads="市级裁定")
        case.record("裁定", 管理街道="杏圃街道", 裁定日期=TODAY)
        case.paper("裁定文书")
        case.decide("裁定", leads="已裁定")


def test_a_facility_goes_from_the_plan_to_the_street(browser: Browser, address: str):
    with at_desk(browser, address, "housing", "/cases") as page:
        case = begin(
            page, "社区用房联合审验", 标题=FACILITY, 用房名称="锦园社区用房", **{"建筑面积 m²": "650"},
            地址="锦园路 8 号", 街道="杏圃街道", 开发建设单位="秦川置业",
        )
        case.at("规划审批")
        expect(case.tab("事项")).to_contain_text("650")
        readable(page)
    with at_desk(browser, address, "developer") as page:
        case = opened(page, address, FACILITY)
        for slot in ("规划审批意见", "竣工资料"):
            case.paper(slot)
        case.decide("报建成", leads="建成")
        expect(page.locator(".decision button")).to_have_count(0)
    with at_desk(browser, address, "housing") as page:
        opened(page, address, FACILITY).decide("不合格，退回", reason="活动用房不足", leads="规划审批")
    with at_desk(browser, address, "developer") as page:
        case = opened(page, address, FACILITY)
        expect(page.locator(".timeline")).to_contain_text("活动用房不足")
        case.paper("竣工资料", "竣工资料（整改）.pdf")
        case.decide("报建成", leads="建成")
    with at_desk(browser, address, "housing") as page:
        case = opened(page, address, FACILITY)
        case.paper("验收记录")
        case.decide("组织验收", leads="验收")
    with at_desk(browser, address, "bureau") as page:
        case = opened(page, address, FACILITY)
        case.paper("移交记录")
        case.decide("移交", leads="移交")
    with at_desk(browser, address, "xingpu") as page:
        case = opened(page, address, FACILITY)
        case.paper("产权与接管记录")
        case.decide("接管", leads="街道管理")
        readable(page)
