"""Merge, abolition, change of limits: the short route (rules.md 5.4; LAW art. 3, AMB-15)."""

from __future__ import annotations

from app.approval.workflows.machine import Basis, State, Transition, Workflow
from app.approval.workflows.roles import STREET, Role
from app.approval.workflows.setting_up import BUREAU, DISTRICT, DRAFT_PAPERS, MINUTES


def _back(action: str, source: str, target: str, roles: frozenset[Role], zh: str, en: str) -> Transition:
    clears = MINUTES if target == "draft" else ()
    return Transition(action, source, target, roles, zh, en, Basis.DESIGN, "LAW-3", asks_reason=True, clears=clears)


STATES = (
    State("draft", "拟稿", "draft"),
    State("residents_discussion", "居民讨论", "residents' discussion"),
    State("district_review", "区民政局审核", "district review"),
    State("district_gov_approval", "区政府审批", "district government's approval"),
    State("filed_with_city", "报市备案", "filed with the city"),
    State("in_force", "生效", "in force", is_end=True),
    State("withdrawn", "已撤回", "withdrawn", is_end=True),
    State("closed", "已终止", "closed", is_end=True),
)

TRANSITIONS = (
    Transition(
        "issue_opinion", "draft", "residents_discussion", STREET, "提出意见", "issue the opinion", clause="LAW-3",
        papers=DRAFT_PAPERS, guards=("submission", "no_blocking_finding"),
    ),
    Transition(
        "apply", "residents_discussion", "district_review", STREET, "向区政府申请", "apply", clause="LAW-3",
        papers=(*MINUTES, "application"), guards=("residents_agreed", "points_answered", "no_new_limits"),
    ),
    Transition(
        "agree", "district_review", "district_gov_approval", BUREAU, "审核同意", "agree on review", Basis.DESIGN,
        "LAW-3", papers=("review_record", "review_opinion"), guards=("site_visited", "opinions_in"),
    ),
    Transition(
        "approve", "district_gov_approval", "filed_with_city", DISTRICT, "批复", "approve", clause="LAW-3",
        papers=("approval_document",), guards=("no_open_area",), starts=("filing",),
    ),
    Transition(
        "file", "filed_with_city", "in_force", BUREAU, "备案", "file with the city", Basis.DESIGN, "LHA-6",
        papers=("filing",), ends=("filing",),
    ),
    _back("disagree", "residents_discussion", "draft", STREET, "居民未同意", "residents disagree"),
    _back("return_limits", "district_review", "draft", BUREAU, "退回重拟", "return for new limits"),
    _back("send_back", "district_gov_approval", "draft", DISTRICT, "退回重拟", "return for new limits"),
    *(
        _back("withdraw", state, "withdrawn", STREET, "撤回并终止", "withdraw")
        for state in ("draft", "residents_discussion", "district_review", "district_gov_approval")
    ),
    _back("refuse", "district_review", "closed", BUREAU, "不予同意", "refuse"),
    _back("refuse", "district_gov_approval", "closed", DISTRICT, "不予同意", "refuse"),
)

ADJUSTMENT = Workflow(
    "adjustment", "合并、撤销、调整界线", "merger, abolition, change of limits", ("draft",), STATES, TRANSITIONS,
)
