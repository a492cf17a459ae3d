"""Setting up a community: S0 to S14 and SX (rules.md 5.1; LH clause 5, LHA steps 1 to 8).

A return for papers only leads back to S2, which is the street office's (rules.md 5.1, after a return). It stays there
apart, as S2a, until the street office says that it is done: answering the points is not yet applying again.
"""

from __future__ import annotations

from app.approval.workflows.machine import Basis, State, Transition, Workflow
from app.approval.workflows.roles import STREET, Role

BUREAU = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})
DISTRICT = frozenset({Role.DISTRICT_GOV})
CITY_BUREAU = frozenset({Role.CITY_CIVIL_AFFAIRS})
CITY = frozenset({Role.CITY_GOV})

DRAFT_PAPERS = (
    "opinion", "map", "four_bounds_text", "households_table", "facility_inventory", "staff_plan", "check_report",
)
MINUTES = ("residents_minutes", "residents_attendance")

STATES = (
    State("draft", "拟稿", "draft", "S0"),
    State("residents_discussion", "居民讨论", "residents' discussion", "S1"),
    State("returned_for_papers", "补正", "putting papers right", "S2a"),
    State("applied_to_district_gov", "街道申请", "applied to the district government", "S2"),
    State("district_review", "区民政局审核", "district review", "S3"),
    State("district_gov_consent", "区政府研究同意", "district government's consent", "S4"),
    State("city_consultation", "市民政局征求意见", "city consultation", "S5"),
    State("city_gov_review", "市政府审核", "city government's review", "S6"),
    State("feedback_received", "反馈意见", "feedback received", "S7"),
    State("district_executive_meeting", "区政府常务会议", "district executive meeting", "S8"),
    State("approved", "批复", "approved", "S9"),
    State("building_up", "阵地建设与两委选举", "building up", "S10"),
    State("first_inspection", "初检", "first inspection", "S11"),
    State("final_inspection", "终检", "final inspection", "S12"),
    State("registered", "列入台账", "registered", "S13"),
    State("certified", "核发证书", "certified", "S14", is_end=True),
    State("withdrawn", "已撤回", "withdrawn", "SX", is_end=True),
    State("closed", "已终止", "closed", "SX", is_end=True),
)


def _back(action: str, source: str, target: str, roles: frozenset[Role], zh: str, en: str) -> Transition:
    clears = MINUTES if target == "draft" else ()
    return Transition(
        action, source, target, roles, zh, en, Basis.DESIGN, asks_reason=True, clears=clears,
    )


def _closing(source: str, roles: frozenset[Role]) -> Transition:
    return _back("refuse", source, "closed", roles, "不予同意", "refuse")


FORWARD = (
    Transition(
        "issue_opinion", "draft", "residents_discussion", STREET, "提出意见", "issue the opinion", clause="LHA-1",
        papers=DRAFT_PAPERS, guards=("submission", "no_blocking_finding"),
    ),
    Transition(
        "apply", "residents_discussion", "applied_to_district_gov", STREET, "向区政府申请",
        "apply to the district government", clause="LHA-1", papers=(*MINUTES, "application"),
        guards=("residents_agreed", "points_answered", "no_new_limits"),
    ),
    Transition(
        "resubmit", "returned_for_papers", "applied_to_district_gov", STREET, "补正完毕，再报", "apply again",
        Basis.DESIGN, "LHA-1", papers=("application",), guards=("points_answered", "no_new_limits"),
    ),
    Transition(
        "receive", "applied_to_district_gov", "district_review", BUREAU, "收件", "receive", clause="LHA-2",
        papers=("application",), guards=("points_answered", "no_new_limits"),
    ),
    Transition(
        "agree", "district_review", "district_gov_consent", BUREAU, "审核同意", "agree on review",
        clause="LH clause 5", papers=("review_record", "review_opinion"), guards=("site_visited", "opinions_in"),
        when={"consent_gate": True},
    ),
    Transition(
        "agree", "district_review", "city_consultation", BUREAU, "审核同意", "agree on review", clause="LHA-3",
        papers=("review_record", "review_opinion"), guards=("site_visited", "opinions_in"),
        when={"consent_gate": False, "city_consultation": True},
    ),
    Transition(
        "agree", "district_review", "district_executive_meeting", BUREAU, "审核同意", "agree on review",
        basis=Basis.DESIGN, clause="LAW-3", papers=("review_record", "review_opinion"),
        guards=("site_visited", "opinions_in"), when={"consent_gate": False, "city_consultation": False},
    ),
    Transition(
        "consent", "district_gov_consent", "city_consultation", DISTRICT, "研究同意", "consent",
        clause="LH clause 5", papers=("consent_note",), when={"city_consultation": True},
    ),
    Transition(
        "consent", "district_gov_consent", "district_executive_meeting", DISTRICT, "研究同意", "consent",
        basis=Basis.DESIGN, clause="LH clause 5", papers=("consent_note",), when={"city_consultation": False},
    ),
    Transition(
        "submit_opinion", "city_consultation", "city_gov_review", CITY_BUREAU, "提出意见报市政府",
        "submit the opinion to the city government", clause="LHA-4", papers=("city_review_record",),
        guards=("site_visited",),
    ),
    Transition(
        "review", "city_gov_review", "feedback_received", CITY, "审核并反馈", "review and feed back", clause="LHA-4",
        papers=("city_opinion",),
    ),
    Transition(
        "report", "feedback_received", "district_executive_meeting", BUREAU, "向区政府报告", "report", clause="LHA-5",
        papers=("feedback", "review_report"),
    ),
    Transition(
        "approve", "district_executive_meeting", "approved", DISTRICT, "批复", "approve", clause="LHA-6",
        papers=("meeting_minutes", "approval_document"), guards=("no_open_area",), starts=("election", "filing"),
    ),
    Transition(
        "begin", "approved", "building_up", BUREAU, "同步建设与选举", "begin building up", clause="LHA-6",
        is_automatic=True,
    ),
    Transition(
        "report_ready", "building_up", "first_inspection", STREET, "报请初检", "report ready", clause="LHA-7",
        papers=("premises_ready", "candidates_review", "election_record", "services_record"),
        guards=("filed_with_city", "elected"), ends=("election",),
    ),
    Transition(
        "pass_first", "first_inspection", "final_inspection", BUREAU, "初检合格", "pass the first inspection",
        clause="LHA-7", papers=("first_check_record",), guards=("premises_and_people",),
    ),
    Transition(
        "pass_final", "final_inspection", "registered", CITY_BUREAU, "终检合格", "pass the final inspection",
        clause="LHA-7", papers=("final_check_record",), starts=("special_report",),
    ),
    Transition(
        "certify", "registered", "certified", CITY_BUREAU, "核发证书", "certify", clause="LHA-8",
        papers=("certificate",), guards=("special_report",), ends=("special_report",),
    ),
)

BACK = (
    _back("disagree", "residents_discussion", "draft", STREET, "居民未同意", "residents disagree"),
    _back("take_back", "applied_to_district_gov", "draft", STREET, "撤回修改", "take back"),
    _back("take_back", "returned_for_papers", "draft", STREET, "撤回修改", "take back"),
    _back("return_limits", "district_review", "draft", BUREAU, "退回重拟", "return for new limits"),
    _back("return_papers", "district_review", "returned_for_papers", BUREAU, "退回补正", "return for papers"),
    _back("send_back", "district_gov_consent", "district_review", DISTRICT, "退回审核", "send back to review"),
    _back("question", "city_consultation", "district_review", CITY_BUREAU, "提出疑问", "ask questions"),
    _back("object", "city_gov_review", "district_review", CITY, "不同意", "object"),
    _back("resume_review", "feedback_received", "district_review", BUREAU, "按意见再审", "review again on conditions"),
    _back("send_back", "district_executive_meeting", "district_review", DISTRICT, "退回审核", "send back to review"),
    _back("fail_first", "first_inspection", "building_up", BUREAU, "初检不合格", "fail the first inspection"),
    _back("fail_final", "final_inspection", "building_up", CITY_BUREAU, "终检不合格", "fail the final inspection"),
)

WITHDRAWABLE = tuple(state.id for state in STATES[:9])
REVOCABLE = ("approved", "building_up", "first_inspection", "final_inspection")
ENDING = (
    *(_back("withdraw", state, "withdrawn", STREET, "撤回并终止", "withdraw") for state in WITHDRAWABLE),
    _closing("district_review", BUREAU),
    _closing("district_gov_consent", DISTRICT),
    _closing("city_consultation", CITY_BUREAU),
    _closing("city_gov_review", CITY),
    _closing("feedback_received", BUREAU),
    _closing("district_executive_meeting", DISTRICT),
    *(_back("revoke", state, "closed", DISTRICT, "撤销批复", "revoke") for state in REVOCABLE),
)

SETTING_UP = Workflow(
    "setting_up", "设立社区", "setting up a community", ("draft",), STATES, (*FORWARD, *BACK, *ENDING),
    switches={"consent_gate": True, "city_consultation": True},
)
