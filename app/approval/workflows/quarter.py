"""The short route of a living quarter (rules.md 5.2, ``lq_short``; LQ-3.1, LQ-3.5)."""

from __future__ import annotations

from app.approval.workflows.machine import Basis, State, Transition, Workflow
from app.approval.workflows.roles import STREET, Role

BUREAU = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})
DISTRICT = frozenset({Role.DISTRICT_GOV})
APPLICANTS = STREET | {Role.ENTERPRISE}
"""A conversion is applied for by the enterprise, a division plan by the street office."""

STATES = (
    State("applied", "申请", "applied"),
    State("district_review", "区民政局审核", "district review"),
    State("gov_approval", "政府审批", "government's approval"),
    State("in_force", "生效", "in force", is_end=True),
    State("closed", "已终止", "closed", is_end=True),
)


def _back(action: str, source: str, target: str, roles: frozenset[Role], zh: str, en: str) -> Transition:
    return Transition(action, source, target, roles, zh, en, Basis.DESIGN, asks_reason=True)


TRANSITIONS = (
    Transition(
        "hand_in", "applied", "district_review", APPLICANTS, "报区民政局", "hand in", clause="LQ-3.1, LQ-3.5",
        papers=("application", "talks_record", "map"), guards=("submission", "points_answered"),
    ),
    Transition(
        "agree", "district_review", "gov_approval", BUREAU, "审核后统一报批", "agree and submit in one batch",
        clause="LQ-3.5", papers=("review_opinion",),
    ),
    Transition(
        "approve", "gov_approval", "in_force", DISTRICT, "批准", "approve", clause="LQ-3.1",
        papers=("approval_document",), guards=("no_open_area",),
    ),
    _back("return_papers", "district_review", "applied", BUREAU, "退回补正", "return for papers"),
    _back("send_back", "gov_approval", "applied", DISTRICT, "退回", "send back"),
    _back("refuse", "district_review", "closed", BUREAU, "不予同意", "refuse"),
    _back("refuse", "gov_approval", "closed", DISTRICT, "不予同意", "refuse"),
    _back("withdraw", "applied", "closed", APPLICANTS, "撤回并终止", "withdraw"),
)

QUARTER = Workflow("lq_short", "家属区划分", "division of a living quarter", ("applied",), STATES, TRANSITIONS)
