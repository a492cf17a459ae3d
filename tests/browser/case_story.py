"""How a case and a transfer are carried on, step by step, through what is written on their pages."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser.case_desk import LONG_MS, PDF, CaseDesk
from tests.browser.plan_server import PlanServer

TODAY = date.today().isoformat()
OFFICE = "合成杏圃街道"
NEW = f"{OFFICE}+1"
FILLED = (
    ("A0204", "霁池社区"), ("A0321", "素岗社区"), ("A0406", "杏岗社区"), ("A0527", "清书社区"), ("A0735", "棠庭社区"),
)
"""Land of no community at first, and the neighbour that takes it."""
CHECKED = {"检查日期": TODAY, "社区阵地建设": "到位", "“两委”选举": "完成", "为民服务开展情况": "开展", "结果": "合格"}
SPLIT = ("A0124", "A0125", "A0126")


def split_plan(server: PlanServer) -> str:
    """Draw a plan without gaps that splits an oversized community; return its identifier."""
    plan_id = server.plan("杏圃街道 2026 年调整")
    server.draw(plan_id, "move", units=[[unit, None, community] for unit, community in FILLED])
    server.draw(plan_id, "move", units=[["A0118", "鹭野社区", "锦涛社区"], ["A0123", "鹭野社区", "曦波社区"]])
    made = {"name": "鹭新社区", "subdistrict": OFFICE, "locked": False, "colour": 4, "alone": False}
    server.draw(
        plan_id, "new", units=[[unit, "鹭野社区", NEW] for unit in SPLIT], communities=[[NEW, None, made]],
    )
    return plan_id


def submitted(page: Page, server: PlanServer, plan: str, title: str, kind: str = "设立社区") -> CaseDesk:
    """Submit the plan from the editor."""
    page.goto(f"{server.address}/plans/{plan}")
    page.locator("html[data-ready]").wait_for(state="attached", timeout=LONG_MS)
    page.get_by_role("button", name="送审", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("类别").select_option(label=kind)
    expect(dialog.get_by_label("街道")).to_have_value(OFFICE, timeout=LONG_MS)
    dialog.get_by_label("标题").fill(title)
    dialog.get_by_role("button", name="冻结并建立报审件").click()
    return CaseDesk(page).ready()


def drafted(page: Page, case: CaseDesk) -> None:
    """Papers of the draft: one that is not what its name says, one dropped, one chosen."""
    case.offer("设立（调整）意见", "意见.pdf", b"no pdf")
    expect(case.slot("设立（调整）意见").get_by_role("alert")).to_contain_text("不是 pdf")
    case.drop("设立（调整）意见", "意见.pdf", "%PDF-1.4 text")
    expect(case.slot("设立（调整）意见").get_by_role("img", name="已交")).to_be_visible()
    page.locator(".decision").get_by_role("button", name="提出意见", exact=True).first.click()
    expect(page.locator(".wanting")).to_contain_text("人员配备方案")
    case.paper("人员配备方案")
    expect(page.locator(".wanting")).to_have_count(0)
    case.decide("提出意见", leads="居民讨论")


def discussed(case: CaseDesk) -> None:
    """The residents agree, the street office applies, the bureau receives."""
    case.record("居民讨论", 会议日期=TODAY, 应到=182, 实到=161, 同意=148, 反对=9, 弃权=4)
    for slot in ("居民（村民）会议记录", "签到表", "请示"):
        case.paper(slot)
    case.decide("向区政府申请", leads="街道申请")
    case.decide("收件", leads="区民政局审核")


def returned_once(page: Page, case: CaseDesk) -> None:
    """The first return: a point about a paper, a point about a place; each is answered."""
    box = page.locator(".decision")
    box.get_by_role("button", name="退回补正", exact=True).click()
    case.slot("请示").get_by_role("button", name="就此件提一条：请示").click()
    box.get_by_label("第 1 条意见").fill("请示未写明理由，请补。")
    page.wait_for_function("window.sheetMap")
    box.get_by_role("button", name="从地图加一条").click()
    spot = page.evaluate(
        "() => { const box = sheetMap.getContainer().getBoundingClientRect(); return [box.x + box.width / 2, "
        "box.y + box.height / 2]; }"
    )
    page.mouse.click(*spot)
    box.get_by_label("第 2 条意见").fill("此处界线与道路中线不符，请核。")
    page.reload()
    case.ready()
    expect(box.get_by_label("第 2 条意见")).to_have_value("此处界线与道路中线不符，请核。")
    expect(page.locator(".pin .numbered")).to_have_count(1)
    expect(box.locator('[data-key="send"]')).to_have_text("退回补正 2 条")
    box.locator('[data-key="send"]').click()
    box.get_by_role("button", name="撤回", exact=True).click()
    case.decide("退回补正", leads="补正")
    replies = case.tab("逐条答复")
    box.get_by_role("button", name="补正完毕，再报", exact=True).click()
    expect(page.locator(".wanting")).to_contain_text("逐条答复")
    for text in ("已补理由。", "已按中线调整说明。"):
        area = replies.get_by_role("textbox").first
        area.fill(text)
        replies.get_by_role("button", name="答复", exact=True).first.click()
        expect(replies).to_contain_text(text)
    case.paper("请示", "请示（补正）.pdf")
    case.decide("补正完毕，再报", leads="街道申请")
    case.decide("收件", leads="区民政局审核")


def reviewed(page: Page, case: CaseDesk) -> None:
    """Two departments are asked, both answer; the place is visited."""
    opinions = case.tab("会签")
    opinions.get_by_label("部门（一行一个）").fill("财政局\n住建局")
    opinions.get_by_role("button", name="发起会签").click()
    for department, verdict, text in (("财政局", "同意", "经费可列支。"), ("住建局", "有意见", "用房须在半年内到位。")):
        expect(opinions.get_by_label(f"{department}的意见")).to_be_visible()
        line = opinions.locator("li").filter(has=page.get_by_label(f"{department}的意见"))
        line.get_by_label(verdict, exact=True).check()
        line.get_by_label(f"{department}的意见").fill(text)
        scan = {"name": "意见.pdf", "mimeType": "application/pdf", "buffer": PDF}
        line.get_by_label(f"纸质意见（可附）：{department}").first.set_input_files(scan)
        line.get_by_role("button", name="提交意见").click()
        expect(opinions).to_contain_text(text)
    expect(page.get_by_role("tab", name="会签")).to_contain_text("2 / 2")
    case.visit("四至与现场一致", "赵颖", "李敏")
    case.paper("审核记录")
    case.paper("审核意见")
    case.decide("审核同意", leads="区政府研究同意")


def approved(page: Page, case: CaseDesk) -> None:
    """The second return, by the district government; then all the way to the approval."""
    case.decide("退回审核", reason="补充群众意见的采纳情况", leads="区民政局审核")
    case.decide("审核同意", leads="区政府研究同意")
    case.paper("区政府研究同意意见")
    case.decide("研究同意", leads="市民政局征求意见")
    case.visit("市局实地查看", "王敏")
    case.paper("市民政局审核记录")
    case.decide("提出意见报市政府", leads="市政府审核")
    case.paper("市级意见")
    case.decide("审核并反馈", leads="反馈意见")
    case.paper("反馈意见")
    case.paper("审核意见报告")
    case.decide("向区政府报告", leads="区政府常务会议")
    case.paper("常务会议纪要")
    case.slot("批复").get_by_role("button", name=re.compile("^批复")).click()
    case.slot("批复").get_by_label("文号").fill("莲政批〔2026〕7号")
    case.slot("批复").get_by_label("文件日期").fill(TODAY)
    case.paper("批复")
    expect(case.slot("批复")).to_contain_text("莲政批〔2026〕7号")
    case.record("批复", 批复文号="莲政批〔2026〕7号", 批复日期=TODAY)
    case.decide("批复", leads="阵地建设与两委选举")
    expect(page.locator(".case-due")).to_contain_text("两委选举")


def inspected(case: CaseDesk) -> None:
    """Filing and election, the first inspection and the final one."""
    case.record("报市备案", 备案日期=TODAY, 备案文号="备〔2026〕1号")
    case.record("两委选举", 选举日期=TODAY, 居委会人数=7, 党组织班子人数=5, 交叉任职人数=5, 专职工作者进=7)
    for slot in ("用房到位证明", "候选人联审", "两委选举结果", "为民服务开展情况"):
        case.paper(slot)
    case.decide("报请初检", leads="初检")
    measured(case)
    case.paper("初检记录")
    case.decide("初检合格", leads="终检")
    case.record("终检", **CHECKED)
    case.paper("终检记录")
    case.decide("终检合格", leads="列入台账")


def measured(case: CaseDesk) -> None:
    """The first inspection measures what the plan fell short of."""
    panel = case.tab("记录")
    row = panel.locator('li[data-record="first_check"]')
    row.get_by_role("button", name="初检").click()
    for community in (NEW, "鹭野社区"):
        row.get_by_role("button", name="加一项：实测面积").click()
        part = row.locator(".form-rows > li").last
        part.get_by_label("社区编号").fill(community)
        for label, value in (("综合服务设施建筑面积", 1200), ("居民活动区域面积", 800), ("室外活动广场", 1500)):
            part.get_by_label(re.compile(f"^{label}")).fill(str(value))
    case.record("初检", **CHECKED)


def special_report_sent(page: Page, server: PlanServer) -> None:
    """Send the year's special report."""
    page.goto(f"{server.address}/reports")
    page.get_by_role("button", name="生成报表").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("类别").select_option(label="年底专题报告")
    expect(dialog.get_by_role("status")).to_contain_text("鹭新社区")
    dialog.get_by_role("button", name="报送").click()
    expect(page.locator(f'tr[data-report="special {date.today().year}"]')).to_be_visible()


def divided(page: Page, server: PlanServer, plan: str) -> str:
    """Carry the division of the quarter through its short route; return its number."""
    case = submitted(page, server, plan, "仪表厂家属院划入社区", "家属区划分")
    for slot in ("请示", "与街办沟通记录"):
        case.paper(slot)
    case.decide("报区民政局", leads="区民政局审核")
    case.paper("审核意见")
    case.decide("审核后统一报批", leads="政府审批")
    case.paper("批复")
    case.decide("批准", leads="生效")
    return case.number


def transfer_opened(page: Page, server: PlanServer, *, households: int) -> CaseDesk:
    """Enter the quarter of an enterprise in the plan table."""
    page.goto(f"{server.address}/cases")
    page.get_by_role("button", name="新建报审件").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("类别").select_option(label="企业社区管理职能移交")
    told = {
        "标题": "仪表厂家属院移交", "移交企业": "秦川仪表厂", "家属区": "仪表厂家属院", "户数": str(households),
        "街道": OFFICE,
        "计划开始": TODAY, "计划完成": TODAY, "移交标准": "现状移交", "移交方式": "整体移交", "移交范围": "家属院全部",
    }
    for label, value in told.items():
        dialog.get_by_label(label, exact=True).fill(value)
    dialog.get_by_role("button", name="建立", exact=True).click()
    return CaseDesk(page).ready()


def surveyed(page: Page, case: CaseDesk) -> None:
    """The inventory is handed in, the form decided, the talks begin."""
    case.record(
        "摸底清册", 职工及家属总人数=1300, 已社会化管理人员数=1000, 企业自行管理人员数=300, 居民服务管理组织数量=1,
        居民居住区面积=52000, 公共活动区域面积=1800, 社区服务设施面积=600, 社区服务设施产权="企业",
        居民服务管理工作经费=200000, 工作人员数=6, 平均待遇=4200, **{"“五险一金”缴纳情况": "足额缴纳"},
    )
    for slot in ("移交计划表", "摸底清册"):
        case.paper(slot)
    case.decide("报送摸底清册", leads="摸底")
    tree = case.tab("事项")
    expect(tree.locator(".tree li")).to_have_count(4)
    expect(tree.locator(".outcome")).to_contain_text("整体划入就近社区")
    expect(tree).to_contain_text("420 户，达到 500 户？")
    case.record(
        "接收方式", 接收方式="成立居民小组，整体划入就近社区", 理由="不足 500 户，不相对独立", 划入的社区="鹭野社区",
    )
    case.decide("确定接收方式", reason="不足 500 户", leads="确定接收方式")
    case.paper("风险评估")
    case.decide("开始协商", leads="协商方案")


def agreed(page: Page, case: CaseDesk) -> None:
    """The talks go to mediation once, and come to an agreement in seven parts."""
    case.decide("报请协调", reason="资金核算有分歧", leads="协调")
    case.record("协调记录", 协调日期=TODAY, 协调结果="按评估值结算")
    case.paper("协调记录")
    case.decide("协调后再议", leads="协商方案")
    parts = ("组织构架", "移交内容", "时间进度", "资金安排", "责任落实", "保障措施")
    case.record("一企业一方案", **dict.fromkeys(parts[:5], "见方案"))
    expect(case.tab("记录").locator('[data-record="enterprise_plan"]')).to_contain_text("5 / 6 项")
    case.record("一企业一方案", **{parts[5]: "见方案"})
    case.record("退休人员移交", 移交退休人员数=0)
    case.paper("一企业一方案")
    case.decide("协商一致", leads="达成一致")
    terms = ("移交方与接收方", "移交内容", "移交方式", "移交时间", "双方权利义务", "资金核算", "违约责任")
    case.record("移交协议", **dict.fromkeys(terms, "见协议"), 签订日期=TODAY)
    case.paper("移交协议")
    case.decide("签订协议", leads="签订协议")
    case.decide("开始移交", leads="移交实施")


def handed_over(case: CaseDesk, division: str) -> None:
    """Facilities with their papers, safety, money, and the community that receives."""
    row = case.tab("记录").locator('li[data-record="hand_over"]')
    row.get_by_role("button", name="设施移交").click()
    row.get_by_role("button", name="加一项：设施").click()
    part = row.locator(".form-rows > li").last
    part.get_by_label(re.compile("^类别")).select_option(label="社区工作用房")
    part.get_by_label(re.compile("^名称")).fill("家属院工作用房")
    part.get_by_label(re.compile("^面积")).fill("600")
    for paper in ("竣工技术资料", "检测记录", "修缮记录", "后续维护责任"):
        part.get_by_label(re.compile(f"^{paper}")).check()
    for day in ("移交日期", "产权变更登记日期"):
        part.get_by_label(re.compile(f"^{day}")).fill(TODAY)
    row.get_by_role("button", name="保存").click()
    case.record("检测评估", 检测评估日期=TODAY, 检测评估单位="市房屋安全鉴定站")
    case.record("资金结算", 结清日期=TODAY, 企业支付金额=0)
    case.record("接收社区", **{"设立或划入的报审件": division})
    for slot in ("设施移交资料", "检测评估报告", "资金结算"):
        case.paper(slot)
