"""The slots for papers: what each is called, who makes it, which kinds of file it takes.

The text names as papers only opinion, consent, application, review opinions, approval document, filing, inspection
and year-end report; longer lists are design defaults (rules.md 5).
"""

from __future__ import annotations

from dataclasses import dataclass

SCANS = ("pdf", "jpg", "png", "ofd")
DOCUMENTS = (*SCANS, "docx")
TABLES = (*DOCUMENTS, "xlsx")
ANYTHING = (*TABLES, "zip")


@dataclass(frozen=True)
class Slot:
    """A place for one paper of a case.

    Attributes
    ----------
    kinds
        Kinds of file it takes, by extension.
    is_ours
        Whether the system makes it from the plan, so that paper and map cannot disagree.
    is_in_the_text
        Whether the text names it; the others are design defaults.
    """

    id: str
    zh: str
    en: str
    kinds: tuple[str, ...] = DOCUMENTS
    is_ours: bool = False
    is_in_the_text: bool = False


SLOTS: dict[str, Slot] = {slot.id: slot for slot in (
    Slot("opinion", "设立（调整）意见", "opinion", is_in_the_text=True),
    Slot("map", "调整前后示意图", "maps before and after", ANYTHING, is_ours=True),
    Slot("four_bounds_text", "四至说明", "four limits in words", TABLES, is_ours=True),
    Slot("households_table", "户数人口表（口径、日期）", "households and persons with basis and date", TABLES,
         is_ours=True),
    Slot("facility_inventory", "用房与广场清单", "inventory of premises and plazas", TABLES, is_ours=True),
    Slot("staff_plan", "人员配备方案", "staff plan", TABLES),
    Slot("check_report", "规则核查报告", "check report", ANYTHING, is_ours=True),
    Slot("residents_minutes", "居民（村民）会议记录", "minutes of the residents' discussion", is_in_the_text=True),
    Slot("residents_attendance", "签到表", "attendance", TABLES),
    Slot("request", "请示（初稿）", "draft of the application", ("docx",), is_ours=True),
    Slot("application", "请示", "application", is_in_the_text=True),
    Slot("review_record", "审核记录", "review record"),
    Slot("review_opinion", "审核意见", "review opinion", is_in_the_text=True),
    Slot("consent_note", "区政府研究同意意见", "consent note"),
    Slot("city_review_record", "市民政局审核记录", "city review record"),
    Slot("city_opinion", "市级意见", "city opinion", is_in_the_text=True),
    Slot("feedback", "反馈意见", "feedback", is_in_the_text=True),
    Slot("review_report", "审核意见报告", "report of the review opinion", is_in_the_text=True),
    Slot("meeting_minutes", "常务会议纪要", "minutes of the executive meeting"),
    Slot("approval_document", "批复", "approval document", is_in_the_text=True),
    Slot("filing", "备案文件", "filing", is_in_the_text=True),
    Slot("premises_ready", "用房到位证明", "proof of premises"),
    Slot("candidates_review", "候选人联审", "joint review of candidates"),
    Slot("election_record", "两委选举结果", "election record"),
    Slot("services_record", "为民服务开展情况", "services running"),
    Slot("first_check_record", "初检记录", "first-check record", is_in_the_text=True),
    Slot("final_check_record", "终检记录", "final-check record", is_in_the_text=True),
    Slot("certificate", "统一社会信用代码证", "code certificate", is_in_the_text=True),
    Slot("premises_proof", "用房证明、移交协议", "deeds and hand-over agreements of premises", ANYTHING),
    Slot("publication", "公示材料", "publication", ANYTHING),
    Slot("stability_assessment", "社会稳定风险评估", "assessment of social stability"),
    Slot("legality_review", "合法性审查意见", "legality review"),
    Slot("talks_record", "与街办沟通记录", "record of the talks with the street office"),
    Slot("area_material", "待定小区材料", "material on the area", ANYTHING, is_in_the_text=True),
    Slot("district_report", "区民政局报告", "report of the district bureau"),
    Slot("ruling_document", "裁定文书", "ruling", is_in_the_text=True),
    Slot("planning_approval", "规划审批意见", "planning approval", is_in_the_text=True),
    Slot("completion_documents", "竣工资料", "completion documents", ANYTHING),
    Slot("acceptance_record", "验收记录", "acceptance record", is_in_the_text=True),
    Slot("handover_record", "移交记录", "hand-over record", is_in_the_text=True),
    Slot("title_record", "产权与接管记录", "title and take-over record"),
    Slot("plan_table_entry", "移交计划表", "entry of the plan table", TABLES, is_in_the_text=True),
    Slot("inventory", "摸底清册", "survey inventory", TABLES, is_in_the_text=True),
    Slot("joint_application", "联合申请", "joint application", is_in_the_text=True),
    Slot("district_review_record", "区政府复核意见", "district's review", is_in_the_text=True),
    Slot("recognition", "认定意见", "recognition", is_in_the_text=True),
    Slot("risk_assessment", "风险评估", "risk assessment", is_in_the_text=True),
    Slot("enterprise_plan", "一企业一方案", "plan of the enterprise", is_in_the_text=True),
    Slot("mediation_record", "协调记录", "mediation record"),
    Slot("special_mediation_record", "专项协调记录", "special mediation record"),
    Slot("framework_agreement", "框架协议", "framework agreement", is_in_the_text=True),
    Slot("agreement", "移交协议", "agreement", is_in_the_text=True),
    Slot("facility_papers", "设施移交资料", "papers of the facilities", ANYTHING, is_in_the_text=True),
    Slot("safety_assessment", "检测评估报告", "safety assessment", is_in_the_text=True),
    Slot("settlement", "资金结算", "settlement of funds", TABLES, is_in_the_text=True),
)}

OPTIONAL: dict[str, tuple[str, ...]] = {
    "setting_up": ("request", "premises_proof", "publication", "stability_assessment", "legality_review", "filing"),
    "adjustment": ("request", "premises_proof", "publication", "stability_assessment", "legality_review"),
    "lq_short": ("request", "publication", "stability_assessment"),
    "ruling": ("publication",),
    "joint_review": ("premises_proof",),
    "transfer": ("publication", "legality_review", "stability_assessment"),
}
"""Slots that a workflow holds and never asks for."""
